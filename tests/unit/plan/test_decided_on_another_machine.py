"""A worker sends for hours; what somebody publishes meanwhile from another machine counts from then on."""

from __future__ import annotations

from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest
from approvals import reasons_of
from plan_samples import NOW
from test_plans_in_a_row import ANNA, FIRST, SECOND, WORD, approved, planned

from rpa.audit import SharedFiles
from rpa.debts.approval import Approval, approve
from rpa.fleet.crew import FleetPlace
from rpa.fleet.storage import Storage
from rpa.model import Decision
from rpa.operate.place import Place
from rpa.operate.planning import open_plan, plan_id, save_approval

pytest.importorskip("dbos")


@pytest.fixture
def shared(tmp_path: Path) -> SharedFiles:
    return Storage((tmp_path / "shared").as_uri(), {}).of("uk")


@pytest.mark.parametrize("published", [True, False], ids=["published before", "decided in the worker's own folder"])
def test_an_approval_taken_back_on_another_machine_while_a_worker_sends_is_not_sent(
    place: Place, shared: SharedFiles, published: bool
) -> None:
    made = planned(place, 0)
    approved(place, made)
    plan, approval = open_plan(place)
    names: dict[str, Any] = {one.name: getattr(place, one.name) for one in fields(Place)}
    worker = FleetPlace(**names, shared=shared)

    def publish(given: Approval) -> None:
        shared.replace(f"approvals/{plan_id(plan)}.json", given.to_bytes())

    if published:
        publish(approval)
    reasons = reasons_of(worker, plan, approval)
    assert reasons(FIRST) == () == reasons(SECOND)
    back = approve(plan, {FIRST: Decision.REVIEW}, approver=ANNA, at=NOW, approval=approval)
    publish(approve(plan, {SECOND: WORD[SECOND]}, approver="Второй Пётр", at=NOW, approval=back))
    taken = ("Пока шёл прогон, решение по этому запросу изменили на другой машине.",)
    assert reasons(FIRST) == (taken if published else ())
    assert reasons(SECOND) == (), "signed anew is not changed"
    assert reasons_of(replace(worker, shared=None), plan, approval)(FIRST) == ()


def test_of_two_signatures_taken_back_one_given_anew_is_not_enough(place: Place, shared: SharedFiles) -> None:
    policy = place.settings.decision.model_copy(update={"two_people_for_debt": True})
    place = replace(place, settings=place.settings.model_copy(update={"decision": policy}))
    made = planned(place, 0)
    one = approve(made.plan, {FIRST: WORD[FIRST]}, approver=ANNA, at=NOW)
    both = approve(made.plan, {FIRST: WORD[FIRST]}, approver="Второй Пётр", at=NOW, approval=one)
    save_approval(place, made.plan, both)
    names: dict[str, Any] = {found.name: getattr(place, found.name) for found in fields(Place)}
    worker = FleetPlace(**names, shared=shared)
    published = f"approvals/{plan_id(made.plan)}.json"
    shared.replace(published, both.to_bytes())
    elsewhere, here = reasons_of(worker, made.plan, both), reasons_of(place, made.plan, both)
    assert elsewhere(FIRST) == ()
    shared.replace(published, one.to_bytes())
    assert elsewhere(FIRST) == ("Пока шёл прогон, решение по этому запросу изменили на другой машине.",)
    save_approval(place, made.plan, one)
    assert here(FIRST) == ("Перед самым прогоном решение по этому запросу изменили.",)
