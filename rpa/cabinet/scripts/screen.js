// Names the sign-in screen that is up: the first of `screens` that lies on its own origin and shows its mark.
// Returns null while that is what `known` already says, so that a wait ends only on something new.
({ screens, error, known }) => {
  const shown = (css) => [...document.querySelectorAll(css)].filter((element) => element.getClientRects().length > 0);
  const here = screens.find(
    ({ origins, address, css }) =>
      (!origins || origins.includes(location.origin)) && location.href.includes(address) && (!css || shown(css).length > 0));
  const seen = {
    name: here ? here.name : "unknown",
    error: shown(error).map((element) => element.textContent.trim()).join("; "),
    origin: location.origin,
  };
  return known && known.name === seen.name && known.error === seen.error && known.origin === seen.origin ? null : seen;
}
