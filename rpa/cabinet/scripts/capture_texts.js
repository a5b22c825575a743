// Everything on the page that may hold data: texts, and all attributes but those that say how it is built.
(structure) => {
  const texts = new Set();
  const walker = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) if (node.data.trim()) texts.add(node.data);
  for (const element of document.querySelectorAll("*")) {
    for (const { name, value } of element.attributes) if (value && !structure.includes(name)) texts.add(value);
    if ("value" in element && typeof element.value === "string" && element.value) texts.add(element.value);
  }
  return [...texts];
}
