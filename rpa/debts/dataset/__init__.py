"""The prepared register of court-confirmed debts: read, checked, never guessed."""

from rpa.debts.dataset.load import load_dataset
from rpa.debts.dataset.mapping import ColumnMapping, load_mapping
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
    "ColumnMapping",
    "Dataset",
    "DebtRow",
    "DebtorStatus",
    "IpState",
    "Severity",
    "SheetSummary",
    "load_dataset",
    "load_mapping",
]
