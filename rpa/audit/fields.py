"""From the values a caller records to the content of a journal line: plain, redacted, canonical."""

from __future__ import annotations

import re
from datetime import date, datetime
from enum import Enum
from pathlib import PurePath
from typing import Any

from rpa.audit.patterns import hide_patterns
from rpa.audit.redaction import Redactor

# Written by the journal itself; a caller's field of the same name would be lost, so it is refused.
RESERVED = frozenset({"seq", "at", "organization", "run", "kind", "prev", "hash"})

# These must come through unharmed whatever was learned, or a record could not be found or checked any more.
# Each has a form that no name, flat or secret can have.
_SETTING = r"organization-settings|employee-[0-9a-f]{12}"
# A letter or three among five digits and more: initials of a register would make one number of two.
_LETTERED = r"(?=(?:[^0-9]*[0-9]){5})[0-9][0-9/-]*[A-Za-zА-Яа-яЁё]{1,3}(?:[/-][0-9/-]*)?"
_EVIDENCE_PATH = re.compile(
    rf"[0-9]{{8}}-[0-9]{{6}}-[0-9a-f]{{4}}/([0-9-]+|{_LETTERED}|{_SETTING})(-[a-z]+)+(-[0-9]+)?\.jpg\Z"
)
_PROOF = {
    "request_number": re.compile(rf"([0-9][0-9/-]{{2,39}}|(?=.{{6,40}}\Z){_LETTERED}|{_SETTING})\Z"),
    "path": _EVIDENCE_PATH,
    "evidence": _EVIDENCE_PATH,
}
_HASH = re.compile(r"[0-9a-f]{64}\Z")
_WHO = frozenset({"by", "approvers"})
"""Who decided, as they signed: to be answered for, though a debtor of the register bears the same name."""


def as_content(fields: dict[str, Any], redactor: Redactor) -> dict[str, Any]:
    """Plain, redacted copy. Raises ``ValueError`` for a reserved name, ``TypeError`` for a type that has no form."""
    taken = RESERVED & fields.keys()
    if taken:
        raise ValueError(f"reserved field: {', '.join(sorted(taken))}")
    return {key: _clean(key, _plain(value), redactor) for key, value in fields.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return _plain(value.value)
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str):
        # A lone surrogate (a broken file name, hostile page text) has no UTF-8 form.
        return value.encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, float):
        return repr(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, PurePath):
        return _plain(value.as_posix())
    if isinstance(value, dict):
        return {str(_plain(key)): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, set | frozenset):
        return sorted(_plain(item) for item in value)
    raise TypeError(f"{type(value).__name__} cannot be recorded")


def _our_sentences() -> frozenset[str]:
    """A debtor called Сила or Долгий must not blot out the reason of a decision. Imported where a decision is told."""
    from rpa.debts.decision.notes import our_sentences

    return our_sentences()


def _clean(key: str, value: Any, redactor: Redactor) -> Any:
    if isinstance(value, str):
        proof = _PROOF.get(key)
        if (proof is not None and proof.match(value)) or _HASH.match(value):
            return value
        if key in _WHO:
            return hide_patterns(value)
        if key == "sentence" and value in _our_sentences():
            return value
        return redactor.text(value)
    if isinstance(value, dict):
        return {redactor.text(name): _clean(name, item, redactor) for name, item in value.items()}
    if isinstance(value, list):
        return [_clean(key, item, redactor) for item in value]
    return value
