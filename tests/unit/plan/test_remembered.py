"""What an intent stands for is found by its hash, whatever became of the approval and of the rules since."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from approvals import ANNA, N, given_by
from plan_samples import NOW, plan_of

from rpa.debts.approval import Choice, approve, approved_answers
from rpa.debts.plan import Plan, load_plan
from rpa.errors import PlanError
from rpa.ledger import Intent, IntentKind
from rpa.model import Decision
from rpa.operate.place import Place
from rpa.operate.planning import keep_plan, plan_id, save_approval
from rpa.operate.remembering import remembered
from rpa.settings import DataRoot, OrganizationSettings
from tests.cheap_vault import cheap_vault

OGRN = "1234567890123"


@pytest.fixture
def place(tmp_path: Path) -> Place:
    settings = OrganizationSettings.model_validate({"organization": {"name": "Придуманная УК", "ogrn": OGRN}})
    folder = DataRoot(tmp_path / "data").organization("uk").create()
    return Place(folder, settings, cheap_vault(folder.vault, "a made-up pass phrase"), now=lambda: NOW)


def sent(plan: Plan, number: str, choice: Decision | Choice) -> Intent:
    """What was on its way when the process died."""
    given = approve(plan, {number: choice}, approver=ANNA, at=NOW, reason="сверено с бухгалтерией")
    [answer] = approved_answers(plan, given)
    at = datetime(2026, 3, 9, tzinfo=UTC)
    return Intent(1, OGRN, number, IntentKind.SEND, answer.content_sha256, plan.sha256, "run", 1, at)


def choices(plan: Plan, number: str) -> list[Decision | Choice]:
    """Every way a person could have named one person of the item."""
    item = plan.by_number[number]
    people = [*item.debtors, *(candidate.debtor for candidate in item.candidates)]
    return [Choice(Decision.DEBT, row_ids=person.row_ids) for person in people]


def test_an_answer_whose_approval_was_taken_back_after_the_click_is_remembered(place: Place, tmp_path: Path) -> None:
    plan = plan_of(tmp_path)
    keep_plan(place, plan)
    tried = 0
    for number in plan.by_number:
        for choice in choices(plan, number):
            intent = sent(plan, number, choice)
            found = remembered(place)(intent)
            assert found is not None and found.content_sha256 == intent.content_sha256 and found.approvers == ()
            tried += 1
    assert tried > 2
    assert remembered(place)(replace(sent(plan, N[1], Decision.DEBT), content_sha256="f" * 64)) is None


def test_a_plan_made_before_an_upgrade_of_the_rules_still_tells_what_was_sent(place: Place, tmp_path: Path) -> None:
    made = plan_of(tmp_path)
    plan = replace(made, basis=replace(made.basis, rules_version="0"))
    path = keep_plan(place, plan)
    save_approval(place, plan, given_by(plan, ANNA, {N[1]: Decision.DEBT}))
    found = remembered(place)(sent(plan, N[1], Decision.DEBT))
    assert found is not None and found.approvers == (ANNA,)
    with pytest.raises(PlanError, match="другой версии правил"):
        load_plan(path)
    assert plan_id(load_plan(path, any_rules=True)) == path.stem
