// The second factor: esia-enter-mfa > esia-otp (SMS) | esia-ttp (application) | esia-otp-max | esia-push.
// The last two names, the captions of a wrong code and of the buttons below are invented: no source shows them.

import { api } from "./api.js";
import { button, h, showError } from "./dom.js";

const KINDS = {
  SMS: { tag: "esia-otp", details: "otp_details", path: "otp" },
  TTP: { tag: "esia-ttp", details: "ttp_details", path: "totp" },
  MAX: { tag: "esia-otp-max", details: "otp_max_details", path: "otp-max" },
  PUSH: { tag: "esia-push", details: "push_details", path: "" },
};

class EsiaEnterMfa extends HTMLElement {
  connectedCallback() {
    const mfa = this.step.mfa_details;
    const kind = KINDS[mfa.type];
    const screen = document.createElement(kind.tag);
    screen.details = mfa[kind.details];
    screen.path = kind.path;
    this.append(screen);
  }
}

/** A screen with six cells; the heading and the nesting differ per factor. */
class CodeScreen extends HTMLElement {
  connectedCallback() {
    this.error = h("div");
    this.input = document.createElement("esia-code-input");
    this.input.hint = this.details.phone ? `Код отправлен на номер ${this.details.phone}` : "Код действует 30 секунд";
    this.input.onfull = (code) => this.send(code);
    this.draw();
  }

  async send(code) {
    showError(this.error, "");
    const root = this.closest("esia-root");
    const answer = await api.verify(this.path, code);
    if (!answer.failed) return root.show(answer);
    const left = Object.values(answer.mfa_details).find((value) => value.verify_attempts_left !== undefined).verify_attempts_left;
    if (left <= 0) return root.show({ action: "ENTER_CREDENTIALS", notice: "Попытки ввода кода закончились. Войдите заново" });
    showError(this.error, `Неверный код. Осталось попыток: ${left}`);
    this.input.clear();
  }

  async resend() {
    this.closest("esia-root").show(await api.resend());
  }
}

class EsiaOtp extends CodeScreen {
  draw() {
    this.append(
      h("div", {}, h("form", {}, h("h3", {}, this.heading || "Введите код из SMS"), h("div", {}, this.input), this.error)),
      h("div.mt-24", {}, button("Отправить код повторно", () => this.resend(), { style: "link-button" })));
  }
}

class EsiaOtpMax extends EsiaOtp {
  heading = "Введите код из мессенджера MAX";
}

class EsiaTtp extends CodeScreen {
  draw() {
    this.append(h("form", {},
      h("div.mb-24", {}, h("h3", {}, "Введите код из приложения")),
      h("div.input-control", {}, h("div", {}, this.input), this.error)));
  }
}

class EsiaPush extends HTMLElement {
  connectedCallback() {
    this.append(h("div", {}, h("h3", {}, "Подтвердите вход на телефоне"), h("p", {}, "Мы отправили уведомление в приложение")));
    this.timer = setInterval(() => this.ask(), 1000);
  }

  disconnectedCallback() {
    clearInterval(this.timer);
  }

  async ask() {
    const step = await api.poll(this.details.challenge_id);
    if (step.mfa_details?.type !== "PUSH" && this.isConnected) this.closest("esia-root").show(step);
  }
}

customElements.define("esia-enter-mfa", EsiaEnterMfa);
customElements.define("esia-otp", EsiaOtp);
customElements.define("esia-otp-max", EsiaOtpMax);
customElements.define("esia-ttp", EsiaTtp);
customElements.define("esia-push", EsiaPush);
