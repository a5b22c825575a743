"""What the scenarios of «Обращения» are given, and one assignment as a commitment."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from rpa.cabinet import Cabinet
from rpa.cabinet.pages.windows import Seen
from rpa.debts.canonical import digest
from rpa.inquiries.assignment import Assignment
from rpa.job.commitment import Fired, Look, Shot, State
from rpa.ledger import IntentKind
from rpa.model import Inquiry, InquiryFile, InquiryStatus

if TYPE_CHECKING:
    from rpa.job.job import Job

TOO_LARGE = "больше разрешённого размера"
NOT_GIVEN = "сайт не отдал файл"


@dataclass(frozen=True, slots=True)
class Reading:
    """One opened card. ``row`` is what the register showed; ``files`` are attachments, content or why there is none."""

    row: Inquiry
    inquiry: Inquiry
    files: tuple[tuple[InquiryFile, bytes | None, str], ...]


@dataclass(frozen=True, slots=True)
class ReadInquiries:
    """``keep`` stores a card at once; ``is_known`` tells a row whose card need not be opened."""

    since: date
    is_known: Callable[[Inquiry], bool]
    keep: Callable[[Reading], None]
    file_limit_bytes: int


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the register as an item of ``Job.each``."""

    inquiry: Inquiry

    @property
    def request_number(self) -> str:
        return self.inquiry.number


async def read_card(cabinet: Cabinet, job: Job, row: Inquiry, limit_bytes: int) -> Reading:
    """Open a card and fetch its attachments. A file that is too large is not asked for."""
    number = row.number
    inquiry = await job.step("Прочитать обращение", cabinet.inquiry.open_inquiry, row.portal_id, key=number)
    files: list[tuple[InquiryFile, bytes | None, str]] = []
    for file in inquiry.attachments:
        if file.size is not None and file.size > limit_bytes:
            files.append((file, None, TOO_LARGE))
            continue
        content = await job.step("Скачать вложение", cabinet.inquiry.download, file, key=number)
        large = len(content) > limit_bytes
        files.append((file, None, TOO_LARGE) if large else (file, content, "" if content else NOT_GIVEN))
    return Reading(row, inquiry, tuple(files))


class AssignInquiry:
    """Give one обращение to one executor, by the commit protocol: two runs must not hand it back and forth."""

    kind = IntentKind.ASSIGN
    plan_sha256: str | None = None
    reason: str | None = None

    def __init__(self, job: Job, cabinet: Cabinet, assignment: Assignment) -> None:
        self.request_number = assignment.request_number
        self.content_sha256 = digest({"executor": assignment.executor.portal_id, "number": self.request_number})
        self._job, self._page, self._assignment = job, cabinet.inquiry, assignment

    async def look(self) -> Look:
        shown = await self._page.open_inquiry(self._assignment.inquiry.portal_id or "")
        if shown.executor == self._assignment.executor.name:
            return Look(State.DONE)
        if shown.executor or shown.status is not InquiryStatus.SENT:
            return Look(State.OTHER, "Обращение уже назначено или в работе.")
        return Look(State.DRAFT)

    async def prepare(self) -> None:
        """Nothing is filled before the click: the window is opened, filled and saved in one go."""

    async def fire(self) -> Shot:
        seen = await self._page.assign(self._assignment.executor.portal_id or "")
        return Shot(_FIRED[seen.seen], seen.text)

    async def keep_result(self) -> None:
        await self._job.keep(self.request_number, "result", await self._page.picture())


_FIRED = {Seen.SUCCESS: Fired.CONFIRMED, Seen.REFUSED: Fired.REFUSED, Seen.UNCLEAR: Fired.UNCLEAR}
