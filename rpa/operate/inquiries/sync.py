"""Read the tab: the whole register, then only the cards that are new or changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from rpa.job.inquiries import Reading, ReadInquiries
from rpa.job.results import RunSummary
from rpa.operate.inquiries.store import InquiryStore, StoredFile, StoredInquiry, row_fingerprint
from rpa.operate.place import Listener, Place, silent


@dataclass(frozen=True, slots=True)
class Synced:
    """``listed`` is the register's size, ``opened`` how many cards were opened, ``unread`` who failed."""

    listed: int
    opened: int
    summary: RunSummary


def sync(place: Place, on_progress: Listener = silent) -> Synced:
    """Bring the store up to the register. What is read is stored at once, so a broken run is not begun anew.

    Raises what ended the reading of the register itself.
    """
    store = InquiryStore(place.folder.inquiries)
    wishes = place.settings.inquiries
    limit = int(wishes.attachment_limit_mb * 1024 * 1024)

    def keep(reading: Reading) -> None:
        inquiry = reading.inquiry
        place.redactor.learn((inquiry.applicant, inquiry.address))
        files = []
        for index, (file, content, why) in enumerate(reading.files, start=1):
            path = store.put_file(inquiry.number, index, file.name, content) if content is not None else None
            files.append(StoredFile(file.name, file.size, path, why))
        store.put(StoredInquiry(inquiry, row_fingerprint(reading.row), place.now(), tuple(files)))

    known = store.fingerprints()
    today = place.moscow_now().date()
    given = ReadInquiries(
        since=today - timedelta(days=wishes.days_back),
        is_known=lambda row: known.get(row.number) == row_fingerprint(row),
        keep=keep,
        file_limit_bytes=limit,
    )
    finished = place.run("sync_inquiries", given=given, on_progress=on_progress)
    if finished.summary.error is not None:
        raise finished.summary.error
    return Synced(finished.value, len(finished.summary.results), finished.summary)
