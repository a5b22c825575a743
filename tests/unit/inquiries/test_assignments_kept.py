"""A plan of assignments is journaled before it lies there, as a plan of answers is."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from rpa.audit import Journal
from rpa.errors import OrganizationBusy, PlanError
from rpa.inquiries.assignment_plan import AssignmentPlan, PlannedAssignment
from rpa.operate.inquiries import assigning
from rpa.operate.place import Place
from rpa.settings import DataRoot, OrganizationSettings
from tests.cheap_vault import cheap_vault

NOW = datetime(2026, 3, 10, 9, tzinfo=UTC)
OGRN = "1020202870555"
PLAN = AssignmentPlan(
    OGRN, NOW, (PlannedAssignment("55-2026-1", "a", 1, "e", "Придуманова П. П.", date(2026, 3, 12), 1),)
)


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    monkeypatch.setattr(assigning, "read_state", lambda _place: SimpleNamespace(employees=()))
    monkeypatch.setattr(assigning, "propose", lambda *_given, **_today: ((), ()))
    monkeypatch.setattr(assigning, "build", lambda *_given: PLAN)
    settings = OrganizationSettings.model_validate({"organization": {"name": "Придуманная УК", "ogrn": OGRN}})
    folder = DataRoot(tmp_path / "data").organization("uk").create()
    return Place(folder, settings, cheap_vault(folder.vault, "a made-up pass phrase"), now=lambda: NOW)


def test_while_another_run_holds_the_journal_neither_a_plan_nor_an_approval_is_left(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    def held(*_arguments: Any, **_fields: Any) -> Journal:
        raise OrganizationBusy("Журнал сейчас пишет другой прогон.")

    with monkeypatch.context() as busy:
        busy.setattr(Journal, "open", held)
        with pytest.raises(OrganizationBusy):
            assigning.plan_assignments(place)
    with pytest.raises(PlanError, match="Нет плана назначений"):
        assigning.open_assignments(place, PLAN.plan_id)
    assigning.plan_assignments(place)
    with monkeypatch.context() as busy:
        busy.setattr(Journal, "open", held)
        with pytest.raises(OrganizationBusy):
            assigning.approve_assignments(place, PLAN, "Смирнова Анна")
    assert assigning.open_assignments(place, PLAN.plan_id).approver is None
    approved = assigning.approve_assignments(place, PLAN, "Смирнова Анна")
    assert (
        assigning.open_assignments(place, PLAN.plan_id)
        == approved
        == replace(PLAN, approver="Смирнова Анна", approved_at=NOW)
    )
