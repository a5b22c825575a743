"""What one look of the doctor says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from rpa.errors import NotFinished, RpaError

State = Literal["fine", "warning", "wrong"]


@dataclass(frozen=True, slots=True)
class Complaint:
    """``key`` is stable, for machines. ``said``: what was found; ``means``: what follows from it; ``cure``: a command
    or one sentence. ``code`` is the exit code of something ``wrong``."""

    what: str
    state: State
    said: str
    cure: str = ""
    means: str = ""
    key: str = ""
    code: int = 0


def fine(key: str, what: str, said: str) -> Complaint:
    return Complaint(what, "fine", said, key=key)


def warning(key: str, what: str, said: str, means: str, cure: str) -> Complaint:
    return Complaint(what, "warning", said, cure, means, key)


def wrong(key: str, what: str, said: str, means: str, cure: str, code: int = NotFinished.exit_code) -> Complaint:
    return Complaint(what, "wrong", said, cure, means, key, code)


def of_error(key: str, what: str, error: RpaError) -> Complaint:
    """A check that could not even be made."""
    return Complaint(what, "wrong", error.what, error.hint, f"Разбирается: {error.who}.", key, error.exit_code)
