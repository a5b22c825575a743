"""Show how an answer of unknown outcome stands, and record what a person says of it."""

from __future__ import annotations

from rpa.job.closing import Closed, Closing
from rpa.ledger import Outcome
from rpa.operate.causes import cause_of, note_cause
from rpa.operate.place import Place
from rpa.operate.remembering import remembered


def settle(place: Place, number: str, outcome: Outcome | None = None, *, reason: str = "", by: str = "") -> Closed:
    """Read the card; with an ``outcome``, end by it what is still uncertain.

    The reason is kept as a note of the request, which has a term; ledger and journal have its hash. Raises
    ``PlanError`` without a reason or a name, and where the card says otherwise.
    """
    cause = cause_of(reason, by, asked="откуда известно, чем кончилось") if outcome is not None else None
    if cause is not None:
        note_cause(place, number, cause)
    finished = place.run("settle_answer", given=Closing(number, outcome, cause, remembered(place)), pages=1)
    if finished.summary.error is not None:
        raise finished.summary.error
    closed: Closed = finished.value
    return closed
