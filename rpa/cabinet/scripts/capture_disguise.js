// Puts the inventions where the data stood and freezes the page: no scripts, no comments, hidden stays hidden.
({ attributes, inventions }) => {
  const made = new Map(inventions);
  for (const node of [...document.querySelectorAll("script, noscript, iframe, meta[http-equiv]")]) node.remove();
  const walker = document.createTreeWalker(document, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_COMMENT);
  const comments = [];
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (node.nodeType === Node.COMMENT_NODE) comments.push(node);
    else if (made.has(node.data)) node.data = made.get(node.data);
  }
  for (const comment of comments) comment.remove();
  for (const element of document.querySelectorAll("*")) {
    for (const name of attributes) {
      const value = element.getAttribute(name);
      if (value && made.has(value)) element.setAttribute(name, made.get(value));
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
