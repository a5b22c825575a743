"""Missed runs are judged by the records that runs leave; the day's record survives whatever happens to it."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rpa.errors import BadSettings
from rpa.operate.day import ACTIONABLE, Day, Outcome, State, Trouble, day_path, keep_day, read_day, worst
from rpa.operate.schedule import gone_through, last_firing

AT = time(7, 30)
NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


def ran(reports: Path, at: datetime) -> None:
    keep_day(reports, Day("uk", at.date(), at.isoformat(), finished_at=at.isoformat()))


def test_a_run_of_this_morning_is_not_missed(tmp_path: Path) -> None:
    ran(tmp_path, NOON - timedelta(hours=4))
    firing = last_firing(tmp_path, AT, NOON)
    assert not firing.missed
    assert firing.next_at == datetime(2026, 11, 25, 7, 30, tzinfo=UTC)


def test_a_run_of_yesterday_only_is_missed_after_the_grace_and_not_before(tmp_path: Path) -> None:
    ran(tmp_path, NOON - timedelta(days=1))
    assert last_firing(tmp_path, AT, NOON).missed
    assert not last_firing(tmp_path, AT, NOON.replace(hour=9, minute=29)).missed
    assert not last_firing(tmp_path, AT, NOON.replace(hour=7)).missed


def test_while_todays_run_may_still_begin_the_one_of_yesterday_is_asked_about(tmp_path: Path) -> None:
    at_dawn = NOON.replace(hour=AT.hour, minute=AT.minute) + timedelta(minutes=30)
    ran(tmp_path, at_dawn - timedelta(days=3))
    firing = last_firing(tmp_path, AT, at_dawn)
    assert firing.missed
    assert firing.expected == at_dawn - timedelta(days=1, minutes=30)
    assert firing.next_at == at_dawn + timedelta(hours=23, minutes=30)


def test_no_run_at_all_is_missed_at_any_hour(tmp_path: Path) -> None:
    assert all(last_firing(tmp_path, AT, NOON.replace(hour=hour)).missed for hour in (0, 7, 8, 12, 23))


@pytest.mark.parametrize(
    ("code", "changes", "over"),
    [
        (0, {}, True), (1, {}, True), (77, {}, True), (69, {}, True),
        (75, {}, False), (73, {}, False), (0, {"finished_at": None}, False), (0, {"stopped": "Ctrl-C"}, False),
        (77, {"finished_at": NOON.replace(hour=7, minute=20).isoformat()}, False),
        (77, {"finished_at": (NOON - timedelta(days=1)).isoformat()}, False),
    ],
)  # fmt: skip
def test_a_repeated_start_finds_the_day_done_unless_a_passing_reason_ended_it(
    tmp_path: Path, code: int, changes: dict[str, Any], over: bool
) -> None:
    ended = {"finished_at": NOON.replace(hour=7, minute=40).isoformat()} | changes
    day = Day("uk", NOON.date(), NOON.replace(hour=7).isoformat(), **ended)
    day.outcomes["check"] = Outcome("check", State.FAILED if code else State.DONE, code)
    keep_day(tmp_path, day)
    assert (gone_through(tmp_path, AT, NOON.replace(hour=8)) is not None) is over


def test_a_day_comes_back_from_its_file_as_it_was(tmp_path: Path) -> None:
    trouble = Trouble.of(BadSettings("Нет файла."))
    day = Day("uk", date(2026, 11, 24), NOON.isoformat(), checkpoint="a:1", heartbeat="ok")
    day.outcomes["plan"] = Outcome("plan", State.FAILED, 78, {"new": 3}, (trouble,), "basis", "run", ("x.html",))
    keep_day(tmp_path, day)
    assert read_day(day_path(tmp_path, day.day)) == day


@pytest.mark.parametrize("content", [b"", b"{}", b"[]", b'{"format": 2}', b"\xff"])
def test_a_damaged_record_is_no_record(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "daily-2026-11-24.json"
    path.write_bytes(content)
    assert read_day(path) is None


@pytest.mark.parametrize("at", ["soon", 7, "2026-11-24T07:40:00", ["2026-11-24"]])
@pytest.mark.parametrize("name", ["started_at", "finished_at", "next_at"])
def test_a_record_whose_times_are_none_ends_no_look_at_the_day(tmp_path: Path, name: str, at: object) -> None:
    ran(tmp_path, NOON)
    path = day_path(tmp_path, NOON.date())
    path.write_text(json.dumps(json.loads(path.read_bytes()) | {name: at}), encoding="utf-8")
    last = last_firing(tmp_path, AT, NOON).last
    assert last is not None and last.last_sign <= NOON
    assert (gone_through(tmp_path, AT, NOON) is None) is (name == "finished_at")


@given(st.lists(st.integers(0, 255)))
def test_the_exit_code_is_one_of_the_codes_and_zero_only_if_all_are(codes: list[int]) -> None:
    found = worst(codes)
    assert (found == 0) == (not any(codes))
    assert found in {0, 1, *codes}
    assert all(ACTIONABLE.index(found) <= ACTIONABLE.index(code) for code in codes if code in ACTIONABLE)
