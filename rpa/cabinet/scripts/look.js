({ landmark, attention, attention_text, window, loader, application, no_privileges }) => {
  const visible = (element) => element.getClientRects().length > 0;
  const window_ = [...document.querySelectorAll(attention)].filter(visible).pop();
  const words = window_ && (window_.querySelector(attention_text) || window_).innerText;
  return {
    url: location.href.split("?")[0],
    landmark: [...document.querySelectorAll(landmark)].some(visible),
    attention: window_ ? words.trim() : null,
    window: [...document.querySelectorAll(window)].some(visible),
    loading: [...document.querySelectorAll(loader)]
      .some((element) => element.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true })),
    unfinished: document.readyState === "loading",
    no_privileges: location.href.includes(no_privileges),
    foreign: document.readyState === "complete" && !document.querySelector(application),
  };
}
