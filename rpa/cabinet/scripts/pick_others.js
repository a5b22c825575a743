// Names the elements a way finds besides the picked one: tag and classes, and the caption of what can be pressed.
(elements) => elements.filter((one) => !one.hasAttribute("data-rpa-picked")).slice(0, 3).map((one) => {
  const classes = [...one.classList].filter((name) => !name.startsWith("ng-")).map((name) => `.${name}`).join("");
  const caption = one.matches("button, a, label") ? ` «${one.textContent.replace(/\s+/g, " ").trim().slice(0, 40)}»` : "";
  return one.tagName.toLowerCase() + classes + caption;
})
