// Fill every text of the form with real input events.
(dialog, { debtor, field, names, description, text }) => {
  const put = (input, value) => {
    if (input.value === value) return;
    input.focus();
    input.value = value;
    input.dispatchEvent(new Event("input", { bubbles: true }));
    input.dispatchEvent(new Event("change", { bubbles: true }));
    input.blur();
  };
  dialog.querySelectorAll(debtor).forEach((block, i) => {
    const inputs = block.querySelectorAll(field);
    (names[i] || []).forEach((value, j) => { if (inputs[j]) put(inputs[j], value); });
  });
  const area = dialog.querySelector(description);
  if (area) put(area, text);
}
