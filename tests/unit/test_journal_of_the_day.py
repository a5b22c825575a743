"""The morning's check compares the journal with what the last day counted: a cut end verifies by itself."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from rpa.errors import EvidenceBroken
from rpa.operate.day import Day, keep_day
from rpa.operate.place import Place
from rpa.operate.readiness import _check_journal
from rpa.operate.recording import journal_of
from rpa.operate.standing import waiting_now
from rpa.settings import DataRoot, OrganizationSettings
from tests.cheap_vault import cheap_vault


@pytest.fixture
def place(tmp_path: Path) -> Place:
    settings = OrganizationSettings.model_validate({"organization": {"name": "Придуманная", "ogrn": "1234567890123"}})
    folder = DataRoot(tmp_path / "data").organization("uk").create()
    now = datetime(2026, 3, 10, 6, 0, tzinfo=UTC)
    return Place(folder, settings, cheap_vault(folder.vault, "a made-up pass phrase"), now=lambda: now)


def worked(place: Place, day: int) -> bytes:
    """A day's record with its checkpoint; returns the journal as it is then."""
    with journal_of(place) as journal:
        journal.record("daily", durable=True, day=day)
        checkpoint = str(journal.checkpoint())
    keep_day(place.folder.reports, Day("uk", date(2026, 3, day), "", checkpoint=checkpoint))
    return place.folder.journal.read_bytes()


def test_a_journal_that_went_on_since_the_last_day_is_fine(place: Place) -> None:
    assert _check_journal(place) == {"records": 0}
    worked(place, 8)
    worked(place, 9)
    with journal_of(place) as journal:
        journal.record("plan")
    assert _check_journal(place) == {"records": 6}
    keep_day(place.folder.reports, Day("uk", date(2026, 3, 10), ""))
    assert _check_journal(place) == {"records": 6}, "a day that was broken off has no checkpoint"


@pytest.mark.parametrize("begun_anew", [True, False])
def test_an_older_journal_is_found_also_when_it_went_on(place: Place, begun_anew: bool) -> None:
    older = worked(place, 8)
    worked(place, 9)
    place.folder.journal.write_bytes(b"" if begun_anew else older)
    with pytest.raises(EvidenceBroken, match="конец журнала отрезан") as told:
        _check_journal(place)
    assert "следующий день сравнит с тем, что есть" in told.value.hint
    for _ in range(4):
        with journal_of(place) as journal:
            journal.record("plan")
    with pytest.raises(EvidenceBroken, match="журнал до неё переписан"):
        _check_journal(place)
    worked(place, 10)
    assert _check_journal(place)["records"] > 4, "told once, in that day's notices"


def test_a_journal_that_is_not_there_any_more_is_found(place: Place) -> None:
    worked(place, 9)
    place.folder.journal.unlink()
    with pytest.raises(EvidenceBroken, match="Журнала нет"):
        _check_journal(place)


def test_a_day_dated_ahead_by_a_fast_clock_is_not_the_last_one(place: Place) -> None:
    """Until that day came, a cut end was compared with an older count, and a journal begun anew was told every day."""
    ahead = worked(place, 30)
    worked(place, 9)
    place.folder.journal.write_bytes(ahead)
    with pytest.raises(EvidenceBroken, match="конец журнала отрезан"):
        _check_journal(place)
    (place.folder.reports / "daily-2026-03-09.json").unlink()
    place.folder.journal.write_bytes(b"")
    with pytest.raises(EvidenceBroken):
        _check_journal(place)
    worked(place, 10)
    assert _check_journal(place)["records"], "told once"


@pytest.mark.parametrize("line", ["[]", "7", "{}", '{"kind": "par'])
def test_a_line_that_is_no_record_hides_no_run_that_waits_for_a_person(tmp_path: Path, line: str) -> None:
    journal = tmp_path / "journal.jsonl"
    journal.write_text(f'{{"kind": "parked", "screen": "captcha"}}\n{line}', encoding="utf-8")
    assert waiting_now(journal)
