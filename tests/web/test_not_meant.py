"""Approvals nobody meant: a held key, one key for two buttons, another's decision undone, a policy that insists."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from filelock import FileLock, Timeout
from playwright.sync_api import Page as Tab
from playwright.sync_api import expect

from rpa.debts.approval import approve_automatically
from rpa.model import Decision
from rpa.operate.notes import Note
from rpa.operate.planning import save_approval
from rpa.web.accounts import Role
from rpa.web.desk import Moved
from tests.web.conftest import Served, item, sign_in

Serve = Callable[..., Served]
FIRST, SECOND, THIRD = "100000000001", "100000000002", "100000000003"
PROVEN = {"decision": Decision.NO_DEBT, "rule": "R20"}


def test_a_held_key_approves_one_request_and_not_those_that_follow(serve: Serve, page: Tab) -> None:
    served = serve(*(item(number, **PROVEN) for number in (FIRST, SECOND, THIRD)))
    sign_in(page, served.person("Решающая", Role.REVIEWER))
    page.goto(f"{served.url}/requests/{FIRST}?show=all")
    page.keyboard.down("Control")
    page.keyboard.down("Enter")
    for _ in range(3):
        _opened(page, SECOND)
        page.keyboard.down("Enter")
    page.keyboard.up("Enter")
    page.keyboard.up("Control")
    page.reload()
    assert set(served.approval().items) == {FIRST}
    page.keyboard.press("Control+Enter")
    _opened(page, THIRD)
    assert set(served.approval().items) == {FIRST, SECOND}


def test_the_key_to_save_does_nothing_from_a_field_of_another_form(serve: Serve, page: Tab) -> None:
    served = serve(item(FIRST, **PROVEN), item(SECOND))
    sign_in(page, served.person("Решающая", Role.REVIEWER))
    page.goto(f"{served.url}/requests/{FIRST}?show=all")
    page.get_by_label("Найти запрос").fill(SECOND)
    page.keyboard.press("Control+Enter")
    page.get_by_role("button", name="Найти").click()
    _opened(page, SECOND)
    assert not served.approval().items


def test_undo_by_key_takes_back_what_was_just_decided_and_not_what_is_on_the_screen(serve: Serve, page: Tab) -> None:
    served = serve(*(item(number, **PROVEN) for number in (FIRST, SECOND)))
    sign_in(page, served.person("Решающая", Role.REVIEWER))
    page.goto(f"{served.url}/requests/{SECOND}?show=all")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("status").first).to_contain_text(SECOND)
    page.goto(f"{served.url}/requests/{FIRST}?show=all")
    page.keyboard.press("Control+Enter")
    _opened(page, SECOND)
    expect(page.get_by_role("button", name="Снять решение")).to_be_visible()
    page.keyboard.press("z")
    expect(page.get_by_role("status").first).to_contain_text("решение снято")
    assert set(served.approval().items) == {SECOND}


def test_undo_does_not_take_back_what_another_decided_since(serve: Serve) -> None:
    served = serve(item(FIRST), item(SECOND))
    one, other = served.client("Первая", Role.REVIEWER), served.client("Вторая", Role.REVIEWER)
    one.post(f"/requests/{FIRST}", decision="no_debt", reason="Задолженность погашена.")
    told = one.get("/queue").text
    assert f"/requests/{FIRST}/undo" in told
    other.post(f"/requests/{FIRST}", decision="debt", row=f"{FIRST}-Петров")
    one.post(f"/requests/{FIRST}/undo", seen=told)
    given = served.approval().items[FIRST]
    assert (given.first.approver, given.decision) == ("Вторая", Decision.DEBT)
    assert "этот запрос изменился" in one.get(f"/requests/{FIRST}").text
    assert one.post(f"/requests/{FIRST}/undo", seen=told, state="").status_code == 303
    assert FIRST in served.approval().items, "a form that does not say what was seen takes nothing back"


def test_what_the_policy_approved_and_a_person_took_back_stays_so_when_acts_of_another_change(serve: Serve) -> None:
    served = serve(item(FIRST, **PROVEN), item(SECOND), automatic="no_debt")
    plan = served.page.site.desk.open().plan
    save_approval(served.place, plan, approve_automatically(plan, at=served.place.moscow_now()))
    reviewer = served.client("Решающая", Role.REVIEWER)
    reviewer.post(f"/requests/{FIRST}", decision="review")
    assert not served.approval().items
    reviewer.post(f"/requests/{SECOND}/acts", seen=reviewer.get(f"/requests/{SECOND}").text, person="0")
    assert served.page.site.desk.open().plan.sha256 != plan.sha256
    assert not served.approval().items


def test_what_a_person_left_to_people_is_not_approved_with_the_list_of_its_rule(serve: Serve) -> None:
    served = serve(*(item(number, **PROVEN) for number in (FIRST, SECOND)))
    doubting, approving = served.client("Первая", Role.REVIEWER), served.client("Вторая", Role.APPROVER)
    before = approving.get("/rules/R20/no_debt").text
    doubting.post(f"/requests/{FIRST}", decision="review")
    assert approving.post("/rules/R20/no_debt", seen=before).status_code == 409, "the list is another by now"
    shown = approving.get("/rules/R20/no_debt").text
    assert "Утвердить все 1" in shown and f"/requests/{FIRST}" in shown, "it is named apart"
    approving.post("/rules/R20/no_debt", seen=shown)
    assert set(served.approval().items) == {SECOND}
    assert "Оставлено на проверке" in approving.get(f"/requests/{FIRST}").text
    assert f"/requests/{FIRST}" not in approving.get("/queue?show=proposed").text
    assert f"/requests/{FIRST}" in approving.get("/queue?show=left").text
    assert "Оставлены на проверке (1)" in approving.get("/plan").text
    today = approving.get("/").text
    assert "человек оставил на проверке: 1" in today and "Готовы к утверждению" not in today
    for decision in ({"decision": "no_debt"}, {"decision": "review"}):
        approving.post(f"/requests/{FIRST}", **decision)
    assert served.page.site.desk.notes.left(FIRST), "left anew"
    approving.post(f"/requests/{FIRST}", decision="no_debt")
    assert set(served.approval().items) == {FIRST, SECOND} and not served.page.site.desk.notes.left(FIRST)


def test_who_did_not_see_that_a_request_was_left_to_people_does_not_decide_it(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    served = serve(item(FIRST, **PROVEN))
    doubting, approving = served.client("Первая", Role.REVIEWER), served.client("Вторая", Role.APPROVER)
    before, desk = approving.get(f"/requests/{FIRST}").text, served.page.site.desk
    listed, others_may_decide, add = desk.line(FIRST).token, [], desk.notes.add

    def watched(number: str, note: Note) -> None:
        try:
            with FileLock(served.place.folder.root / "review.lock", timeout=0):
                others_may_decide.append(number)
        except Timeout:
            add(number, note)

    monkeypatch.setattr(desk.notes, "add", watched)
    doubting.post(f"/requests/{FIRST}", decision="review", note="Позвонить в суд.")
    assert not others_may_decide, "there is no moment between the doubt and its mark"
    told = approving.post(f"/requests/{FIRST}", seen=before, decision="no_debt")
    assert told.status_code == 409 and "этот запрос изменился" in told.text and "Позвонить в суд." in told.text
    with pytest.raises(Moved):
        desk.decide_all("Вторая", {FIRST: listed})
    assert not served.approval().items
    approving.post(f"/requests/{FIRST}", decision="no_debt")
    assert set(served.approval().items) == {FIRST}


def _opened(page: Tab, number: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile(f"^Запрос {number}$"))
    # Keys are heard once the script has run.
    page.wait_for_load_state()
