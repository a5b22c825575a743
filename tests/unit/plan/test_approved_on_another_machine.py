"""Where machines share a journal, it tells what was decided and who approved it before an answer of theirs leaves."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from approvals import ANNA, BORIS, N, given_by
from plan_samples import NOW, plan_of

from rpa.audit.report.reading import records
from rpa.audit.shared import bring_up_to_date
from rpa.fleet import stages
from rpa.fleet.crew import FleetPlace
from rpa.fleet.plans import APPROVALS, PLANS
from rpa.fleet.storage import OrganizationFiles, Storage
from rpa.model import Decision
from rpa.operate.answering import Applied
from rpa.operate.place import Place
from rpa.operate.planning import keep_plan, plan_id, save_approval
from rpa.settings import DataRoot, OrganizationSettings
from tests.cheap_vault import cheap_vault

SETTINGS = OrganizationSettings.model_validate({"organization": {"name": "Придуманная УК", "ogrn": "1234567890123"}})


@pytest.fixture
def shared(tmp_path: Path) -> OrganizationFiles:
    return Storage((tmp_path / "storage").as_uri(), {}).of("uk")


def worker(root: Path, shared: OrganizationFiles) -> FleetPlace:
    folder = DataRoot(root).organization("uk").create()
    return FleetPlace(folder, SETTINGS, cheap_vault(folder.vault, "made up"), now=lambda: NOW, shared=shared)


def told(tmp_path: Path, shared: OrganizationFiles, kind: str) -> list[dict[str, Any]]:
    """What whoever pulls the organization finds in its journal."""
    path = tmp_path / "pulled" / "journal.jsonl"
    bring_up_to_date(path, shared)
    return [record for record in records(path) if record["kind"] == kind]


def sends(place: FleetPlace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stages, "apply_plan", lambda *_: Applied(None, ()))
    stages.Stages(None)._apply(place, None)  # type: ignore[arg-type]


def test_what_the_office_approved_is_journaled_by_the_worker_that_sends_it(
    tmp_path: Path, shared: OrganizationFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = plan_of(tmp_path)
    folder = DataRoot(tmp_path / "office").organization("uk").create()
    office = Place(folder, SETTINGS, cheap_vault(folder.vault, "made up"), now=lambda: NOW)
    first = worker(tmp_path / "a", shared)
    keep_plan(first, plan)
    shared.replace(f"{PLANS}/{plan_id(plan)}.json", plan.to_bytes())
    approval = given_by(plan, ANNA, {N[1]: Decision.DEBT})
    shared.replace(f"{APPROVALS}/{plan_id(plan)}.json", save_approval(office, plan, approval).read_bytes())

    sends(first, monkeypatch)
    sends(worker(tmp_path / "b", shared), monkeypatch)
    assert [(one["request_number"], one["approvers"]) for one in told(tmp_path, shared, "approval")] == [(N[1], [ANNA])]
    approval = given_by(plan, BORIS, {N[1]: Decision.DEBT})
    shared.replace(f"{APPROVALS}/{plan_id(plan)}.json", approval.to_bytes())
    sends(worker(tmp_path / "c", shared), monkeypatch)
    assert [one["approvers"] for one in told(tmp_path, shared, "approval")] == [[ANNA], [BORIS]]


def test_a_plan_is_told_where_another_worker_finds_it_before_it_is_kept(
    tmp_path: Path, shared: OrganizationFiles
) -> None:
    plan = plan_of(tmp_path)
    keep_plan(worker(tmp_path / "a", shared), plan, given_by(plan, ANNA, {N[1]: Decision.DEBT}))
    assert [one["plan_sha256"] for one in told(tmp_path, shared, "plan")] == [plan.sha256]
    assert len(told(tmp_path, shared, "decision")) == len(plan.items)
    assert [one["approvers"] for one in told(tmp_path, shared, "approval")] == [[ANNA]]
