// The password form. Its place for «Войти» is `form > div.mt-40 > button`, the fourth div; «Восстановить» stands
// before it, so that whoever takes the first button or an index gets the wrong one.

import { api } from "./api.js";
import { button, h, showError } from "./dom.js";

const FILL = "Заполните поле";
const LOGIN_EMPTY = "Введите номер телефона, СНИЛС или электронную почту";
export const WRONG_PASSWORD = "Неверный логин или пароль";

class Credentials extends HTMLFormElement {
  connectedCallback() {
    const root = this.closest("esia-root");
    const remembered = root.dataset.remembered;
    this.noValidate = true;
    this.autocomplete = "off";
    this.loginInput = remembered ? null : h("input.plain-input", {
      id: "login", name: "Телефон / Эл. почта / СНИЛС", type: "text", autocomplete: "username", "aria-label": "Телефон / Email / СНИЛС", placeholder: "Телефон / Email / СНИЛС" });
    this.passwordInput = h("input.plain-input.no-label", {
      id: "password", name: "Пароль", type: "password", autocomplete: "current-password", "aria-label": "Пароль", placeholder: "Пароль" });
    this.loginError = h("div");
    this.passwordError = h("div");
    this.submitButton = button("Войти", null, { type: "submit" });
    this.append(
      h("div.mb-24", {}, h("h1", {}, "Войти в Госуслуги"), remembered ? h("p.remembered", {}, remembered) : h("label", {}, this.loginInput), this.loginError),
      h("div.mb-24", {}, h("label", {}, this.passwordInput), this.passwordError),
      h("div.text-right", {}, button("Восстановить", () => this.help(), { style: "link-button" })),
      h("div.mt-40", {}, this.submitButton),
      h("div.mt-24", {}, button("Не удаётся войти", () => this.help(), { style: "plain-button.plain-button_light.plain-button_wide" })),
      h("div.mt-24.other-ways", {},
        h("p", {}, "Войти другим способом"),
        h("div.row", {},
          button("QR-код", () => this.help("Вход по QR-коду на стенде не нужен: войдите по паролю."), { style: "plain-button.plain-button_light", "aria-label": "QR-код" }),
          button("Эл. подпись", () => this.closest("esia-login").show("esia-eds"), { style: "plain-button.plain-button_light", "aria-label": "Эл. подпись" }))),
      h("div.mt-24", {}, h("a", { href: "https://www.gosuslugi.ru/landing/esia-help", onclick: (event) => { event.preventDefault(); this.help(); } },
        "Куда ещё можно войти с паролем от Госуслуг?")),
      h("div", {}, button("Зарегистрироваться", () => this.help(), { style: "link-button" })),
    );
    this.addEventListener("submit", (event) => { event.preventDefault(); this.send(root); });
    if (this.step.notice) showError(this.passwordError, this.step.notice);
    (this.loginInput || this.passwordInput).focus();
  }

  async send(root) {
    const login = this.loginInput ? this.loginInput.value.trim() : "";
    const password = this.passwordInput.value;
    showError(this.loginError, this.loginInput && !login ? LOGIN_EMPTY : "");
    showError(this.passwordError, password ? "" : FILL);
    if ((this.loginInput && !login) || !password) return;
    this.submitButton.disabled = true;
    root.credentials = [login, password];
    const answer = await api.login(login, password);
    this.submitButton.disabled = false;
    if (!answer.failed) return root.show(answer);
    this.passwordInput.value = "";
    showError(this.passwordError, WRONG_PASSWORD);
  }

  help(text = "На стенде логины и пароли выдуманы: их печатает команда `rpa stand`.") {
    this.closest("esia-root").append(h("esia-modal", {}, h("div", {},
      h("div.esia-modal__shade"),
      h("div.esia-modal__window", { role: "dialog", "aria-modal": "true" }, h("div", {},
        h("esia-modal-login-faq", {}, h("div", {}, h("h3", {}, "Не удаётся войти?"), h("p", {}, text))),
        button("Закрыть окно", (event) => event.target.closest("esia-modal").remove(),
          { style: "esia-plain-button.esia-plain-button--auto-width" }))))));
  }
}

customElements.define("esia-credentials", Credentials, { extends: "form" });
