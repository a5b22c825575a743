"""«Обращения» read day after day: what leaves the list, what comes back, what was not given, what is told of it."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from protocol import ORGANIZATION, robot

from rpa.cabinet.pages.inquiries import InquiryFilter
from rpa.errors import RpaError, SessionExpired, SiteUnavailable
from rpa.inquiries.attachment import NOT_GIVEN
from rpa.job.runner import Finished
from rpa.model import Inquiry, InquiryFile, InquiryStatus
from rpa.operate import stages
from rpa.operate.due import due_list
from rpa.operate.inquiries import InquiryStore, sync
from rpa.operate.place import Place
from rpa.operate.purging import expired_files
from rpa.settings import DataRoot, OrganizationSettings
from scenarios import sync_inquiries

pytestmark = pytest.mark.usefixtures("no_pause_between_tries")

TODAY = datetime(2026, 3, 10, 9, tzinfo=UTC)
SCAN = InquiryFile("скан.pdf", 3, "u")


class Cabinet:
    """A register and its cards. ``hidden`` are not listed; ``refuses`` is what a download meets."""

    def __init__(self) -> None:
        self.cards: dict[str, Inquiry] = {}
        self.hidden: set[str] = set()
        self.refuses: RpaError | None = None
        self.inquiries = self.inquiry = self

    def put(self, number: str, created: date = date(2026, 3, 5), **facts: Any) -> None:
        term = facts.pop("term", created + timedelta(days=30))
        status = facts.pop("status", InquiryStatus.SENT)
        self.cards[number] = Inquiry(
            number, status, created=created, portal_id=number, execution_end_date=term, text="Течёт.", **facts
        )

    async def read(self, wanted: InquiryFilter) -> tuple[Inquiry, ...]:
        shown = (card for number, card in self.cards.items() if number not in self.hidden)
        rows = (replace(card, text="", attachments=()) for card in shown)
        return tuple(
            row for row in rows if wanted.created_from is None or (row.created or date.max) >= wanted.created_from
        )

    async def open_inquiry(self, portal_id: str) -> Inquiry:
        return self.cards[portal_id]

    async def download(self, _file: InquiryFile) -> bytes:
        if self.refuses is not None:
            raise self.refuses
        return b"%PDF-1"


class Reading(Place):
    """Runs the scenario over ``Cabinet`` without a browser."""

    def run(self, _scenario: str, **given: Any) -> Finished:  # type: ignore[override]
        with _at_work(self) as job:
            job.given = given["given"]
            value = None
            try:
                value = asyncio.run(sync_inquiries.run(job.cabinet, job))
            except RpaError as error:
                job.summary.error = error
            return Finished(value, job.summary)


@contextmanager
def _at_work(place: Place) -> Iterator[Any]:
    async def nothing(*_: Any, **__: Any) -> bool:
        return False

    place.folder.evidence.mkdir(parents=True, exist_ok=True)
    with robot(place.folder.evidence) as ours:
        cabinet = CABINETS[place.folder.slug]
        names = ("spread", "answers", "repaired", "keep_small", "renew_session")
        for name in names:
            setattr(ours.job.workplace, name, nothing)
        ours.job.workplace.cabinets, ours.job.workplace.main = [cabinet], cabinet
        ours.job.workplace.renewals = 0
        yield ours.job


CABINETS: dict[str, Cabinet] = {}


@pytest.fixture
def cabinet() -> Cabinet:
    CABINETS["uk"] = Cabinet()
    return CABINETS["uk"]


def at(folder: Path, now: datetime = TODAY, kept_days: int = 365, **wishes: Any) -> Place:
    settings = OrganizationSettings.model_validate(
        {
            "organization": {"name": "Выдуманная", "ogrn": ORGANIZATION},
            "inquiries": wishes,
            "retention": {"inquiries_days": kept_days},
        }
    )
    organization = DataRoot(folder).organization("uk").create()
    return Reading(organization, settings, None, now=lambda: now)  # type: ignore[arg-type]


def waiting(place: Place) -> list[str]:
    return [one.number for one in due_list(place)]


def test_one_that_left_the_list_is_told_once_and_waits_for_nobody(tmp_path: Path, cabinet: Cabinet) -> None:
    for number in "1234":
        cabinet.put(number)
    assert sync(at(tmp_path)).exit_code == 0
    cabinet.hidden = {"3"}
    first = sync(at(tmp_path))
    assert (first.vanished, first.shrunk, first.exit_code) == (("3",), False, 1)
    assert first.doubt is not None and "3" in first.doubt.hint
    assert waiting(at(tmp_path)) == ["1", "2", "4"]
    again = sync(at(tmp_path))
    assert (again.vanished, again.exit_code, again.doubt) == ((), 0, None)


def test_one_that_comes_back_is_read_again_and_waits(tmp_path: Path, cabinet: Cabinet) -> None:
    for number in "12":
        cabinet.put(number)
    sync(at(tmp_path))
    cabinet.hidden = {"1"}
    sync(at(tmp_path))
    cabinet.hidden = set()
    assert sync(at(tmp_path)).opened == 1
    assert waiting(at(tmp_path)) == ["1", "2"]
    assert sync(at(tmp_path)).opened == 0


@pytest.mark.parametrize("left", [0, 1])
def test_a_list_that_suddenly_shows_little_is_not_believed_day_after_day(
    tmp_path: Path, cabinet: Cabinet, left: int
) -> None:
    for number in "12345":
        cabinet.put(number)
    sync(at(tmp_path))
    cabinet.hidden = set("12345"[left:])
    for _day in range(2):
        synced = sync(at(tmp_path))
        assert synced.shrunk and synced.exit_code == 1
        told = stages.sync_anew(at(tmp_path))
        assert (told.code, told.counts["vanished"]) == (1, 5 - left)
        assert "право" in told.troubles[0].hint and told.troubles[0].kind == "Complaint"
        assert waiting(at(tmp_path)) == list("12345"), "their deadlines stay"


@pytest.mark.parametrize("numbers", ["1", "12"])
def test_an_empty_list_is_not_believed_of_however_few(tmp_path: Path, cabinet: Cabinet, numbers: str) -> None:
    """They were told once, as redirected, and nobody was warned of their days any more."""
    for number in numbers:
        cabinet.put(number)
    sync(at(tmp_path))
    cabinet.hidden = set(numbers)
    for _day in range(2):
        synced = sync(at(tmp_path))
        assert synced.shrunk and synced.exit_code == 1 and waiting(at(tmp_path)) == list(numbers)
        assert synced.doubt is not None and ", ".join(numbers) in synced.doubt.hint
    cabinet.put("9")
    assert not sync(at(tmp_path)).shrunk and waiting(at(tmp_path)) == ["9"], "a list that shows others is one"


def test_one_that_still_waits_is_read_however_old_it_is(tmp_path: Path, cabinet: Cabinet) -> None:
    cabinet.put("1", date(2026, 1, 10), status=InquiryStatus.IN_WORK, executor="Выдумкин П. П.", term=date(2026, 3, 25))
    cabinet.put("2", date(2026, 1, 10), status=InquiryStatus.EXECUTED)
    sync(at(tmp_path, datetime(2026, 1, 20, 9, tzinfo=UTC), days_back=30))
    cabinet.put("1", date(2026, 1, 10), status=InquiryStatus.EXECUTED, term=date(2026, 3, 25))
    later = at(tmp_path, datetime(2026, 3, 27, 9, tzinfo=UTC), days_back=30)
    synced = sync(later)
    assert (synced.opened, synced.vanished, synced.exit_code) == (1, (), 0)
    assert waiting(later) == []
    assert sync(later).listed == 0, "nothing waits any more, so nothing is looked for so far back"


@pytest.mark.parametrize("error", [SiteUnavailable("сайт ответил 404"), SessionExpired("сессия закончилась")])
def test_a_file_the_site_does_not_give_keeps_nobody_from_the_card_and_is_asked_for_again(
    tmp_path: Path, cabinet: Cabinet, error: RpaError
) -> None:
    for number in "1234":
        cabinet.put(number, attachments=(SCAN,) if number != "4" else ())
    cabinet.refuses = error
    synced = sync(at(tmp_path))
    assert (synced.opened, synced.settled, synced.exit_code) == (4, True, 0)
    store = InquiryStore(at(tmp_path).folder.inquiries)
    assert [[file.why for file in one.files] for one in store] == [[NOT_GIVEN]] * 3 + [[]]
    cabinet.refuses = None
    assert sync(at(tmp_path)).opened == 3
    assert [file.why for one in store for file in one.files] == [""] * 3
    assert sync(at(tmp_path)).opened == 0


def test_a_file_that_is_wanted_since_is_fetched_and_one_that_is_not_what_it_says_is_not_asked_for_again(
    tmp_path: Path, cabinet: Cabinet
) -> None:
    files = (InquiryFile("акт.zip", 3, "u"), InquiryFile("план.pdf", 30 * 2**20, "u"), InquiryFile("фото.png", 3, "u"))
    cabinet.put("1", attachments=files)
    sync(at(tmp_path, attachment_types=["pdf", "png"]))
    store = InquiryStore(at(tmp_path).folder.inquiries)
    whys = [file.why for one in store for file in one.files]
    assert all(whys)
    assert sync(at(tmp_path, attachment_types=["pdf", "png"])).opened == 0
    wider = {"attachment_types": ["pdf", "png", "zip"], "attachment_limit_mb": 50}
    assert sync(at(tmp_path, **wider)).opened == 1
    now = [file.why for one in store for file in one.files]
    assert now[1] == "" and now[0] != whys[0] and now[2] == whys[2]
    assert sync(at(tmp_path, **wider)).opened == 0, "%PDF is no archive, and never will be"


def test_what_its_days_destroy_comes_not_back_and_what_waits_is_not_destroyed(tmp_path: Path, cabinet: Cabinet) -> None:
    cabinet.put("1", date(2026, 1, 10), status=InquiryStatus.IN_WORK, attachments=(SCAN,), term=date(2026, 5, 1))
    cabinet.put("2", date(2026, 1, 10), status=InquiryStatus.EXECUTED, attachments=(SCAN,))
    first = at(tmp_path, kept_days=30)
    sync(first, wanted=InquiryFilter())
    for path in first.folder.inquiries.rglob("*.*"):
        os.utime(path, (TODAY.timestamp(),) * 2)
    later = at(tmp_path, TODAY + timedelta(days=31), kept_days=30)
    expired = expired_files(later)
    assert sorted(one.path for one in expired) == ["inquiries/2.json", "inquiries/files/2/01.pdf"]
    for one in expired:
        (later.folder.root / one.path).unlink()
    synced = sync(later)
    assert (synced.listed, synced.opened, synced.exit_code) == (2, 0, 0)
    assert waiting(later) == ["1"]
    assert sync(later, wanted=InquiryFilter(number="2")).opened == 1, "a person asked for it"
