"""The tab «Обращения» as if its cards had been read: for tests about what is done with them, not about reading."""

from __future__ import annotations

from collections.abc import Collection

from rpa.cabinet.pages.inquiries import InquiryFilter
from rpa.job.inquiries import ReadInquiries
from rpa.model import Inquiry
from rpa.operate.inquiries.store import InquiryStore, StoredInquiry, row_fingerprint
from rpa.operate.place import Place


def know_rows(place: Place, but: Collection[str] = ()) -> int:
    """Store all rows of the tab ``but`` those of some numbers; how many. No card is opened."""
    rows: list[Inquiry] = []
    store = InquiryStore(place.folder.inquiries)
    given = ReadInquiries(InquiryFilter(), lambda row: not rows.append(row), lambda _reading: None, 0, ())  # type: ignore[func-returns-value]
    assert place.run("sync_inquiries", given=given).summary.error is None
    known = [row for row in rows if row.number not in but]
    for row in known:
        store.put(StoredInquiry(row, row_fingerprint(row), place.now()))
    return len(known)
