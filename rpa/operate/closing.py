"""Show how an answer of unknown outcome stands, and record what a person says of it."""

from __future__ import annotations

from rpa.debts.approval.approve import checked_name
from rpa.errors import PlanError
from rpa.job.closing import Closed, Closing
from rpa.job.commitment import Cause
from rpa.ledger import Outcome
from rpa.operate.notes import Note, Notes
from rpa.operate.place import Place
from rpa.operate.remembering import remembered


def settle(place: Place, number: str, outcome: Outcome | None = None, *, reason: str = "", by: str = "") -> Closed:
    """Read the card; with an ``outcome``, end by it what is still uncertain.

    The reason is kept as a note of the request, which has a term; ledger and journal have its hash. Raises
    ``PlanError`` without a reason or a name, and where the card says otherwise.
    """
    cause = _cause(reason, by) if outcome is not None else None
    if cause is not None:
        Notes(place.folder.notes).add(number, Note(cause.by, place.moscow_now(), cause.text))
    finished = place.run("settle_answer", given=Closing(number, outcome, cause, remembered(place)), pages=1)
    if finished.summary.error is not None:
        raise finished.summary.error
    closed: Closed = finished.value
    return closed


def _cause(reason: str, by: str) -> Cause:
    if not reason.strip():
        raise PlanError("Не указано основание.", hint="Укажите --reason: откуда известно, чем кончилось.")
    return Cause(" ".join(reason.split()), checked_name(by))
