({ success, success_text, closing, arrival }) => {
  const visible = (element) => element.getClientRects().length > 0;
  const windows = [...document.querySelectorAll(success)].filter(visible);
  const done = !closing && windows.find((element) => element.innerText.includes(success_text));
  if (done) return { success: success_text, attention: null, away: null };
  const warning = [...document.querySelectorAll(arrival.attention)].filter(visible).pop();
  if (warning) {
    const words = (warning.querySelector(arrival.attention_text) || warning).innerText.trim();
    return { success: null, attention: words || "«Внимание» без текста", away: null };
  }
  const lost = location.href.includes(arrival.no_privileges) || arrival.sign_in.includes(location.origin);
  if (lost) return { success: null, attention: null, away: "кабинет ушёл на страницу без прав или на вход" };
  // A form also goes together with its page: of another document, or of none yet, nothing is told.
  const closed = closing && document.querySelector(arrival.application) && ![...document.querySelectorAll(closing)].some(visible);
  return closed ? { success: "closed", attention: null, away: null } : null;
}
