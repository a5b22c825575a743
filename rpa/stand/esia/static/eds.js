// Signature: esia-eds → esia-modal with the certificates → no plugin. On a stand nobody can go further.
// The DOM of the missing-plugin window is invented; its words are not.

import { button, h } from "./dom.js";

const CERTIFICATES = [
  ["Физическое лицо", "Стендова Анна Ивановна", "", "10.01.2026—10.01.2027"],
  ["Юридическое лицо", "Стендова Анна Ивановна", "ООО «УК Пример»", "10.01.2026—10.01.2027"],
];

class EsiaEds extends HTMLElement {
  connectedCallback() {
    this.append(h("div", {},
      h("h3", {}, "Вход с электронной подписью"),
      h("p", {}, "Подключите носитель подписи к компьютеру"),
      button("Продолжить", () => this.list()),
      h("div.mt-24", {}, button("Войти по паролю", () => this.closest("esia-login").show("esia-credentials"), { style: "link-button" }))));
  }

  list() {
    const items = CERTIFICATES.map((lines) => h("esia-eds-item", {}, h("div", {},
      h("button.certificate", { type: "button", onclick: () => this.noPlugin() }, ...lines.filter(Boolean).map((line) => h("p", {}, line))))));
    this.open(h("h3", {}, "Выберите сертификат для входа"), ...items);
  }

  noPlugin() {
    this.open(h("h3", {}, "Не установлен плагин"), h("p", {}, "Для входа по подписи нужен плагин ds-plugin.gosuslugi.ru/plugin/upload/Index.spr. На стенде его нет."));
  }

  open(...content) {
    const root = this.closest("esia-root");
    root.querySelectorAll(":scope > esia-modal").forEach((old) => old.remove());
    root.append(h("esia-modal", {}, h("div", {},
      h("div.esia-modal__shade"),
      h("div.esia-modal__window", { role: "dialog", "aria-modal": "true" }, h("div", {},
        h("ng-component", {}, h("div", {}, ...content)),
        h("div.mt-24", {}, button("Закрыть окно", (event) => event.target.closest("esia-modal").remove(),
          { style: "esia-plain-button.esia-plain-button--auto-width" })))))));
  }
}

customElements.define("esia-eds", EsiaEds);
