"""What a report says of the journal it was made from: the verifier's verdict and the checkpoint to keep."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rpa.audit.verify import verify_journal

MOST_FINDINGS = 5


@dataclass(frozen=True, slots=True)
class Integrity:
    """``checkpoint`` is ``hash:count``; ``findings`` are the first few of ``found``, Russian sentences."""

    checkpoint: str
    records: int
    signatures: int
    signed_count: int
    findings: Sequence[str]
    found: int

    @property
    def ok(self) -> bool:
        return not self.found


def check(journal: Path) -> Integrity:
    """Verify the journal. A broken one does not stop a report: it stands on its first page. Raises ``BadInput``."""
    verdict = verify_journal(journal)
    return Integrity(
        checkpoint=f"{verdict.head}:{verdict.records}",
        records=verdict.records,
        signatures=verdict.signatures,
        signed_count=verdict.signed_count,
        findings=[finding.sentence for finding in verdict.findings[:MOST_FINDINGS]],
        found=len(verdict.findings),
    )
