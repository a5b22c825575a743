// Calls of the sign-in REST. The body tells what happened; the HTTP code does not (202 is "right", 201 "wrong").

export const view = { cells: "new", still: false };

export async function call(method, path, body) {
  const options = { method, headers: { accept: "application/json" }, credentials: "same-origin" };
  if (body !== undefined) {
    options.headers["content-type"] = "application/json";
    options.body = JSON.stringify(body);
  }
  const response = await fetch(path, options);
  view.cells = response.headers.get("x-stand-cells") || view.cells;
  view.still = response.headers.has("x-stand-still");
  return response.json();
}

const LOGIN = "/aas/oauth2/api/login";

export const api = {
  login: (login, password) => call("POST", LOGIN, { login, password }),
  nextStep: () => call("GET", `${LOGIN}/next-step`),
  poll: (challenge) => call("POST", `${LOGIN}/poll`, { challenge_id: challenge, state: "" }),
  verify: (factor, code) => call("POST", `${LOGIN}/${factor}/verify?code=${encodeURIComponent(code)}`),
  resend: () => call("POST", `${LOGIN}/otp/resend`),
  fillMfa: (decision) => call("POST", `${LOGIN}/promo-mfa/fill-mfa?decision=${decision}`),
  skipQuiz: () => call("POST", `${LOGIN}/quiz-max/skip`, {}),
  skipPasswordChange: () => call("POST", `${LOGIN}/change-password/skip`, {}),
  confirmContacts: () => call("POST", `${LOGIN}/contacts/confirm`, {}),
};
