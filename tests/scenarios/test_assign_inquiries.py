"""Executors by the rules: approved by name, exactly once, whatever refuses, interferes or dies."""

from __future__ import annotations

import json
import signal
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from rpa.audit import verify_journal
from rpa.cabinet.pages.employees import ACTIVE
from rpa.errors import PlanError
from rpa.inquiries.assignment_plan import AssignmentPlan
from rpa.job.results import RunSummary
from rpa.model import Employee
from rpa.operate.inquiries.assigning import (
    approve_assignments,
    assign,
    broken_off,
    open_assignments,
    plan_assignments,
)
from rpa.operate.place import Place
from tests.forking import start as start_process
from tests.no_pictures import no_pictures
from tests.scenarios.conftest import make_place
from tests.scenarios.known_rows import know_rows
from tests.stand.conftest import RunningStand, start_stand, stop_stand

Start = Callable[..., "Office"]


@dataclass
class Office:
    """A place of its own on the module's stand, and a part of the rules' plan under a person's name."""

    stand: RunningStand
    place: Place
    plan: AssignmentPlan
    executor: str
    others: list[str]
    since: int

    def assign(self) -> RunSummary:
        summary = assign(self.place, self.plan)
        assert summary is not None
        return summary

    def events(self, kind: str) -> list[dict[str, Any]]:
        """What the stand noted down since this office was opened."""
        return [event for event in self.stand.events(kind) if event["seq"] > self.since]

    def stores(self) -> dict[str, int]:
        """Number of an обращение → how often the stand stored an executor for it."""
        stored = [one["inquiry_number"] for one in self.events("stored") if one["what"] == "performer"]
        return {number: stored.count(number) for number in stored}

    def performers(self) -> dict[str, str | None]:
        return {one["number"]: one["performer_fio"] for one in self.stand.state(only="inquiries")["inquiries"]}

    def by_hand(self, number: str, performer_id: str) -> None:
        """A colleague gives an обращение to somebody in the cabinet."""
        base = "/messages/api/rest/services/messages/received"
        with self.stand.cabinet() as cabinet:
            row = cabinet.post(f"{base}/search;page=1;itemsPerPage=10", json={"number": number}).json()["items"][0]
            body = {"performerId": performer_id, "dateOfAppointment": "31.12.2030", "version": row["version"]}
            cabinet.put(f"{base}/{row['id']}/performer", json=body).raise_for_status()


@dataclass
class Bureau:
    """One stand whose обращения are known; each test takes items of the rules' plan that nobody used yet."""

    stand: RunningStand
    made: AssignmentPlan
    working: list[Employee]
    used: int = 0

    def office(self, folder: Path, items: int) -> Office:
        place = make_place(self.stand, folder)
        part = self.made.items[self.used : self.used + items]
        assert len(part) == items, "the stand has too few обращения"
        self.used += items
        plan = approve_assignments(place, replace(self.made, items=part), "Придуманова П. П.")
        since = max(event["seq"] for event in self.stand.events())
        others = [str(one.portal_id) for one in self.working[2:]]
        return Office(self.stand, place, plan, self.working[1].name, others, since)


def staff(stand: RunningStand) -> list[Employee]:
    """The employees as their screen is told of them."""
    with stand.cabinet() as cabinet:
        mine = cabinet.get("/ppa/api/rest/services/ppa/employees;page=1;itemsPerPage=100").raise_for_status().json()
    return [
        Employee(one["fio"], one["position"], portal_id=str(one["id"]), active=one["status"] == ACTIVE)
        for one in mine["items"]
    ]


@pytest.fixture(scope="module")
def bureau(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bureau]:
    stand, folder = start_stand("--requests", "1", "--inquiries", "16", "--session-minutes", "600"), tmp_path_factory
    try:
        place = make_place(stand, data := folder.mktemp("bureau"))
        know_rows(stand, place)
        working = [one for one in staff(stand) if one.active]
        place = make_place(stand, data, inquiries={"assign": [{"executor": working[1].name, "days": 5}]})
        made = plan_assignments(place)
        assert len(made.plan.items) >= 13
        yield Bureau(stand, made.plan, working)
    finally:
        stop_stand(stand)


@pytest.fixture
def start(bureau: Bureau, tmp_path: Path) -> Iterator[Start]:
    yield lambda items: bureau.office(tmp_path, items)
    bureau.stand.control.delete("/__stand__/faults").raise_for_status()


