"""The tab «Обращения» as if its cards had been read: for tests about what is done with them, not about reading."""

from __future__ import annotations

from collections.abc import Collection

from rpa.cabinet.inquiry_payloads import inquiry
from rpa.operate.inquiries.store import InquiryStore, StoredInquiry, row_fingerprint
from rpa.operate.place import Place
from tests.stand.conftest import RunningStand

CARDS = "/messages/api/rest/services/messages/received"
SEARCH = f"{CARDS}/search"


def know_rows(stand: RunningStand, place: Place, but: Collection[str] = (), *, whole: bool = False) -> int:
    """Store all rows of the tab ``but`` those of some numbers; how many. ``whole``: with what their cards say, too.

    No browser is needed: a row that is not what the tab shows is opened by the reading that comes after.
    """
    store, page, known = InquiryStore(place.folder.inquiries), 1, 0
    with stand.cabinet() as cabinet:
        while True:
            found = cabinet.post(f"{SEARCH};page={page};itemsPerPage=100", json={}).raise_for_status().json()
            for row in map(inquiry, found["items"]):
                if row.number not in but:
                    card = cabinet.get(f"{CARDS}/{row.portal_id}").raise_for_status().json() if whole else None
                    store.put(StoredInquiry(inquiry(card) if card else row, row_fingerprint(row), place.now()))
                    known += 1
            if found["total"] <= page * 100:
                return known
            page += 1
