"""Takes one protection out of the product, in the process under test only, to show that its tests would notice."""

from __future__ import annotations

from collections.abc import Callable

from rpa.debts.plan import Ground
from rpa.job import commit as protocol
from rpa.job import loop
from rpa.job.commitment import Commitment, Fired, Look
from rpa.job.job import Job
from rpa.job.results import Ending, ItemResult
from rpa.ledger import Lease, Ledger, Outcome, rules


def no_read_back() -> None:
    """Believe the click: what seemed a success is one, what did not is not."""

    async def believed(job, work, intent, before, shot, *, last):  # type: ignore[no-untyped-def]
        fine = shot.fired is Fired.CONFIRMED
        job.conclude(intent, Outcome.DONE if fine else Outcome.NOT_SENT, "")
        return ItemResult(work.request_number, Ending.DONE if fine else Ending.NOT_SENT)

    protocol._read_back = believed


def no_lease_check() -> None:
    """Click whether or not the organization is still ours."""
    Lease.check = lambda _lease: None  # type: ignore[method-assign]


def no_ledger_memory() -> None:
    """Forget what was begun, and let anything be begun again."""

    async def forgotten(job: Job, work: Commitment, look: Look) -> None:
        return None

    protocol.settle_earlier = forgotten  # type: ignore[assignment]
    rules.refuse_conflict = lambda *_args: None
    original = Ledger.intend

    def intend(ledger: Ledger, **fields):  # type: ignore[no-untyped-def]
        for earlier in ledger.uncertain(fields["organization"]):
            if earlier.request_number == fields["request_number"]:
                ledger.conclude(earlier, Outcome.NOT_SENT)
        return original(ledger, **fields)

    Ledger.intend = intend  # type: ignore[method-assign]


def no_settling() -> None:
    """Believe at once that what is not shown will not come."""

    async def at_once(job: Job, number: str) -> None:
        return None

    Job.settle = at_once  # type: ignore[method-assign]


def no_ground_check() -> None:
    """Answer onto whatever the card shows now."""
    Ground.moved = lambda _then, _now: ()  # type: ignore[method-assign]


def no_stop_after_three() -> None:
    """Go on however many answers fail in the same way."""
    loop.Streak.note = lambda _streak, _kind: False  # type: ignore[method-assign]


SWITCHES: dict[str, Callable[[], None]] = {
    switch.__name__: switch
    for switch in (no_read_back, no_lease_check, no_ledger_memory, no_settling, no_ground_check, no_stop_after_three)
}


def take_out(name: str) -> None:
    """Take out the protection of this name, for the rest of this process."""
    SWITCHES[name]()
