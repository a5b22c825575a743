"""Who may do what, and what another site, a guesser or a hostile text may not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page as Tab
from playwright.sync_api import expect
from starlette.routing import Route

from rpa.audit import EvidenceStore, Journal
from rpa.errors import BadSettings
from rpa.model import Decision
from rpa.web.access import LARGEST_TEXT
from rpa.web.accounts import Role
from rpa.web.application import routes
from rpa.web.server import Address
from tests.report.sample import JPEG
from tests.web.conftest import Client, Served, hidden, item, make_place, serving, sign_in

Serve = Callable[..., Served]


def test_every_address_but_the_door_sends_a_stranger_to_the_door(serve: Serve) -> None:
    served = serve(item("100000000001"))
    for route in routes():
        if not isinstance(route, Route) or route.path == "/enter":
            continue
        path = route.path.replace("{number:str}", "100000000001").replace("{index:int}", "0")
        for name, value in {"rule": "R20", "decision": "no_debt", "kind": "APPLY", "run": "x", "name": "x.jpg"}.items():
            path = path.replace(f"{{{name}}}", value)
        method = "POST" if "POST" in (route.methods or ()) else "GET"
        answer = httpx.request(method, served.url + path, headers={"Origin": served.url}, timeout=30)
        to_door = answer.status_code == 303 and answer.headers["location"].startswith("/enter")
        assert to_door or answer.status_code == 403, (method, path, answer.status_code)


def test_a_viewer_cannot_decide_approve_or_start_by_address(serve: Serve) -> None:
    served = serve(item("100000000001"), item("100000000002", Decision.NO_DEBT, rule="R20"))
    viewer = served.client("Смотрящий", Role.VIEWER)
    seen = viewer.get("/requests/100000000001").text
    assert "decision" not in hidden(seen)
    reviewer = served.client("Решающая", Role.REVIEWER)
    state = hidden(reviewer.get("/requests/100000000001").text)["state"]
    listed = reviewer.get("/rules/R20/no_debt").text
    for path, fields in {
        "/requests/100000000001": {"decision": "no_debt", "reason": "погашена", "state": state},
        "/rules/R20/no_debt": {"list": "0" * 64},
        "/run/APPLY": {"list": "0" * 64},
        "/run/PLAN": {},
        "/run/CABINET_APPLY": {},
        "/dataset": {},
    }.items():
        assert viewer.post(path, seen=seen, **fields).status_code == 403, path
    assert reviewer.post("/rules/R20/no_debt", seen=listed).status_code == 403
    assert reviewer.post("/run/APPLY", seen=seen, csrf=hidden(listed)["csrf"]).status_code == 403
    assert not served.approval().items


def test_a_role_taken_away_is_gone_at_the_next_click(serve: Serve) -> None:
    served = serve(item("100000000001"))
    reviewer = served.client("Решающая", Role.REVIEWER)
    seen = reviewer.get("/requests/100000000001").text
    served.page.site.accounts.change_role("Решающая", Role.VIEWER)
    assert reviewer.post("/requests/100000000001", seen=seen, decision="no_debt", reason="x").status_code == 403
    served.page.site.accounts.remove("Решающая")
    assert reviewer.get("/queue").headers["location"].startswith("/enter")


def test_a_form_without_its_token_is_refused(serve: Serve) -> None:
    served = serve(item("100000000001"))
    reviewer = served.client("Решающая", Role.REVIEWER)
    state = hidden(reviewer.get("/requests/100000000001").text)["state"]
    for token in ("", "0" * 64):
        fields = {"decision": "no_debt", "reason": "погашена", "state": state, "csrf": token}
        assert reviewer.http.post("/requests/100000000001", data=fields).status_code == 403
    assert not served.approval().items


def test_a_form_posted_by_another_site_is_refused_although_the_browser_is_signed_in(serve: Serve, page: Tab) -> None:
    served = serve(item("100000000001"))
    sign_in(page, served.person("Решающая", Role.REVIEWER))
    # The worst case: the other site has somehow learned the token and the state.
    page.goto(f"{served.url}/requests/100000000001")
    token = page.locator("#decision input[name=csrf]").input_value()
    state = page.locator("#decision input[name=state]").input_value()
    action = f"{served.url}/requests/100000000001"
    page.route(
        "http://evil.localhost/**",
        lambda route: route.fulfill(
            content_type="text/html",
            body=f"<form method=post action='{action}'><input name=csrf value='{token}'>"
            f"<input name=state value='{state}'><input name=decision value=no_debt><input name=reason value=x></form>"
            "<script>document.forms[0].submit()</script>",
        ),
    )
    with page.expect_response(lambda answer: answer.url == action) as refused:
        page.goto("http://evil.localhost/")
    assert refused.value.status == 403
    assert not served.approval().items


def test_the_page_answers_to_its_own_address_only(serve: Serve) -> None:
    served = serve(item("100000000001"))
    assert httpx.get(served.url + "/enter", headers={"Host": "evil.example"}).status_code == 403
    assert httpx.get(served.url + "/enter").status_code == 200
    assert httpx.post(served.url + "/enter", data={"name": "x"}).status_code == 403, "neither Origin nor Sec-Fetch-Site"


def test_every_answer_carries_the_policy_and_the_cookie_is_locked(serve: Serve) -> None:
    served = serve(item("100000000001"))
    link = served.person("Решающая", Role.REVIEWER)
    http = served.http()
    door = http.get(link.removeprefix(served.url))
    entered = http.post("/enter", data=hidden(door.text))
    cookie = next(line for line in entered.headers.get_list("set-cookie") if line.startswith("rpa_session"))
    assert "HttpOnly" in cookie and "SameSite=strict" in cookie
    for path in ("/", "/queue", "/requests/100000000001", "/nowhere", "/static/page.js", "/enter"):
        headers = http.get(path).headers
        assert "script-src 'self'" in headers["content-security-policy"], path
        assert "unsafe-inline" not in headers["content-security-policy"], path
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cache-control"] == "no-store"


def test_an_answer_nobody_foresaw_carries_the_policy_too(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    served = serve(item("100000000001"))
    viewer = served.client("Смотрящий", Role.VIEWER)
    monkeypatch.setattr(served.page.site.desk, "lines", lambda: 1 / 0)
    answer = viewer.get("/queue")
    assert answer.status_code == 500 and "log/rpa.log" in answer.text
    assert answer.headers["cache-control"] == "no-store" and "content-security-policy" in answer.headers


def test_a_settings_file_that_became_wrong_is_told_where_it_matters_and_mended_without_a_restart(serve: Serve) -> None:
    served = serve(item("100000000001"))
    reviewer = served.client("Решающая", Role.REVIEWER)
    file = served.place.folder.settings
    sound = file.read_bytes()
    file.write_bytes(sound + b"\nnonsense: 1\n")
    answer = reviewer.get("/")
    assert answer.status_code == 409 and "nonsense: такой настройки нет" in answer.text
    assert [served.http().get("/enter").status_code, reviewer.get("/queue").status_code] == [200, 200]
    file.write_bytes(sound)
    assert reviewer.get("/").status_code == 200


def test_pages_of_two_organizations_on_one_computer_do_not_sign_each_other_out(tmp_path: Path) -> None:
    folders = [tmp_path / name for name in ("first", "second")]
    for folder in folders:
        folder.mkdir()
    with serving(make_place(folders[0])) as first, serving(make_place(folders[1])) as second, httpx.Client() as http:
        for served in (first, second):
            door = http.get(served.person("Седова", Role.REVIEWER))
            http.post(f"{served.url}/enter", data=hidden(door.text), headers={"Origin": served.url})
        assert [http.get(f"{served.url}/me").status_code for served in (first, second)] == [200, 200]


def test_a_new_account_is_not_entered_by_the_session_of_a_removed_one_of_the_same_name(serve: Serve) -> None:
    served = serve()
    before = served.client("Седова", Role.APPROVER)
    served.page.site.accounts.remove("Седова")
    served.page.site.accounts.add("Седова", Role.APPROVER)
    assert before.get("/me").status_code == 303


@pytest.mark.parametrize("path", ["/enter", "/requests/100000000001"])
def test_a_form_without_a_file_is_small(serve: Serve, path: str) -> None:
    served = serve(item("100000000001"))
    reviewer = served.client("Решающая", Role.REVIEWER)
    assert reviewer.http.post(path, data={"note": "x" * (LARGEST_TEXT + 1)}).status_code == 413
    files = {"act": ("a.pdf", b"x" * (LARGEST_TEXT + 1))}
    assert reviewer.http.post(path, files=files).status_code == (413 if path == "/enter" else 403)


def test_letters_that_are_not_seen_are_written_out_and_forms_bring_them_back_as_they_were(serve: Serve) -> None:
    turned = "ул. \u202eМира\u202c, д. 1\u200b2"
    served = serve(item("100000000001", address=turned, flat="кв. \u20665", sentence=turned))
    reviewer = served.client("Решающая", Role.REVIEWER)
    for path in ("/queue", "/requests/100000000001"):
        told = reviewer.get(path).text
        assert "⟦U+202E⟧Мира⟦U+202C⟧, д. 1⟦U+200B⟧2" in told and "⟦U+2066⟧5" in told, path
        assert not set("\u202e\u202c\u200b\u2066") & set(told), path
    reviewer.post("/requests/100000000001/note", note="семья 👨\u200d👩\r\nвторая строка")
    told = reviewer.get("/requests/100000000001").text
    assert "вторая строка" in told and "U+000D" not in told
    refused = reviewer.post("/requests/100000000001", decision="no_debt", note="семья 👨\u200d👩")
    assert refused.status_code == 400 and "семья 👨\u200d👩</textarea>" in refused.text


def test_a_link_lets_in_once(serve: Serve) -> None:
    served = serve()
    link = served.person("Решающая", Role.REVIEWER).removeprefix(served.url)
    http = served.http()
    assert [http.get(link).status_code for _ in range(3)] == [200] * 3, "looking does not use it up"
    fields = hidden(http.get(link).text)
    assert http.post("/enter", data=fields).status_code == 303
    again = served.http()
    fields = {**hidden(again.get(link).text)}
    assert again.post("/enter", data=fields).status_code == 403


def test_a_password_lets_in_and_ends_other_sessions_when_changed(serve: Serve) -> None:
    served = serve()
    first = served.client("Решающая", Role.REVIEWER)
    second_link = served.page.link("Решающая")
    second = Client(served, second_link)
    seen = second.get("/me").text
    assert second.post("/me/password", seen=seen, new="очень длинный 1", again="очень длинный 1").status_code == 303
    assert second.get("/me").status_code == 200
    assert first.get("/me").status_code == 303, "signed out by the new password"
    assert "очень длинный" not in (served.place.folder.root / "accounts.json").read_text()


def test_hostile_texts_of_site_and_files_stay_texts(serve: Serve, page: Tab) -> None:
    evil = "<script>window.hacked=1</script><img src=x onerror=window.hacked=1>"
    served = serve(
        item("100000000001", address=f"ул. {evil}", flat=f'"><svg onload=window.hacked=1>{evil}', sentence=evil),
        item("100000000002", Decision.NO_DEBT, rule="R20", address=evil, sentence=evil),
    )
    sign_in(page, served.person("Решающая", Role.APPROVER))
    for path in ("/", "/queue?show=all", "/requests/100000000001?find=" + "%22%3E%3Csvg%20onload%3Dhacked%3D1%3E",
                 "/plan", "/rules/R20/no_debt", "/evidence?find=%3Cscript%3E"):  # fmt: skip
        page.goto(served.url + path)
        assert page.evaluate("window.hacked") is None, path
    page.goto(f"{served.url}/requests/100000000001")
    expect(page.get_by_text("<script>window.hacked=1</script>").first).to_be_visible()
    page.get_by_label("Заметка").fill(evil)
    page.get_by_role("radio", name="Оставить").check()
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("status")).to_contain_text("оставлен на проверке")
    page.goto(f"{served.url}/requests/100000000001")
    expect(page.locator(".notes")).to_contain_text("<script>")
    assert page.evaluate("window.hacked") is None


@pytest.mark.parametrize(
    "path", ["/evidence/..%2F..%2F/settings.yaml", "/evidence/run/..%2Fvault.enc", "/evidence/x/y.txt"]
)
def test_no_address_reads_another_file(serve: Serve, path: str) -> None:
    viewer = serve(item("100000000001")).client("Смотрящий", Role.VIEWER)
    assert viewer.get(path).status_code in (404, 409)


def test_a_picture_that_is_not_the_one_the_journal_speaks_of_is_not_shown(serve: Serve) -> None:
    served = serve(item("100000000001"))
    viewer, evidence = served.client("Смотрящий", Role.VIEWER), EvidenceStore(served.place.folder.evidence)
    run = "20260101-000000-bbbb"

    def kept(stage: str) -> str:
        found = evidence.put(run, "100000000001", stage, JPEG)
        with Journal.open(served.place.folder.journal, organization="1200000000017", run_id=run) as journal:
            fields = {"stage": stage, "path": found.path, "sha256": found.sha256}
            journal.record("picture", request_number="100000000001", **fields)
        return found.path

    first = kept("filled")
    assert viewer.get(f"/evidence/{first}").content == JPEG
    assert viewer.get("/evidence").status_code == 200
    later = kept("result")
    assert viewer.get(f"/evidence/{later}").content == JPEG, "also one that came after the gallery was read"
    for path in (first, later):
        (evidence.folder / path).write_bytes(JPEG + b"altered")
        assert viewer.get(f"/evidence/{path}").status_code == 409
    unknown = evidence.put(run, "100000000001", "failure", JPEG).path
    assert viewer.get(f"/evidence/{unknown}").status_code == 409, "the journal knows of none"


@pytest.mark.parametrize("page_number", ["²", "٣", "9" * 5000, "-1", ""])
def test_a_nonsensical_page_is_some_page(serve: Serve, page_number: str) -> None:
    viewer = serve(item("100000000001")).client("Смотрящий", Role.VIEWER)
    for path in ("/queue", "/evidence"):
        assert viewer.http.get(path, params={"page": page_number}).status_code == 200, path


def test_the_door_opens_whatever_address_it_is_to_lead_to(serve: Serve) -> None:
    http = serve().http()
    for address in ("//[", "/[", "http://[", "/\\["):
        assert http.get("/enter", params={"next": address}).status_code == 200, address


def test_the_door_leads_nowhere_else(serve: Serve) -> None:
    served = serve()
    http = served.http()
    for number, address in enumerate(("//evil.example", "https://evil.example/", "/\\evil.example", "javascript:1")):
        fields = hidden(http.get(served.person(f"Человек {number}", Role.VIEWER).removeprefix(served.url)).text)
        answer = http.post("/enter", data={**fields, "next": address})
        assert answer.headers["location"] == "/", address


def test_other_computers_need_a_certificate() -> None:
    with pytest.raises(BadSettings, match="сертификат"):
        Address("0.0.0.0").check()
    with pytest.raises(BadSettings, match="сертификат"):
        Address("page.example").check()
    Address("127.0.0.1").check()
    Address("::1").check()
