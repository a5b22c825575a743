"""What the ledger says of requests and approvals of a plan: which wait no more, which count no more."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime

from rpa.debts.approval import ApprovedItem, How
from rpa.job.memory import CLOCKS_DIFFER
from rpa.ledger import ANSWERING, IntentKind, Ledger, Outcome, Record


def last_of(records: Iterable[Record]) -> dict[str, Record]:
    """The last thing done to the answer, by number; ``records`` from the oldest on."""
    return {one.intent.request_number: one for one in records if one.intent.kind in ANSWERING}


def settled_since(ledger: Ledger, organization: str, read_at: datetime | None) -> set[str]:
    """Numbers of requests answered by us and not withdrawn, or found answered by somebody else, since ``read_at``.

    What was told before counts no more: if the portal showed such a request as waiting, somebody took that answer back
    in the cabinet, and its days run again. ``None``: all requests were never read, the ledger has the only word.
    """
    last, by_other = last_of(ledger.everything(organization)), Outcome.ANSWERED_BY_OTHER
    ended = [*ledger.answered(organization), *(one for one in last.values() if one.outcome is by_other)]
    return {
        one.intent.request_number
        for one in ended
        if read_at is None or (one.concluded_at or one.intent.at) >= read_at - CLOCKS_DIFFER
    }


Ended = Callable[[Record], datetime | None]
"""When something ended; see ``rpa.job.memory.ended_at``."""


def withdrawn_at(ledger: Ledger, organization: str, ended: Ended) -> dict[str, datetime]:
    """When the answer was withdrawn, by number, of every request about which nothing was done since."""
    found = {number: _withdrawn(one, ended) for number, one in last_of(ledger.everything(organization)).items()}
    return {number: at for number, at in found.items() if at is not None}


def signed_since(given: ApprovedItem | None, record: Record | None, ended: Ended) -> ApprovedItem | None:
    """What stands of an approval after an answer was withdrawn: nothing signed before that is ever sent again.
    ``record`` is the last one of the request."""
    at = _withdrawn(record, ended) if given is not None and record is not None else None
    if given is None or at is None:
        return given
    signed = [one for one in (given.first, given.second) if one and one.how is not How.AUTOMATIC and one.at > at]
    return replace(given, first=signed[0], second=signed[1] if signed[1:] else None) if signed else None


def _withdrawn(record: Record, ended: Ended) -> datetime | None:
    revoked = record.intent.kind is IntentKind.REVOKE and record.outcome is Outcome.DONE
    return ended(record) if revoked else None
