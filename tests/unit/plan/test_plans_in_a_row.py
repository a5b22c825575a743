"""What people approved of one plan stands in the next, and nothing leaves once its data are old. Without a browser."""

from __future__ import annotations

import hashlib
import json
import threading
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from approvals import reasons_of
from decision_samples import match, row
from plan_samples import MATCHES, NOW, ByFlat, acts_folder, asked, dataset

from rpa.audit import Journal
from rpa.debts.approval import Choice, How, approve, approved_answers
from rpa.errors import OrganizationBusy
from rpa.job.results import RunSummary
from rpa.model import Decision, Subrequest
from rpa.operate.place import Place
from rpa.operate.planning import PlanMade, Prepared, keep_plan, make_plan, open_plan, plan_id, save_approval
from rpa.operate.recording import journal_of
from rpa.operate.waiting import deciding
from rpa.web.desk import Desk

DEBT, NO = Decision.DEBT, Decision.NO_DEBT
ANNA = "Смирнова Анна"
FIRST, SECOND = "9900000001", "9900000002"
WORD = {FIRST: DEBT, SECOND: Choice(NO, "")}


def planned(place: Place, hours: float, requests: list[Subrequest] | None = None, **matches: Any) -> PlanMade:
    """The plan made so many hours after the first."""
    then = replace(place, now=lambda: NOW + timedelta(hours=hours))
    acts_folder(place.folder.root)
    matcher: Any = ByFlat({**MATCHES, **matches})
    prepared = Prepared(dataset(), None, matcher, place.folder.root / "acts")
    asked_for = requests or [asked(number, str(number), version=1) for number in range(1, 6)]
    return make_plan(then, asked_for, prepared, RunSummary("test"))


def approved(place: Place, made: PlanMade, at: datetime = NOW, **choices: Any) -> None:
    given = approve(made.plan, choices or WORD, approver=ANNA, at=at, approval=made.approval)
    save_approval(place, made.plan, given)


def test_planning_again_keeps_what_people_approved(place: Place) -> None:
    approved(place, planned(place, 0))
    made = planned(place, 1)
    plan, approval = open_plan(replace(place, now=lambda: NOW + timedelta(hours=1)))
    assert plan.sha256 == made.plan.sha256 and made.carried == 2
    assert {one.request_number for one in approved_answers(plan, approval)} == {FIRST, SECOND}
    assert {given.first.approver for given in approval.items.values()} == {ANNA}


def test_a_plan_of_one_request_in_between_does_not_drop_the_approvals_of_the_others(place: Place) -> None:
    approved(place, planned(place, 0))
    assert planned(place, 1, [asked(5, "5", version=1)]).carried == 0
    assert planned(place, 2).carried == 2


def test_a_day_of_corrections_does_not_drop_the_approvals_of_the_others(place: Place) -> None:
    made = planned(place, 0)
    approved(place, made)
    for hours in range(1, 8):
        then = NOW + timedelta(hours=hours)
        keep_plan(place, replace(made.plan, items=made.plan.items[-1:], built_at=then, correction=True))
    assert planned(place, 8).carried == 2


def test_approvals_that_take_the_place_of_the_policys_own_are_counted_as_carried(place: Place) -> None:
    policy = place.settings.decision.model_copy(update={"automatic": "no_debt"})
    place = replace(place, settings=place.settings.model_copy(update={"decision": policy}))
    first = planned(place, 0)
    assert (first.carried, SECOND in first.approval.items) == (0, True)
    approved(place, first)
    again = planned(place, 1)
    by_people = [number for number, given in again.approval.items.items() if given.first.how is not How.AUTOMATIC]
    assert (again.carried, sorted(by_people)) == (2, [FIRST, SECOND])


def test_an_approval_taken_back_in_a_newer_plan_is_not_taken_from_an_older_one(place: Place) -> None:
    approved(place, planned(place, 0))
    approved(place, planned(place, 1), **{FIRST: Decision.REVIEW})
    assert set(planned(place, 2).approval.items) == {SECOND}


def test_an_answer_that_would_be_another_now_asks_for_a_new_approval(place: Place) -> None:
    approved(place, planned(place, 0))
    assert set(planned(place, 1, **{"1": match(row(2))}).approval.items) == {SECOND}


