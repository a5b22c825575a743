"""Workers that die, stop, come back, and a database that restarts: everything done, nothing twice."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from fleet_under_test import Fleet, Stand, wait_until
from postgresql import PostgreSQL
from proof import journals_hold, totals

pytest.importorskip("dbos")
pytestmark = [pytest.mark.fleet, pytest.mark.timeout(600)]


@pytest.fixture
def database() -> Iterator[PostgreSQL]:
    running = PostgreSQL()
    yield running
    running.close()


@pytest.fixture
def stand(tmp_path: Path) -> Iterator[Stand]:
    running = Stand(tmp_path, organizations=8, requests=5)
    yield running
    running.close()


@pytest.fixture
def fleet(tmp_path: Path, stand: Stand, database: PostgreSQL) -> Iterator[Fleet]:
    running = Fleet(
        tmp_path, stand, database_url=database.url, storage_url=(tmp_path / "shared").as_uri(), worker_concurrency=1,
        park_after=6,
    )  # fmt: skip
    yield running
    running.close()


def test_every_answer_arrives_once_though_workers_die_and_stop_and_the_database_restarts(
    fleet: Fleet, stand: Stand, database: PostgreSQL
) -> None:
    crew = fleet.crew()
    accounts = stand.administrators()
    for number, account in enumerate(accounts):
        # One organization signs in by itself; the others go on with a session somebody opened.
        fleet.publish(crew, fleet.place(account, session=number > 0))
    crew.records.close()
    killed, stopped, _steady = (fleet.start_worker(number) for number in (1, 2, 3))
    fleet.wait_for_workers(3)
    fleet.run("enqueue", "--all", "--tick", "t1")

    wait_until(lambda: _sent(stand) >= 2, 120, f"the first answers: {fleet.logs()}", every=0.05)
    killed.kill()
    wait_until(lambda: _sent(stand) >= 5, 120, f"more answers: {fleet.logs()}", every=0.05)
    os.kill(stopped.pid, signal.SIGSTOP)
    wait_until(lambda: _sent(stand) >= 8, 120, f"more answers: {fleet.logs()}", every=0.05)
    database.crash()
    database.start()
    wait_until(lambda: fleet.finished("t1") >= len(accounts) // 2, 200, f"half: {fleet.logs()}")
    wait_until(lambda: fleet.taken_for_dead(stopped), 60, "the end of its lease")
    os.kill(stopped.pid, signal.SIGCONT)
    assert stopped.wait(30) == 75, "a worker that was away too long ends itself"
    wait_until(lambda: fleet.finished("t1") == len(accounts), 300, f"all done: {fleet.logs()}")

    found = totals(fleet, stand)
    assert found.received_twice == 0 and found.sent == found.done_in_ledger > 8
    assert found.overlaps == 0
    assert found.interrupted_runs >= 1, "the kill hit a run: otherwise this test shows nothing"
    status = fleet.status()
    assert status["parked"] == [] and status["runs"] == {"SUCCESS": len(accounts)}
    assert journals_hold(fleet, [f"org-{account['ogrn']}" for account in accounts[:4]]) > 20


def _sent(stand: Stand) -> int:
    return sum(request["sends"] for request in stand.requests())
