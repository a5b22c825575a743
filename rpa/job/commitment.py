"""Words of the commit protocol: what the site may show, what a click may return, what a commitment has to offer."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from rpa.debts.approval import ground_sha256
from rpa.errors import RpaError
from rpa.job.results import Ending, ItemResult
from rpa.ledger import IntentKind, Record


class State(StrEnum):
    """What the site shows about the thing to be committed."""

    ABSENT = "absent"
    DRAFT = "draft"
    """Ready for the click: the draft holds exactly what was approved."""
    DONE = "done"
    OTHER = "other"
    """Done otherwise than approved."""
    AUTOMATIC = "automatic"
    FOREIGN_DRAFT = "foreign_draft"
    CHANGED = "changed"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Look:
    """One reading of the site. ``detail`` is Russian, without personal data.

    ``executor`` is the employee the card names; it stays in memory, and is left out of a draft that this commitment did
    not save: who sends it later than its author proves nothing. ``complete`` is false when the card shows less
    than was approved (a court act's bytes): such a draft is filled anew before it is sent.
    """

    state: State
    detail: str = ""
    executor: str | None = None
    complete: bool = True

    def differs_in_executor(self, before: Look) -> bool:
        """Whether another employee stands on the card now than on the draft we had saved."""
        return None not in (self.executor, before.executor) and self.executor != before.executor


class Fired(StrEnum):
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    CONFLICT = "conflict"
    """Refused because the card's version had moved on: nothing was stored."""
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class Shot:
    """What the click seemed to return. ``said`` holds the site's own words, ``error`` what was raised instead."""

    fired: Fired
    said: str = ""
    error: RpaError | None = None


@dataclass(frozen=True, slots=True)
class Cause:
    """Why somebody wants an answer withdrawn or replaced, in their own words, and who decided it.

    A person may have typed a name into ``text``: it is kept where it has a term; the journal gets ``fields``.
    """

    text: str
    by: str

    def closes(self) -> str:
        """The detail of an outcome that a person told."""
        return f"Исход назвал человек (решение: {self.by}), SHA-256 основания {ground_sha256(self.text)}"

    def fields(self) -> dict[str, str]:
        return {"reason_sha256": ground_sha256(self.text), "by": self.by}


class Commitment(Protocol):
    """One unrepeatable act, as the protocol needs to see it. ``reason`` is recorded with the intent."""

    @property
    def request_number(self) -> str: ...
    @property
    def kind(self) -> IntentKind: ...
    @property
    def content_sha256(self) -> str: ...
    @property
    def plan_sha256(self) -> str | None: ...
    @property
    def reason(self) -> Cause | None: ...

    def withheld(self) -> tuple[str, ...]:
        """Why this must not be done now, although it was approved (Russian sentences); empty if it may.

        Asked right before the intent and right before the click: what the site shows is ``look``'s business, this is
        all the rest.
        """

    def decided_since(self, found: Record) -> bool:
        """Whether a person decided this after ``found`` had ended as it did."""

    async def look(self) -> Look:
        """Read the site. Repeatable."""

    async def prepare(self) -> None:
        """Bring the form to the state right before the click. Repeatable; sends nothing.

        Raises ``AnswerRejected`` with the site's words if it does not take the content.
        """

    async def fire(self) -> Shot:
        """Click once."""

    async def keep_result(self) -> None:
        """Keep a picture of what the site shows now."""


LEAVE_ALONE = {
    State.OTHER: (Ending.ANSWERED_BY_OTHER, "На запрос уже ответили иначе, чем утверждено."),
    State.AUTOMATIC: (Ending.SKIPPED, "Срок прошёл: система ответила сама."),
    State.FOREIGN_DRAFT: (Ending.SKIPPED, "В кабинете лежит чужой неотправленный ответ."),
    State.CHANGED: (Ending.STALE, "Карточка изменилась после утверждения."),
    State.GONE: (Ending.SKIPPED, "Запрос больше не показывается (отозван?)."),
}
NOT_SENT_STATES = frozenset({State.ABSENT, State.DRAFT, State.CHANGED, State.FOREIGN_DRAFT})
"""The card is there and shows that nothing was sent."""


def left_alone(work: Commitment, look: Look) -> ItemResult:
    """The result of a card that is not ours to touch."""
    ending, reason = LEAVE_ALONE[look.state]
    return ItemResult(work.request_number, ending, look.detail or reason)
