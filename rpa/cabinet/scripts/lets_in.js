// Whether the first screen of the cabinet shows who is signed in before the site goes elsewhere.
async ({ landmark, away, patience }) => {
  const end = performance.now() + patience;
  while (performance.now() < end && !location.href.includes(away)) {
    if ([...document.querySelectorAll(landmark)].some((element) => element.getClientRects().length > 0)) return true;
    await new Promise((resolve) => { setTimeout(resolve, 50); });
  }
  return false;
}
