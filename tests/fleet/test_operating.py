"""What an administrator does with a fleet: parks, resumes, cancels, upgrades, schedules, watches."""

from __future__ import annotations

import json
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from fleet_under_test import PASSPHRASE, Fleet, Stand, wait_until

from rpa.fleet import engine
from rpa.settings import DataRoot, OrganizationSettings, save_settings
from rpa.settings.secrets import VaultSecrets

pytest.importorskip("dbos")
pytestmark = [pytest.mark.fleet, pytest.mark.timeout(400)]


@pytest.fixture
def stand(tmp_path: Path) -> Iterator[Stand]:
    running = Stand(tmp_path, organizations=2, requests=3)
    yield running
    running.close()


@pytest.fixture
def fleet(tmp_path: Path, stand: Stand) -> Iterator[Fleet]:
    running = Fleet(tmp_path, stand, park_after=1)
    yield running
    running.close()


def test_a_failing_organization_is_parked_others_go_on_and_resume_brings_it_back(
    fleet: Fleet, stand: Stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = stand.administrators()
    slug = fleet.place(first | {"password": "wrong"}, session=False).folder.slug
    good = fleet.place(second, session=False).folder.slug
    worker = fleet.start_worker()
    fleet.wait_for_workers(1)
    fleet.run("enqueue", "--all", "--tick", "t1")
    wait_until(lambda: fleet.status()["runs"] == {"SUCCESS": 1, "FAILED": 1}, 120, f"both ends: {fleet.logs()}")
    [parked] = fleet.status()["parked"]
    assert parked == {"organization": slug, "failures": 1, "reason": "plan: SignInRejected"}
    assert json.loads(fleet.run("enqueue", "--all", "--tick", "t2", "--json"))["parked"] == [slug]
    wait_until(lambda: fleet.status()["runs"].get("SUCCESS") == 2, 120, f"the good one again: {fleet.logs()}")

    # Runs asked for by an earlier version wait for a worker that will never come, and are told of.
    monkeypatch.setattr(engine, "APPLICATION_VERSION", "fleet-0")
    console = engine.Console(fleet.settings)
    for name in ("t3", "t4"):
        console.enqueue(good, "debts", name, ("plan", "apply"))
    console.close()
    monkeypatch.undo()
    assert fleet.status()["stale"] == 2
    text = fleet.run("status", "--prometheus")
    assert 'rpa_fleet_runs{status="enqueued"} 2' in text and "rpa_fleet_parked_organizations 1" in text
    assert 'rpa_fleet_workers{state="working"} 1' in text
    fleet.run("cancel", good)
    assert fleet.status()["runs"]["CANCELLED"] == 2

    VaultSecrets(DataRoot(fleet.data).organization(slug).vault, PASSPHRASE).set("password", first["password"])
    fleet.run("resume", slug)
    assert fleet.status()["parked"] == []
    fleet.run("enqueue", slug, "--tick", "t5")
    wait_until(lambda: fleet.status()["runs"].get("SUCCESS") == 3, 120, f"the resumed one: {fleet.logs()}")
    answered = {request["ogrn"] for request in stand.requests() if request["sends"]}
    assert answered <= {first["ogrn"], second["ogrn"]}
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(60) == 0, "the first signal drains"


def test_stale_runs_are_begun_anew_under_the_present_version(
    fleet: Fleet, stand: Stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    slug = fleet.place(stand.administrators()[0], session=False).folder.slug
    fleet.start_worker()
    fleet.wait_for_workers(1)
    monkeypatch.setattr(engine, "APPLICATION_VERSION", "fleet-0")
    console = engine.Console(fleet.settings)
    console.enqueue(slug, "debts", "t1", ("plan", "apply"))
    console.close()
    monkeypatch.undo()
    fleet.run("resume", "--stale")
    wait_until(lambda: fleet.status()["runs"] == {"CANCELLED": 1, "SUCCESS": 1}, 120, f"the new run: {fleet.logs()}")


def test_a_schedule_enqueues_every_organization_once_a_tick(tmp_path: Path) -> None:
    fleet = Fleet(tmp_path, None, cron="*/10 * * * * *", attempts=1)  # type: ignore[arg-type]
    settings = OrganizationSettings.model_validate(
        {
            "organization": {"name": "УК Пример (вымышлена)", "ogrn": "1200000000000"},
            "site": {name: "http://127.0.0.1:9" for name in ("dom", "my", "esia")} | {"stand": True},
        }
    )
    for slug in ("one", "two"):
        save_settings(DataRoot(fleet.data).organization(slug).create().settings, settings)
    fleet.start_worker()
    try:
        fleet.wait_for_workers(1)
        wait_until(lambda: sum(fleet.status()["runs"].values()) >= 2, 90, f"scheduled runs: {fleet.logs()}")
        console = engine.Console(fleet.settings)
        ids = [run.id for run in console.runs()]
        console.close()
        assert len(ids) == len(set(ids)) and {name.split(":")[0] for name in ids} == {"one", "two"}
    finally:
        fleet.close()
