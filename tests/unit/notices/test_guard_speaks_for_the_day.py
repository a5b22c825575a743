"""What the day's run could not say itself the guard says hours later: it never began, broke off, or told nobody."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from rpa.errors import BadSettings, InteractionNeeded
from rpa.operate.day import Day, Outcome, State, Trouble, keep_day
from rpa.operate.day_lock import day_lock
from rpa.operate.guarding import guard
from rpa.settings import OrganizationFolder
from tests.unit.notices.receivers import WebServer, web_server
from tests.unit.notices.test_texts_and_guard import OGRN, folder_with_plan

NOON = datetime(2026, 11, 17, 12, 0).astimezone()
"""Of the machine, as the schedule: the daily run is wanted at 07:30 of its own clock."""
RAN = NOON - timedelta(hours=4)


@pytest.fixture
def receiver() -> Any:
    with web_server() as server:
        yield server


def organization(root: Path, receiver: WebServer, read: datetime) -> OrganizationFolder:
    folder = folder_with_plan(root, read, {"1": date(2026, 12, 10)})
    folder.settings.write_text(
        f"organization: {{name: УК, ogrn: '{OGRN}'}}\nnotices: {{urls: ['json://{receiver.address}/']}}\n"
    )
    return folder


def day_of(begun: datetime, *outcomes: Outcome, ended: bool = True) -> Day:
    finished = begun.isoformat() if ended else None
    return Day("uk", begun.date(), begun.isoformat(), {one.stage: one for one in outcomes}, finished)


def heard(receiver: WebServer) -> str:
    return "\n".join(body["title"] + "\n" + body["message"] for _, _, body in receiver.requests)


TOLD = Outcome("notices", State.DONE)
PARKED = Outcome(
    "sync", State.FAILED, 77, troubles=(Trouble.of(InteractionNeeded("Вход требует человека.", screen="captcha")),)
)


def test_a_run_of_the_day_that_never_began_is_told_on_the_same_day(tmp_path: Path, receiver: WebServer) -> None:
    folder = organization(tmp_path, receiver, RAN - timedelta(days=1))
    keep_day(folder.reports, day_of(RAN - timedelta(days=1), TOLD))
    assert guard(folder, now=lambda: NOON)[0].exit_code == 1
    assert "17.11.2026 в 07:30, не начинался" in heard(receiver)


def test_a_record_of_a_clock_that_ran_ahead_does_not_stand_for_the_run_that_is_missing(
    tmp_path: Path, receiver: WebServer
) -> None:
    folder = organization(tmp_path, receiver, RAN - timedelta(days=1))
    keep_day(folder.reports, day_of(RAN - timedelta(days=1), TOLD))
    keep_day(folder.reports, day_of(RAN + timedelta(days=200), TOLD))
    guard(folder, now=lambda: NOON)
    assert "не начинался" in heard(receiver)


@pytest.mark.parametrize("scheduled", [True, False])
def test_who_reads_the_requests_by_hand_or_in_a_fleet_hears_of_no_missing_run(
    tmp_path: Path, receiver: WebServer, scheduled: bool
) -> None:
    folder = organization(tmp_path, receiver, NOON - timedelta(hours=1))
    if scheduled:
        keep_day(folder.reports, day_of(RAN - timedelta(days=9), TOLD))
    assert guard(folder, now=lambda: NOON)[0].exit_code == 0 and not receiver.requests


def test_a_run_that_broke_off_is_told_with_what_it_had_met(tmp_path: Path, receiver: WebServer) -> None:
    folder = organization(tmp_path, receiver, RAN)
    keep_day(folder.reports, day_of(RAN, PARKED, ended=False))
    with day_lock(folder):
        assert guard(folder, now=lambda: NOON)[0].exit_code == 0 and not receiver.requests  # it is still at work
    assert guard(folder, now=lambda: NOON)[0].exit_code == 1
    assert "не дошёл до конца" in heard(receiver) and "Вход требует человека" in heard(receiver)


def test_a_lock_that_does_not_open_is_no_run_that_is_under_way(tmp_path: Path, receiver: WebServer) -> None:
    """As root's own: made by a run under ``sudo``, it ends every later one before its first word."""
    folder = organization(tmp_path, receiver, RAN - timedelta(days=1))
    keep_day(folder.reports, day_of(RAN - timedelta(days=1), TOLD))
    (folder.root / "daily.lock").mkdir()
    with pytest.raises(BadSettings, match=r"daily\.lock"), day_lock(folder):
        """Nothing begins."""
    guard(folder, now=lambda: NOON)
    assert "не начинался" in heard(receiver)


def test_a_second_start_that_broke_off_is_told_though_the_first_one_was_a_persons_own(
    tmp_path: Path, receiver: WebServer
) -> None:
    """It read the requests before it broke off: that is nobody who works by hand."""
    folder = organization(tmp_path, receiver, RAN + timedelta(minutes=1))
    planned = Outcome("plan", State.DONE, finished_at=(RAN + timedelta(minutes=1)).isoformat())
    keep_day(folder.reports, day_of(RAN - timedelta(hours=2), planned, ended=False))
    assert guard(folder, now=lambda: NOON)[0].exit_code == 1
    assert "не дошёл до конца" in heard(receiver)


def test_what_no_address_took_in_the_morning_is_told_at_noon_and_once(tmp_path: Path, receiver: WebServer) -> None:
    folder = organization(tmp_path, receiver, RAN)
    keep_day(folder.reports, day_of(RAN, PARKED, Outcome("notices", State.FAILED, 75)))
    guard(folder, now=lambda: NOON)
    assert heard(receiver).count("Вход требует человека") == 1
    guard(folder, now=lambda: NOON + timedelta(minutes=15))
    assert heard(receiver).count("Вход требует человека") == 1


@pytest.mark.parametrize("mistake", ["organization: {name: УК", "\nnotisces: {}\n", "\nschedule: {daily_at: noon}\n"])
def test_a_mistake_in_the_settings_silences_no_warning(tmp_path: Path, receiver: WebServer, mistake: str) -> None:
    folder = organization(tmp_path, receiver, RAN)
    keep_day(folder.reports, day_of(RAN, TOLD))
    guard(folder, now=lambda: NOON)
    assert not receiver.requests
    folder.settings.write_text(folder.settings.read_text() + mistake)
    with pytest.raises(BadSettings):
        guard(folder, now=lambda: NOON)
    assert "Файл настроек с ошибкой" in heard(receiver)
