"""What the scenario that reads «Обращения» is given, and how one card is read with its attachments."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rpa.audit import Redactor
from rpa.cabinet import Cabinet
from rpa.cabinet.pages.inquiries import InquiryFilter
from rpa.errors import Temporary
from rpa.inquiries.attachment import NOT_GIVEN, refusal_of_content, refusal_of_name
from rpa.model import Inquiry, InquiryFile

if TYPE_CHECKING:
    from rpa.job.job import Job

ROUNDS = 3
"""How often the register is read again because something arrived or changed while cards were opened."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One opened card. ``row`` is what the register showed; ``files`` are attachments, content or why there is none."""

    row: Inquiry
    inquiry: Inquiry
    files: tuple[tuple[InquiryFile, bytes | None, str], ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the register as an item of ``Job.each``."""

    inquiry: Inquiry

    @property
    def request_number(self) -> str:
        return self.inquiry.number


@dataclass(frozen=True, slots=True)
class ReadInquiries:
    """``keep`` stores a card at once; ``is_known`` tells a row whose card need not be opened.

    ``expected`` are numbers read earlier that must be in the register again: обращения do not leave it by themselves.
    """

    wanted: InquiryFilter
    is_known: Callable[[Inquiry], bool]
    keep: Callable[[Reading], None]
    file_limit_bytes: int
    file_types: Collection[str]
    expected: Collection[str] = ()

    def vanished(self, listed: Collection[Inquiry]) -> tuple[str, ...]:
        return tuple(sorted(set(self.expected) - {row.number for row in listed}))

    def unknown(self, listed: Collection[Inquiry]) -> list[Row]:
        return [Row(row) for row in listed if not self.is_known(row)]


@dataclass(frozen=True, slots=True)
class Register:
    """What the last listing showed. ``settled``: nothing in it was new or changed once the cards had been read.

    ``vanished`` are numbers read earlier that no listing showed (redirected to another organization?).
    """

    listed: int
    rounds: int
    settled: bool
    vanished: tuple[str, ...] = ()


async def read_card(cabinet: Cabinet, job: Job, row: Inquiry, given: ReadInquiries) -> Reading:
    """Open a card and fetch those attachments that may be kept. What a name or a size forbids is not asked for.

    A file that the site does not give keeps nobody from the card, its deadline least of all: it is asked for next time.
    """
    number, limit = row.number, given.file_limit_bytes
    inquiry = await job.step("Прочитать обращение", cabinet.inquiry.open_inquiry, row.portal_id, key=number)
    learn_people(job.redactor, inquiry)
    files: list[tuple[InquiryFile, bytes | None, str]] = []
    for file in inquiry.attachments:
        why = refusal_of_name(file.name, file.size, allowed=given.file_types, limit_bytes=limit)
        if why:
            files.append((file, None, why))
            continue
        try:
            content = await job.step("Скачать вложение", cabinet.inquiry.download, file, key=number)
        except Temporary:
            files.append((file, None, NOT_GIVEN))
            continue
        why = refusal_of_content(file.name, content, limit_bytes=limit)
        files.append((file, None if why else content, why))
    return Reading(row, inquiry, tuple(files))


def learn_people(redactor: Redactor, inquiry: Inquiry) -> None:
    """Hide whom a card names in all that is written from now on: the site's words of it may repeat them. Words of an
    organization's name would hide too much."""
    redactor.learn((inquiry.applicant, inquiry.address))
    for name in (inquiry.applicant, inquiry.executor):
        words = (name or "").split()
        if 2 <= len(words) <= 3 and all(word[0].isupper() and word.replace("-", "").isalpha() for word in words):
            redactor.learn_person(*words)


async def find_card(cabinet: Cabinet, job: Job, number: str) -> Inquiry | None:
    """The card of the обращение with this very number, open on the page; ``None`` if the register has none."""
    listed = await job.step("Найти обращение", cabinet.inquiries.read, InquiryFilter(number=number), key=number)
    found = next((one.portal_id for one in listed if one.number == number and one.portal_id), None)
    return await job.step("Прочитать карточку", cabinet.inquiry.open_inquiry, found, key=number) if found else None


def note_register(job: Job, register: Register, opened: int) -> Register:
    """Journal what was proven: as many different numbers as the portal counts, and whether that came to rest."""
    job.journal.record(
        "register_read",
        durable=True,
        listed=register.listed,
        opened=opened,
        rounds=register.rounds,
        settled=register.settled,
        vanished=len(register.vanished),
    )
    return register
