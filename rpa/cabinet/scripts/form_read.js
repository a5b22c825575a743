(dialog, { choice, debtor, field, file, loading, description }) => ({
  choice: [...dialog.querySelectorAll(choice)].map((radio) => radio.checked),
  debtors: [...dialog.querySelectorAll(debtor)].map((block) => ({
    names: [...block.querySelectorAll(field)].map((input) => input.value),
    files: [...block.querySelectorAll(file)].map((element) => element.innerText.trim()),
    loading: block.querySelectorAll(loading).length,
  })),
  text: (dialog.querySelector(description) || { value: "" }).value,
})
