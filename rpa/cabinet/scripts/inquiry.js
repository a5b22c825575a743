({ address, row, number, status, file }) => {
  const [here, there] = [location.hash, address.slice(address.indexOf("#"))].map(decodeURIComponent);
  if (here !== there && !here.startsWith(`${there}&`)) return null;
  const state = document.querySelector(status);
  const text = (element) => element.innerText.replace(/\s+/g, " ").trim();
  const line = [...document.querySelectorAll(row)].map((tr) => [...tr.querySelectorAll("td")].map(text))
    .find((cells) => cells[0] === number);
  if (!state || state.robotSawIt || !line || !line[1]) return null;
  return {
    number: line[1],
    status: text(state),
    files: [...document.querySelectorAll(file)].map((link) => ({ name: text(link), href: link.getAttribute("href") })),
  };
}
