"""A clock ran ahead for some hours: once they have passed, the plan it dated hides none that was made after it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from approvals import N
from plan_samples import NOW, asked, plan_of
from test_newest_plan import SETTINGS, place

from rpa.audit.backwards import backwards
from rpa.debts.plan import Plan
from rpa.operate.due import due_list
from rpa.operate.guard import look
from rpa.operate.place import Place
from rpa.operate.planning import keep_plan, open_plan
from rpa.web.desk import Desk

__all__ = ["place"]

HOURS_LATER = NOW + timedelta(hours=8)


@pytest.fixture
def later(place: Place) -> Place:
    return replace(place, now=lambda: HOURS_LATER)


@pytest.fixture
def right(later: Place, tmp_path: Path) -> Plan:
    """Made when the clock stood right again, of more requests than the one dated ahead."""
    keep_plan(later, plan_of(tmp_path, [asked(1, "1")], built_at=NOW + timedelta(hours=5)))
    made = plan_of(tmp_path, built_at=NOW)
    keep_plan(later, made)
    return made


def test_the_plan_made_later_is_applied_shown_listed_and_guarded(later: Place, right: Plan) -> None:
    assert open_plan(later)[0].sha256 == right.sha256
    assert Desk(later).open().plan.sha256 == right.sha256
    assert {one.request_number for one in look(later.folder, SETTINGS, HOURS_LATER).waiting} == set(N.values())
    assert {one.number for one in due_list(later)} == set(N.values())


def test_one_made_on_another_machine_is_as_new_as_its_name_says(later: Place, right: Plan, tmp_path: Path) -> None:
    """This journal does not know it, and must not call it the oldest."""
    other = plan_of(tmp_path, [asked(2, "2")], built_at=NOW + timedelta(hours=7))
    name = f"{other.built_at:%Y%m%d-%H%M%S}-{other.sha256[:8]}.json"
    (later.folder.plans / name).write_bytes(other.to_bytes())
    assert open_plan(later)[0].sha256 == other.sha256
    (later.folder.plans / name).rename(later.folder.plans / f"20261101-000000-{other.sha256[:8]}.json")
    assert open_plan(later)[0].sha256 == right.sha256


def test_without_a_journal_that_can_be_read_the_guard_goes_by_the_names(later: Place, right: Plan) -> None:
    later.folder.journal.unlink()
    later.folder.journal.mkdir()
    guarded = look(later.folder, SETTINGS, HOURS_LATER)
    assert len(guarded.waiting) == 1


def test_a_long_journal_is_read_once_and_a_new_plan_is_seen_at_once(
    later: Place, right: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[Path] = []

    def counted(journal: Path) -> Iterator[bytes]:
        read.append(journal)
        return backwards(journal)

    assert open_plan(later)[0].sha256 == right.sha256
    monkeypatch.setattr("rpa.operate.newest.backwards", counted)
    for _ in range(3):
        assert open_plan(later)[0].sha256 == right.sha256
    assert not read
    keep_plan(later, new := plan_of(tmp_path, [asked(3, "3")], built_at=NOW + timedelta(hours=1)))
    assert open_plan(later)[0].sha256 == new.sha256 and read
