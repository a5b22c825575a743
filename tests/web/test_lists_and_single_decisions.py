"""A list against what one person decided, half an approval, a form that comes back, a doubt after «Снять решение»."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from rpa.debts.approval import Choice, approve
from rpa.debts.plan import Basis, Plan
from rpa.debts.policy import DecisionPolicy
from rpa.errors import PlanError
from rpa.job.results import RunSummary
from rpa.model import Decision
from rpa.operate.planning import keep_plan, save_approval
from rpa.web.accounts import Role
from rpa.web.desk import Moved
from rpa.web.standing import State
from rpa.web.views.planning import Kind, work_of
from tests.unit.own_calendar import with_day_off
from tests.web.conftest import Served, item

Serve = Callable[..., Served]
NUMBER = "100000000001"
TWO = {"two_people_for_debt": True}
OWED = item(NUMBER, Decision.DEBT, rule="R01", people=2)
PETROV, SIDOROVA = f"{NUMBER}-Петров", f"{NUMBER}-Сидорова"
LIST = "/rules/R01/debt"


def state(served: Served) -> State:
    return served.page.site.desk.line(NUMBER).state


def ticked(html: str) -> set[str]:
    boxes = re.findall(r'<input type="checkbox" name="row" value="([^"]+)"[^>]*?( checked)?>', html)
    return {value for value, checked in boxes if checked}


def test_a_list_does_not_name_whom_the_first_signer_took_out(serve: Serve) -> None:
    served = serve(OWED, **TWO)
    first, second = (served.client(name, Role.APPROVER) for name in ("Седова Анна", "Белова Ирина"))
    first.post(f"/requests/{NUMBER}", decision="debt", row=PETROV)
    shown = second.get(LIST).text
    assert "решите по одному" in shown and f"/requests/{NUMBER}?" in shown and "Утвердить все" not in shown
    second.post(LIST)
    given = served.approval().items[NUMBER]
    assert (given.row_ids, given.first.approver, given.second) == ((PETROV,), "Седова Анна", None)
    second.post(f"/requests/{NUMBER}", decision="debt", row=PETROV)
    assert state(served) is State.APPROVED


def test_half_an_approval_is_called_half(serve: Serve) -> None:
    served = serve(OWED, **TWO)
    for name, said in (("Седова Анна", "утверждено ответов — 0, ждут второй подписи — 1"), ("Белова", "ответов — 1.")):
        client = served.client(name, Role.APPROVER)
        client.post(LIST)
        assert said in client.get("/plan").text
    assert state(served) is State.APPROVED


def test_a_name_typed_otherwise_is_no_second_person(serve: Serve) -> None:
    served = serve(OWED, **TWO)
    now = served.page.site.desk.open()
    typed = approve(now.plan, {NUMBER: Decision.DEBT}, approver="седова  анна", at=served.place.moscow_now())
    save_approval(served.place, now.plan, typed)
    again = served.client("Седова Анна", Role.APPROVER)
    assert "Утвердить все" not in again.get(LIST).text
    assert "Нужна подпись другого человека" in again.get(f"/requests/{NUMBER}").text


def test_a_form_that_comes_back_keeps_its_ticks(serve: Serve) -> None:
    served = serve(OWED)
    client = served.client("Седова", Role.REVIEWER)
    seen = client.get(f"/requests/{NUMBER}").text
    assert ticked(seen) == {PETROV, SIDOROVA}
    served.client("Белова", Role.REVIEWER).post(f"/requests/{NUMBER}", decision="no_debt", reason="Другое жильё")
    back = client.post(f"/requests/{NUMBER}", seen=seen, decision="debt", row=PETROV)
    assert back.status_code == 409
    assert ticked(back.text) == {PETROV}
    nobody = client.post(f"/requests/{NUMBER}", decision="debt")
    assert nobody.status_code == 400 and ticked(nobody.text) == set()


def test_the_ground_of_a_no_is_not_kept_with_a_debt(serve: Serve) -> None:
    served = serve(OWED)
    client = served.client("Седова", Role.REVIEWER)
    client.post(f"/requests/{NUMBER}", decision="debt", row=PETROV, reason="Задолженность погашена")
    assert served.approval().items[NUMBER].reason == ""


def test_a_decision_taken_back_leaves_the_doubt_where_it_was(serve: Serve) -> None:
    served = serve(item(NUMBER, Decision.NO_DEBT, rule="R20"))
    client = served.client("Седова", Role.APPROVER)
    client.post(f"/requests/{NUMBER}", decision="review", note="сомневаюсь")
    assert state(served) is State.LEFT
    client.post(f"/requests/{NUMBER}", decision="no_debt")
    assert state(served) is State.APPROVED
    client.post(f"/requests/{NUMBER}/undo")
    assert state(served) is State.LEFT
    assert "Утвердить все" not in client.get("/rules/R20/no_debt").text


def test_a_plan_of_other_rules_is_told_and_can_be_made_anew_from_the_page(serve: Serve) -> None:
    served = serve()
    today = served.place.moscow_now()

    policy = DecisionPolicy()
    basis = Basis("", "", today.date(), "", "", policy.sha256, "0")
    keep_plan(
        served.place, Plan(1, served.place.settings.organization.ogrn, today, today.date(), basis, policy, (OWED,), ())
    )
    client = served.client("Седова", Role.REVIEWER)
    for path in ("/", "/queue", "/plan"):
        shown = client.get(path)
        assert shown.status_code == 200 and "другой версии правил" in shown.text, path
    assert 'action="/run/PLAN"' in client.get("/").text and 'action="/run/PLAN"' in client.get("/plan").text
    assert served.page.site.desk.settle()


def test_years_added_to_the_calendar_are_known_at_once(serve: Serve) -> None:
    late = replace(OWED, due=OWED.due.replace(year=2099) if OWED.due else None)
    served = serve(late)
    client = served.client("Седова", Role.REVIEWER)
    assert client.get(f"/requests/{NUMBER}").status_code == 200, "the days left are not known, and that is all"
    off = date(2026, 11, 25)
    assert served.page.site.calendar().is_working(off)
    with_day_off(served.place.folder.machine.calendar, off)
    assert not served.page.site.calendar().is_working(off)


def test_reading_on_the_page_brings_back_nothing_that_a_newer_plan_left_out(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The newest full plan approves; the correction after it does not."""
    served = serve(OWED)
    served.client("Седова", Role.REVIEWER).post(f"/requests/{NUMBER}", decision="debt", row=PETROV)
    plan = served.page.site.desk.open().plan
    # Names of plans tell seconds: within one, the hashes would decide which is newer.
    later = replace(plan, built_at=plan.built_at + timedelta(seconds=1), correction=True)
    keep_plan(served.place, later)
    made = replace(plan, built_at=plan.built_at + timedelta(seconds=2), correction=False)
    monkeypatch.setattr("rpa.web.views.planning.load_prepared", lambda _place: None)
    monkeypatch.setattr("rpa.web.views.planning.receive", lambda *_: ([], RunSummary("test")))
    monkeypatch.setattr("rpa.operate.planning.draw_plan", lambda *_: made)
    desk = served.page.site.desk
    work_of(Kind.PLAN, desk, None)(served.place, lambda *_: None)  # type: ignore[arg-type]
    assert desk.open().approval.items == {}


def test_a_list_with_one_request_that_changed_or_is_being_sent_is_not_approved_at_all(serve: Serve) -> None:
    numbers = ("100000000001", "100000000002")
    desk = serve(*(item(number, Decision.NO_DEBT, rule="R20") for number in numbers)).page.site.desk
    shown = {number: line.token for number, line in desk.lines().items()}
    desk.being_sent = lambda: numbers[1:]
    with pytest.raises(Moved, match="сейчас отправляется"):
        desk.decide_all("Анна", shown)
    desk.being_sent = tuple
    desk.decide("Борис", numbers[1], shown[numbers[1]], Choice(Decision.NO_DEBT))
    with pytest.raises(Moved, match="этот запрос изменился"):
        desk.decide_all("Анна", shown)
    assert set(desk.open().approval.items) == {numbers[1]}, "what Борис decided, and nothing of the list"
    with pytest.raises(PlanError, match="нет в последнем плане"):
        desk.decide_all("Анна", {numbers[0]: shown[numbers[0]], "100000000009": ""})
