// Six cells of one character. Typing moves on by itself, a paste is dealt out, the sixth digit submits: no button.
// Two generations of the nesting are known: with (2025–26) and without (2023–24) the inner div.

import { view } from "./api.js";
import { h } from "./dom.js";

const LENGTH = 6;

class EsiaCodeInput extends HTMLElement {
  /** `onfull(code)` is called once all cells hold a digit. */
  connectedCallback() {
    this.cells = Array.from({ length: LENGTH }, (_, index) => h("input", {
      type: "tel", inputmode: "numeric", autocomplete: "one-time-code", "aria-label": `Цифра ${index + 1} из ${LENGTH}` }));
    this.cells.forEach((cell, index) => this.wire(cell, index));
    const input = h("code-input", {}, ...this.cells.map((cell) => h("span", {}, cell)));
    const hint = h("p.code-input__hint", {}, this.hint || "");
    this.append(view.cells === "old" ? h("div.code-input", {}, input, hint) : h("div", {}, h("div.code-input", {}, input, hint)));
    this.cells[0].focus();
  }

  wire(cell, index) {
    cell.addEventListener("focus", () => cell.select());
    cell.addEventListener("input", () => {
      // A cell keeps one character: what a script writes into it at once is lost but for the last.
      cell.value = cell.value.replace(/\D/g, "").slice(-1);
      if (cell.value && index < LENGTH - 1) this.cells[index + 1].focus();
      this.check();
    });
    cell.addEventListener("keydown", (event) => {
      if (event.key === "Backspace" && !cell.value && index > 0) this.cells[index - 1].focus();
    });
    cell.addEventListener("paste", (event) => {
      event.preventDefault();
      const digits = event.clipboardData.getData("text").replace(/\D/g, "").slice(0, LENGTH - index);
      [...digits].forEach((digit, offset) => { this.cells[index + offset].value = digit; });
      this.cells[Math.min(index + digits.length, LENGTH - 1)].focus();
      this.check();
    });
  }

  check() {
    const code = this.cells.map((cell) => cell.value).join("");
    if (code.length === LENGTH) {
      this.disable(true);
      this.onfull(code);
    }
  }

  disable(off) {
    this.cells.forEach((cell) => { cell.disabled = off; });
  }

  clear() {
    this.disable(false);
    this.cells.forEach((cell) => { cell.value = ""; });
    this.cells[0].focus();
  }
}

customElements.define("esia-code-input", EsiaCodeInput);
