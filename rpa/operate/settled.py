"""Which requests wait no more, by what the ledger was told after the portal was read."""

from __future__ import annotations

from datetime import datetime

from rpa.ledger import ANSWERING, Ledger, Outcome
from rpa.operate.newest import CLOCKS_DIFFER


def settled_since(ledger: Ledger, organization: str, read_at: datetime | None) -> set[str]:
    """Numbers of requests answered by us and not withdrawn, or found answered by somebody else, since ``read_at``.

    What was told before counts no more: if the portal showed such a request as waiting, somebody took that answer back
    in the cabinet, and its days run again. ``None``: all requests were never read, the ledger has the only word.
    """
    records = [one for one in ledger.everything(organization) if one.intent.kind in ANSWERING]
    last, by_other = {one.intent.request_number: one for one in records}, Outcome.ANSWERED_BY_OTHER
    ended = [*ledger.answered(organization), *(one for one in last.values() if one.outcome is by_other)]
    return {
        one.intent.request_number
        for one in ended
        if read_at is None or (one.concluded_at or one.intent.at) >= read_at - CLOCKS_DIFFER
    }
