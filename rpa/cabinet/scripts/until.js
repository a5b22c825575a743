// Waits in the page, so that a wait costs one call. Two functions are put in by Part.until: what is waited for, and
// what the site may show instead of it. Looked at after every change of the document; every 50 ms besides, because an
// address or a style sheet may change without one.
({ wanted, arrival, patience }) => new Promise((resolve) => {
  const look = () => {
    const value = (WANT)(wanted);
    if (value) return { value };
    const seen = (LOOK)(arrival);
    const away = arrival.sign_in.includes(location.origin) && document.readyState === "complete";
    return away || seen.attention !== null || seen.no_privileges || seen.foreign ? { seen } : null;
  };
  const found = look();
  if (found) { resolve(found); return; }
  let observer, timer, limit, queued = false;
  const end = (outcome) => {
    observer.disconnect();
    clearInterval(timer);
    clearTimeout(limit);
    resolve(outcome);
  };
  const again = () => {
    queued = false;
    const now = look();
    if (now) end(now);
  };
  // One look after a burst of changes, not one for each: a digest of the site makes hundreds.
  const channel = new MessageChannel();
  channel.port1.onmessage = again;
  const soon = () => {
    if (queued) return;
    queued = true;
    channel.port2.postMessage(null);
  };
  observer = new MutationObserver(soon);
  observer.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
  timer = setInterval(again, 50);
  limit = setTimeout(() => end(null), patience);
})
