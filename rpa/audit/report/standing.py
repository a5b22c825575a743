"""How a request stands: its state and how its deadline stands, judged by what the journal says. Pure."""

from __future__ import annotations

from datetime import date, timedelta

from rpa.audit.report import words
from rpa.audit.report.case import Case
from rpa.audit.report.reading import RunSpan
from rpa.debts.deadline import SOON_DAYS


def state_of(case: Case, run: RunSpan | None = None) -> words.State:
    """The state as one run left it; without a run, after everything known."""
    if run is not None and case.ended_in == run.run_id:
        left = _left_by(case, run.scenario)
        if left is not None:
            return left
    if case.outcome == "unknown" and not case.automatic:
        return words.UNKNOWN
    if case.sent_at is not None:
        return words.SENT if run is None else words.ALREADY
    if (run is None or case.outcome) and case.ending in words.BY_ENDING and not case.automatic:
        return words.BY_ENDING[case.ending]
    if case.automatic:
        return words.AUTOMATIC
    # Found since our answer was taken back: what was found before that, the withdrawal made forgotten.
    if case.finding in _FOUND:
        return _FOUND[case.finding]
    if case.answered_elsewhere:
        return words.OTHER
    if case.revoked:
        return words.REVOKED
    if case.approved in ("debt", "no_debt"):
        return words.LEFT
    if case.decision in ("debt", "no_debt"):
        return words.PLANNED
    if case.decision:
        return words.REVIEW
    return words.READ if case.ending == "done" else words.SAME


_FOUND = {"by_others": words.OTHER, "sent_afterwards": words.ALREADY, "withdrawn_by_sender": words.GONE}


def _left_by(case: Case, scenario: str) -> words.State | None:
    """What a run says of an item it ended; ``None`` where reading it was all, and its decision says more."""
    if case.automatic and case.ending == "skipped":
        return words.AUTOMATIC
    if case.ending in words.BY_ENDING:
        return words.BY_ENDING[case.ending]
    if scenario in words.READING:
        return words.READ if not (case.decision or case.finding or case.answered_elsewhere) else None
    if scenario == "withdraw_answers":
        return words.REVOKED
    return words.SENT if scenario in words.SENDING else words.DONE


def is_answered(state: words.State) -> bool:
    """Whether our answer is at the portal."""
    return state in (words.SENT, words.ALREADY)


def was_on_time(case: Case) -> bool | None:
    """Whether it was answered, or otherwise over, by the due day.

    ``None`` if no due day is known, or no more than that it was over on some later day.
    """
    if case.due is None:
        return None
    if case.sent_at is not None:
        return case.sent_at.date() <= case.due
    return True if case.over_at is not None and case.over_at.date() <= case.due else None


def due_of(case: Case, state: words.State, today: date) -> str:
    """A key of ``words.DUE``: of an answered request how it was answered, of any other how it stands ``today``."""
    if case.due is None:
        return "unknown"
    if is_answered(state) or state in (words.OTHER, words.GONE):
        # What this journal doesn't know the day of is called neither late nor in time.
        return {True: "met", False: "overdue", None: "over"}[was_on_time(case)]
    if case.automatic or case.due < today:
        return "overdue"
    if case.due == today:
        return "today"
    return "soon" if case.due <= today + timedelta(days=SOON_DAYS) else "later"
