"""Comparing what the portal shows with what the ledger and the plans say was answered. Pure, per request."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from rpa.cabinet.pages.debt_requests import Filter
from rpa.debts.approval import ApprovedAnswer
from rpa.debts.approval.values import content_sha256
from rpa.debts.plan.values import Ground
from rpa.job.answers import says_the_same, words
from rpa.ledger import Intent, IntentKind, Outcome, Record
from rpa.model import ResponseData, ResponseStatus, Subrequest


class Finding(StrEnum):
    """What a check found; in words: ``rpa.audit.report.words.FINDINGS``."""

    RIGHT = "right"
    WAITING = "waiting"
    """Not answered yet, its day has not passed."""
    BY_OTHERS = "by_others"
    """Answered, and not by this robot."""
    SENT_AFTERWARDS = "sent_afterwards"
    """Our click had been given up as not arrived, and what it was to send stands there: it came late, or somebody sent
    by hand what it had left. The card does not tell which."""
    DIFFERENT = "different"
    MISSING_ACT = "missing_act"
    NOT_THERE = "not_there"
    """We sent it; the portal does not show it as sent."""
    AUTOMATIC = "automatic"
    OVERDUE = "overdue"
    UNCERTAIN = "uncertain"
    UNPROVABLE = "unprovable"
    """Sent by us, but the plan that says what is lost."""
    PLAN_DESTROYED = "plan_destroyed"
    """As before, and its days were over: it went as the settings say, and nobody can bring it back."""
    WITHDRAWN_BY_SENDER = "withdrawn_by_sender"
    UNREAD = "unread"


# fmt: off
NEEDS_NOBODY = frozenset({
    Finding.RIGHT, Finding.WAITING, Finding.BY_OTHERS, Finding.SENT_AFTERWARDS, Finding.WITHDRAWN_BY_SENDER,
    Finding.PLAN_DESTROYED,
})
# fmt: on
_GIVEN_UP = frozenset({Outcome.NOT_SENT, Outcome.REFUSED, Outcome.STALE})
LATE = frozenset({Finding.AUTOMATIC, Finding.OVERDUE})


@dataclass(frozen=True, slots=True)
class Check:
    request_number: str
    finding: Finding
    due: date | None = None


@dataclass(frozen=True, slots=True)
class Verification:
    """What ``verify_answers`` is given. ``wanted`` narrows the portal's list, ``answers_since`` what the ledger knows.

    Plans of answers given before ``plans_since`` may have been destroyed, as the settings say.
    """

    today: date
    wanted: Filter
    remembered: Callable[[Intent], ApprovedAnswer | None] = lambda _intent: None
    plans_since: date = date.min
    answers_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class ToRead:
    """A request whose card has to be read: the list alone does not tell enough."""

    request_number: str
    portal_id: str | None


def to_verify(records: Sequence[Record], listed: Sequence[Subrequest], since: datetime | None) -> list[str]:
    """Numbers of the requests that the ledger knows and that have to be checked; all without ``since``.

    Whatever is old, an end that nobody knows, a withdrawn answer and what the portal's list shows are always checked.
    """
    known: dict[str, list[Record]] = {}
    for found in records:
        if found.intent.kind in (IntentKind.SEND, IntentKind.REVOKE):
            known.setdefault(found.intent.request_number, []).append(found)
    if since is None:
        return list(known)
    shown = {item.request_number for item in listed}
    return [
        number
        for number, history in known.items()
        if number in shown
        or any((found.concluded_at or found.intent.at) >= since for found in history)
        or history[-1].outcome in (None, Outcome.UNKNOWN)
        or (withdrawals(history) and standing(history) is None)
    ]


def to_read(listed: Sequence[Subrequest], known: Sequence[str]) -> list[ToRead]:
    """Every request the ledger knows, and those of the list whose deadline the list does not show."""
    by_number = {item.request_number: item for item in listed}
    unclear = [
        item.request_number
        for item in listed
        if item.response_status is ResponseStatus.NOT_SENT and item.response_date is None
    ]
    chosen = dict.fromkeys([*known, *unclear])
    return [ToRead(number, by_number[number].portal_id if number in by_number else None) for number in chosen]


def check(
    number: str,
    shown: Subrequest | None,
    history: Sequence[Record],
    planned: ApprovedAnswer | None,
    today: date,
    plans_since: date = date.min,
    *,
    came_later: bool = False,
) -> Check:
    """Judge one request. ``shown`` is ``None`` when the portal has it no more; ``planned`` what our answer held.

    ``came_later``: it shows what a click was to send that the ledger holds for not arrived.
    """
    if shown is None:
        # Also where nobody will ever know how an answer ended: nobody waits for one any more.
        return Check(number, Finding.WITHDRAWN_BY_SENDER)
    if history and history[-1].outcome in (None, Outcome.UNKNOWN):
        return Check(number, Finding.UNCERTAIN)
    if shown.response_status is ResponseStatus.AUTO_GENERATED:
        return Check(number, Finding.AUTOMATIC, shown.response_date)
    sent = standing(history)
    if shown.response_status is ResponseStatus.NOT_SENT:
        if sent is not None:
            return Check(number, Finding.NOT_THERE, shown.response_date)
        late = shown.response_date is not None and shown.response_date < today
        return Check(number, Finding.OVERDUE if late else Finding.WAITING, shown.response_date)
    if sent is None:
        return Check(number, Finding.SENT_AFTERWARDS if came_later else Finding.BY_OTHERS)
    if planned is None:
        old = sent.intent.at.date() < plans_since
        return Check(number, Finding.PLAN_DESTROYED if old else Finding.UNPROVABLE)
    return Check(number, compared(planned, shown.response_data))


def withdrawals(history: Sequence[Record]) -> list[Record]:
    """Those that were done, oldest first."""
    return [found for found in history if found.intent.kind is IntentKind.REVOKE and found.outcome is Outcome.DONE]


def standing(history: Sequence[Record]) -> Record | None:
    """The answer that was sent and not withdrawn, if there is one."""
    done = [found for found in history if found.outcome is Outcome.DONE]
    answers = [found for found in done if found.intent.kind in (IntentKind.SEND, IntentKind.REVOKE)]
    return answers[-1] if answers and answers[-1].intent.kind is IntentKind.SEND else None


def given_up(history: Sequence[Record]) -> list[Record]:
    """Attempts to answer that the ledger holds for not arrived, the newest first; none before a withdrawal."""
    tried: list[Record] = []
    for found in reversed(history):
        if found.intent.kind is IntentKind.REVOKE and found.outcome is Outcome.DONE:
            break
        if found.intent.kind is IntentKind.SEND and found.outcome in _GIVEN_UP:
            tried.append(found)
    return tried


def compared(planned: ApprovedAnswer, shown: ResponseData | None) -> Finding:
    """Whether the card holds what was approved; a debt without one of its acts is told apart."""
    if shown is None:
        return Finding.DIFFERENT
    if says_the_same(planned, shown):
        return Finding.RIGHT
    bare_plan = replace(planned, debtors=tuple(replace(debtor, files=()) for debtor in planned.debtors))
    bare_card = replace(shown, debt_info=tuple(replace(info, files=()) for info in shown.debt_info))
    wanted = Counter(words(file.name) for debtor in planned.debtors for file in debtor.files)
    found = Counter(words(name) for info in shown.debt_info for name in info.files)
    missing = bool(wanted - found) and not found - wanted
    return Finding.MISSING_ACT if missing and says_the_same(bare_plan, bare_card) else Finding.DIFFERENT


def held_by(intent: Intent, remembered: Callable[[Intent], ApprovedAnswer | None]) -> ApprovedAnswer | None:
    """The answer a recorded intent stands for, by the plans kept or by its hash; ``None``: that is lost."""
    return remembered(intent) or _plain_no(intent)


def _plain_no(intent: Intent) -> ApprovedAnswer | None:
    """The answer an intent stands for if that was a bare «нет»: its hash says so even when the plan is lost."""
    if content_sha256(intent.request_number, False, (), None) != intent.content_sha256:
        return None
    anything = Ground(ResponseStatus.NOT_SENT, None, None, None, False, "")
    return ApprovedAnswer(
        intent.request_number, None, False, (), None, anything, intent.content_sha256, rule="", approvers=()
    )
