// The build of a page nobody has described: tags, ids, classes, captions of buttons. No values, no running text.
() => {
  const lines = [];
  const walk = (element, depth) => {
    if (lines.length >= 200 || element.getClientRects().length === 0) return;
    const id = element.id ? `#${element.id}` : "";
    const classes = [...element.classList].map((name) => `.${name}`).join("");
    const caption = element.tagName === "BUTTON" ? ` «${element.textContent.trim().slice(0, 60)}»` : "";
    lines.push(" ".repeat(depth) + element.tagName.toLowerCase() + id + classes + caption);
    for (const child of element.children) walk(child, depth + 1);
  };
  walk(document.body, 0);
  return lines;
}
