"""A second start of the same day repeats what may go well now, single items included, and nothing else."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from rpa.errors import SiteUnavailable
from rpa.job.stop import StopFlag
from rpa.operate.daily import run_daily
from rpa.operate.day import Day, last_day
from rpa.operate.guard import look
from rpa.operate.inputs import prepared_basis
from rpa.operate.place import Place
from rpa.operate.stage import Result, Stage
from rpa.settings import DataRoot, OrganizationSettings
from tests.cheap_vault import cheap_vault

NO_TEXT = pytest.mark.skipif(sys.platform != "linux", reason="such a name is refused there")
MORNING = datetime(2026, 11, 18, 4, 30, tzinfo=UTC)


def organization(tmp_path: Path) -> Place:
    settings = OrganizationSettings.model_validate({"organization": {"name": "Придуманная", "ogrn": "1234567890123"}})
    folder = DataRoot(tmp_path / "data").organization("uk").create()
    return Place(folder, settings, cheap_vault(folder.vault, "a made-up pass phrase"))


@pytest.mark.parametrize(
    ("counts", "times"),
    [
        ({"done": 5, "failed": 1}, 2),
        ({"done": 5, "not_sent": 1}, 2),
        ({"unknown": 1}, 2),
        ({"no_debt": 5, "unread": 1}, 2),
        ({"done": 5, "skipped": 1, "refused": 1, "unapproved": 3}, 1),
    ],
)
def test_a_stage_that_left_items_which_may_go_well_now_is_repeated(
    tmp_path: Path, counts: dict[str, int], times: int
) -> None:
    place = organization(tmp_path)
    ran: list[str] = []

    def apply(_place: Place, _day: Day) -> Result:
        ran.append("apply")
        return Result(1, counts)

    for _ in range(2):
        day = run_daily(place, stages=[Stage("apply", "Отправка", apply, in_cabinet=False)])
        assert (day.outcomes["apply"].state, day.exit_code) == ("attention", 1)
    assert ran == ["apply"] * times


@pytest.mark.parametrize(("minutes", "times"), [(30, 1), (-5, 2)])
def test_what_a_clock_that_ran_ahead_dated_is_done_again(tmp_path: Path, minutes: int, times: int) -> None:
    """That clock said it was the next day already: its record must not stand for the day when it comes."""
    place = organization(tmp_path)
    ran: list[str] = []

    def plan(_place: Place, _day: Day) -> Result:
        ran.append("plan")
        return Result()

    for now in (MORNING, MORNING + timedelta(minutes=minutes)):
        run_daily(replace(place, now=lambda now=now: now), stages=[Stage("plan", "План", plan, in_cabinet=False)])  # type: ignore[misc]
    assert len(ran) == times


def stages(place: Place, ran: list[str], *, unread: int = 2, breaks: str = "") -> list[Stage]:
    """What a day is made of, each stage with the numbers the guard looks at; in ``breaks`` somebody stops the run."""

    def stage(name: str, rests_on: tuple[str, ...] = (), **counts: int) -> Stage:
        def carry_out(_place: Place, _day: Day) -> Result:
            ran.append(name)
            if name == breaks:
                place.stop.stop("Ctrl-C")
            return Result(int(bool(counts.get("unread"))), counts)

        return Stage(name, name, carry_out, rests_on, in_cabinet=False)

    read = [stage("sync", listed=1), stage("plan", unread=unread)]
    return [*read, stage("apply", ("plan",)), stage("verify", ("apply",))]


def test_a_second_start_that_breaks_off_forgets_no_card_that_the_first_one_could_not_read(tmp_path: Path) -> None:
    """Until the next whole run neither the guard nor `rpa due` spoke of requests that no plan knows."""
    place = organization(tmp_path)
    run_daily(place, stages=[Stage("sync", "sync", _fails, in_cabinet=False), *stages(place, [])[1:]])
    broken = replace(place, stop=StopFlag())
    day = run_daily(broken, stages=stages(broken, [], breaks="sync"))
    assert (day.stopped, day.count("plan", "unread"), day.outcomes["plan"].resumed) == ("Ctrl-C", 2, True)
    assert last_day(place.folder.reports, day.day) == day
    assert any("не прочитаны: 2" in told for told in look(place.folder, place.settings, place.now()).blind)


def test_what_rests_on_a_stage_done_anew_is_not_taken_for_done_when_the_run_breaks_off(tmp_path: Path) -> None:
    place, ran = organization(tmp_path), list[str]()
    run_daily(place, stages=stages(place, ran))
    broken = replace(place, stop=StopFlag())
    day = run_daily(broken, stages=stages(broken, ran, breaks="plan"))
    assert day.stopped and set(day.outcomes) == {"sync", "plan"}
    ran.clear()
    run_daily(place, stages=stages(place, ran, unread=0))
    assert ran == ["plan", "apply", "verify"]


def test_a_plan_that_failed_today_forgets_no_card_that_yesterdays_could_not_read(tmp_path: Path) -> None:
    place = organization(tmp_path)
    run_daily(replace(place, now=lambda: MORNING), stages=stages(place, []))
    tomorrow = replace(place, now=lambda: MORNING + timedelta(days=1))
    run_daily(tomorrow, stages=[Stage("plan", "План", _fails, in_cabinet=False)])
    assert any("не прочитаны: 2" in told for told in look(place.folder, place.settings, tomorrow.now()).blind)


def _fails(_place: Place, _day: Day) -> Result:
    raise SiteUnavailable("Сайт не отвечает.")


def prepared(place: Place, tmp_path: Path) -> tuple[Place, Path]:
    """With a register in a folder of its own."""
    register = tmp_path / "accounting" / "debts.csv"
    register.parent.mkdir()
    register.write_text("of yesterday")
    source = place.settings.dataset.model_copy(update={"file": register})
    return replace(place, settings=place.settings.model_copy(update={"dataset": source})), register


def plan_twice(place: Place, meanwhile: Callable[[], object], *, between: Callable[[], object] = lambda: None) -> int:
    """How many plans two starts of a day make; ``meanwhile`` happens while the first one is made."""
    ran: list[str] = []

    def plan(_place: Place, _day: Day) -> Result:
        ran.append("plan")
        if len(ran) == 1:
            meanwhile()
        return Result()

    made = Stage("plan", "План", plan, basis=prepared_basis, in_cabinet=False)
    run_daily(place, stages=[made])
    between()
    run_daily(place, stages=[made])
    return len(ran)


def test_a_register_replaced_while_the_plan_was_made_makes_another(tmp_path: Path) -> None:
    """The plan knows the old one, and its «нет» would be sent by the second start as if it knew the new one."""
    place, register = prepared(organization(tmp_path), tmp_path)
    assert plan_twice(place, lambda: register.write_text("of today")) == 2
    assert plan_twice(replace(place, now=lambda: MORNING), lambda: None) == 1


@pytest.mark.parametrize(
    ("name", "times"),
    [
        ("act.PDF", 2),
        ("\udcff.pdf", 2),
        ("acts/2026/act.pdf", 2),
        ("attached/act.pdf", 1),
        ("another/act.pdf", 1),
        ("acts/act.txt", 1),
    ],
)
def test_an_act_that_was_missing_in_the_morning_makes_another_plan(tmp_path: Path, name: str, times: int) -> None:
    place, register = prepared(organization(tmp_path), tmp_path)
    act = register.parent / name
    act.parent.mkdir(parents=True, exist_ok=True)
    assert plan_twice(place, lambda: None, between=lambda: act.write_bytes(b"%PDF-1.4")) == times


def test_in_a_folder_of_their_own_acts_lie_anywhere(tmp_path: Path) -> None:
    place, _ = prepared(organization(tmp_path), tmp_path)
    source = place.settings.dataset.model_copy(update={"acts": tmp_path / "court"})
    place = replace(place, settings=place.settings.model_copy(update={"dataset": source}))
    act = tmp_path / "court" / "2026" / "act.pdf"
    act.parent.mkdir(parents=True)
    assert plan_twice(place, lambda: None, between=lambda: act.write_bytes(b"%PDF-1.4")) == 2


def test_a_year_added_to_the_calendar_makes_another_plan(tmp_path: Path) -> None:
    place, _ = prepared(organization(tmp_path), tmp_path)
    year = place.folder.calendars[1]
    assert plan_twice(place, lambda: None, between=lambda: year.write_text("{}")) == 2