def test_a_plan_that_cannot_be_read_costs_its_approvals_and_not_the_new_plan(place: Place) -> None:
    approved(place, planned(place, 0))
    [path] = place.folder.plans.glob("*.json")
    path.write_bytes(b"{}")
    made = planned(place, 1)
    assert (made.carried, len(made.plan.items)) == (0, 5)


def test_the_journal_names_who_approved_though_a_debtor_bears_the_same_name(place: Place) -> None:
    place.redactor.learn_person("Смирнова", "Анна", None)
    approved(place, planned(place, 0))
    planned(place, 1)
    lines = [json.loads(line) for line in place.folder.journal.read_text(encoding="utf-8").splitlines()]
    told = [line["approvers"] for line in lines if line["kind"] == "approval"]
    assert told == [[ANNA]] * 4


def test_of_a_ground_a_person_typed_the_journal_has_the_hash_and_the_approval_the_text(place: Place) -> None:
    """Nobody had learned this name: no redaction could have hidden it."""
    typed = "Долг Капустина из помещения 5 погашен"
    made = planned(place, 0)
    approved(place, made, **{FIRST: Choice(NO, typed), SECOND: Choice(NO, "Задолженность погашена.")})
    approved(place, planned(place, 1), **{FIRST: Decision.REVIEW})
    assert "Капустин" not in place.folder.journal.read_text(encoding="utf-8")
    hashed = hashlib.sha256(typed.encode()).hexdigest()
    own = "Задолженность погашена."
    assert [(record.get("reason"), record.get("reason_sha256")) for record in told(place, "approval")] == [
        (None, hashed), (own, None), (None, hashed), (own, None), ("утверждение снято", None),
    ]  # fmt: skip
    assert open_plan(place, plan_id(made.plan))[1].items[FIRST].reason == typed


def test_a_ground_of_ours_is_journaled_as_it_is_whoever_is_called_like_it(place: Place) -> None:
    place.redactor.learn_person("Силу")
    approved(place, planned(place, 0), **{FIRST: Choice(NO, "Акт не вступил в силу")})
    assert [record.get("reason") for record in told(place, "approval")] == ["Акт не вступил в силу"]


def test_what_may_leave_is_asked_by_the_date_of_the_moment(place: Place) -> None:
    made = planned(place, 0)
    approved(place, made)
    plan, approval = open_plan(place)
    now = [NOW]
    reasons = reasons_of(replace(place, now=lambda: now[0]), plan, approval)
    assert reasons(FIRST) == () == reasons(SECOND)
    now[0] = NOW + timedelta(days=60)
    assert any("устарели" in reason for reason in reasons(FIRST))
    assert reasons(SECOND)


def test_an_approval_taken_back_on_the_review_page_while_a_run_goes_on_is_neither_sent_nor_carried_over(
    place: Place,
) -> None:
    made = planned(place, 0)
    approved(place, made)
    plan, approval = open_plan(place)
    reasons = reasons_of(place, plan, approval)
    assert reasons(FIRST) == ()
    desk = Desk(place)
    with journal_of(place):
        desk.decide(ANNA, FIRST, desk.line(FIRST).token, Choice(Decision.REVIEW, "Проверить оплату."))
        assert FIRST in open_plan(place)[1].items, "the file itself still says otherwise"
        assert reasons(FIRST) and reasons(SECOND) == ()
    assert set(planned(place, 1).approval.items) == {SECOND}


def test_an_approval_being_taken_back_in_a_newer_plan_keeps_the_older_plan_s_answer_back(place: Place) -> None:
    first = planned(place, 0)
    approved(place, first)
    newer, second = replace(place, now=lambda: NOW + timedelta(hours=1)), planned(place, 1)
    plan, approval = open_plan(newer, plan_id(first.plan))
    reasons = reasons_of(newer, plan, approval)
    assert reasons(FIRST) == ()
    desk = Desk(newer)
    with journal_of(newer):
        desk.decide(ANNA, FIRST, desk.line(FIRST).token, Choice(Decision.REVIEW, "Проверить оплату."))
        assert [plan_id(second.plan) in reason for reason in reasons(FIRST)] == [True]
        assert reasons(SECOND) == ()


