// Choose «да» or «нет» and make as many debtor blocks as there are debtors. The clicks are the inputs' own.
async (dialog, { choice, has_debt, debtor, debtors, add, remove }) => {
  const radios = dialog.querySelectorAll(choice);
  if (radios.length !== 2) return `radios: ${radios.length}`;
  const wanted = radios[has_debt ? 0 : 1];
  if (!wanted.checked) wanted.click();
  const turn = () => new Promise((resolve) => requestAnimationFrame(resolve));
  for (let tries = 0; has_debt && tries < 2 * debtors + 20; tries += 1) {
    const blocks = dialog.querySelectorAll(debtor);
    if (blocks.length === debtors) break;
    const button = blocks.length < debtors ? dialog.querySelector(add) : blocks[blocks.length - 1].querySelector(remove);
    if (button) button.click();
    await turn();
  }
  return wanted.checked ? "" : "unchecked";
}
