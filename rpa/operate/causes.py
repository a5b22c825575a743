"""Why a person wants something done to an answer, in their own words, and where those words are kept."""

from __future__ import annotations

from rpa.debts.approval.approve import checked_name
from rpa.errors import PlanError
from rpa.job.commitment import Cause
from rpa.operate.notes import Note, Notes
from rpa.operate.place import Place


def cause_of(reason: str, by: str, *, asked: str) -> Cause:
    """The words in one line. Raises ``PlanError`` without a name, or without a reason: ``asked`` says for what."""
    if not reason.strip():
        raise PlanError("Не указано основание.", hint=f"Укажите --reason: {asked}.")
    return Cause(one_line(reason), checked_name(by))


def note_cause(place: Place, number: str, cause: Cause) -> None:
    """Keep the words as a note of the request, which has a term; journal and ledger have their hash."""
    Notes(place.folder.notes).add(number, Note(cause.by, place.moscow_now(), cause.text))


def one_line(text: str) -> str:
    return " ".join(text.split())
