// Puts the inventions where the data stood and freezes the page: no scripts, no comments, hidden stays hidden.
({ structure, inventions }) => {
  const made = new Map(inventions);
  for (const node of [...document.querySelectorAll("script, noscript, iframe, template, meta[http-equiv]")]) node.remove();
  const walker = document.createTreeWalker(document, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_COMMENT);
  const comments = [];
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (node.nodeType === Node.COMMENT_NODE) comments.push(node);
    else if (made.has(node.data)) node.data = made.get(node.data);
  }
  for (const comment of comments) comment.remove();
  for (const element of document.querySelectorAll("*")) {
    for (const attribute of element.attributes) {
      if (!structure.includes(attribute.name) && made.has(attribute.value)) attribute.value = made.get(attribute.value);
    }
    if (element.matches("input, textarea, select")) {
      if (made.has(element.value) && element.tagName !== "SELECT") element.value = made.get(element.value);
      if (element.tagName === "TEXTAREA") element.textContent = element.value;
      else if (element.tagName === "INPUT") element.setAttribute("value", element.value);
      if (element.checked) element.setAttribute("checked", "");
    }
    if (element !== document.documentElement && getComputedStyle(element).display === "none") {
      element.style.setProperty("display", "none", "important");
    }
  }
  return "<!doctype html>\n" + document.documentElement.outerHTML;
}
