// Whether the session lives, and whose cabinet it opens (`ogrn`: empty when the cabinet does not tell it).
async ({ user, shell, mark }) => {
  const ask = (url) => fetch(url, { credentials: "include", cache: "no-store" });
  let answer;
  try {
    answer = await ask(user);
    const type = answer.headers.get("content-type") || "";
    if (answer.ok) {
      if (!type.includes("json")) return { state: "unclear", status: answer.status };
      const told = await answer.json();
      const ogrn = String((told && told.organization && told.organization.ogrn) || "");
      return { state: "alive", status: answer.status, ogrn };
    }
    if (answer.status !== 401 && answer.status !== 403) return { state: "unclear", status: answer.status };
    if (!type.includes("html")) return { state: "lost", status: answer.status };
    // An HTML refusal may be the application server's own or a firewall's: the firewall refuses the shell as well.
    const page = await ask(shell.split("#")[0]);
    const html = new DOMParser().parseFromString(await page.text(), "text/html");
    return { state: page.ok && html.querySelector(mark) ? "lost" : "unclear", status: answer.status };
  } catch (error) {
    return { state: "unclear", status: answer ? answer.status : 0 };
  }
}
