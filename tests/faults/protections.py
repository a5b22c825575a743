"""Takes one protection out of the product, in the process or the run under test only, to show that its tests would
notice. ``put`` is ``setattr`` for the rest of a process, a test's ``monkeypatch.setattr`` for one run."""

from __future__ import annotations

from collections.abc import Callable

from rpa.debts.plan import Ground
from rpa.job import commit as protocol
from rpa.job import loop
from rpa.job.commitment import Commitment, Fired, Look
from rpa.job.job import Job
from rpa.job.results import Ending, ItemResult
from rpa.ledger import Lease, Ledger, Outcome, rules
from tests.faults.crossings import Put


def no_read_back(put: Put) -> None:
    """Believe the click: what seemed a success is one, what did not is not."""

    async def believed(job, work, intent, before, shot, *, last):  # type: ignore[no-untyped-def]
        fine = shot.fired is Fired.CONFIRMED
        job.conclude(intent, Outcome.DONE if fine else Outcome.NOT_SENT, "")
        return ItemResult(work.request_number, Ending.DONE if fine else Ending.NOT_SENT)

    put(protocol, "_read_back", believed)


def no_lease_check(put: Put) -> None:
    """Click whether or not the organization is still ours."""
    put(Lease, "check", lambda _lease: None)


def no_ledger_memory(put: Put) -> None:
    """Forget what was begun, and let anything be begun again."""

    async def forgotten(job: Job, work: Commitment, look: Look) -> None:
        return None

    put(protocol, "settle_earlier", forgotten)
    put(rules, "refuse_conflict", lambda *_args: None)
    original = Ledger.intend

    def intend(ledger: Ledger, **fields):  # type: ignore[no-untyped-def]
        for earlier in ledger.uncertain(fields["organization"]):
            if earlier.request_number == fields["request_number"]:
                ledger.conclude(earlier, Outcome.NOT_SENT)
        return original(ledger, **fields)

    put(Ledger, "intend", intend)


def no_settling(put: Put) -> None:
    """Believe at once that what is not shown will not come."""

    async def at_once(job: Job, number: str) -> None:
        return None

    put(Job, "settle", at_once)


def no_ground_check(put: Put) -> None:
    """Answer onto whatever the card shows now."""
    put(Ground, "moved", lambda _then, _now: ())


def no_stop_after_three(put: Put) -> None:
    """Go on however many answers fail in the same way."""
    put(loop.Streak, "note", lambda _streak, _kind: False)


SWITCHES: dict[str, Callable[[Put], None]] = {
    switch.__name__: switch
    for switch in (no_read_back, no_lease_check, no_ledger_memory, no_settling, no_ground_check, no_stop_after_three)
}


def take_out(name: str, put: Put = setattr) -> None:
    """Take out the protection of this name."""
    SWITCHES[name](put)
