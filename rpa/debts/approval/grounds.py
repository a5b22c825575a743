"""What the journal may say of the ground of an approval: our own words as they are, a person's by their hash.

The journal is never destroyed and goes out with exports, while a person may type a name or a flat into a ground. The
text itself stays where it has a term of retention: in the approval.
"""

from __future__ import annotations

from rpa.debts.approval.sheet import WORDS
from rpa.debts.approval.values import ApprovedItem
from rpa.debts.canonical import sha256_hex
from rpa.debts.decision.notes import our_sentences

IN_THE_NOTE = "Другое, в заметке"
PAGE_GROUNDS = (
    "Задолженность погашена",
    "Судебный акт отменён",
    "Другое жильё, строка не относится",
    "Акт не вступил в силу",
    "Долг вне периода запроса",
    IN_THE_NOTE,
)
"""What the page offers for a «нет» that no rule has proven."""

_OWN = frozenset({"", *PAGE_GROUNDS, *(word.reason for word in WORDS)})


def ground_fields(given: ApprovedItem) -> dict[str, str]:
    """The ground of an approval as fields of its record; a text in them is one of ours, whoever is called like it."""
    if given.reason in _OWN or given.reason in our_sentences():
        return {"reason": given.reason}
    return {"reason_sha256": ground_sha256(given.reason)}


def ground_sha256(text: str) -> str:
    """What tells later whether this very text was the ground."""
    return sha256_hex(text.encode())
