"""Takes one protection out of the product, in the process under test only, to show that its tests would notice."""

from __future__ import annotations

from collections.abc import Callable

from rpa.job import commit as protocol
from rpa.job import settling
from rpa.job.commitment import Commitment, Fired, Look, State
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


def no_second_look() -> None:
    """Click without looking again at what was saved."""

    async def hasty(job: Job, work: Commitment) -> Look:
        await job.step("Заполнить и сохранить", work.prepare, key=work.request_number)
        return Look(State.DRAFT)

    protocol._prepared = hasty


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


def no_intent_before_the_click() -> None:
    """Write the intent only in memory: a killed process leaves nothing behind."""
    original = protocol._intend

    def unwritten(job: Job, work: Commitment):  # type: ignore[no-untyped-def]
        intent = original(job, work)
        job.ledger.conclude(intent, Outcome.NOT_SENT, "the protection is taken out")
        return intent

    protocol._intend = unwritten
    conclude = Job.conclude
    Job.conclude = lambda job, intent, outcome, detail: None  # type: ignore[method-assign]
    assert conclude is not Job.conclude


SWITCHES: dict[str, Callable[[], None]] = {
    switch.__name__: switch
    for switch in (
        no_read_back,
        no_second_look,
        no_lease_check,
        no_ledger_memory,
        no_settling,
        no_intent_before_the_click,
    )
}


def take_out(name: str) -> None:
    """Take out the protection of this name, for the rest of this process."""
    SWITCHES[name]()


__all__ = ["SWITCHES", "settling", "take_out"]
