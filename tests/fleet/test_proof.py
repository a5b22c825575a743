"""The whole proof, run by ``make fleet-proof``: 200 organizations under three workers, and throughput of 1, 2, 4.

The folder named by ``RPA_FLEET_PROOF`` gets the figures as JSON. Sessions are opened through the stand's control door
and put into the fleet's session store: signing in takes longer than all else a run does, and other tests sign in.
"""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import psutil
import pytest
import sqlalchemy as sa
from fleet_under_test import Fleet, Stand, wait_until
from proof import begun, journals_hold, totals

from tests.postgresql import PostgreSQL

pytest.importorskip("dbos")
FOLDER = os.environ.get("RPA_FLEET_PROOF", "")
pytestmark = [
    pytest.mark.fleet,
    pytest.mark.timeout(5400),
    pytest.mark.skipif(not FOLDER, reason="the whole proof takes long: make fleet-proof"),
]
THROUGHPUT = int(os.environ.get("RPA_FLEET_PROOF_THROUGHPUT", "24"))
ORGANIZATIONS = int(os.environ.get("RPA_FLEET_PROOF_ORGANIZATIONS", "200"))


@contextmanager
def running(folder: Path, organizations: int, **settings: Any) -> Iterator[tuple[Fleet, Stand, PostgreSQL]]:
    folder.mkdir(parents=True, exist_ok=True)
    latency = settings.pop("latency", 0)
    with ExitStack() as stack:
        database = PostgreSQL()
        stack.callback(database.close)
        stand = Stand(folder, organizations=organizations, requests=5, latency=latency)
        stack.callback(stand.close)
        storage = (folder / "shared").as_uri()
        fleet = Fleet(folder, stand, database_url=database.url, storage_url=storage, park_after=8, **settings)
        stack.callback(fleet.close)
        crew = fleet.crew()
        for account in stand.administrators():
            fleet.publish(crew, fleet.place(account, session=True))
        crew.records.close()
        yield fleet, stand, database


def keep(name: str, found: Any) -> None:
    Path(FOLDER).mkdir(parents=True, exist_ok=True)
    (Path(FOLDER) / name).write_text(json.dumps(found, indent=1) + "\n")


def test_two_hundred_organizations_each_answer_once_under_three_workers(tmp_path: Path) -> None:
    with running(tmp_path, ORGANIZATIONS, worker_concurrency=1) as (fleet, stand, database):
        accounts = stand.administrators()
        assert len(accounts) == ORGANIZATIONS
        killed, stopped, _steady = (fleet.start_worker(number) for number in (1, 2, 3))
        fleet.wait_for_workers(3)
        began = time.monotonic()
        fleet.run("enqueue", "--all", "--tick", "t1")

        def done() -> int:
            return fleet.finished("t1")

        wait_until(lambda: done() >= ORGANIZATIONS // 10, 1800, "a tenth", every=1)
        # Whichever organization it has in hand, a run of it is cut short: each of the three is inside one.
        wait_until(lambda: begun(database.url) >= 3, 600, "a run in the hands of every worker", every=0.02)
        killed.kill()
        fleet.start_worker(4)
        wait_until(lambda: done() >= ORGANIZATIONS // 4, 1800, "a quarter", every=1)
        os.kill(stopped.pid, signal.SIGSTOP)
        wait_until(lambda: done() >= ORGANIZATIONS // 2, 1800, "half", every=1)
        database.crash()
        database.start()
        wait_until(lambda: done() >= ORGANIZATIONS * 6 // 10, 1800, "six tenths", every=1)
        wait_until(lambda: fleet.taken_for_dead(stopped), 60, "the end of its lease")
        os.kill(stopped.pid, signal.SIGCONT)
        assert stopped.wait(60) == 75
        wait_until(lambda: done() >= ORGANIZATIONS, 3600, f"all: {fleet.logs()}", every=2)
        seconds = time.monotonic() - began
        found, status = totals(fleet, stand), fleet.status()
        assert found.received_twice == 0 and found.sent == found.done_in_ledger > 0 and found.overlaps == 0
        assert found.interrupted_runs >= 1
        assert status["parked"] == [] and status["runs"] == {"SUCCESS": ORGANIZATIONS}
        records = journals_hold(fleet, [f"org-{account['ogrn']}" for account in accounts])
        keep("proof.json", asdict(found) | {"seconds": round(seconds), "journal_records": records})


@pytest.mark.parametrize("workers", [1, 2, 4])
def test_throughput_of_workers(tmp_path: Path, workers: int) -> None:
    organizations = THROUGHPUT
    with running(tmp_path, organizations, worker_concurrency=1, latency=200) as (fleet, stand, database):
        processes = [fleet.start_worker(number + 1) for number in range(workers)]
        fleet.wait_for_workers(workers)
        before, cpu_before = commits(database), cpu(processes)
        began = time.monotonic()
        fleet.run("enqueue", "--all", "--tick", "t1")
        memory, connections = 0, 0

        def finished() -> bool:
            nonlocal memory, connections
            memory = max(memory, pss(processes))
            connections = max(connections, sessions(database))
            return fleet.finished("t1") == organizations

        wait_until(finished, 1800, f"all: {fleet.logs()}", every=1)
        seconds = time.monotonic() - began
        found = totals(fleet, stand)
        assert found.received_twice == 0 and found.overlaps == 0 and found.sent == found.done_in_ledger > 0
        keep(
            f"throughput-{workers}.json",
            {
                "workers": workers,
                "organizations": organizations,
                "answers": found.sent,
                "seconds": round(seconds, 1),
                "organizations_per_minute": round(organizations / seconds * 60, 1),
                "cpu_seconds_per_organization": round((cpu(processes) - cpu_before) / organizations, 2),
                "memory_mb_per_worker": round(memory / workers / 2**20),
                "commits_per_organization": round((commits(database) - before) / organizations),
                "connections": connections,
                "load_average": round(os.getloadavg()[0], 1),
            },
        )


def family(processes: list[Any]) -> list[psutil.Process]:
    """Workers with their drivers and browsers."""
    found: list[psutil.Process] = []
    for process in processes:
        root = psutil.Process(process.pid)
        found += [root, *root.children(recursive=True)]
    return found


def pss(processes: list[Any]) -> int:
    """Proportional memory: pages shared by a browser's processes count once."""
    total = 0
    for process in family(processes):
        try:
            total += process.memory_full_info().pss
        except psutil.Error:
            continue
    return total


def cpu(processes: list[Any]) -> float:
    total = 0.0
    for process in family(processes):
        try:
            times = process.cpu_times()
        except psutil.Error:
            continue
        total += times.user + times.system
    return total


def commits(database: PostgreSQL) -> int:
    return int(_ask(database, "SELECT xact_commit FROM pg_stat_database WHERE datname = 'postgres'"))


def sessions(database: PostgreSQL) -> int:
    return int(_ask(database, "SELECT count(*) FROM pg_stat_activity WHERE datname = 'postgres'"))


def _ask(database: PostgreSQL, query: str) -> Any:
    engine = sa.create_engine(database.url.replace("postgresql:", "postgresql+psycopg:"))
    with engine.connect() as connection:
        found = connection.exec_driver_sql(query).scalar()
    engine.dispose()
    return found
