"""One worker, SQLite, no server: the fleet of a single machine."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from fleet_under_test import Fleet, Stand, wait_until

pytest.importorskip("dbos")
pytestmark = pytest.mark.fleet


@pytest.fixture
def stand(tmp_path: Path) -> Iterator[Stand]:
    running = Stand(tmp_path, organizations=2, requests=5)
    yield running
    running.close()


@pytest.fixture
def fleet(tmp_path: Path, stand: Stand) -> Iterator[Fleet]:
    running = Fleet(tmp_path, stand)
    yield running
    running.close()


def test_one_worker_signs_in_plans_and_sends_what_the_policy_allows_exactly_once(fleet: Fleet, stand: Stand) -> None:
    places = [fleet.place(account, session=False) for account in stand.administrators()]
    worker = fleet.start_worker()
    fleet.wait_for_workers(1)
    fleet.run("enqueue", "--all", "--tick", "t1")
    again = json.loads(fleet.run("enqueue", "--all", "--tick", "t1", "--json"))
    assert len(again["enqueued"]) == len(places)
    wait_until(lambda: fleet.status()["runs"].get("SUCCESS") == 2, 120, f"both runs: {fleet.logs()}")
    status = fleet.status()
    assert status["runs"] == {"SUCCESS": 2}, "asking twice for one tick is one run"
    assert status["parked"] == []
    sent = [request for request in stand.requests() if request["send_attempts"]]
    assert len(sent) == status["answers"]["done"] > 0
    assert all(request["sends"] == request["send_attempts"] == 1 for request in sent)
    fleet.run("drain")
    assert worker.wait(60) == 0
