// One evaluation per page of the register. `titles`: what the page's own data says must be shown, in that order.
({ row, title, icons, total, total_text, titles }) => {
  // By letters and digits: the screen drops and merges blanks, and people's names come with all kinds of them.
  const said = (text) => text.replace(/[^\p{L}\p{N}]+/gu, "");
  const rows = [...document.querySelectorAll(row)];
  const links = rows.map((element) => element.querySelector(title));
  if (rows.length !== titles.length) return null;
  if (links.some((link, i) => !link || said(link.innerText) !== said(titles[i]))) return null;
  const counter = [...document.querySelectorAll(total)]
    .map((element) => element.innerText.trim()).filter((text) => text.startsWith(total_text))
    .map((text) => /:\s*([\d\s\u00a0]+)$/.exec(text)).find(Boolean);
  return {
    total: counter ? Number(counter[1].replace(/\D/g, "")) : null,
    rows: rows.map((element, i) => ({
      href: links[i].href || "",
      icons: Object.keys(icons).filter((code) => element.querySelector(icons[code])),
    })),
  };
}
