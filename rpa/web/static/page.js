"use strict";
// Every page works without this script: it adds keys, live progress, the act inside the page, and one question.

const quiet = () => {
  try { return localStorage.getItem("rpa-keys") === "off"; } catch { return false; }
};

for (const box of document.querySelectorAll("[data-keys-off]")) {
  box.checked = quiet();
  box.addEventListener("change", () => {
    try { localStorage.setItem("rpa-keys", box.checked ? "off" : "on"); } catch { /* private window: only this page */ }
  });
}

// On a telephone the sections stand in a line that is wider than the screen: where one is must be seen.
document.querySelector(".menu [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });

// Letters by their place on the keyboard, so that a Russian layout needs no switching.
const nameOf = (event) => (event.code.startsWith("Key") ? event.code.slice(3).toLowerCase()
  : event.code.startsWith("Digit") ? event.code.slice(5) : event.code === "Slash" || event.key === "/" ? "/" : event.key);

const typing = (target) => target.matches("textarea, select, input:not([type=radio]):not([type=checkbox])");

document.addEventListener("keydown", (event) => {
  const decision = document.querySelector("[data-decision]");
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && decision) {
    event.preventDefault();
    // A key that is held repeats on the next request, and the next: nobody has read them.
    if (!event.repeat && (event.target.form ?? decision) === decision) decision.requestSubmit();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || quiet()) return;
  if (typing(event.target)) {
    if (event.key === "Escape") event.target.blur();
    return;
  }
  const name = nameOf(event);
  const list = document.querySelector("[data-list]");
  if (list && (name === "j" || name === "k")) {
    const links = [...list.querySelectorAll("th a")];
    const at = links.indexOf(document.activeElement);
    const next = links[Math.min(links.length - 1, Math.max(0, at + (name === "j" ? 1 : -1)))];
    if (next) next.focus();
    event.preventDefault();
    return;
  }
  if (event.repeat) return;
  const found = [...document.querySelectorAll("[data-key]")].filter((one) => one.dataset.key === name && !one.disabled).pop();
  if (!found) return;
  event.preventDefault();
  if (found.matches("input[type=radio]")) {
    found.checked = true;
    found.focus();
    found.dispatchEvent(new Event("change", { bubbles: true }));
  } else if (found.matches("input, textarea, select")) found.focus();
  else found.click();
});

for (const form of document.querySelectorAll("form")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.confirm && !window.confirm(form.dataset.confirm)) { event.preventDefault(); return; }
    // A second click must not send the same form twice.
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "yes";
    const button = form.querySelector("button");
    if (button && form.dataset.slow) button.textContent = form.dataset.slow;
  });
}
window.addEventListener("pageshow", () => document.querySelectorAll("form").forEach((form) => delete form.dataset.sent));

// An act is fetched when its part is opened, not with every request that is looked through.
for (const part of document.querySelectorAll("details.acts")) {
  part.addEventListener("toggle", () => {
    for (const frame of part.querySelectorAll("iframe[data-pdf]")) {
      if (part.open && !frame.src) frame.src = frame.dataset.pdf;
    }
  });
}

const run = document.querySelector("[data-run]");
if (run) {
  const events = new EventSource("/run/events");
  const part = (name) => run.querySelector(`[data-${name}]`);
  events.onmessage = (message) => {
    const now = JSON.parse(message.data);
    if (!now.alive) { events.close(); location.reload(); return; }
    if (now.total) {
      part("bar").max = now.total;
      part("bar").value = now.done;
      part("words").textContent = `Сделано ${now.done} из ${now.total}`;
    }
    part("key-now").textContent = now.key;
    if (now.stopping) { part("stop").disabled = true; part("stop").textContent = "Останавливается…"; }
    if (now.picture) {
      const address = `/evidence/${now.picture}`;
      if (part("picture").getAttribute("src") !== address) part("picture").src = address;
      part("figure").hidden = false;
    }
  };
}
