"""What became of each item of a run, and what the run as a whole must exit with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from rpa.errors import STOPPED, NotFinished, RpaError


class Ending(StrEnum):
    """How one item ended. The first two are success."""

    DONE = "done"
    ALREADY = "already"
    SKIPPED = "skipped"
    REFUSED = "refused"
    ANSWERED_BY_OTHER = "answered_by_other"
    STALE = "stale"
    NOT_SENT = "not_sent"
    UNKNOWN = "unknown"
    FAILED = "failed"


RUSSIAN = {
    Ending.DONE: "отправлен",
    Ending.ALREADY: "уже отправлен ранее",
    Ending.SKIPPED: "оставлен человеку",
    Ending.REFUSED: "отклонён сайтом",
    Ending.ANSWERED_BY_OTHER: "ответил другой",
    Ending.STALE: "карточка изменилась",
    Ending.NOT_SENT: "не отправлен",
    Ending.UNKNOWN: "исход неизвестен",
    Ending.FAILED: "ошибка",
}


@dataclass(frozen=True, slots=True)
class ItemResult:
    """One item: ``key`` is a request number, ``detail`` a Russian sentence without personal data."""

    key: str
    ending: Ending
    detail: str = ""

    @property
    def good(self) -> bool:
        return self.ending in (Ending.DONE, Ending.ALREADY)


@dataclass(slots=True)
class RunSummary:
    """Results so far; ``left`` counts items that were not started; ``error`` is what ended the run early.

    ``hide`` takes people out of a result's words: the site's own may be among them, and results are printed.
    """

    run_id: str
    results: list[ItemResult] = field(default_factory=list)
    left: int = 0
    error: RpaError | None = None
    stopped: str = ""
    hide: Callable[[str], str] = str

    def put(self, result: ItemResult) -> None:
        """Add a result; a later one for the same item replaces the earlier."""
        self.results = [known for known in self.results if known.key != result.key]
        self.results.append(replace(result, detail=self.hide(result.detail)))

    def counts(self) -> dict[str, int]:
        found = Counter(result.ending.value for result in self.results)
        return {ending.value: found[ending.value] for ending in Ending if found[ending.value]}

    def told(self) -> dict[str, Any]:
        """The end of the run as the journal has it: what stopped it in words, too, for whoever reads the report."""
        return {
            "counts": self.counts(),
            "left": self.left,
            "stopped": self.stopped,
            "error": type(self.error).__name__ if self.error else "",
            "what": self.error.what if self.error else "",
        }

    def failures(self) -> Sequence[ItemResult]:
        return [result for result in self.results if not result.good]

    @property
    def exit_code(self) -> int:
        """0 if all items are done; the code of what ended the run early, 130 where somebody stopped it; else 1."""
        if self.error is not None:
            return self.error.exit_code
        if self.stopped and self.left:
            return STOPPED
        return NotFinished.exit_code if self.failures() or self.left else 0
