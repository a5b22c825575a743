// What can name the picked element, and CSS for it, the sturdiest first. A click on a caption means its control.
(element) => {
  const control = element.closest("button, a[href], a[ng-click], input, select, textarea, [role]") || element;
  const label = control.closest("label");
  const target = label && label.control && !control.matches("input, select, textarea") ? label.control : control;
  document.querySelectorAll("[data-rpa-picked]").forEach((one) => one.removeAttribute("data-rpa-picked"));
  target.setAttribute("data-rpa-picked", "");
  const clean = (text) => (text || "").replace(/\s+/g, " ").trim();
  const ours = (name) => !/^ng-|^active$|^focus|^hover|^ui-/.test(name) && /^[A-Za-z_][\w-]*$/.test(name);
  const css = [];
  const add = (text) => { if (text && !css.includes(text)) css.push(text); };
  const short = (one) => {
    if (one.id && /^[A-Za-z][\w-]*$/.test(one.id) && !/\d{3,}/.test(one.id)) return `#${one.id}`;
    return one.tagName.toLowerCase() + [...one.classList].filter(ours).map((name) => `.${name}`).join("");
  };
  add(short(target));
  for (const name of ["name", "type", "ng-click", "ng-model"]) {
    const value = target.getAttribute(name);
    if (value && !/["\\\n]/.test(value)) add(`${target.tagName.toLowerCase()}[${name}="${value}"]`);
  }
  let path = short(target);
  for (let one = target.parentElement; one && one !== document.body && css.length < 12; one = one.parentElement) {
    path = `${short(one)} ${path}`;
    add(path);
  }
  const place = [...target.parentElement.children].indexOf(target) + 1;
  add(`${short(target.parentElement)} > ${target.tagName.toLowerCase()}:nth-child(${place})`);
  return {
    labels: [...(target.labels || [])].map((one) => clean(one.textContent)).filter(Boolean),
    placeholder: clean(target.getAttribute("placeholder")),
    text: clean(target.innerText), css,
  };
}
