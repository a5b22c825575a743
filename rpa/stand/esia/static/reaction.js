// esia-reaction: the picture with digits (О.ЗД1) or the question «Подтвердите, что это вы» (О.ЗИ1).
// A sibling of the div that holds esia-login; a robot must recognise it and stop.

import { call } from "./api.js";
import { button, h, showError } from "./dom.js";

const CAPTCHA = "/captcha/api/public/v2";
const QUESTION = "/anomaly-resolver/api/reaction/question";

class EsiaReaction extends HTMLElement {
  connectedCallback() {
    this.error = h("div");
    this.input = h("input.plain-input", { type: "text", autocomplete: "off" });
    this.input.addEventListener("keydown", (event) => { if (event.key === "Enter") this.send(); });
    if (this.details.type === "О.ЗД1") this.drawCaptcha();
    else this.drawQuestion();
  }

  async drawCaptcha() {
    await call("GET", `${CAPTCHA}/type`);
    this.image = h("img", { alt: "Картинка с кодом", src: `${CAPTCHA}/image` });
    this.send = async () => {
      const answer = await call("POST", `${CAPTCHA}/verify`, { answer: this.input.value, captchaType: "esiacaptcha" });
      const token = encodeURIComponent(answer.verify_token || "");
      const done = answer.failed ? answer : await call("POST",
        `/aas/oauth2/api/anomaly/captcha/verify?guid=${this.details.guid}&verify_token=${token}`);
      if (!done.failed) return this.closest("esia-root").retry();
      this.redraw();
      showError(this.error, "Код введён неверно");
    };
    this.append(h("div", {}, h("div.page", {}, h("div.esia-form-container.text-center.mb-20.mb-md-40", {}, h("div", {}, h("div", {},
      h("h3", {}, "Введите код с картинки"), this.image,
      h("div", {}, button("Обновить картинку", async () => { await call("GET", `${CAPTCHA}/renew`); this.redraw(); }, { style: "link-button" })),
      h("div.esia-captcha__code-entry", {}, h("label", { "aria-label": "Код с картинки" }, this.input), this.error, button("Продолжить", () => this.send()))))))));
    this.input.focus();
  }

  redraw() {
    this.input.value = "";
    this.image.src = `${CAPTCHA}/image?again=${performance.now()}`;
  }

  async drawQuestion() {
    const { question_text: question } = await call("GET", `${QUESTION}?guid=${this.details.guid}`);
    this.send = async () => {
      const answer = await call("POST", `${QUESTION}/answer`, { guid: this.details.guid, answer: this.input.value });
      if (!answer.failed) return this.closest("esia-root").retry();
      showError(this.error, "Ответ неверный");
    };
    const text = h("p", {}, "Подтвердите, что это вы.", h("br"), "Мы заметили необычный вход и задаём вопрос из ваших данных.", h("br"), question);
    this.append(h("div", {}, h("div.page", {}, h("div.esia-form-container", {}, h("div", {},
      h("h3", {}, "Необычная активность"), text,
      h("div.abstract-request-information__input", {},
        h("div", {}, h("label", { "aria-label": question }, this.input), this.error),
        h("div", {}, button("Продолжить", () => this.send()))))))));
    this.input.focus();
  }
}

customElements.define("esia-reaction", EsiaReaction);
