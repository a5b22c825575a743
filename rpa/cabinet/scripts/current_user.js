// Who the cabinet says we are: names, organization, rights, menu. { status } alone: there is no such service (404), or
// no answer in which to look: a refusal, an error, no connection (0), something that is not JSON.
async (url) => {
  let answer;
  try {
    answer = await fetch(url, { credentials: "include", cache: "no-store" });
    if (!answer.ok) return { status: answer.status };
    const user = (await answer.json()) || {};
    const texts = (list) => (Array.isArray(list) ? list.filter((item) => typeof item === "string") : []);
    const organization = user.organization || {};
    return {
      status: answer.status, told: true,
      person: String(user.fio || ""), role: String(user.role || ""),
      organization: String(organization.name || ""), ogrn: String(organization.ogrn || ""),
      rights: texts(user.rights), menu: texts(user.menu), date: answer.headers.get("date") || "",
    };
  } catch (error) {
    return { status: answer ? answer.status : 0 };
  }
}
