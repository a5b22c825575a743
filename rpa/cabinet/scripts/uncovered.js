// Whether anybody's name can be read in the area beside what a picture covers. A street may be called as somebody is
// («ул. Ленина»): it is a name where the last stands with the first, with initials, or alone.
(area, { covers, people }) => {
  const words = (text) => text.toLowerCase().replace(/ё/g, "е").match(/\p{L}+/gu) ?? [];
  const names = people.map((pair) => pair.map(words));
  const texts = document.createTreeWalker(area, NodeFilter.SHOW_TEXT);
  for (let node = texts.nextNode(); node; node = texts.nextNode()) {
    if (node.parentElement.closest(covers)) continue;
    const said = new Set(words(node.data));
    for (const [last, first] of names) {
      if (!last.length || !last.every((word) => said.has(word))) continue;
      const rest = [...said].filter((word) => !last.includes(word));
      if (rest.every((word) => word.length === 1) || first.some((word) => rest.includes(word))) return true;
    }
  }
  return false;
}
