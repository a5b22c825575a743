"""The cells of the kill matrix: what breaks, where, while which answer is sent; and what a try of one says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from rpa.model import Decision

ROUND = (
    "journal:step",
    "ledger:intend",
    "journal:intent",
    "click:Добавить ответ",
    "click:файл",
    "journal:picture",
    "click:Сохранить ответ",
    "journal:step#2",
    "journal:step#3",
    "journal:act",
    "click:Отправить ответ",
    "click:Да",
    "click:Закрыть",
    "journal:step#4",
    "journal:read_back",
    "journal:picture#2",
    "ledger:conclude",
    "journal:outcome",
    "journal:item",
    "journal:run_finished",
)
"""Every write and click of one answer, in order; a «нет» has no file. A test compares it with a real run."""


SENT = frozenset({"done", "already"})


A_PERSON = frozenset({"skipped", "unknown", "answered_by_other", "stale", "refused"})


def crossings(decision: Decision) -> Iterator[str]:
    """All crossings of one answer, in order; journal lines may also be torn in the middle."""
    for what in ROUND:
        if what == "click:файл" and decision is Decision.NO_DEBT:
            continue
        yield f"{what}:before"
        if what.startswith("journal:"):
            yield f"{what}:torn"
        yield f"{what}:after"


@dataclass(frozen=True, slots=True)
class Cell:
    """``what`` breaks at ``where`` while an answer of ``decision`` is sent."""

    kind: Literal["kill", "fault"]
    what: str
    where: str
    decision: Decision
    pages: int = 1
    """With more than one, several answers are in hand when it breaks, and every one of them is judged."""


@dataclass
class Try:
    """One try of a cell: how the broken run and the next one ended, and what the stand holds."""

    cell: Cell
    number: str
    first: str
    last: str
    sends: int
    attempts: int
    as_planned: bool
    by_colleague: bool = False

    @property
    def twice(self) -> bool:
        return self.sends > 1 or (self.attempts > 1 and "cut" not in self.cell.what)

    @property
    def lost(self) -> bool:
        """Told as sent and not there; there and not told as sent; or neither sent nor in a person's hands."""
        if self.by_colleague:
            return self.sends > 0
        there = self.sends == 1 and self.as_planned
        return there != (self.last in SENT) or (not there and self.last not in A_PERSON)


KILL_CELLS = [
    Cell("kill", "SIGKILL", crossing, decision)
    for decision in (Decision.DEBT, Decision.NO_DEBT)
    for crossing in crossings(decision)
]


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault of the stand with its options; ``only`` restricts it to the stages it concerns."""

    name: str
    options: dict[str, Any] = field(default_factory=dict)
    only: frozenset[str] | None = None

    @property
    def label(self) -> str:
        shown = ", ".join(f"{key}={value}" for key, value in self.options.items())
        return f"{self.name} ({shown})" if shown else self.name


OPEN, UPLOAD, SAVE, LOOK, SEND, READ = "открытие", "файл", "сохранение", "сверка", "отправка", "чтение"


STAGES = (OPEN, UPLOAD, SAVE, LOOK, SEND, READ)


_WRITES = frozenset({SAVE, SEND})


FAULTS = (
    Fault("error_500_once"),
    Fault("error_500_always"),
    Fault("gateway_504"),
    Fault("slow", {"seconds": 2}),
    Fault("hang"),
    Fault("cut_before"),
    Fault("cut_before", {"count": 9}),
    Fault("cut_after"),
    Fault("cut_after", {"count": 9}),
    Fault("reply_lost"),
    Fault("swallowed", only=_WRITES),
    Fault("attention"),
    Fault("session_lost"),
    Fault("answer_refused"),
    Fault("version_conflict"),
    Fault("colleague_answered", only=_WRITES | {OPEN, LOOK}),
    Fault("waf_page"),
    Fault("maintenance", {"count": 3}),
)


UI_FAULTS = (
    Fault("overlay"),
    Fault("button_doubled", {"caption": "Сохранить ответ"}),
    Fault("button_doubled", {"caption": "Отправить ответ"}),
    Fault("button_doubled", {"caption": "Да"}),
    Fault("label_renamed", {"caption": "Отправить ответ", "text": "Направить ответ"}),
    Fault("label_renamed", {"caption": "Да", "text": "Подтверждаю"}),
)


SCREEN, SITE = "экран", "сайт"


PAGES, TOGETHER = 4, 8
"""So many pages at once, and so many answers in a run of theirs."""


KILLED_TOGETHER = tuple(
    f"{what}:{when}"
    for what in (
        "ledger:intend",
        "journal:intent",
        "click:Сохранить ответ",
        "journal:act",
        "click:Да",
        "journal:read_back",
        "ledger:conclude",
        "journal:outcome",
    )
    for when in ("before", "after")
)
"""Where the process is killed while four pages answer at once."""


SITE_FAULTS = (
    Fault("maintenance", {"count": 12, "after": 40}),
    Fault("cut_before", {"count": 6, "after": 4}),
    Fault("cut_after", {"count": 6, "after": 4}),
    Fault("reply_lost", {"count": 3, "after": 4}),
    Fault("slow", {"seconds": 1, "count": 60}),
)
"""These hit whatever any page asks for next, not one request."""


_BROKEN_TOGETHER = (
    *((name, SEND) for name in (
        "error_500_once", "gateway_504", "hang", "cut_before (count=9)", "cut_after", "cut_after (count=9)",
        "reply_lost", "swallowed", "attention", "answer_refused", "version_conflict", "colleague_answered", "waf_page",
    )),
    ("reply_lost", SAVE), ("version_conflict", SAVE), ("hang", SAVE),
    ("session_lost", LOOK), ("colleague_answered", LOOK),
    ("error_500_once", READ), ("waf_page", READ),
    *((fault.label, SITE) for fault in SITE_FAULTS),
)  # fmt: skip


def cells_together() -> tuple[list[Cell], list[Cell]]:
    """The cells with several pages at once: kills, faults. The answer that is hit is «да» and «нет» by turns."""
    turns = (Decision.DEBT, Decision.NO_DEBT)
    kills = [Cell("kill", "SIGKILL", where, turns[turn % 2], PAGES) for turn, where in enumerate(KILLED_TOGETHER)]
    faults = [Cell("fault", what, where, turns[turn % 2], PAGES) for turn, (what, where) in enumerate(_BROKEN_TOGETHER)]
    return kills, faults


def fault_cells() -> list[Cell]:
    """Every fault at every stage it concerns, for both answers."""
    cells = [
        Cell("fault", fault.label, stage, decision)
        for decision in (Decision.DEBT, Decision.NO_DEBT)
        for fault in FAULTS
        for stage in STAGES
        if (fault.only is None or stage in fault.only) and not (stage == UPLOAD and decision is Decision.NO_DEBT)
    ]
    return cells + [
        Cell("fault", fault.label, SCREEN, decision)
        for decision in (Decision.DEBT, Decision.NO_DEBT)
        for fault in UI_FAULTS
    ]


_DANGEROUS = ("ledger:", "click:", "journal:intent", "journal:act", "journal:read_back", "journal:outcome")


_NEAR_THE_CLICK = (SEND, SITE, SAVE, READ, LOOK, SCREEN, UPLOAD, OPEN)


def dangerous_first(cells: Iterable[Cell]) -> list[Cell]:
    """The same cells, those around what cannot be undone first: a run that is given little time tries these."""

    def distance(cell: Cell) -> int:
        if cell.kind == "kill":
            return int(not cell.where.startswith(_DANGEROUS))
        return _NEAR_THE_CLICK.index(cell.where)

    return sorted(cells, key=distance)
