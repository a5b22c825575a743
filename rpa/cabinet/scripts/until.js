// Waits in the page, so that a wait costs one call. Two functions are put in by Part.until: what is waited for, and
// what tells everything the site shows. Looked at after every change of the document; every 50 ms besides, because an
// address or a style sheet may change without one.
({ wanted, arrival, patience }) => new Promise((resolve) => {
  // The site shows something else. Asked hundreds of times, so nothing here needs a layout until a window is there.
  const instead = () => {
    const complete = document.readyState === "complete";
    return (complete && (arrival.sign_in.includes(location.origin) || !document.querySelector(arrival.application)))
      || location.href.includes(arrival.no_privileges)
      || [...document.querySelectorAll(arrival.attention)].some((element) => element.getClientRects().length > 0);
  };
  const look = () => {
    const value = (WANT)(wanted);
    if (value) return { value };
    return instead() ? { seen: (LOOK)(arrival) } : null;
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
