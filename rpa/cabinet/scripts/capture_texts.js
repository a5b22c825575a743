// Everything on the page that may hold data: texts, and the attributes a person or a program reads.
(attributes) => {
  const texts = new Set();
  const walker = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) if (node.data.trim()) texts.add(node.data);
  for (const element of document.querySelectorAll("*")) {
    for (const name of attributes) if (element.getAttribute(name)) texts.add(element.getAttribute(name));
    if ("value" in element && typeof element.value === "string" && element.value) texts.add(element.value);
  }
  return [...texts];
}
