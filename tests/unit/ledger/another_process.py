"""A ledger in a process of its own: ``python -m tests.unit.ledger.another_process DOING PLACE …``."""

from __future__ import annotations

import signal
import sys
from datetime import UTC, datetime

from rpa.ledger import IntentKind, Ledger, Outcome
from tests.unit.ledger.opening import ORGANIZATION


def main(doing: str, place: str, first: str = "0") -> None:
    with Ledger.open(place, now=lambda: datetime.now(UTC)) as ledger:
        if doing == "count":
            tell(len(ledger.everything(ORGANIZATION)))
        elif doing == "hold":
            with ledger.lease(ORGANIZATION, "dead", 3600):
                tell("held")
                signal.pause()  # until it is killed
        else:
            if doing == "write little":
                import resource

                resource.setrlimit(resource.RLIMIT_FSIZE, (150_000, 150_000))
            _write(ledger, int(first))


def tell(what: object) -> None:
    sys.stdout.write(f"{what}\n")
    sys.stdout.flush()


def _write(ledger: Ledger, first: int) -> None:
    """Intents without end, each told when it is durable; every second one is concluded."""
    with ledger.lease(ORGANIZATION, "writer", 600) as lease:
        for number in range(first, 1_000_000):
            intent = ledger.intend(
                organization=ORGANIZATION,
                request_number=f"77-{number}",
                kind=IntentKind.SEND,
                content_sha256="a" * 64,
                plan_sha256=None,
                run_id="run",
                fence=lease.fence,
            )
            tell(number)
            if number % 2:
                ledger.conclude(intent, Outcome.DONE)


if __name__ == "__main__":
    main(*sys.argv[1:])
