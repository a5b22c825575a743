"""The plan as a file: the same inputs give the same bytes, and what was changed or is no plan is refused."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from plan_samples import MATCHES, asked, plan_of

from rpa.debts.canonical import canonical_bytes, digest
from rpa.debts.plan import load_plan, parse_plan
from rpa.debts.policy import DecisionPolicy
from rpa.errors import PlanError


def test_a_plan_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    plan = plan_of(tmp_path)
    path = tmp_path / "plan.json"
    path.write_bytes(plan.to_bytes())
    again = load_plan(path)
    assert again == plan
    assert (again.sha256, again.to_bytes()) == (plan.sha256, plan.to_bytes())
    assert [item.sha256 for item in again.items] == [item.sha256 for item in plan.items]


def test_the_plan_names_the_hashes_it_rests_on(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, served_houses_sha256="a" * 64)
    assert plan.basis.dataset_sha256 == "d" * 64
    assert plan.basis.served_houses_sha256 == "a" * 64
    assert plan.basis.policy_sha256 == DecisionPolicy().sha256
    assert plan_of(tmp_path, policy=DecisionPolicy(settlement="debt")).sha256 != plan.sha256


@given(order=st.permutations(range(1, 6)), twice=st.integers(1, 5))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
def test_the_plan_of_the_same_inputs_is_byte_equal_whatever_their_order(
    tmp_path: Path, order: list[int], twice: int
) -> None:
    requests = [asked(number, str(number)) for number in (*order, twice)]
    backwards = {
        flat: replace(found, same=found.same[::-1], ambiguous=found.ambiguous[::-1]) for flat, found in MATCHES.items()
    }
    assert plan_of(tmp_path, requests, matches=backwards).to_bytes() == plan_of(tmp_path).to_bytes()


def _changed(plan: bytes, change: Any, *, mend: bool) -> bytes:
    document = json.loads(plan)
    change(document["plan"])
    if mend:
        document["sha256"] = digest(document["plan"])
    return canonical_bytes(document)


def test_a_plan_changed_by_hand_is_refused(tmp_path: Path) -> None:
    data = plan_of(tmp_path).to_bytes()
    changed = _changed(data, lambda plan: plan["items"][2].update(decision="no_debt"), mend=False)
    with pytest.raises(PlanError, match="изменён после построения"):
        parse_plan(changed)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda plan: plan.update(format=2), "версией программы"),
        (lambda plan: plan["basis"].update(rules_version="0"), "версии правил"),
        (lambda plan: plan.update(more=1), "полей"),
        (lambda plan: plan["items"][0].update(decision="maybe"), "полей"),
    ],
)
def test_a_plan_of_another_version_or_shape_is_refused(tmp_path: Path, change: Any, said: str) -> None:
    with pytest.raises(PlanError, match=said):
        parse_plan(_changed(plan_of(tmp_path).to_bytes(), change, mend=True))


@pytest.mark.parametrize("data", [b"", b"{}", b"[]", b"null", b'{"plan":1,"sha256":2}', b"\xff\xfe", b"PK\x03\x04"])
def test_what_is_no_plan_is_refused(data: bytes) -> None:
    with pytest.raises(PlanError):
        parse_plan(data)


def test_a_missing_plan_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PlanError, match=r"none\.json не читается: FileNotFoundError"):
        load_plan(tmp_path / "none.json")


def test_a_broken_plan_is_named_by_its_file(tmp_path: Path) -> None:
    (tmp_path / "p.json").write_bytes(b"PK")
    with pytest.raises(PlanError, match=r"p\.json — не план"):
        load_plan(tmp_path / "p.json")
    with pytest.raises(PlanError, match="Файл план — не план"):
        parse_plan(b"PK")


def test_a_plan_needs_to_know_the_zone_of_its_time(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="zone"):
        plan_of(tmp_path, built_at=datetime(2026, 11, 24))
