// Choose «да» or «нет» and make as many debtor blocks as there are debtors. The clicks are the inputs' own.
// `problem`: why the choice was not made; `blocks`: how many debtors are shown in the end.
async (dialog, { choice, has_debt, debtor, debtors, add, remove }) => {
  const radios = dialog.querySelectorAll(choice);
  const blocks = () => dialog.querySelectorAll(debtor);
  const ends = (problem) => ({ problem, blocks: blocks().length });
  if (radios.length !== 2) return ends(`radios: ${radios.length}`);
  // Which is which is known by the place; a caption that says the opposite is believed more.
  const said = [...radios].map((radio) => [...(radio.labels || [])].map((one) => one.innerText).join(" ").trim());
  if (/^нет(?![а-яё])/i.test(said[0]) || /^да(?![а-яё])/i.test(said[1])) return ends("exchanged");
  const wanted = radios[has_debt ? 0 : 1];
  if (!wanted.checked) wanted.click();
  const turn = () => new Promise((resolve) => requestAnimationFrame(resolve));
  for (let tries = 0; has_debt && tries < 2 * debtors + 20; tries += 1) {
    const shown = blocks();
    if (shown.length === debtors) break;
    const button = shown.length < debtors ? dialog.querySelector(add) : shown[shown.length - 1].querySelector(remove);
    if (button) button.click();
    await turn();
  }
  return ends(wanted.checked ? "" : "unchecked");
}
