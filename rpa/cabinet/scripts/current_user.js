// Who the cabinet says we are: names, organization, rights, menu; null when the cabinet does not tell it this way.
async (url) => {
  try {
    const answer = await fetch(url, { credentials: "include", cache: "no-store" });
    const type = answer.headers.get("content-type") || "";
    if (!answer.ok || !type.includes("json")) return null;
    const user = await answer.json();
    const texts = (list) => (Array.isArray(list) ? list.filter((item) => typeof item === "string") : []);
    const organization = user.organization || {};
    return {
      person: String(user.fio || ""), role: String(user.role || ""),
      organization: String(organization.name || ""), ogrn: String(organization.ogrn || ""),
      rights: texts(user.rights), menu: texts(user.menu), date: answer.headers.get("date") || "",
    };
  } catch (error) {
    return null;
  }
}
