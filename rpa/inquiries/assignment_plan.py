"""Proposed assignments as a document a person approves: bound by hash to what the cabinet showed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from pydantic import ConfigDict, TypeAdapter, ValidationError

from rpa.debts.canonical import canonical_bytes, digest, parse_canonical
from rpa.errors import PlanError
from rpa.inquiries.assignment import Assignment

_STALE_HINT = "Постройте его заново: `rpa inquiries assign`."


@dataclass(frozen=True, slots=True)
class PlannedAssignment:
    """One assignment. ``version`` is the card's when it was read: a card that moved on is not touched."""

    request_number: str
    portal_id: str
    version: int | None
    executor_id: str
    executor: str
    planned: date
    rule: int

    @property
    def content_sha256(self) -> str:
        """Hash of exactly what the site will hold afterwards."""
        return digest({"number": self.request_number, "executor": self.executor_id, "planned": f"{self.planned}"})


@dataclass(frozen=True)
class AssignmentPlan:
    """All assignments of one planning, most urgent first. ``approver`` is who agreed, ``None`` before that."""

    __pydantic_config__ = ConfigDict(extra="forbid")

    organization_ogrn: str
    built_at: datetime
    items: tuple[PlannedAssignment, ...]
    approver: str | None = None
    approved_at: datetime | None = None

    @cached_property
    def sha256(self) -> str:
        """Hash of what was proposed; the approval does not change it."""
        document = _PLAN.dump_python(self, mode="json")
        return digest({key: document[key] for key in ("organization_ogrn", "built_at", "items")})

    @property
    def plan_id(self) -> str:
        return f"{self.built_at:%Y%m%d-%H%M%S}-{self.sha256[:8]}"

    def to_bytes(self) -> bytes:
        return canonical_bytes({"plan": _PLAN.dump_python(self, mode="json"), "sha256": self.sha256})


_PLAN = TypeAdapter(AssignmentPlan)


def build(organization_ogrn: str, built_at: datetime, assignments: Sequence[Assignment]) -> AssignmentPlan:
    items = tuple(
        PlannedAssignment(
            one.inquiry.number,
            one.inquiry.portal_id or "",
            one.inquiry.version,
            one.executor.portal_id or "",
            one.executor.name,
            one.planned,
            one.rule,
        )
        for one in assignments
    )
    return AssignmentPlan(organization_ogrn, built_at, items)


def parse(data: bytes) -> AssignmentPlan:
    """Read a plan's file. Raises ``PlanError`` if it was changed by anything but this product."""
    try:
        document = parse_canonical(data)
        plan = _PLAN.validate_python(document["plan"])
        untouched = document["sha256"] == plan.sha256
    except (ValueError, KeyError, TypeError, ValidationError) as error:
        raise PlanError("План назначений не читается: файл испорчен.", hint=_STALE_HINT) from error
    if not untouched:
        raise PlanError("План назначений изменён не роботом.", hint=_STALE_HINT)
    return plan
