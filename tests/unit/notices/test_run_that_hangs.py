"""A daily run that hangs under cron holds the organization for ever: the guard and the status say so, and only then."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine

from rpa.audit import Journal
from rpa.operate.day import keep_day
from rpa.operate.day_lock import day_lock
from rpa.operate.guarding import guard
from rpa.operate.standing import standing
from rpa.settings import OrganizationFolder
from tests.unit.notices.receivers import WebServer
from tests.unit.notices.test_guard_speaks_for_the_day import (
    NOON,
    PARKED,
    RAN,
    TOLD,
    day_of,
    heard,
    organization,
    receiver,
)
from tests.unit.notices.test_texts_and_guard import OGRN

__all__ = ["receiver"]


@pytest.fixture
def folder(tmp_path: Path, receiver: WebServer) -> OrganizationFolder:
    """Yesterday's run went well; today's takes the day at half past seven."""
    made = organization(tmp_path, receiver, RAN - timedelta(days=1))
    keep_day(made.reports, day_of(RAN - timedelta(days=1), TOLD))
    return made


def begun(folder: OrganizationFolder, at: datetime) -> Any:
    with time_machine.travel(at, tick=False):
        lock = day_lock(folder)
        lock.__enter__()
    return lock


def written(folder: OrganizationFolder, at: datetime, kind: str = "item", **fields: Any) -> None:
    with Journal.open(folder.journal, organization=OGRN, run_id="run", now=lambda: at) as journal:
        journal.record(kind, **fields)


def said(folder: OrganizationFolder) -> list[bool]:
    """Whether the guard and the status call it hung, at noon."""
    found = guard(folder, now=lambda: NOON)[0], standing(folder, NOON).guarded
    return [any("завис" in told for told in one.blind) for one in found if one is not None]


def test_a_run_that_wrote_nothing_for_hours_is_told_with_what_to_do(
    folder: OrganizationFolder, receiver: WebServer
) -> None:
    lock = begun(folder, RAN)
    written(folder, RAN + timedelta(minutes=1))
    assert said(folder) == [True, True]
    assert "с 17.11.2026 08:01 ничего не делает" in heard(receiver) and "не начинался" not in heard(receiver)
    lock.__exit__(None, None, None)
    assert said(folder) == [False, False]


def test_the_very_first_run_may_hang_too(tmp_path: Path, receiver: WebServer) -> None:
    folder = organization(tmp_path, receiver, RAN)
    lock = begun(folder, RAN)
    assert said(folder) == [True, True]
    lock.__exit__(None, None, None)


@pytest.mark.parametrize("sign", ["written", "stage", "begun", "waits", "refused"])
def test_a_long_run_at_work_and_one_that_waits_for_a_person_hang_not(folder: OrganizationFolder, sign: str) -> None:
    just_now = NOON - timedelta(minutes=5)
    lock = begun(folder, just_now if sign == "begun" else RAN)
    if sign == "written":
        written(folder, just_now)
    if sign == "stage":
        (folder.journal).unlink(missing_ok=True)
        keep_day(folder.reports, day_of(just_now, PARKED, ended=False))
    if sign in ("waits", "refused"):
        written(folder, RAN, "parked", screen="captcha", minutes=300)
    if sign == "refused":
        written(folder, RAN + timedelta(minutes=1), "sign_in", screen="session_refused")
    assert said(folder) == [False, False]
    lock.__exit__(None, None, None)
