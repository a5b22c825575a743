// The texts of the cards when they have not changed for `quiet` ms, when one of them says `awaited`, or after `patience`.
({ css, awaited, quiet, patience }) => new Promise((resolve) => {
  const read = () => [...document.querySelectorAll(css)].map((element) => element.textContent);
  const begun = performance.now();
  let texts = read(), changed = begun;
  const timer = setInterval(() => {
    const now = read(), clock = performance.now();
    if (now.length !== texts.length || now.some((text, i) => text !== texts[i]) || document.readyState !== "complete") {
      [texts, changed] = [now, clock];
    }
    if (now.some((text) => text.includes(awaited)) || clock - changed >= quiet || clock - begun >= patience) {
      clearInterval(timer);
      resolve(now);
    }
  }, 50);
})