def test_an_approval_taken_back_after_a_run_read_it_and_before_it_began_is_not_sent(place: Place) -> None:
    made = planned(place, 0)
    approved(place, made)
    plan, approval = open_plan(place)
    reasons = reasons_of(place, plan, approval)
    back = approve(plan, {FIRST: Decision.REVIEW}, approver=ANNA, at=NOW, approval=approval)
    save_approval(place, plan, approve(plan, {SECOND: WORD[SECOND]}, approver="Второй Пётр", at=NOW, approval=back))
    assert reasons(FIRST) == ("Перед самым прогоном решение по этому запросу изменили.",)
    assert reasons(SECOND) == (), "signed anew is not changed"


@pytest.mark.parametrize(
    ("moved", "again_at", "correction", "leaves"),
    [
        (False, None, False, True),
        (True, None, False, False),
        (True, 2, False, False),
        (True, 2, True, True),
        (False, 2, False, True),
    ],
    ids=["carried over", "moved", "moved, approved there again", "a correction approved since", "approved since"],
)
def test_an_answer_of_a_plan_that_somebody_names_leaves_only_if_a_newer_plan_does_not_say_otherwise(
    place: Place, moved: bool, again_at: int | None, correction: bool, leaves: bool
) -> None:
    """``again_at``: approved there so many hours after it was made; else before the newer plan was made."""
    plan = planned(place, 0).plan
    if correction:
        plan = replace(plan, built_at=NOW + timedelta(minutes=1), correction=True)
        keep_plan(place, plan)
    given = approve(plan, WORD, approver=ANNA, at=NOW + timedelta(hours=again_at or 0))
    if again_at is None:
        save_approval(place, plan, given)
    newer = planned(place, 1, **({"1": match(row(2))} if moved else {}))
    save_approval(place, plan, given)
    reasons = reasons_of(replace(place, now=lambda: NOW + timedelta(hours=3)), plan, given)
    said = f"Запрос есть в более новом плане ({plan_id(newer.plan)}), и такой ответ там не утверждён."
    assert reasons(FIRST) == (() if leaves else (said,))
    assert reasons(SECOND) == ()


def told(place: Place, kind: str) -> list[dict[str, Any]]:
    lines = [json.loads(line) for line in place.folder.journal.read_text(encoding="utf-8").splitlines()]
    return [line for line in lines if line["kind"] == kind]


def test_an_approval_takes_no_effect_while_the_journal_is_held_and_the_next_try_journals_it(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = planned(place, 0)
    with monkeypatch.context() as held:
        held.setattr(Journal, "open", _held)
        with pytest.raises(OrganizationBusy):
            approved(place, made)
    assert not open_plan(place)[1].items, "nothing is sent that the journal does not know"
    approved(place, made)
    assert {record["request_number"] for record in told(place, "approval")} == {FIRST, SECOND}


def test_an_approval_broken_off_after_its_record_is_taken_by_the_next_try(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = planned(place, 0)
    with monkeypatch.context() as full:
        full.setattr("rpa.operate.planning.store_private", _no_space)
        with pytest.raises(OSError):
            approved(place, made)
    assert not open_plan(place)[1].items
    approved(place, made)
    assert set(open_plan(place)[1].items) == {FIRST, SECOND}
    assert [record["request_number"] for record in told(place, "approval")] == [FIRST, SECOND] * 2


@pytest.mark.parametrize("call", [1, 2])
def test_a_plan_broken_off_at_any_journal_is_none_and_costs_no_approval(
    place: Place, monkeypatch: pytest.MonkeyPatch, call: int
) -> None:
    approved(place, planned(place, 0))
    first, opened, calls = open_plan(place)[0], Journal.open, []

    def held_later(*arguments: Any, **fields: Any) -> Journal:
        calls.append(1)
        return _held() if len(calls) == call else opened(*arguments, **fields)

    with monkeypatch.context() as held:
        held.setattr(Journal, "open", held_later)
        with pytest.raises(OrganizationBusy):
            planned(place, 1)
    assert open_plan(place)[0] == first
    assert planned(place, 2).carried == 2


def test_an_approval_waits_for_whoever_is_deciding(place: Place) -> None:
    made = planned(place, 0)
    with deciding(place.folder):
        other = threading.Thread(target=approved, args=(place, made))
        other.start()
        other.join(0.3)
        assert other.is_alive() and not open_plan(place)[1].items
    other.join(30)
    assert set(open_plan(place)[1].items) == {FIRST, SECOND}


def _held(*_arguments: object, **_fields: object) -> Journal:
    raise OrganizationBusy("Журнал сейчас пишет другой прогон.")


def _no_space(*_arguments: object) -> None:
    raise OSError("No space left on device")
