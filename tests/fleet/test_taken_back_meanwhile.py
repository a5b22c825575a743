"""An approval taken back while a worker makes the next plan: not carried into it, or whoever took it back hears."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from rpa.errors import NotFinished, PlanError
from rpa.fleet import stages as stages_module
from rpa.fleet.configuration import FleetSettings
from rpa.fleet.crew import Crew, FleetPlace
from rpa.fleet.plans import approvals_to_publish, fetch_plans, publish_plans
from rpa.fleet.records import Records
from rpa.fleet.stages import Stages
from rpa.fleet.storage import OrganizationFiles, Storage
from rpa.operate import stages as day_stages
from rpa.settings import DataRoot, OrganizationFolder, OrganizationSettings
from tests.cheap_vault import cheap_vault

pytest.importorskip("dbos")
SETTINGS = OrganizationSettings.model_validate({"organization": {"name": "УК (вымышлена)", "ogrn": "1200000000000"}})
OLD, NEW = "20261124-090000-00000000", "20261125-090000-00000000"


def approval(**items: str) -> bytes:
    return json.dumps({"approval": {"items": {key: {"decision": said} for key, said in items.items()}}}).encode()


def put(shared: OrganizationFiles, plan: str, content: bytes) -> None:
    shared.replace(f"plans/{plan}.json", b"{}")
    shared.replace(f"approvals/{plan}.json", content)


@pytest.fixture
def shared(tmp_path: Path) -> OrganizationFiles:
    files = Storage((tmp_path / "shared").as_uri(), {}).of("uk")
    put(files, OLD, approval(a="debt", b="no_debt"))
    return files


@pytest.fixture
def office(tmp_path: Path, shared: OrganizationFiles) -> OrganizationFolder:
    folder = DataRoot(tmp_path / "office").organization("uk").create()
    fetch_plans(folder, shared)
    return folder


def test_a_worker_carries_over_what_is_approved_when_it_has_read_the_requests(
    tmp_path: Path, shared: OrganizationFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = DataRoot(tmp_path / "worker").organization("uk").create()
    vault = cheap_vault(folder.vault, "made up")
    place = FleetPlace(folder, SETTINGS, vault, shared=shared)
    found: list[bytes] = []

    def reads(_place: Any) -> tuple[list[Any], None]:
        put(shared, OLD, approval(b="no_debt"))
        return [], None

    def makes(_place: Any, *_: Any) -> Any:
        found.append((folder.approvals / f"{OLD}.json").read_bytes())
        raise NotFinished("made up")

    monkeypatch.setattr(day_stages, "load_prepared", lambda _place: None)
    monkeypatch.setattr(day_stages, "receive", reads)
    monkeypatch.setattr(day_stages, "make_plan", makes)
    crew = Crew(FleetSettings(work=tmp_path), DataRoot(tmp_path), Records(tmp_path / "fleet.db"), None)
    monkeypatch.setattr(crew, "place", lambda _slug: place)
    Stages(crew).carry_out(stages_module.SCENARIOS["debts"][0], "uk", None)
    crew.records.close()
    assert found == [approval(b="no_debt")]


def test_what_a_newer_plan_carried_on_is_not_taken_back_in_silence(
    shared: OrganizationFiles, office: OrganizationFolder
) -> None:
    put(shared, NEW, approval(a="debt"))
    mine = office.approvals / f"{OLD}.json"
    mine.write_bytes(approval(b="no_debt"))
    with pytest.raises(PlanError, match=NEW) as told:
        approvals_to_publish(office, shared)
    assert f"approvals/{OLD}.json" in told.value.hint and "pull" in told.value.hint
    # What the newer plan does not hold may go; so may what is added for a run of this very plan.
    mine.write_bytes(approval(a="debt"))
    assert list(approvals_to_publish(office, shared)) == [f"approvals/{OLD}.json"]
    mine.write_bytes(approval(a="debt", b="no_debt", c="debt"))
    publish_plans(office, shared, approvals_to_publish(office, shared))
    assert shared.read(f"approvals/{OLD}.json") == mine.read_bytes()
    # Who has the newer plan sees what holds there.
    mine.write_bytes(approval(b="no_debt"))
    fetch_plans(office, shared)
    assert list(approvals_to_publish(office, shared)) == [f"approvals/{OLD}.json"]
