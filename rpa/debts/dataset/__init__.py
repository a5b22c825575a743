"""The prepared register of court-confirmed debts: read, checked, never guessed."""

from rpa.debts.dataset.diff import DatasetDiff, RowChange, diff_datasets
from rpa.debts.dataset.load import load_dataset
from rpa.debts.dataset.mapping import ColumnMapping, load_mapping
from rpa.debts.dataset.marked import write_marked_copy
from rpa.debts.dataset.proposal import MappingProposal, ProposedColumn, propose_mapping
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
    "DatasetDiff",
    "DebtRow",
    "DebtorStatus",
    "IpState",
    "MappingProposal",
    "ProposedColumn",
    "RowChange",
    "Severity",
    "SheetSummary",
    "diff_datasets",
    "load_dataset",
    "load_mapping",
    "propose_mapping",
    "write_marked_copy",
]
