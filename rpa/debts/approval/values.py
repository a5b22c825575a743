"""What was approved, by whom, and exactly what will be sent because of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import cached_property

from pydantic import ConfigDict, TypeAdapter

from rpa.debts.canonical import canonical_bytes, digest
from rpa.debts.plan.values import Ground, PlannedDebtor
from rpa.model import Decision

FORMAT = 1


class How(StrEnum):
    """The way an approval was given."""

    SHEET = "sheet"
    CLI = "cli"
    PAGE = "page"
    AUTOMATIC = "automatic"


@dataclass(frozen=True, slots=True)
class Signature:
    """Who approved, when (with zone) and how. ``source_sha256`` is of the spreadsheet, if it came by one."""

    approver: str
    at: datetime
    how: How
    source_sha256: str | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """What a person chose for one request. ``REVIEW`` takes an earlier approval back.

    ``row_ids`` picks debtors, each whole, among the item's debtors and candidates; ``None`` means the item's debtors.
    ``reason`` is kept in the approval and stays with us: it is not sent, and the journal has its hash (``grounds``).
    """

    decision: Decision
    reason: str = ""
    row_ids: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class ApprovedItem:
    """An approval of one plan item, bound to it by hash. ``second`` is the second person, where two are asked for."""

    item_sha256: str
    decision: Decision
    reason: str
    row_ids: tuple[str, ...]
    first: Signature
    second: Signature | None = None


@dataclass(frozen=True)
class Approval:
    """All approvals of one plan, by request number."""

    __pydantic_config__ = ConfigDict(extra="forbid")

    plan_sha256: str
    items: Mapping[str, ApprovedItem] = field(default_factory=dict)
    format: int = FORMAT

    @cached_property
    def sha256(self) -> str:
        return digest(APPROVAL.dump_python(self, mode="json"))

    def to_bytes(self) -> bytes:
        """The approval's file: canonical JSON ``{"approval": …, "sha256": …}``."""
        return canonical_bytes({"approval": APPROVAL.dump_python(self, mode="json"), "sha256": self.sha256})


@dataclass(frozen=True, slots=True)
class ApprovedAnswer:
    """One answer ready to be sent. ``content_sha256`` is of exactly what the site will hold afterwards.

    ``decided_at`` is when the people who had to decide did (the earliest of their signatures); ``None``: the policy
    approved it, or nobody is known to have.
    """

    request_number: str
    portal_id: str | None
    has_debt: bool
    debtors: tuple[PlannedDebtor, ...]
    description: str | None
    ground: Ground
    content_sha256: str
    rule: str
    approvers: tuple[str, ...]
    decided_at: datetime | None = None

    @property
    def decision(self) -> Decision:
        return Decision.DEBT if self.has_debt else Decision.NO_DEBT


def content_sha256(
    request_number: str, has_debt: bool, debtors: Sequence[PlannedDebtor], description: str | None
) -> str:
    """Hash of an answer's content: the names, the files by hash and the text, in an order of their own.

    The same value comes out of what was read back from the site, whatever order it shows the debtors in.
    """
    named = [
        {
            "last_name": debtor.last_name,
            "first_name": debtor.first_name,
            "middle_name": debtor.middle_name,
            "files": sorted(file.sha256 for file in debtor.files),
        }
        for debtor in debtors
    ]
    named.sort(key=canonical_bytes)
    return digest(
        {"request_number": request_number, "has_debt": has_debt, "debtors": named, "description": description}
    )


APPROVAL = TypeAdapter(Approval)
