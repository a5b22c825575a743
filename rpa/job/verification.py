"""One run of checks: what the ledger knows, what the list tells by itself, and a journal record for each check."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rpa.cabinet import Cabinet
from rpa.job.answers import open_card
from rpa.job.checking import Check, Finding, ToRead, check, compared, given_up, held_by, standing, to_read, to_verify
from rpa.job.memory import was_clicked
from rpa.job.results import Ending, ItemResult
from rpa.ledger import Record
from rpa.model import Subrequest

if TYPE_CHECKING:
    from rpa.job.job import Job


class Verifier:
    """Collects the checks of a run; each is journaled as it is made."""

    def __init__(self, job: Job, listed: Sequence[Subrequest]) -> None:
        self._job, self._listed = job, listed
        self._checks: dict[str, Check] = {}
        everything = job.ledger.everything(job.organization)
        self.in_ledger = to_verify(everything, listed, job.given.answers_since)

    def told_by_the_list(self) -> list[Subrequest]:
        """Requests for which no card has to be read."""
        cards = {item.request_number for item in to_read(self._listed, self.in_ledger)}
        return [item for item in self._listed if item.request_number not in cards]

    def judged(self, number: str, shown: Subrequest | None) -> Check:
        """One card against the ledger's history of its request and the content of the answer that stands."""
        given, history = self._job.given, self._job.history(number)
        sent = standing(history)
        planned = held_by(sent.intent, given.remembered) if sent else None
        came = sent is None and shown is not None and self._came_later(history, shown)
        return check(number, shown, history, planned, given.today, given.plans_since, came_later=came)

    def _came_later(self, history: list[Record], shown: Subrequest) -> bool:
        """Whether the card shows what an attempt was to send that was held for not arrived, though it was clicked."""
        for tried in given_up(history) if shown.response_data is not None else ():
            held = held_by(tried.intent, self._job.given.remembered)
            same = held is not None and compared(held, shown.response_data) is Finding.RIGHT
            if same and was_clicked(self._job.journal.path, tried.intent):
                return True
        return False

    async def card_of(self, cabinet: Cabinet, item: ToRead) -> Subrequest | None:
        """The card as the portal shows it now, ``None`` when it has it no more."""
        return await open_card(cabinet, item.request_number, item.portal_id)

    def note(self, check: Check) -> ItemResult:
        """Keep and journal one check. Reading it succeeded, whatever it found."""
        self._checks[check.request_number] = check
        self._job.journal.record(
            "verify", request_number=check.request_number, finding=check.finding.value, due=check.due
        )
        return ItemResult(check.request_number, Ending.DONE)

    def checks(self) -> list[Check]:
        """All checks; a card that could not be read is one, too, not a gap."""
        for number in self.in_ledger:
            if number not in self._checks:
                self.note(Check(number, Finding.UNREAD))
        return sorted(self._checks.values(), key=lambda check: check.request_number)
