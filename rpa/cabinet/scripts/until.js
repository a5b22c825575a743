// Two functions are put in by Part.until: what is waited for, and what the site may show instead of it.
({ wanted, arrival }) => {
  const value = (WANT)(wanted);
  if (value) return { value };
  const seen = (LOOK)(arrival);
  const away = arrival.sign_in.includes(location.origin) && document.readyState === "complete";
  return away || seen.attention !== null || seen.no_privileges || seen.foreign ? { seen } : null;
}
