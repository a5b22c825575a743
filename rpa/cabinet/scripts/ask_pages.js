// Asks for several pages of a register at once. null when one of them is refused or is no data.
async ({ urls, method, body, patience }) => {
  const ask = async (url) => {
    const answer = await fetch(url, {
      method, body, credentials: "include", cache: "no-store", signal: AbortSignal.timeout(patience),
      headers: { Accept: "application/json", ...(body === null ? {} : { "Content-Type": "application/json" }) },
    });
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.json();
  };
  try {
    return await Promise.all(urls.map(ask));
  } catch (error) {
    return null;
  }
}
