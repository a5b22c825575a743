"""A small signed journal with pictures, made in one line."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from rpa.audit import Ed25519Signer, EvidenceStore, Journal, Redactor

ORGANIZATION = "1027700000001"  # made up
RUN = "20260112-060000-a1b2"
JPEG = b"\xff\xd8\xff\xe0 not a real picture, but named and hashed as one"
SIGNER = Ed25519Signer(Ed25519Signer.generate())


class Ticking:
    """A clock that moves one second a look, so that every journal made by the same steps has the same bytes."""

    def __init__(self) -> None:
        self.time = datetime(2026, 1, 12, 6, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.time += timedelta(seconds=1)
        return self.time


def open_journal(folder: Path, *, run_id: str = RUN, redactor: Redactor | None = None, signed: bool = True) -> Journal:
    return Journal.open(
        folder / "journal.jsonl",
        organization=ORGANIZATION,
        run_id=run_id,
        signer=SIGNER if signed else None,
        redactor=redactor,
        now=Ticking(),
        wait_seconds=0,
    )


def answer_journal(folder: Path, numbers: tuple[str, ...] = ("77-1", "77-2", "77-3")) -> Path:
    """The journal of a run that answered ``numbers``, with two pictures each; returns its path."""
    store = EvidenceStore(folder / "evidence")
    with open_journal(folder) as journal:
        journal.record("run_started", scenario="debts_apply")
        for number in numbers:
            journal.record("decision", request_number=number, decision="no_debt", rule="R01")
            journal.record("intent", request_number=number, durable=True)
            for stage in ("filled", "result"):
                ref = store.put(RUN, number, stage, JPEG + number.encode())
                journal.record("picture", request_number=number, path=ref.path, sha256=ref.sha256)
            journal.record("outcome", request_number=number, outcome="done", durable=True)
        journal.record("run_finished", answered=len(numbers))
    return folder / "journal.jsonl"
