// The whole card in one evaluation; null until it shows something for this request.
({ address, status, results, content, cell, row, debtor, debtor_file, debt_present, description, send, loader }) => {
  const [here, there] = [location.hash, address.slice(address.indexOf("#"))].map(decodeURIComponent);
  const contents = [...document.querySelectorAll(content)];
  const state = document.querySelector(status);
  if ((here !== there && !here.startsWith(`${there}&`)) || contents.length < 2 || !state || state.robotSawIt) return null;
  const shown = (element) => element.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true });
  if ([...document.querySelectorAll(loader)].some(shown)) return null;
  const text = (element) => (element ? element.innerText.replace(/\s+/g, " ").trim() : "");
  const cells = [...contents[0].querySelectorAll(cell)].map(text);
  if (!cells[0]) return null;
  const facts = [...contents[1].querySelectorAll(row)].map((line) => [...line.querySelectorAll("td")].slice(0, 2).map(text));
  return {
    columns: [...contents[0].querySelectorAll("thead th")].map(text),
    number: cells[0],
    sent: cells[1] ?? null,
    deadline: cells[3] ?? null,
    status: text(state),
    results: Object.keys(results).filter((kind) => document.querySelector(results[kind])),
    facts,
    debtors: [...document.querySelectorAll(debtor)].map((element) => ({
      name: (element.innerText.split("\n").map((line) => line.trim()).filter(Boolean)[1] || "").replace(/\s+/g, " "),
      files: [...element.querySelectorAll(debtor_file)].map(text),
    })),
    debt_present: text(document.querySelector(debt_present)) || null,
    description: text(document.querySelector(description)) || null,
    may_send: [...document.querySelectorAll("button")].some((b) => b.getClientRects().length && text(b) === send),
  };
}
