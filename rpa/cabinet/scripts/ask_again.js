// Asks the site what the page asked it when it loaded the card, past every cache, and reads the card on screen.
// null: no answer.
async ({ url, headers, patience, wanted }) => {
  let told;
  try {
    const answer = await fetch(url, {
      credentials: "include", cache: "no-store", headers: { accept: "application/json", ...headers },
      signal: AbortSignal.timeout(patience),
    });
    if (!answer.ok) return null;
    told = await answer.text();
  } catch (error) {
    return null;
  }
  return { told, shown: (CARD)(wanted) };
}
