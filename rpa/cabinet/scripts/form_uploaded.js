// All files of one debtor are there by name and none is under way; or the site shows a refusal (the caller sees it).
({ form, debtor, index, file, loading, names }) => {
  const dialog = [...document.querySelectorAll(form)].pop();
  const block = dialog && dialog.querySelectorAll(debtor)[index];
  if (!block || block.querySelectorAll(loading).length) return false;
  const shown = [...block.querySelectorAll(file)].map((element) => element.innerText.trim()).sort();
  return JSON.stringify(shown) === JSON.stringify([...names].sort());
}
