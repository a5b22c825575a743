// The ОГРН of the organization the cabinet works for, or null when the cabinet does not tell it this way.
async (url) => {
  try {
    const answer = await fetch(url, { credentials: "include", cache: "no-store" });
    const user = answer.ok ? await answer.json() : null;
    return (user && user.organization && user.organization.ogrn) || null;
  } catch (error) {
    return null;
  }
}
