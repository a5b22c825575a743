"""The approval as a file, and what nobody can make it say by rewriting it."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from approvals import ANNA, BORIS, DEBT, NO, N, given_by
from plan_samples import NOW, plan_of

from rpa.debts.approval import Approval, Choice, approve, approved_answers, load_approval
from rpa.debts.canonical import canonical_bytes, digest
from rpa.debts.policy import DecisionPolicy
from rpa.errors import PlanError


def written(approval: Approval, tmp_path: Path) -> Path:
    path = tmp_path / "approval.json"
    path.write_bytes(approval.to_bytes())
    return path


def test_an_approval_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    plan = plan_of(tmp_path)
    approval = given_by(plan, ANNA, {N[1]: DEBT, N[3]: Choice(NO, "Погашен.")})
    again = load_approval(written(approval, tmp_path))
    assert again == approval
    assert approved_answers(plan, again) == approved_answers(plan, approval)


def test_an_approval_changed_by_hand_is_refused(tmp_path: Path) -> None:
    path = written(given_by(plan_of(tmp_path), ANNA, {N[2]: NO}), tmp_path)
    path.write_bytes(path.read_bytes().replace(ANNA.encode(), BORIS.encode()))
    with pytest.raises(PlanError, match=r"контрольная сумма не сходится\. Утвердите план заново"):
        load_approval(path)


@pytest.mark.parametrize("data", [b"", b"{}", b'{"approval":{},"sha256":"0"}', b"PK"])
def test_what_is_no_approval_is_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "approval.json"
    path.write_bytes(data)
    with pytest.raises(PlanError, match=r"approval\.json .*Утвердите план заново"):
        load_approval(path)


def test_an_approval_that_is_missing_or_of_another_version_says_so_and_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(PlanError, match=r"none\.json не читается: FileNotFoundError\. Утвердите план заново"):
        load_approval(tmp_path / "none.json")
    plain = json.loads(given_by(plan_of(tmp_path), ANNA, {N[2]: NO}).to_bytes())["approval"] | {"format": 99}
    path = tmp_path / "newer.json"
    path.write_bytes(canonical_bytes({"approval": plain, "sha256": digest(plain)}))
    with pytest.raises(PlanError, match=r"newer\.json записан другой версией программы\. Утвердите план заново"):
        load_approval(path)


BY_POLICY = {"approver": "x", "at": "2026-11-24T06:30:00Z", "how": "automatic", "source_sha256": None}
BY_NOBODY = BY_POLICY | {"approver": " ", "how": "cli"}


def forged(approval: Approval, tmp_path: Path, number: str, **changes: Any) -> Approval:
    """The approval with one item rewritten and the hash put right, as somebody with an editor could."""
    plain = json.loads(approval.to_bytes())["approval"]
    plain["items"][number].update(changes)
    path = tmp_path / "forged.json"
    path.write_bytes(canonical_bytes({"approval": plain, "sha256": digest(plain)}))
    return load_approval(path)


@pytest.mark.parametrize(
    ("flat", "changes", "said"),
    [
        (1, {"item_sha256": "0" * 64}, "утверждено не то, что стоит в плане"),
        (1, {"row_ids": ["r2", "r99"]}, "назван должник, которого нет в плане"),
        (1, {"row_ids": []}, "ответ «имеется» никого не называет"),
        (1, {"decision": "review"}, "утвердить можно только ответ «имеется» или «нет»"),
        (1, {"decision": "no_debt", "reason": ""}, "для ответа «нет» не указано основание"),
        (1, {"first": BY_NOBODY}, "не указано, кто утвердил"),
        (1, {"second": BY_POLICY}, "политика организации не утверждает такой ответ без человека"),
    ],
)
def test_a_forged_approval_never_exceeds_the_plan(
    tmp_path: Path, flat: int, changes: dict[str, Any], said: str
) -> None:
    plan = plan_of(tmp_path)
    approval = forged(given_by(plan, ANNA, {N[flat]: DEBT}), tmp_path, N[flat], **changes)
    with pytest.raises(PlanError) as refused:
        approved_answers(plan, approval)
    assert refused.value.what == f"Запрос № {N[flat]}: {said}."
    assert refused.value.hint == "Утвердите план заново."


@pytest.mark.parametrize("flat", [1, 3])
def test_nobody_can_write_the_policys_name_under_a_debt_or_a_review(tmp_path: Path, flat: int) -> None:
    plan = plan_of(tmp_path, policy=DecisionPolicy(automatic="no_debt"))
    approval = given_by(plan, ANNA, {N[flat]: DEBT})
    for changes in ({"first": BY_POLICY}, {"first": BY_POLICY, "decision": "no_debt", "reason": "x"}):
        with pytest.raises(PlanError, match="без человека"):
            approved_answers(plan, forged(approval, tmp_path, N[flat], **changes))


def test_an_approval_of_another_plan_is_refused(tmp_path: Path) -> None:
    plan = plan_of(tmp_path)
    other = plan_of(tmp_path, built_at=NOW + timedelta(minutes=1))
    approval = given_by(plan, ANNA, {N[2]: NO})
    with pytest.raises(PlanError, match=r"^Утверждение относится к другому плану") as refused:
        approved_answers(other, approval)
    assert refused.value.hint == "Утвердите план заново."
    with pytest.raises(PlanError, match="другому плану"):
        given_by(other, ANNA, {N[2]: NO}, approval)


def test_the_time_of_an_approval_has_a_zone(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="zone"):
        approve(plan_of(tmp_path), {}, approver=ANNA, at=datetime(2026, 11, 24))
