// Whether the session lives, and whose cabinet it opens (`ogrn`: empty when the cabinet does not tell it).
// A cabinet without that service (404) is asked for debt requests instead, as public robots of 2022 asked it; "refused"
// is what it says there to an employee without that right as well.
async ({ user, shell, mark, search, headers }) => {
  const ask = (url, more) => fetch(url, { credentials: "include", cache: "no-store", headers, ...more });
  const searched = () => {
    const today = new Date().toLocaleDateString("ru-RU", { timeZone: "Europe/Moscow" });
    const body = {
      statuses: ["NOT_SENT"], sentDatePeriod: { beginDate: today, endDate: today }, answerUserIds: [],
      sortCriteria: { sortedBy: "LAST_UPDATE_DATE", asceding: "false" },
    };
    const sent = { ...headers, "content-type": "application/json" };
    return ask(search, { method: "POST", headers: sent, body: JSON.stringify(body) });
  };
  let answer, ended = "lost";
  try {
    answer = await ask(user);
    if (answer.status === 404) {
      answer = await searched();
      if (answer.status === 403) ended = "refused";
    }
    const type = answer.headers.get("content-type") || "";
    if (answer.ok) {
      if (!type.includes("json")) return { state: "unclear", status: answer.status };
      const told = await answer.json();
      const ogrn = String((told && told.organization && told.organization.ogrn) || "");
      return { state: "alive", status: answer.status, ogrn };
    }
    if (answer.status !== 401 && answer.status !== 403) return { state: "unclear", status: answer.status };
    if (!type.includes("html")) return { state: ended, status: answer.status };
    // An HTML refusal may be the application server's own or a firewall's: the firewall refuses the shell as well.
    const page = await ask(shell.split("#")[0]);
    const html = new DOMParser().parseFromString(await page.text(), "text/html");
    return { state: page.ok && html.querySelector(mark) ? ended : "unclear", status: answer.status };
  } catch (error) {
    // A service that sends its caller to another site (the sign-in) cannot be followed from here, but it can be seen.
    const sent = await ask(user, { redirect: "manual" }).catch(() => null);
    if (sent && sent.type === "opaqueredirect") return { state: "lost", status: 302 };
    return { state: "unclear", status: answer ? answer.status : 0 };
  }
}
