"""How each request of the plan stands now: the plan, its approval and the ledger put together."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum

from rpa.debts.approval import Approval, ApprovedItem
from rpa.debts.approval.approve import complete
from rpa.debts.approval.values import APPROVAL
from rpa.debts.canonical import canonical_bytes
from rpa.debts.plan import Plan, PlanItem
from rpa.job.memory import CLOCKS_DIFFER
from rpa.ledger import IntentKind, Outcome, Record
from rpa.model import Decision
from rpa.operate.settled import Ended, last_of, signed_since


class State(StrEnum):
    """From what waits for a person to what is over."""

    REVIEW = "review"
    LEFT = "left"
    PROPOSED = "proposed"
    SECOND = "second"
    APPROVED = "approved"
    UNCERTAIN = "uncertain"
    NOT_THERE = "not_there"
    OTHER = "other"
    SENT = "sent"

    @property
    def over(self) -> bool:
        """Nothing can be decided here any more: an answer went out, or may have."""
        return self in (State.SENT, State.OTHER, State.UNCERTAIN, State.NOT_THERE)

    @property
    def waits(self) -> bool:
        """Whether its days surely run: read last, the portal showed no answer, and none may have gone out since."""
        return not self.over or self is State.NOT_THERE


WORDS = {
    State.REVIEW: ("Ждёт решения", "?"),
    State.LEFT: ("Оставлено на проверке", "?"),
    State.PROPOSED: ("Решено правилом, не утверждено", "◇"),
    State.SECOND: ("Нужна вторая подпись", "½"),
    State.APPROVED: ("Утверждено, не отправлено", "→"),
    State.UNCERTAIN: ("Исход отправки неизвестен", "!"),
    State.NOT_THERE: ("Отправлен, но на портале не отправлен", "!"),
    State.OTHER: ("Ответил другой", "≠"),
    State.SENT: ("Отправлено", "✓"),
}
DECISIONS = {Decision.DEBT: "Имеется", Decision.NO_DEBT: "Нет", Decision.REVIEW: "Решает человек"}


@dataclass(frozen=True, slots=True)
class Line:
    """One request of the plan. ``record`` is the last thing done about it in the cabinet."""

    item: PlanItem
    given: ApprovedItem | None
    record: Record | None
    state: State

    @property
    def word(self) -> str:
        return WORDS[self.state][0]

    @property
    def mark(self) -> str:
        return WORDS[self.state][1]

    @property
    def decision(self) -> Decision:
        """The approved one, else the plan's."""
        return self.given.decision if self.given else self.item.decision

    @property
    def answer(self) -> str:
        return DECISIONS[self.decision]

    @property
    def token(self) -> str:
        """Changes with anything a decision on this request may rest on: item, approval, doubt, what was sent."""
        given = APPROVAL.dump_python(Approval("", {"": self.given} if self.given else {}), mode="json")
        done = [self.record.intent.id, str(self.record.outcome)] if self.record else []
        left = self.state is State.LEFT
        return hashlib.sha256(canonical_bytes([self.item.sha256, given, done, left])).hexdigest()


def lines(
    plan: Plan, approval: Approval, records: Iterable[Record], ended: Ended, left: Collection[str] = ()
) -> dict[str, Line]:
    """Every request of the plan by number, in the plan's order (earliest deadline first).

    ``left``: numbers that somebody left to people, though a rule had decided them.
    """
    last = last_of(records)
    return {
        number: line(plan, item, approval, last.get(number), ended, number in left)
        for number, item in plan.by_number.items()
    }


def line(
    plan: Plan, item: PlanItem, approval: Approval, record: Record | None, ended: Ended, left: bool = False
) -> Line:
    given = signed_since(approval.items.get(item.request_number), record, ended)
    return Line(item, given, record, _state(plan, item, given, record, left))


def _state(plan: Plan, item: PlanItem, given: ApprovedItem | None, record: Record | None, left: bool) -> State:
    if record is not None:
        sending = record.intent.kind is IntentKind.SEND
        if record.outcome in (None, Outcome.UNKNOWN):
            return State.UNCERTAIN
        # What the portal showed last has the word: read after that, it shows a request of the plan as unanswered.
        since = (record.concluded_at or record.intent.at) >= plan.last_read - CLOCKS_DIFFER
        if record.outcome is Outcome.ANSWERED_BY_OTHER and since:
            return State.OTHER
        if record.outcome is Outcome.DONE and sending:
            # The ledger allows no second answer until the withdrawal of the first is recorded.
            return State.SENT if since else State.NOT_THERE
    if given is not None:
        return State.APPROVED if complete(plan, given) else State.SECOND
    if item.decision is Decision.REVIEW:
        return State.REVIEW
    return State.LEFT if left else State.PROPOSED
