"""Read the tab: the whole register, then only the cards that are new or changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from rpa.cabinet.pages.inquiries import InquiryFilter
from rpa.errors import STOPPED
from rpa.job.inquiries import Reading, ReadInquiries, Register
from rpa.job.results import RunSummary
from rpa.model import Inquiry
from rpa.operate.inquiries.store import InquiryStore, StoredFile, StoredInquiry, row_fingerprint
from rpa.operate.place import Listener, Place, silent


@dataclass(frozen=True, slots=True)
class Synced:
    """``listed`` is the register's size by its own count, ``opened`` how many cards were read.

    ``settled``: nothing was new or changed any more when the register was listed for the last time. ``vanished`` are
    numbers read earlier that the register shows no more.
    """

    listed: int
    opened: int
    settled: bool
    summary: RunSummary
    vanished: tuple[str, ...] = ()

    @property
    def stopped(self) -> bool:
        """Somebody stopped it before all was read; what was read is stored."""
        return bool(self.summary.stopped) and (self.summary.left > 0 or not self.settled)

    @property
    def exit_code(self) -> int:
        if self.stopped:
            return STOPPED
        return self.summary.exit_code or int(not self.settled)


def sync(place: Place, on_progress: Listener = silent, *, wanted: InquiryFilter | None = None) -> Synced:
    """Bring the store up to the register. What is read is stored at once, so a broken run goes on where it ended.

    Without ``wanted`` all that was created in the last ``inquiries.days_back`` days is read. Raises what ended the run.
    """
    store = InquiryStore(place.folder.inquiries)
    stored = list(store.readable())
    known = {one.inquiry.number: one.row_sha256 for one in stored}
    opened = 0

    def keep(reading: Reading) -> None:
        nonlocal opened
        kept = _kept(place, store, reading)
        store.put(kept)
        known[kept.inquiry.number] = kept.row_sha256
        opened += 1

    wishes = place.settings.inquiries
    first_day = place.moscow_now().date() - timedelta(days=wishes.days_back)
    expected = [one.inquiry.number for one in stored if (one.inquiry.created or date.min) > first_day]
    given = ReadInquiries(
        wanted=wanted or InquiryFilter(created_from=first_day),
        is_known=lambda row: known.get(row.number) == row_fingerprint(row),
        keep=keep,
        file_limit_bytes=int(wishes.attachment_limit_mb * 1024 * 1024),
        file_types=frozenset(wishes.attachment_types),
        expected=() if wanted else expected,
    )
    finished = place.run("sync_inquiries", given=given, on_progress=on_progress)
    if finished.summary.error is not None:
        raise finished.summary.error
    register: Register = finished.value
    return Synced(register.listed, opened, register.settled, finished.summary, register.vanished)


def _kept(place: Place, store: InquiryStore, reading: Reading) -> StoredInquiry:
    inquiry = reading.inquiry
    _learn(place, inquiry)
    files = []
    for index, (file, content, why) in enumerate(reading.files, start=1):
        path = store.put_file(inquiry.number, index, file.name, content) if content is not None else None
        files.append(StoredFile(file.name, file.size, path, why))
    return StoredInquiry(inquiry, row_fingerprint(reading.row), place.now(), tuple(files))


def _learn(place: Place, inquiry: Inquiry) -> None:
    """Hide these people in all that is written from now on. Words of an organization's name would hide too much."""
    place.redactor.learn((inquiry.applicant, inquiry.address))
    for name in (inquiry.applicant, inquiry.executor):
        words = (name or "").split()
        if 2 <= len(words) <= 3 and all(word[0].isupper() and word.replace("-", "").isalpha() for word in words):
            place.redactor.learn_person(*words)
