// What the form holds. `captions`: what each field of a debtor is called, where the page says it; empty where it does not.
(dialog, { choice, debtor, field, file, loading, description, extra }) => {
  const called = (input) => {
    const own = input.getAttribute("aria-label") || input.placeholder || [...input.labels].map((one) => one.innerText)[0];
    let box = input.parentElement, label = null;
    while (!own && !label && box && box.querySelectorAll("input").length === 1) {
      label = box.querySelector("label");
      box = box.parentElement;
    }
    return (own || (label ? label.innerText : "")).toLowerCase();
  };
  return {
    choice: [...dialog.querySelectorAll(choice)].map((radio) => radio.checked),
    debtors: [...dialog.querySelectorAll(debtor)].map((block) => ({
      names: [...block.querySelectorAll(field)].map((input) => input.value),
      captions: [...block.querySelectorAll(field)].map(called),
      files: [...block.querySelectorAll(file)].map((element) => element.innerText.trim()),
      loading: block.querySelectorAll(loading).length,
    })),
    extra: dialog.querySelectorAll(extra).length,
    text: (dialog.querySelector(description) || { value: "" }).value,
  };
}
