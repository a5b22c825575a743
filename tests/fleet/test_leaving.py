"""An organization is taken out of the fleet; a copy of a folder is none of it. Without workers and a browser."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from loguru import logger

from rpa.errors import BadSettings, OrganizationBusy
from rpa.fleet.configuration import FleetSettings
from rpa.fleet.crew import Crew
from rpa.fleet.engine import QueuedRun
from rpa.fleet.leaving import take_out
from rpa.fleet.records import Records
from rpa.settings import DataRoot

SETTINGS = "organization: {name: 'ООО «Выдумка»', ogrn: '1027700000001'}\n"


class Queue:
    """As much of the queue as leaving asks for."""

    def __init__(self, *runs: tuple[str, str]) -> None:
        self.cancelled: list[str] = []
        self._runs = [QueuedRun(f"{slug}:debts:t1", status, slug, "", "", 0.0, None) for slug, status in runs]

    def runs(self, _status: Sequence[str]) -> list[QueuedRun]:
        return self._runs

    def cancel(self, ids: Sequence[str]) -> None:
        self.cancelled += ids


@pytest.fixture
def crew(tmp_path: Path) -> Iterator[Crew]:
    records = Records(tmp_path / "fleet.db")
    yield Crew(FleetSettings(work=tmp_path), DataRoot(tmp_path), records, None)
    records.close()


def organization(crew: Crew, name: str) -> Path:
    folder = crew.data.organizations / name
    folder.mkdir(parents=True)
    (folder / "settings.yaml").write_text(SETTINGS, encoding="utf-8")
    return folder


def members(crew: Crew) -> list[str]:
    return [member.slug for member in crew.records.members()]


def test_one_that_left_has_no_runs_no_password_and_no_member(crew: Crew, tmp_path: Path) -> None:
    folder = organization(crew, "uk")
    crew.enroll_all()
    crew.records.enroll("other")
    names = ("password", "session/", "journal_key")
    for slug in ("uk", "other"):
        for name in names:
            crew.records.put_sealed(slug, name, b"sealed")
    queue: Any = Queue(("uk", "ENQUEUED"), ("other", "PENDING"))
    with pytest.raises(BadSettings, match="ещё здесь"):
        take_out(crew, queue, "uk")
    assert members(crew) == ["other", "uk"] and not queue.cancelled
    folder.rename(tmp_path / "uk-gone")
    take_out(crew, queue, "uk")
    crew.enroll_all()
    assert members(crew) == ["other"] and queue.cancelled == ["uk:debts:t1"]
    assert [crew.records.sealed("uk", name) for name in names] == [None, None, b"sealed"]
    assert all(crew.records.sealed("other", name) for name in names)


def test_nothing_is_taken_from_under_a_run_in_hand(crew: Crew) -> None:
    crew.records.enroll("uk")
    crew.records.put_sealed("uk", "password", b"sealed")
    queue: Any = Queue(("uk", "PENDING"))
    with pytest.raises(OrganizationBusy, match="ещё идёт"):
        take_out(crew, queue, "uk")
    assert members(crew) == ["uk"] and crew.records.sealed("uk", "password") and not queue.cancelled


def test_a_folder_no_run_could_begin_for_is_told_and_not_counted_as_failing(crew: Crew) -> None:
    organization(crew, "uk")
    organization(crew, "uk — копия")
    heard: list[str] = []
    listening = logger.add(heard.append, level="WARNING", format="{message}")
    try:
        crew.enroll_all()
    finally:
        logger.remove(listening)
    assert members(crew) == ["uk"]
    assert "uk — копия" in heard[0] and "уберите" in heard[0]
