// Whose cabinet it is; nothing else of the answer is taken. { status } alone: there is no such service (404), or no
// answer in which to look: a refusal, an error, no connection (0), something that is not JSON.
async ({ url, headers }) => {
  let answer;
  try {
    answer = await fetch(url, { credentials: "include", cache: "no-store", headers });
    if (!answer.ok) return { status: answer.status };
    const user = (await answer.json()) || {};
    const ogrn = String((user.organization || {}).ogrn || "");
    return { status: answer.status, told: true, ogrn, date: answer.headers.get("date") || "" };
  } catch (error) {
    return { status: answer ? answer.status : 0 };
  }
}
