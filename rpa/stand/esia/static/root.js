// esia-root > div > esia-login holds every screen but two: esia-reaction and esia-modal stand beside that div.

import { api, view } from "./api.js";
import { h } from "./dom.js";
import "./code_input.js";
import { WRONG_PASSWORD } from "./login.js";
import "./mfa.js";
import "./between.js";
import "./reaction.js";
import "./eds.js";
import "./phone.js";

const SCREENS = {
  ENTER_CREDENTIALS: "esia-credentials",
  ENTER_MFA: "esia-enter-mfa",
  FILL_MFA: "esia-promo-mfa",
  SET_MFA_REQUIRED: "esia-mfa-required",
  MAX_QUIZ: "esia-max-quiz",
  CHANGE_PASSWORD: "esia-change-password",
  CONFIRM_CONTACTS: "esia-confirm-contacts",
};

class EsiaRoot extends HTMLElement {
  connectedCallback() {
    this.credentials = null;
    // The live application takes one to three seconds to draw its first screen.
    setTimeout(() => this.start(), Number(this.dataset.delay));
  }

  async start() {
    const step = await api.nextStep();
    this.login = document.createElement("esia-login");
    this.append(h("div", {}, this.login));
    if (this.dataset.signature && step.action === "ENTER_CREDENTIALS") this.login.show("esia-eds");
    else this.show(step);
  }

  /** Draws the screen of a step answer; DONE leaves the application. */
  show(step) {
    this.querySelectorAll(":scope > esia-reaction, :scope > esia-modal").forEach((old) => old.remove());
    this.firstElementChild.hidden = step.action === "SOLVE_ANOMALY_REACTION";
    document.dispatchEvent(new CustomEvent("esia-step", { detail: step }));
    if (step.action === "DONE") {
      this.credentials = null;
      if (!view.still) location.assign(step.redirect_url);
      return;
    }
    if (step.action === "SOLVE_ANOMALY_REACTION") {
      if (!this.login.firstElementChild) this.login.show("esia-credentials", {});
      const reaction = document.createElement("esia-reaction");
      reaction.details = step.reaction_details;
      this.append(reaction);
      return;
    }
    this.login.show(SCREENS[step.action] || "esia-confirm-contacts", step);
  }

  /** After a passed reaction the password step repeats, with what the person typed. */
  async retry() {
    const answer = this.credentials ? await api.login(...this.credentials) : { action: "ENTER_CREDENTIALS" };
    this.show(answer.failed ? { action: "ENTER_CREDENTIALS", notice: WRONG_PASSWORD } : answer);
  }
}

class EsiaLogin extends HTMLElement {
  connectedCallback() {
    if (!this.firstElementChild) this.append(h("div"));
  }

  show(tag, step = {}) {
    const screen = tag === "esia-credentials" ? document.createElement("form", { is: tag }) : document.createElement(tag);
    screen.step = step;
    const box = h("div.form-container.esia-form-container.disable-outline", {}, screen);
    this.replaceChildren(h("div", {}, box));
  }
}

customElements.define("esia-login", EsiaLogin);
customElements.define("esia-root", EsiaRoot);
