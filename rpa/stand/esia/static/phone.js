// What only a training stand has: the telephone (and the passport) of the made-up person, closed until somebody
// opens it. A robot has no business here.

import { call } from "./api.js";
import { h } from "./dom.js";

class StandPhone extends HTMLElement {
  connectedCallback() {
    this.text = h("p");
    this.confirm = h("button.plain-button", { type: "button", hidden: true, onclick: () => call("POST", "/__phone__/confirm") }, "Подтвердить на телефоне");
    this.details = h("details", { ontoggle: () => this.look() },
      h("summary", {}, "Телефон (только на стенде)"), this.text, this.confirm);
    this.append(this.details);
    document.addEventListener("esia-step", () => this.look());
  }

  async look() {
    if (!this.details.open) return;
    const { code, confirm } = await call("GET", "/__phone__");
    this.confirm.hidden = !confirm;
    this.text.textContent = code ? `Код или ответ: ${code}` : confirm ? "Пришёл запрос на вход" : "Ничего не пришло";
  }
}

customElements.define("stand-phone", StandPhone);
