"""Notification settings and rights on the stand: the difference made once, every refusal, evidence of all of it."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from rpa.audit import verify_journal
from rpa.errors import AccessDenied, BadSettings, NeedsOperator, Temporary
from rpa.inquiries.notification import CabinetState
from rpa.inquiries.wanted import Difference, RightsChange
from rpa.job import catalogue, retry
from rpa.job.runner import prepared
from rpa.model import RIGHT_DISTRIBUTE, RIGHT_WORK, Employee
from rpa.operate.cabinet_settings import (
    SettingsPlan,
    apply_settings,
    last_verdict,
    plan_settings,
    read_state,
)
from rpa.operate.place import Place, silent
from tests.no_pictures import no_pictures
from tests.scenarios.conftest import make_place
from tests.stand.conftest import RunningStand, start_stand, stop_stand


@pytest.fixture(scope="module")
def shared() -> Iterator[RunningStand]:
    """For tests that change nothing, or fail before they do."""
    running = start_stand("--requests", "1", "--inquiries", "1", "--session-minutes", "600")
    yield running
    stop_stand(running)


@pytest.fixture(autouse=True)
def faults_end_with_the_test(request: pytest.FixtureRequest) -> Iterator[None]:
    yield
    if "shared" in request.fixturenames:
        request.getfixturevalue("shared").control.delete("/__stand__/faults").raise_for_status()


def held(stand: RunningStand) -> dict[str, set[str]]:
    """Employee → captions of rights, by the stand's own record."""
    mine = stand.state(only="rights", ogrn=stand.account["ogrn"])["rights"]
    return {one["employee_id"]: set(one["rights"]) for one in mine}


def box(stand: RunningStand) -> bool:
    mine = stand.state(only="settings", ogrn=stand.account["ogrn"])["settings"]
    return bool(mine[0]["email_inquiry_notifications"])


def saves(stand: RunningStand) -> int:
    """How many settings the stand stored."""
    return sum(one["what"] in ("settings", "rights") for one in stand.events("stored"))


def staff(stand: RunningStand) -> list[Employee]:
    """Who they are, without their rights."""
    with stand.cabinet() as cabinet:
        mine = cabinet.get("/ppa/api/rest/services/ppa/employees;page=1;itemsPerPage=100").json()["items"]
    return [Employee(one["fio"], one["position"], portal_id=str(one["id"])) for one in mine]


def wishing(stand: RunningStand, folder: Path, *positions: str, box: bool, **rights: Any) -> Place:
    """A place that wishes the rights for the employees of these positions."""
    wished = [
        {"name": one.name, "position": one.position} | rights for one in staff(stand) if one.position in positions
    ]
    assert len(wished) == len(positions)
    return make_place(stand, folder, cabinet={"email_notifications": box, "employees": wished})


def records(place: Place, kind: str) -> list[dict[str, Any]]:
    lines = [json.loads(line) for line in place.folder.journal.read_text(encoding="utf-8").splitlines()]
    return [line for line in lines if line.get("kind") == kind]


def test_the_cabinet_is_brought_to_the_wishes_once_with_pictures_and_pruning_takes_the_rest_but_not_ones_own_rights(
    stand: RunningStand, tmp_path: Path
) -> None:
    place = wishing(stand, tmp_path, "Юрист", "Диспетчер", box=True)
    planned = plan_settings(place)
    assert planned.difference.box is True
    assert [change.grant for change in planned.difference.rights] == [
        (RIGHT_DISTRIBUTE,),
        (RIGHT_DISTRIBUTE, RIGHT_WORK),
    ]
    before = held(stand)
    apply_settings(place, planned)

    assert box(stand)
    changed = {str(change.employee.portal_id) for change in planned.difference.rights}
    assert all(held(stand)[one] >= {RIGHT_DISTRIBUTE, RIGHT_WORK} for one in changed)
    assert {one: rights for one, rights in held(stand).items() if one not in changed} == {
        one: rights for one, rights in before.items() if one not in changed
    }
    assert saves(stand) == 3

    again = plan_settings(place)
    assert not again.difference
    assert apply_settings(place, again) is None
    assert saves(stand) == 3
    told = last_verdict(place)
    assert told is not None
    assert told["arrives"]

    pictures = records(place, "picture")
    assert sorted((one["request_number"][:8], one["stage"]) for one in pictures) == sorted(
        itertools.chain.from_iterable(
            [(name, "before"), (name, "after")] for name in ("organiza", "employee", "employee")
        )
    )
    assert all((place.folder.evidence / one["path"]).is_file() for one in pictures)
    assert len(records(place, "setting")) == 3
    verify_journal(place.folder.journal, evidence_root=place.folder.evidence).require()
    text = place.folder.journal.read_text(encoding="utf-8")
    assert not [word for change in planned.difference.rights for word in change.employee.name.split() if word in text]

    pruned = wishing(stand, tmp_path / "pruned", "Юрист", box=False)
    planned = plan_settings(pruned, prune=True, state=again.state)
    kept = plan_settings(pruned, state=again.state)
    assert not any(change.revoke for change in kept.difference.rights)
    assert planned.state.user
    apply_settings(pruned, planned)
    positions = {one.portal_id: one.position for one in planned.state.employees}
    managed = {positions[one]: rights & {RIGHT_DISTRIBUTE, RIGHT_WORK} for one, rights in held(stand).items()}
    assert {position: rights for position, rights in managed.items() if rights} == {
        "Юрист": {RIGHT_DISTRIBUTE, RIGHT_WORK}
    }
    assert not box(stand)


