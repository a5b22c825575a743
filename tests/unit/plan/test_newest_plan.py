"""The newest plan is the last that speaks of all requests and that the clock can have seen."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from approvals import ANNA, N, given_by
from ledger_entries import ended
from plan_samples import NOW, asked, plan_of

from rpa.debts.plan import NotPlanned, Plan, parse_plan
from rpa.errors import PlanError
from rpa.ledger import IntentKind
from rpa.model import Decision, ResponseStatus
from rpa.operate.guard import look
from rpa.operate.place import Place
from rpa.operate.planning import keep_plan, open_plan, save_approval
from rpa.operate.stages import _last_plan
from rpa.settings import DataRoot, OrganizationSettings
from rpa.web.desk import Desk
from tests.cheap_vault import cheap_vault

OGRN = "1234567890123"
LATER = NOW + timedelta(hours=4)
SETTINGS = OrganizationSettings.model_validate({"organization": {"name": "Придуманная УК", "ogrn": OGRN}})


@pytest.fixture
def place(tmp_path: Path) -> Place:
    folder = DataRoot(tmp_path / "data").organization("uk").create()
    return Place(folder, SETTINGS, cheap_vault(folder.vault, "a made-up pass phrase"), now=lambda: LATER)


@pytest.fixture
def whole(place: Place, tmp_path: Path) -> Plan:
    plan = plan_of(tmp_path)
    keep_plan(place, plan)
    save_approval(place, plan, given_by(plan, ANNA, {N[1]: Decision.DEBT}))
    return plan


def correction(place: Place, tmp_path: Path, number: int = 5) -> Plan:
    """What `rpa debts correct` leaves behind it at noon."""
    one = plan_of(tmp_path, [asked(number, str(number))], built_at=NOW + timedelta(hours=3))
    one = replace(one, correction=True)
    keep_plan(place, one)
    save_approval(place, one, given_by(one, ANNA, {f"99000000{number:02}": Decision.NO_DEBT}, reason="приказ отменён"))
    return one


def guarded_numbers(place: Place, now: datetime) -> set[str]:
    return {one.request_number for one in look(place.folder, SETTINGS, now).waiting}


def test_after_a_correction_all_other_requests_are_still_applied_shown_and_guarded(
    place: Place, whole: Plan, tmp_path: Path
) -> None:
    one = correction(place, tmp_path)
    opened, given = open_plan(place)
    assert (opened.sha256, set(given.items)) == (whole.sha256, {N[1]})
    assert _last_plan(place) == (opened, given)
    assert Desk(place).open().plan.sha256 == whole.sha256
    assert guarded_numbers(place, LATER) == set(N.values())
    [named] = [path.stem for path in place.folder.plans.glob("*.json") if path.stem.endswith(one.sha256[:8])]
    assert open_plan(place, named)[0].sha256 == one.sha256, "by its id it is still found, for a second approval"


def test_a_withdrawn_answer_that_only_its_correction_knows_is_guarded_too(
    place: Place, whole: Plan, tmp_path: Path
) -> None:
    correction(place, tmp_path, number=7)
    waiting = {one.request_number: one for one in look(place.folder, SETTINGS, LATER).waiting}
    assert set(waiting) == {*N.values(), "9900000007"} and waiting["9900000007"].approved


def test_an_answer_withdrawn_since_the_requests_were_read_waits_again_until_they_are_read_anew(
    place: Place, tmp_path: Path
) -> None:
    number, due = "9900000008", date(2026, 11, 25)
    answered = NotPlanned(number, ResponseStatus.SENT, "R01", "Ответ уже есть.", due)
    for hours in (0, 3):
        plan = plan_of(tmp_path, built_at=NOW + timedelta(hours=hours))
        keep_plan(place, replace(plan, not_planned=(answered,)))
        assert number not in guarded_numbers(place, LATER)
        if hours == 0:
            ended(place, number, NOW - timedelta(days=1))
            ended(place, number, NOW + timedelta(hours=1), kind=IntentKind.REVOKE)
            waiting = {one.request_number: one for one in look(place.folder, SETTINGS, LATER).waiting}
            assert (waiting[number].due, waiting[number].approved) == (due, False)
    ended(place, "9900000009", LATER, kind=IntentKind.REVOKE)
    unknown = {one.request_number: one for one in look(place.folder, SETTINGS, LATER).close}["9900000009"]
    assert unknown.due is None, "when in doubt it warns"
    ended(place, "9900000009", LATER)
    assert "9900000009" not in guarded_numbers(place, LATER)


def test_a_plan_from_a_clock_that_ran_ahead_is_never_the_newest_and_the_guard_says_so(
    place: Place, whole: Plan, tmp_path: Path
) -> None:
    keep_plan(place, plan_of(tmp_path, [], built_at=NOW + timedelta(days=30)))
    assert open_plan(place)[0].sha256 == whole.sha256
    assert Desk(place).open().plan.sha256 == whole.sha256
    guarded = look(place.folder, SETTINGS, LATER)
    assert {one.request_number for one in guarded.waiting} == set(N.values())
    assert guarded.exit_code and any("24.12.2026" in told for told in guarded.blind)


def test_where_every_plan_is_ahead_of_the_clock_nothing_is_sent_and_the_guard_still_sees_the_requests(
    place: Place, whole: Plan
) -> None:
    early = NOW - timedelta(days=900)
    with pytest.raises(PlanError, match="на часах"):
        open_plan(replace(place, now=lambda: early))
    guarded = look(place.folder, SETTINGS, early)
    assert {one.request_number for one in guarded.waiting} == set(N.values()) and guarded.exit_code


def test_a_clock_a_few_minutes_behind_another_machine_hides_no_plan(place: Place, whole: Plan) -> None:
    behind = NOW - timedelta(minutes=5)
    assert open_plan(replace(place, now=lambda: behind))[0].sha256 == whole.sha256
    assert not any("часах" in told for told in look(place.folder, SETTINGS, behind).blind)


def test_only_a_correction_is_written_as_one_so_other_plans_keep_their_bytes_and_hashes(tmp_path: Path) -> None:
    plan = plan_of(tmp_path)
    marked = replace(plan, correction=True)
    assert b'"correction"' not in plan.to_bytes() and parse_plan(plan.to_bytes()).correction is False
    assert parse_plan(marked.to_bytes()) == marked and marked.sha256 != plan.sha256
