"""What the ledger holds of a request, without a run."""

from __future__ import annotations

from datetime import datetime

from rpa.ledger import IntentKind, Ledger, Outcome
from rpa.operate.place import Place


def ended(
    place: Place, number: str, at: datetime, outcome: Outcome = Outcome.DONE, kind: IntentKind = IntentKind.SEND
) -> None:
    """What was done about a request ended so, at this moment."""
    organization = place.settings.organization.ogrn
    with Ledger.open(place.folder.ledger, now=lambda: at) as ledger, ledger.lease(organization, "run") as lease:
        intent = ledger.intend(
            organization=organization, request_number=number, kind=kind, content_sha256="c" * 64, plan_sha256=None,
            run_id="run", fence=lease.fence,
        )  # fmt: skip
        ledger.conclude(intent, outcome)
