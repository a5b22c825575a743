// Screens between the code and the role page. Only esia-max-quiz is known from the live site; the names of the
// others, and every caption but the MAX heading and the class `plain-button-inline`, are invented.

import { api } from "./api.js";
import { button, h } from "./dom.js";

class Between extends HTMLElement {
  go = async (step) => this.closest("esia-root").show(await step);
}

class EsiaMaxQuiz extends Between {
  connectedCallback() {
    const skip = this.step.max_details.skippable
      ? h("div.mt-40", {}, h("div", {}, button("Пропустить", () => this.go(api.skipQuiz()))))
      : null;
    this.append(h("div", {},
      h("h1", {}, "Подтверждайте вход через мессенджер MAX"),
      h("p", {}, "Откройте MAX на телефоне и подключите Госуслуги"),
      skip));
    this.timer = setInterval(() => this.ask(), 1000);
  }

  disconnectedCallback() {
    clearInterval(this.timer);
  }

  async ask() {
    const step = await api.nextStep();
    if (step.action !== "MAX_QUIZ" && this.isConnected) this.closest("esia-root").show(step);
  }
}

class EsiaPromoMfa extends Between {
  connectedCallback() {
    this.append(h("div", {},
      h("h3", {}, "Включите вход с подтверждением"),
      h("p", {}, "Он защитит учётную запись, даже если пароль узнают чужие"),
      h("div.mt-40", {}, button("Подключить", () => this.go(api.fillMfa(true)))),
      h("div.mt-24", {}, button("Пропустить", () => this.go(api.fillMfa(false)), { style: "plain-button-inline.link-button" }))));
  }
}

class EsiaMfaRequired extends Between {
  connectedCallback() {
    this.append(h("div", {},
      h("h3", {}, "Подтверждение входа стало обязательным"),
      h("p", {}, "Выберите способ, которым будете подтверждать вход"),
      h("div.mt-40", {}, button("Подключить", () => this.go(api.fillMfa(true))))));
  }
}

class EsiaChangePassword extends Between {
  connectedCallback() {
    const field = (label) => h("label.mb-24", {}, h("span", {}, label), h("input.plain-input", { type: "password", autocomplete: "new-password" }));
    this.append(h("div", {},
      h("h3", {}, "Смените пароль"),
      h("p", {}, "Вы давно его не меняли"),
      field("Новый пароль"), field("Повторите пароль"),
      h("div.mt-40", {}, button("Сменить пароль", () => this.go(api.skipPasswordChange()))),
      h("div.mt-24", {}, button("Не сейчас", () => this.go(api.skipPasswordChange()), { style: "link-button" }))));
  }
}

class EsiaConfirmContacts extends Between {
  connectedCallback() {
    this.append(h("div", {},
      h("h3", {}, "Проверьте контактные данные"),
      h("p", {}, "Этого экрана нет ни в одном описании: робот обязан остановиться"),
      h("div.mt-40", {}, button("Всё верно", () => this.go(api.confirmContacts())))));
  }
}

customElements.define("esia-max-quiz", EsiaMaxQuiz);
customElements.define("esia-promo-mfa", EsiaPromoMfa);
customElements.define("esia-mfa-required", EsiaMfaRequired);
customElements.define("esia-change-password", EsiaChangePassword);
customElements.define("esia-confirm-contacts", EsiaConfirmContacts);
