"""A «нет» that the rules proved leaves only while what they proved it from is there: files of data, settings."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from approvals import ANNA, BORIS, DEBT, NO, N, given_by, reasons_of
from plan_samples import dataset, plan_of

from rpa.debts.approval import Approval, Choice, approve_automatically
from rpa.debts.canonical import file_sha256
from rpa.debts.plan import Plan
from rpa.debts.policy import DecisionPolicy
from rpa.operate.place import Place
from rpa.operate.planning import keep_plan

REPLACED = ("Файлы данных заменены после построения плана: постройте план заново.",)
OTHER_SETTINGS = ("Раздел decision в настройках изменён после построения плана: постройте план заново.",)
WISHED = DecisionPolicy(automatic="no_debt_exact")


def wishing(place: Place, **changes: Any) -> Place:
    decision = WISHED.model_copy(update=changes)
    return replace(place, settings=place.settings.model_copy(update={"decision": decision}))


@pytest.fixture
def made(place: Place, tmp_path: Path) -> tuple[Place, Plan, Approval]:
    """A plan of files that lie there: 2 is a «нет» by policy, 5 one that Anna approved, the others she decided."""
    register, houses, mapping = tmp_path / "d.xlsx", tmp_path / "houses.csv", tmp_path / "columns.yaml"
    register.write_bytes(b"of yesterday")
    houses.write_bytes(b"one house")
    mapping.write_bytes(b"columns: {rest_main: K}")
    source = place.settings.dataset.model_copy(update={"served_houses": houses, "mapping": mapping})
    place = wishing(replace(place, settings=place.settings.model_copy(update={"dataset": source})))
    plan = plan_of(
        tmp_path,
        policy=WISHED,
        organization_ogrn=place.settings.organization.ogrn,
        dataset=dataset(sha256=file_sha256(register)),
        served_houses_sha256=file_sha256(houses),
        mapping_sha256=file_sha256(mapping),
    )
    decided = {N[1]: DEBT, N[4]: Choice(NO, "Другое жильё."), N[5]: NO}
    given = given_by(plan, ANNA, decided, approve_automatically(plan, at=plan.built_at))
    keep_plan(place, plan, given)
    return place, plan, given


def test_nothing_is_kept_back_while_everything_is_as_it_was(made: tuple[Place, Plan, Approval]) -> None:
    why = reasons_of(*made)
    assert [why(N[flat]) for flat in (1, 2, 4, 5)] == [()] * 4


@pytest.mark.parametrize("name", ["d.xlsx", "houses.csv", "columns.yaml"])
def test_a_no_the_rules_proved_from_other_files_does_not_leave(
    made: tuple[Place, Plan, Approval], tmp_path: Path, name: str
) -> None:
    """The fresh register may hold the debt; what a person said on their own word, and a debt, do not rest on it."""
    why = reasons_of(*made)
    assert why(N[2]) == ()
    (tmp_path / name).write_bytes(b"of today, while the run goes on")
    assert [why(N[flat]) for flat in (2, 5)] == [REPLACED] * 2
    assert [why(N[flat]) for flat in (1, 4)] == [()] * 2


def test_other_spellings_learned_since_keep_a_no_back(made: tuple[Place, Plan, Approval]) -> None:
    made[0].folder.aliases.write_text("learned: since")
    assert reasons_of(*made)(N[5]) == REPLACED


@pytest.mark.parametrize("named", [None, "houses.csv"])
def test_a_no_read_by_another_mapping_does_not_leave(
    made: tuple[Place, Plan, Approval], tmp_path: Path, named: str | None
) -> None:
    """The settings name none any more, or another: other columns may say that there is a debt."""
    place, *rest = made
    source = place.settings.dataset.model_copy(update={"mapping": tmp_path / named if named else None})
    place = replace(place, settings=place.settings.model_copy(update={"dataset": source}))
    why = reasons_of(place, *rest)
    assert [why(N[flat]) for flat in (1, 2, 4, 5)] == [(), REPLACED, (), REPLACED]


def test_files_that_are_not_there_keep_back_what_nobody_but_the_policy_approved(
    made: tuple[Place, Plan, Approval], tmp_path: Path
) -> None:
    (tmp_path / "d.xlsx").unlink()
    why = reasons_of(*made)
    assert (why(N[2]), why(N[5])) == (REPLACED, ())


@pytest.mark.parametrize("changes", [{"automatic": "nothing"}, {"not_a_court_act": "review"}])
def test_a_no_decided_under_other_settings_does_not_leave(
    made: tuple[Place, Plan, Approval], changes: dict[str, Any]
) -> None:
    place, *rest = made
    why = reasons_of(wishing(place, **changes), *rest)
    assert [why(N[flat]) for flat in (1, 2, 4, 5)] == [(), OTHER_SETTINGS, (), OTHER_SETTINGS]


def test_a_debt_that_two_have_to_sign_by_now_does_not_leave_on_one_signature(
    made: tuple[Place, Plan, Approval],
) -> None:
    place, *rest = made
    [reason] = reasons_of(wishing(place, two_people_for_debt=True), *rest)(N[1])
    assert "two_people_for_debt" in reason


def test_a_debt_that_two_signed_leaves(place: Place, tmp_path: Path) -> None:
    two = DecisionPolicy(two_people_for_debt=True)
    place = replace(place, settings=place.settings.model_copy(update={"decision": two}))
    plan = plan_of(tmp_path, policy=two, organization_ogrn=place.settings.organization.ogrn)
    given = given_by(plan, BORIS, {N[1]: DEBT}, given_by(plan, ANNA, {N[1]: DEBT}))
    keep_plan(place, plan, given)
    assert reasons_of(place, plan, given)(N[1]) == ()
