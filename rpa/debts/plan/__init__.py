"""The plan: what would be answered, by which rule, on which ground. ``build_plan`` makes it, ``load_plan`` reads it."""

from rpa.debts.plan.acts import ActsFolder
from rpa.debts.plan.build import build_plan
from rpa.debts.plan.freshness import withheld, working_days_since
from rpa.debts.plan.read import load_plan, parse_plan
from rpa.debts.plan.values import (
    ActFile,
    Basis,
    Candidate,
    ChosenActs,
    Ground,
    NotPlanned,
    Plan,
    PlanItem,
    PlannedDebtor,
    ground_of,
)

__all__ = [
    "ActFile",
    "ActsFolder",
    "Basis",
    "Candidate",
    "ChosenActs",
    "Ground",
    "NotPlanned",
    "Plan",
    "PlanItem",
    "PlannedDebtor",
    "build_plan",
    "ground_of",
    "load_plan",
    "parse_plan",
    "withheld",
    "working_days_since",
]
