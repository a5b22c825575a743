// Building of elements without markup strings: text stays text, whatever it holds.

/** h("div.mt-40", {title: "…", onclick: fn}, child, "text") → HTMLElement; attributes set to false are left out. */
export function h(selector, attributes = {}, ...children) {
  const [tag, ...classes] = selector.split(".");
  const element = document.createElement(tag);
  if (classes.length) element.className = classes.join(" ");
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name.slice(2), value);
    else if (value !== false && value !== undefined) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

/** A button as the live page draws it: caption with spaces around, never of type submit unless asked. */
export function button(caption, onclick, { style = "plain-button.plain-button_wide", type = "button", ...rest } = {}) {
  return h(`button.${style}`, { type, ...(onclick ? { onclick } : {}), ...rest }, ` ${caption} `);
}

/** Replaces the error caption under `host`: one `.error-label.mb-4`, or none for an empty text. */
export function showError(host, text) {
  host.replaceChildren(...(text ? [h("div.error-label.mb-4", { role: "alert" }, text)] : []));
}
