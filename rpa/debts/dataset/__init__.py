"""The prepared register of court-confirmed debts: read, checked, never guessed."""

from rpa.debts.dataset.rows import (
    ActKind,
    ActStatus,
    AgreementStatus,
    Blocks,
    BrokenRow,
    CellError,
    Dataset,
    DebtorStatus,
    DebtRow,
    IpState,
    Severity,
    SheetSummary,
)

__all__ = [
    "ActKind",
    "ActStatus",
    "AgreementStatus",
    "Blocks",
    "BrokenRow",
    "CellError",
    "Dataset",
    "DebtRow",
    "DebtorStatus",
    "IpState",
    "Severity",
    "SheetSummary",
]
