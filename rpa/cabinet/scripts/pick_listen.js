// Lets the person point at an element: it is outlined under the mouse, and the click never reaches the site.
() => new Promise((resolve) => {
  const frame = document.createElement("div");
  frame.style.cssText = "position:fixed;pointer-events:none;z-index:2147483647;border:3px solid #c2410c;display:none";
  document.documentElement.append(frame);
  const show = (event) => {
    const box = event.target.getBoundingClientRect();
    Object.assign(frame.style, { display: "block", left: `${box.left}px`, top: `${box.top}px`,
      width: `${box.width}px`, height: `${box.height}px` });
  };
  const hush = (event) => { event.preventDefault(); event.stopImmediatePropagation(); };
  const done = (element) => {
    for (const name of ["mousedown", "mouseup", "pointerdown", "pointerup"]) window.removeEventListener(name, hush, true);
    window.removeEventListener("mousemove", show, true);
    window.removeEventListener("click", clicked, true);
    window.removeEventListener("keydown", pressed, true);
    frame.remove();
    if (element) element.setAttribute("data-rpa-picked", "");
    resolve(Boolean(element));
  };
  const clicked = (event) => { hush(event); done(event.target); };
  const pressed = (event) => { if (event.key === "Escape") { hush(event); done(null); } };
  for (const name of ["mousedown", "mouseup", "pointerdown", "pointerup"]) window.addEventListener(name, hush, true);
  window.addEventListener("mousemove", show, true);
  window.addEventListener("click", clicked, true);
  window.addEventListener("keydown", pressed, true);
})
