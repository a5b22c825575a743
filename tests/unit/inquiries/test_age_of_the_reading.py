"""Whoever asks for deadlines hears how old the reading of обращения is, and which cards it lacks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from rpa.cabinet.pages.inquiries import InquiryFilter
from rpa.fleet.inquiries import READ, fetch_inquiries, store_inquiries
from rpa.fleet.storage import Storage
from rpa.job.inquiries import Reading, ReadInquiries, Register
from rpa.job.results import Ending, ItemResult, RunSummary
from rpa.job.runner import Finished
from rpa.model import Inquiry, InquiryStatus
from rpa.operate.guard import look
from rpa.operate.inquiries import InquiryStore, StoredInquiry, sync
from rpa.operate.inquiries.last_reading import read_reading
from rpa.operate.place import Place
from rpa.settings import DataRoot
from tests.web.conftest import make_place

FRIDAY = datetime.fromisoformat("2026-12-25T09:00:00+03:00")
"""The last working days of the year are the 28th to the 30th; work begins again on 11 January."""


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return replace(make_place(tmp_path), now=lambda: FRIDAY)


def letter(number: str) -> Inquiry:
    created = FRIDAY.date() - timedelta(days=3)
    return Inquiry(number, InquiryStatus.SENT, created=created, execution_end_date=created + timedelta(days=30))


def cabinet_of(
    monkeypatch: pytest.MonkeyPatch, rows: Sequence[str], *, broken: Sequence[str] = (), settled: bool = True
) -> None:
    """A tab with these rows, the cards of some of which do not open."""

    def run(_place: Place, _scenario: str, *, given: ReadInquiries, **_more: Any) -> Finished:
        whole = [number for number in rows if number not in broken]
        for number in whole:
            given.keep(Reading(letter(number), letter(number), ()))
        failed = [ItemResult(number, Ending.FAILED, "не открылась") for number in broken for _round in range(2)]
        summary = RunSummary("run", [*failed, *(ItemResult(number, Ending.DONE, "") for number in whole)])
        return Finished(Register(len(rows), 1, settled and not broken), summary)

    monkeypatch.setattr(Place, "run", run)


def blind(place: Place, day: str = "2026-12-25") -> list[str]:
    now = datetime.fromisoformat(f"{day}T12:00:00+03:00")
    return [sentence for sentence in look(place.folder, place.settings, now).blind if "бращени" in sentence]


def test_an_old_reading_is_told_and_holidays_make_none_old(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    assert blind(place) == [], "who never reads any works without them"
    cabinet_of(monkeypatch, [])
    sync(place)
    assert blind(place, "2026-12-28") == []
    [told] = blind(place, "2026-12-29")
    assert "последний раз прочитаны 25.12.2026" in told and "rpa inquiries sync" in told
    last = replace(place, now=lambda: FRIDAY + timedelta(days=5))
    sync(last)
    assert blind(place, "2027-01-11") == []
    assert blind(place, "2027-01-12")


def test_a_card_that_does_not_open_is_told_as_what_it_is_until_it_does(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    cabinet_of(monkeypatch, ["26-1", "26-2"], broken=["26-2"])
    synced = sync(place)
    assert synced.unread == ("26-2",)
    assert synced.doubt and "не прочитаны: 1" in synced.doubt.what and "26-2" in synced.doubt.hint
    [told] = blind(place)
    assert "Карточки обращений не прочитаны: 1" in told
    cabinet_of(monkeypatch, ["26-1", "26-2"])
    assert sync(place).doubt is None
    assert blind(place) == []


def test_a_part_of_the_tab_or_a_list_that_moved_is_no_reading_of_it(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    cabinet_of(monkeypatch, [])
    sync(place, wanted=InquiryFilter(number="26-1"))
    cabinet_of(monkeypatch, [], settled=False)
    assert "менялся" in str(sync(place).doubt)
    assert read_reading(place.folder.inquiries_read) is None


def test_a_store_of_before_and_a_clock_that_ran_ahead(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    InquiryStore(place.folder.inquiries).put(StoredInquiry(letter("26-1"), "0" * 64, FRIDAY))
    assert blind(place) == [] and blind(place, "2026-12-29")
    cabinet_of(monkeypatch, ["26-1"])
    sync(replace(place, now=lambda: FRIDAY + timedelta(days=90)))
    assert "неизвестно когда" in blind(place)[0]


def test_every_machine_of_a_fleet_knows_the_latest_reading(
    place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shared = Storage((tmp_path / "shared").as_uri(), {}).of("uk")
    other = DataRoot(tmp_path / "other").organization("uk").create()
    cabinet_of(monkeypatch, ["26-1"])
    sync(replace(place, now=lambda: FRIDAY - timedelta(days=1)))
    store_inquiries(place.folder, shared, FRIDAY)
    fetch_inquiries(other, shared, FRIDAY)
    known = read_reading(other.inquiries_read)
    assert known and known.at == FRIDAY - timedelta(days=1)
    sync(place)
    store_inquiries(place.folder, shared, FRIDAY)
    store_inquiries(other, shared, FRIDAY, only_unknown=True)
    fetch_inquiries(other, shared, FRIDAY)
    assert read_reading(other.inquiries_read) == read_reading(place.folder.inquiries_read)
    shared.replace(READ, b"{")
    fetch_inquiries(other, shared, FRIDAY)
    store_inquiries(other, shared, FRIDAY)
    assert shared.read(READ) == other.inquiries_read.read_bytes()


def test_a_reading_of_a_clock_that_ran_ahead_does_not_stay_the_last_one_of_a_fleet(
    place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shared = Storage((tmp_path / "shared").as_uri(), {}).of("uk")
    (tmp_path / "ahead").mkdir()
    ahead = make_place(tmp_path / "ahead")
    cabinet_of(monkeypatch, ["26-1"])
    sync(replace(ahead, now=lambda: FRIDAY + timedelta(days=90)))
    store_inquiries(ahead.folder, shared, FRIDAY + timedelta(days=90))
    fetch_inquiries(place.folder, shared, FRIDAY)
    sync(place)
    store_inquiries(place.folder, shared, FRIDAY)
    store_inquiries(ahead.folder, shared, FRIDAY, only_unknown=True)
    fetch_inquiries(ahead.folder, shared, FRIDAY)
    assert blind(place) == blind(ahead) == []
