"""Workers that die, stop, come back, and a database that restarts: everything done, nothing twice."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from fleet_under_test import Fleet, Stand, wait_until
from proof import journals_hold, totals

from rpa.operate.inquiries import InquiryStore
from rpa.settings import DataRoot
from tests.postgresql import PostgreSQL

pytest.importorskip("dbos")
pytestmark = pytest.mark.timeout(900)


@pytest.fixture
def database() -> Iterator[PostgreSQL]:
    running = PostgreSQL()
    yield running
    running.close()


@contextmanager
def running(
    folder: Path, database: PostgreSQL, *, organizations: int, requests: int, inquiries: int = 0
) -> Iterator[tuple[Fleet, Stand]]:
    with ExitStack() as stack:
        stand = Stand(folder, organizations=organizations, requests=requests, inquiries=inquiries)
        stack.callback(stand.close)
        storage = (folder / "shared").as_uri()
        fleet = Fleet(folder, stand, database_url=database.url, storage_url=storage, worker_concurrency=1, park_after=6)
        stack.callback(fleet.close)
        crew = fleet.crew()
        for number, account in enumerate(stand.administrators()):
            # One organization signs in by itself; the others go on with a session somebody opened.
            fleet.publish(crew, fleet.place(account, session=number > 0))
        crew.records.close()
        yield fleet, stand


def test_a_killed_workers_organization_is_taken_over_and_nothing_is_sent_twice(
    tmp_path: Path, database: PostgreSQL
) -> None:
    with running(tmp_path, database, organizations=2, requests=3, inquiries=1) as (fleet, stand):
        accounts = stand.administrators()
        for number in (1, 2):
            fleet.start_worker(number)
        fleet.wait_for_workers(2)
        # One organization's click has arrived at the cabinet and is not answered when its worker dies.
        stand.hold_back_a_send(4, account=accounts[1]["login"])
        fleet.run("enqueue", "--all", "--tick", "t1")
        stand.wait_for_the_held_send(300)
        killed = fleet.worker_of(f"org-{accounts[1]['ogrn']}", "apply")
        killed.kill()
        wait_until(lambda: fleet.finished("t1") == len(accounts), 400, f"all done: {fleet.logs()}")
        found, status = totals(fleet, stand), fleet.status()
        assert found.received_twice == 0 and found.sent == found.done_in_ledger >= len(accounts)
        assert found.overlaps == 0
        assert found.interrupted_runs >= 1, "the kill hit a run: otherwise this test shows nothing"
        assert status["parked"] == [] and status["runs"] == {"SUCCESS": len(accounts)}
        assert journals_hold(fleet, [f"org-{account['ogrn']}" for account in accounts]) > 20
        slug = f"org-{accounts[0]['ogrn']}"
        fleet.run("pull", "-o", slug)
        office = DataRoot(fleet.settings.work).organization(slug)
        assert len(list(InquiryStore(office.inquiries))) == 1


@pytest.mark.fleet
def test_every_answer_arrives_once_though_workers_die_and_stop_and_the_database_restarts(
    tmp_path: Path, database: PostgreSQL
) -> None:
    with running(tmp_path, database, organizations=8, requests=5) as (fleet, stand):
        accounts = stand.administrators()
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