PASSING = (
    ("box", "version_conflict", {}), ("box", "reply_lost", {}), ("box", "cut_before", {}),
    ("box", "attention", {"path": "/organizations/settings"}),
    ("box", "session_lost", {"path": "/organizations/settings"}),
    ("rights", "version_conflict", {}), ("rights", "cut_after", {}), ("rights", "swallowed", {}),
    ("rights", "error_500_once", {"path": "/rights"}),
)  # fmt: skip


def test_a_passing_trouble_is_repeated_and_the_wish_holds_in_the_end(
    shared: RunningStand, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All of them in one run. Each round wishes the opposite of what is there, so that there is something to change."""
    monkeypatch.setattr(retry, "policy", partial(retry.policy, pause=0.05))
    place = make_place(shared, tmp_path)
    engineer = next(one for one in staff(shared) if one.position == "Главный инженер")
    scenario = catalogue.load("apply_cabinet_settings")

    async def rounds() -> None:
        async with prepared(place.wanted("apply_cabinet_settings", given=None, on_progress=silent, pages=1)) as job:
            for what, fault, options in PASSING:
                ticked, works = box(shared), RIGHT_WORK in held(shared)[str(engineer.portal_id)]
                turned = {"revoke" if works else "grant": (RIGHT_WORK,)}
                job.given = Difference(None, (RightsChange(engineer, **turned),))
                if what == "box":
                    job.given = Difference(not ticked, ())
                seen = shared.events("fault")
                shared.arm(fault, **options)
                results = await scenario.run(job.cabinet, job)
                assert all(one.good for one in results), (what, fault, results)
                assert [one["name"] for one in shared.events("fault")[len(seen) :]] == [fault], (what, fault)
                assert box(shared) is (ticked ^ (what == "box")), (what, fault)
                now_works = RIGHT_WORK in held(shared)[str(engineer.portal_id)]
                assert now_works is (works ^ (what == "rights")), (what, fault)

    with no_pictures():
        place.complete(rounds())


def turning(now: bool) -> SettingsPlan:
    """A plan that wishes the check box to be the opposite of what it is now."""
    return SettingsPlan(CabinetState(now, ()), Difference(not now, ()))


def test_a_refusal_keeps_the_sites_words_and_changes_nothing(shared: RunningStand, tmp_path: Path) -> None:
    now = box(shared)
    shared.arm("answer_refused", text="Недостаточно прав для изменения настройки.")
    with pytest.raises(NeedsOperator, match="Недостаточно прав"):
        apply_settings(make_place(shared, tmp_path), turning(now))
    assert box(shared) is now


def test_a_change_that_never_sticks_is_no_success(
    shared: RunningStand, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retry, "policy", partial(retry.policy, attempts=2, pause=0.05))
    now = box(shared)
    met = shared.events("fault")
    shared.arm("swallowed", count="always")
    with pytest.raises(Temporary):
        apply_settings(make_place(shared, tmp_path), turning(now))
    assert box(shared) is now
    assert len(shared.events("fault")) - len(met) == 2, "it was tried once more"


def test_an_employee_without_the_right_to_the_screens_is_told_whom_to_ask(shared: RunningStand, tmp_path: Path) -> None:
    accountants = [one for one in shared.facts["accounts"] if one["position"] == "Бухгалтер"]
    place = make_place(replace(shared, facts=shared.facts | {"accounts": accountants}), tmp_path)
    with pytest.raises(AccessDenied):
        read_state(place)


def test_an_employee_who_is_not_there_stops_before_anything_is_touched(shared: RunningStand, tmp_path: Path) -> None:
    before = saves(shared)
    wished = [{"name": "Нездешний Пётр Ильич"}]
    place = make_place(shared, tmp_path, cabinet={"email_notifications": not box(shared), "employees": wished})
    with pytest.raises(BadSettings, match=r"cabinet\.employees\[0\]"):
        plan_settings(place)
    assert saves(shared) == before