def test_the_rules_plan_is_carried_out_once_and_provable_but_what_a_colleague_gave_out_meanwhile(start: Start) -> None:
    office = start(3)
    items = {item.request_number: item for item in office.plan.items}
    taken, *free = items
    office.by_hand(taken, office.others[0])
    office.plan = open_assignments(office.place, office.plan.plan_id)
    endings = {result.key: result.ending.value for result in office.assign().results}
    assert endings == {taken: "answered_by_other"} | dict.fromkeys(free, "done")
    record = {one["number"]: one for one in office.stand.state(only="inquiries")["inquiries"]}
    for number in free:
        assert record[number]["performer_fio"] == office.executor
        assert record[number]["appointed"] == f"{items[number].planned}"
    assert record[taken]["performer_fio"] != office.executor
    assert office.stores() == dict.fromkeys(items, 1)

    verify_journal(office.place.folder.journal, evidence_root=office.place.folder.evidence).require()
    lines = [json.loads(line) for line in office.place.folder.journal.read_text(encoding="utf-8").splitlines()]
    approved = [line for line in lines if line["kind"] == "assignment_approved"]
    assert {line["request_number"] for line in approved} == set(items)
    pictures = [(line["request_number"], line["stage"]) for line in lines if line["kind"] == "picture"]
    assert {(free[0], "before"), (free[0], "result")} <= set(pictures)


def test_without_a_name_nothing_is_assigned_and_a_touched_plan_is_refused(start: Start) -> None:
    office = start(1)
    path = office.place.folder.inquiries / "assignments" / f"{office.plan.plan_id}.json"
    unsigned = json.loads(path.read_bytes())
    unsigned["plan"]["approver"] = None
    path.write_text(json.dumps(unsigned, ensure_ascii=False, sort_keys=True, separators=(",", ":")), encoding="utf-8")
    with pytest.raises(PlanError, match="не утверждён"):
        assign(office.place, open_assignments(office.place, office.plan.plan_id))
    unsigned["plan"]["items"][0]["executor_id"] = office.others[0]
    path.write_text(json.dumps(unsigned, ensure_ascii=False, sort_keys=True, separators=(",", ":")), encoding="utf-8")
    with pytest.raises(PlanError, match="изменён"):
        open_assignments(office.place, office.plan.plan_id)
    assert office.stores() == {}


def test_a_click_counts_by_what_the_card_shows_afterwards(start: Start) -> None:
    """One run of seven, and another fault for each of them."""
    wanted = {
        "answer_refused": "refused",
        "version_conflict": "done",
        "swallowed": "unknown",
        "reply_lost": "done",
        "cut_after": "done",
        "cut_before": "done",  # the browser repeats the call by itself
        "session_lost": "not_sent",
    }
    office = start(len(wanted))
    items = dict(zip(wanted, office.plan.items, strict=True))
    for fault, item in items.items():
        text = {"text": "Сотрудник в отпуске."} if fault == "answer_refused" else {}
        office.stand.arm(fault, path=f"{item.portal_id}/performer", **text)
    with no_pictures():
        results = {result.key: result for result in office.assign().results}
    assert {one["name"] for one in office.events("fault")} == set(wanted)
    performers, stores = office.performers(), office.stores()
    for fault, ending in wanted.items():
        number = items[fault].request_number
        assert results[number].ending.value == ending, (fault, results[number].detail)
        stored = performers[number] == office.executor
        assert stored is (ending == "done"), fault
        assert stores.get(number, 0) == int(stored), fault
    assert "в отпуске" in results[items["answer_refused"].request_number].detail


def test_a_run_killed_at_the_click_is_finished_by_the_next_without_a_second_assignment(start: Start) -> None:
    office = start(2)
    data = office.place.folder.root.parent.parent
    for moment, stored_then in (("before", 0), ("after", 1)):
        # A session of its own: its orphaned browser driver ends the whole process group.
        robot = start_process(
            "tests.scenarios.assigning_robot", str(data), office.plan.plan_id, moment, new_session=True
        )
        robot.communicate(200)
        assert robot.returncode == -signal.SIGKILL, moment
        assert sum(office.stores().values()) >= stored_then, moment
        assert broken_off(office.place), moment
        # The next plan may hold nothing any more, and what was broken off is read all the same.
        with no_pictures():
            read = assign(office.place, replace(office.plan, items=(), approver=None))
        assert read is not None and len(read.results) == 1, moment
        assert sum(office.stores().values()) == stored_then and not broken_off(office.place), moment
        assert assign(office.place, replace(office.plan, items=())) is None, moment
    with no_pictures():
        assert office.assign().counts() == {"already": 1, "done": 1}
    assert office.stores() == {item.request_number: 1 for item in office.plan.items}
    assert {office.performers()[item.request_number] for item in office.plan.items} == {office.executor}
