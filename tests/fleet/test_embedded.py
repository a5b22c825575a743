"""One worker, SQLite, no server: the fleet of a single machine, killed in the middle and started again."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from fleet_under_test import Fleet, Stand, wait_until
from proof import totals

from rpa.operate.inquiries import InquiryStore
from rpa.settings import DataRoot

pytest.importorskip("dbos")
pytestmark = pytest.mark.timeout(600)
ORGANIZATIONS = 2


@pytest.fixture
def stand(tmp_path: Path) -> Iterator[Stand]:
    running = Stand(tmp_path, organizations=ORGANIZATIONS, requests=3, inquiries=1)
    yield running
    running.close()


@pytest.fixture
def fleet(tmp_path: Path, stand: Stand) -> Iterator[Fleet]:
    running = Fleet(tmp_path, stand, organization_lease_seconds=8, retry_seconds=1, attempts=40)
    yield running
    running.close()


def test_every_answer_arrives_once_though_the_worker_is_killed_in_the_middle(fleet: Fleet, stand: Stand) -> None:
    for number, account in enumerate(stand.administrators()):
        # One organization signs in by itself; the others go on with a session somebody opened.
        fleet.place(account, session=number > 0)
    killed = fleet.start_worker()
    fleet.wait_for_workers(1)
    stand.hold_back_a_send(4)
    fleet.run("enqueue", "--all", "--tick", "t1")
    again = json.loads(fleet.run("enqueue", "--all", "--tick", "t1", "--json"))
    assert len(again["enqueued"]) == ORGANIZATIONS and again["added"] == []

    # The cabinet has the click and has not answered it: the worst moment to die.
    stand.wait_for_the_held_send(300)
    killed.kill()
    killed.wait(30)
    worker = fleet.start_worker()
    wait_until(lambda: fleet.runs().get("SUCCESS") == ORGANIZATIONS, 400, f"all runs: {fleet.logs()}")

    found, status = totals(fleet, stand), fleet.status()
    assert status["runs"] == {"SUCCESS": ORGANIZATIONS}, "asking twice for one tick is one run"
    assert status["parked"] == []
    assert found.received_twice == 0 and found.sent == found.done_in_ledger > ORGANIZATIONS
    assert found.overlaps == 0
    assert found.interrupted_runs >= 1, "the kill hit a run: otherwise this test shows nothing"
    folders = [DataRoot(fleet.data).organization(slug) for slug in DataRoot(fleet.data).slugs()]
    assert [len(list(InquiryStore(folder.inquiries))) for folder in folders] == [1] * ORGANIZATIONS
    fleet.run("drain")
    assert worker.wait(120) == 0
