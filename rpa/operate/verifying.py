"""Verify: read the portal independently of the run that sent, and say where it differs from what was approved."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from rpa.cabinet.pages.debt_requests import LONGEST_DAYS, Filter
from rpa.errors import STOPPED, DeadlinePassed, NotFinished, UnknownOutcome
from rpa.job.checking import LATE, NEEDS_NOBODY, Check, Finding, Verification
from rpa.job.results import RunSummary
from rpa.operate.place import Listener, Place, silent
from rpa.operate.purging import VERIFY_DAYS
from rpa.operate.remembering import remembered


@dataclass(frozen=True, slots=True)
class Verified:
    """All checks of one run, and how the run itself went."""

    checks: tuple[Check, ...]
    summary: RunSummary

    def counts(self) -> dict[Finding, int]:
        found = Counter(check.finding for check in self.checks)
        return {finding: found[finding] for finding in Finding if found[finding]}

    def findings(self) -> list[Check]:
        """The checks somebody has to act on."""
        return [check for check in self.checks if check.finding not in NEEDS_NOBODY]

    @property
    def exit_code(self) -> int:
        """77 if an outcome is unknown, 69 if a deadline has passed, 1 for any other finding, 0 if all is well."""
        if self.summary.error is not None:
            return self.summary.error.exit_code
        if self.summary.stopped and self.summary.left:
            return STOPPED
        found = {check.finding for check in self.checks}
        if Finding.UNCERTAIN in found:
            return UnknownOutcome.exit_code
        if found & LATE:
            return DeadlinePassed.exit_code
        return NotFinished.exit_code if self.findings() or self.summary.left else 0


def verify_lately(place: Place) -> Verified:
    """What is verified every day: the list and the answers of the last days, and whatever has no sure end yet."""
    return verify_answers(place, VERIFY_DAYS, answers_since=place.now() - timedelta(days=VERIFY_DAYS))


def verify_answers(
    place: Place, days: int | None = None, on_progress: Listener = silent, *, answers_since: datetime | None = None
) -> Verified:
    """Read every request the ledger knows and the portal's own list (``days`` back; by default as far as it goes).

    ``answers_since``: of what the ledger knows, only what ended since, as ``to_verify`` says.
    """
    today = place.moscow_now().date()
    wanted = Filter(sent_from=today - timedelta(days=min(days, LONGEST_DAYS)), sent_to=today) if days else Filter()
    plans_since = today - timedelta(days=place.settings.retention.plans_days)
    given = Verification(today, wanted, remembered(place), plans_since, answers_since)
    finished = place.run("verify_answers", given=given, on_progress=on_progress)
    if finished.summary.error is not None and not finished.value:
        raise finished.summary.error
    return Verified(tuple(finished.value or ()), finished.summary)
