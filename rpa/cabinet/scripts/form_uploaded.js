// All files of one debtor are there by name and none is under way; or the site shows a refusal (the caller sees it).
({ form, debtor, index, file, loading, names }) => {
  const dialog = [...document.querySelectorAll(form)].pop();
  const block = dialog && dialog.querySelectorAll(debtor)[index];
  if (!block || block.querySelectorAll(loading).length) return false;
  // The screen drops and merges blanks.
  const said = (text) => text.replace(/\s+/g, " ").trim();
  const shown = [...block.querySelectorAll(file)].map((element) => said(element.innerText)).sort();
  return JSON.stringify(shown) === JSON.stringify(names.map(said).sort());
}
