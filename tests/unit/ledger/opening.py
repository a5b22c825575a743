"""A ledger and an intent in one line each."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from rpa.ledger import Intent, IntentKind, Lease, Ledger

ORGANIZATION = "1027700000001"  # made up
HASH = "a" * 64


def open_ledger(place: str | Path, *, backup_folder: Path | None = None) -> Ledger:
    return Ledger.open(place, now=lambda: datetime.now(UTC), backup_folder=backup_folder)


def intend(ledger: Ledger, lease: Lease, number: str = "77-1", kind: IntentKind = IntentKind.SEND) -> Intent:
    return ledger.intend(
        organization=ORGANIZATION,
        request_number=number,
        kind=kind,
        content_sha256=HASH,
        plan_sha256=HASH,
        run_id="20260112-060000-a1b2",
        fence=lease.fence,
    )
