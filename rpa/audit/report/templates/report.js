"use strict";
(() => {
  const byId = (id) => document.getElementById(id);
  const rows = [...document.querySelectorAll("#requests tbody tr")];
  const texts = new Map(rows.map((row) => [row, row.innerText.toLowerCase()]));
  const filter = () => {
    const query = byId("q").value.trim().toLowerCase();
    const decision = byId("f-decision").value, state = byId("f-state").value, due = byId("f-due").value;
    let shown = 0;
    for (const row of rows) {
      const fits = (!query || texts.get(row).includes(query)) && (!decision || row.dataset.decision === decision)
        && (!state || row.dataset.state === state) && (!due || (row.dataset.due && row.dataset.due <= due));
      row.hidden = !fits;
      shown += fits ? 1 : 0;
    }
    byId("shown").textContent = `${shown} из ${rows.length}`;
  };
  for (const id of ["q", "f-decision", "f-state", "f-due"]) byId(id).addEventListener("input", filter);
  document.querySelector(".tools").addEventListener("submit", (event) => event.preventDefault());

  const viewer = byId("viewer");
  let at = 0;
  const shots = () => [...document.querySelectorAll("tr:not([hidden]) .shot")];
  const show = (index) => {
    const all = shots();
    if (!all.length) return;
    at = (index + all.length) % all.length;
    const picture = all[at].querySelector("img");
    byId("big").src = picture.src;
    byId("big").alt = picture.alt;
    byId("caption").textContent = `${at + 1} из ${all.length} · ${all[at].dataset.caption}`;
    if (!viewer.open) viewer.showModal();
  };
  document.addEventListener("click", (event) => {
    const shot = event.target.closest(".shot");
    if (shot) show(shots().indexOf(shot));
    if (event.target === viewer) viewer.close();
  });
  byId("prev").addEventListener("click", () => show(at - 1));
  byId("next").addEventListener("click", () => show(at + 1));
  viewer.addEventListener("keydown", (event) => {
    if (event.key === "ArrowLeft") show(at - 1);
    if (event.key === "ArrowRight") show(at + 1);
  });
  viewer.addEventListener("close", () => shots()[at]?.focus());
})();
