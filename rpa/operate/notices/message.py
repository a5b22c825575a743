"""One notice: a kind, a title and a text that hold no personal data."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a notice is about. Two notices of one kind with one text are the same notice."""

    NEW_REQUESTS = "new_requests"
    REVIEW = "review"
    PARKED = "parked"
    """The sign-in waits for a person."""
    SITE_CHANGED = "site_changed"
    FAILED = "failed"
    ATTENTION = "attention"
    """Nothing failed; something is set up wrongly."""
    DEADLINE = "deadline"
    MISSED = "missed"
    """The schedule did not fire."""
    ALL_DONE = "all_done"
    DIGEST = "digest"
    TEST = "test"


@dataclass(frozen=True, slots=True)
class Notice:
    """``urgent``: somebody has to act. ``same_as``: what makes two of them the same, if it is not the text."""

    kind: Kind
    title: str
    text: str
    urgent: bool = False
    same_as: str = ""

    @property
    def fingerprint(self) -> str:
        return hashlib.sha256(f"{self.kind}\n{self.title}\n{self.same_as or self.text}".encode()).hexdigest()[:16]
