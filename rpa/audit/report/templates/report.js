"use strict";
(() => {
  const byId = (id) => document.getElementById(id);
  const table = byId("register"), gallery = byId("gallery"), viewer = byId("viewer");
  let open = () => {};
  const search = byId("search"), byState = byId("by-state"), byDue = byId("by-due");

  // A long list: only so many of its members are in the page, the others wait outside it and cost nothing.
  function longList(box, members, button) {
    const atOnce = Number((box.closest("[data-at-once]") || byId("controls")).dataset.atOnce);
    let chosen = members, limit = atOnce;
    const draw = () => {
      box.replaceChildren(...chosen.slice(0, limit));
      const left = chosen.length - limit;
      button.hidden = left <= 0;
      button.textContent = `Показать ещё ${Math.min(left, atOnce)} (осталось ${left})`;
    };
    button.addEventListener("click", () => {
      const next = chosen[limit];
      limit += atOnce;
      draw();
      const target = next.querySelector("button, a");
      if (target) target.focus();
    });
    addEventListener("beforeprint", () => {
      box.replaceChildren(...chosen);
      for (const image of box.querySelectorAll("img")) image.loading = "eager";
    });
    addEventListener("afterprint", draw);
    return {
      get chosen() { return chosen; },
      choose(found) { chosen = found; limit = atOnce; draw(); },
    };
  }
  function taken(selector) {
    const found = [...document.querySelectorAll(selector)];
    for (const rest of document.querySelectorAll(".rest")) if (found.some((one) => one.parentNode === rest)) rest.remove();
    return found;
  }

  const shots = gallery ? taken(".shot") : [];
  const shotList = gallery && longList(gallery, shots, byId("more-shots"));
  if (shotList) shotList.choose(shots);
  const openable = () => (shotList ? shotList.chosen.filter((shot) => shot.querySelector(".shot__open")) : []);

  if (table) {
    let rows = taken("#register tbody tr");
    const rowList = longList(table.tBodies[0], rows, byId("more"));
    const texts = new Map();
    const textOf = (row) => {
      if (!texts.has(row)) texts.set(row, row.textContent.toLowerCase());
      return texts.get(row);
    };
    const fits = (row, words, state, due) =>
      (!state || (state.startsWith("tone:") ? row.dataset.tone === state.slice(5) : row.dataset.state === state)) &&
      (!due || row.dataset.due === due) && words.every((word) => textOf(row).includes(word));

    const filter = () => {
      const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
      const state = byState.value, due = byDue ? byDue.value : "";
      const filtered = words.length > 0 || state !== "" || due !== "";
      const found = filtered ? rows.filter((row) => fits(row, words, state, due)) : rows;
      rowList.choose(found);
      if (shotList) {
        const numbers = new Set(found.map((row) => row.dataset.number));
        shotList.choose(filtered ? shots.filter((shot) => numbers.has(shot.dataset.number)) : shots);
      }
      byId("found").textContent = filtered ? `Показано ${found.length} из ${rows.length}` : `Всего ${rows.length}`;
      byId("reset").hidden = !filtered;
      byId("empty").hidden = found.length > 0;
      table.hidden = found.length === 0;
    };

    const collator = new Intl.Collator("ru", { numeric: true });
    const keyOf = (row, name) => (name === "number" ? row.dataset.number : row.getAttribute(`data-by-${name}`)) || "";
    const sort = (head) => {
      const name = head.dataset.sort, down = head.getAttribute("aria-sort") === "ascending";
      for (const other of table.tHead.rows[0].cells) other.setAttribute("aria-sort", "none");
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      rows = [...rows].sort((a, b) => (down ? -1 : 1) * collator.compare(keyOf(a, name), keyOf(b, name)));
      filter();
    };

    byId("controls").hidden = false;
    search.addEventListener("input", filter);
    for (const select of [byState, byDue]) if (select) select.addEventListener("change", filter);
    byId("reset").addEventListener("click", () => {
      search.value = byState.value = "";
      if (byDue) byDue.value = "";
      filter();
      search.focus();
    });
    for (const head of table.tHead.rows[0].cells) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = head.textContent;
      button.addEventListener("click", () => sort(head));
      // A browser repeats a header on every printed page only if there is nothing in it to click.
      const label = document.createElement("span");
      label.className = "on-paper";
      label.textContent = head.textContent;
      head.replaceChildren(label, button);
    }
    filter();
    // Rows come and go, so one listener on the table hears the links of all of them.
    table.addEventListener("click", (event) => {
      const link = event.target.closest("[data-open]");
      const shot = link && openable().find((found) => found.dataset.number === link.dataset.open);
      if (!shot || !viewer) return;
      event.preventDefault();
      open(shot, link);
    });
  }

  if (viewer) {
    const image = byId("view-image"), stage = byId("view-stage"), caption = byId("viewer-caption");
    const zooms = [0, 1, 1.5, 2, 3];
    let list = [], place = 0, zoom = 0, from = null;
    function setZoom(next) {
      zoom = Math.max(0, Math.min(zooms.length - 1, next));
      stage.classList.toggle("fit", zoom === 0);
      // At 1 a picture is as wide as it was taken.
      image.style.width = zoom ? `${image.naturalWidth * zooms[zoom]}px` : "";
      byId("view-zoom").textContent = zoom ? `${zooms[zoom] * 100} %` : "по окну";
      byId("view-out").disabled = zoom === 0;
      byId("view-in").disabled = zoom === zooms.length - 1;
    }
    function show(next) {
      place = Math.max(0, Math.min(list.length - 1, next));
      const shot = list[place], said = shot.querySelector("figcaption");
      const words = [said.querySelector("bdi").textContent, said.querySelector("span").textContent].join(" — ");
      image.src = shot.querySelector("img").src;
      image.alt = `Снимок: ${words}`;
      caption.textContent = `${place + 1} из ${list.length} · ${words}`;
      byId("view-prev").disabled = place === 0;
      byId("view-next").disabled = place === list.length - 1;
      setZoom(0);
      stage.scrollTo(0, 0);
    }
    open = (shot, opener) => {
      list = openable();
      from = opener;
      viewer.showModal();
      show(list.indexOf(shot));
      stage.focus();
    };
    for (const shot of shots) {
      const button = shot.querySelector(".shot__open");
      if (button) button.addEventListener("click", () => open(shot, button));
    }
    byId("view-prev").addEventListener("click", () => show(place - 1));
    byId("view-next").addEventListener("click", () => show(place + 1));
    byId("view-in").addEventListener("click", () => setZoom(zoom + 1));
    byId("view-out").addEventListener("click", () => setZoom(zoom - 1));
    byId("view-close").addEventListener("click", () => viewer.close());
    image.addEventListener("click", () => setZoom(zoom ? 0 : 1));
    viewer.addEventListener("close", () => { if (from) from.focus(); });
    viewer.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const done = {
        "ArrowLeft": () => zoom === 0 && show(place - 1), "ArrowRight": () => zoom === 0 && show(place + 1),
        "PageUp": () => show(place - 1), "PageDown": () => show(place + 1), "Home": () => show(0),
        "End": () => show(list.length - 1), "+": () => setZoom(zoom + 1), "=": () => setZoom(zoom + 1),
        "-": () => setZoom(zoom - 1), "0": () => setZoom(0),
      }[event.key];
      // Zoomed in, the arrows move the picture, as they do in any scrolled box.
      if (done && done() !== false) event.preventDefault();
    });
  }

})();
