// The build of a page nobody has described: tags, ids, classes, captions of what can be pressed, named or read as a
// heading. No value of a field is taken, no running text; a caption that repeats what is typed in a field is left out.
() => {
  const MOST = 400, RUN = 3;
  const CAPTIONS = { BUTTON: "button", LABEL: "label", LEGEND: "label", H1: "heading", H2: "heading", H3: "heading",
    H4: "heading", A: "link", INPUT: "field", TEXTAREA: "field", SELECT: "field" };
  const typed = [...document.querySelectorAll("input, textarea")]
    .map((field) => field.value.trim().toLowerCase()).filter((value) => value.length > 2);
  const repeats = (text) => typed.some((value) => text.toLowerCase().includes(value));
  const shown = (element) => element.getClientRects().length > 0;
  const kindOf = (element) => {
    if (element.getAttribute("role") === "alert" || /(^|[-_ ])error/.test(element.className)) return "message";
    if (element.getAttribute("role") === "button") return "button";
    const kind = CAPTIONS[element.tagName] || "";
    // A link is a caption only where it acts like a button: register links carry people's matters.
    if (kind === "link" && !element.matches("[ng-click], [class*=button], [class*=btn], li > a")) return "";
    return kind;
  };
  const textsOf = (element, kind) => {
    if (kind === "field") return ["placeholder", "aria-label", "name"].map((name) => element.getAttribute(name) || "");
    return [...(element.innerText || "").split("\n"), element.getAttribute("aria-label") || ""];
  };
  const lines = [];
  const walk = (element, depth) => {
    if (lines.length >= MOST || !shown(element)) return;
    const kind = kindOf(element);
    const texts = kind ? textsOf(element, kind).map((text) => text.trim()).filter((text) => text && !repeats(text)) : [];
    const type = element.tagName === "INPUT" ? `[type=${element.type}]` : "";
    lines.push({
      depth, tag: element.tagName.toLowerCase() + type, id: element.id || "", classes: [...element.classList],
      kind, texts: [...new Set(texts)].slice(0, 5),
    });
    let before = "", run = 0;
    for (const child of element.children) {
      const shape = `${child.tagName}.${child.className}.${child.querySelector("button, a, label, input") !== null}`;
      run = shape === before ? run + 1 : 1;
      before = shape;
      // Rows of a register are all alike; buttons side by side are told apart by their captions.
      if (run <= RUN || kindOf(child)) walk(child, depth + 1);
    }
  };
  walk(document.body, 0);
  return lines;
}
