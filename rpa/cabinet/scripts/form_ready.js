({ form, debtor, debtors }) => {
  const dialog = [...document.querySelectorAll(form)].pop();
  return !!dialog && dialog.querySelectorAll(debtor).length === debtors;
}
