"""What an administrator does with a fleet: parks, resumes, cancels, upgrades, schedules, watches."""

from __future__ import annotations

import gzip
import json
import signal
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from fleet_under_test import PASSPHRASE, Fleet, Stand, wait_until

from rpa.errors import BadSettings
from rpa.fleet import engine
from rpa.fleet.crew import Crew
from rpa.settings import DataRoot, OrganizationSettings, save_settings
from tests.cheap_vault import cheap_vault
from tests.unit.notices.receivers import WebServer, web_server

pytest.importorskip("dbos")
pytestmark = pytest.mark.timeout(600)


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


@pytest.mark.fleet
def test_a_failing_organization_is_parked_others_go_on_and_resume_brings_it_back(
    fleet: Fleet, stand: Stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = stand.administrators()
    slug = fleet.place(first | {"password": "wrong"}, session=False).folder.slug
    good = fleet.place(second, session=False).folder.slug
    worker = fleet.start_worker()
    fleet.wait_for_workers(1)
    fleet.run("enqueue", "--all", "--tick", "t1")
    wait_until(lambda: fleet.runs() == {"SUCCESS": 1, "FAILED": 1}, 120, f"both ends: {fleet.logs()}")
    [parked] = fleet.status()["parked"]
    assert parked == {"organization": slug, "failures": 1, "reason": "plan: SignInRejected"}
    assert "отложена" in fleet.run("status") and "plan: SignInRejected" in fleet.run("status")
    assert json.loads(fleet.run("enqueue", "--all", "--tick", "t2", "--json"))["parked"] == [slug]
    wait_until(lambda: fleet.runs().get("SUCCESS") == 2, 120, f"the good one again: {fleet.logs()}")

    # Runs asked for by an earlier version wait for a worker that will never come, and are told of.
    monkeypatch.setattr(engine, "APPLICATION_VERSION", "fleet-0")
    console = engine.Console(fleet.settings)
    for slug_of_old, name in ((good, "t3"), (slug, "t3")):
        console.enqueue(slug_of_old, "debts", name, ("plan", "apply"))
    console.close()
    monkeypatch.undo()
    assert fleet.status()["stale"] == 2
    text = fleet.run("status", "--prometheus")
    assert 'rpa_fleet_runs{status="enqueued"} 2' in text and "rpa_fleet_parked_organizations 1" in text
    assert 'rpa_fleet_workers{state="working"} 1' in text
    fleet.run("cancel", slug)
    assert fleet.status()["runs"]["CANCELLED"] == 1
    fleet.run("resume", "--stale")
    wait_until(lambda: fleet.runs().get("SUCCESS") == 3, 120, f"begun anew: {fleet.logs()}")
    assert fleet.status()["stale"] == 0

    cheap_vault(DataRoot(fleet.data).organization(slug).vault, PASSPHRASE).set("password", first["password"])
    fleet.run("resume", slug)
    assert fleet.status()["parked"] == []
    fleet.run("enqueue", slug, "--tick", "t5")
    wait_until(lambda: fleet.runs().get("SUCCESS") == 4, 120, f"the resumed one: {fleet.logs()}")
    answered = {request["ogrn"] for request in stand.requests() if request["sends"]}
    assert answered <= {first["ogrn"], second["ogrn"]}
    console = engine.Console(fleet.settings)
    # t1 of both, t2 and the reminder in its place, t3 of both by the old version, t3 begun anew, t5.
    assert console.forget_finished(datetime.now(UTC) - timedelta(hours=1)) == 0
    assert console.forget_finished(datetime.now(UTC) + timedelta(hours=1)) == 8 and console.runs() == []
    console.close()
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(60) == 0, "the first signal drains"


@pytest.fixture
def collector() -> Iterator[ThreadingHTTPServer]:
    """Takes OTLP over HTTP and keeps what came."""

    class Collector(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            got.append(gzip.decompress(body) if self.headers.get("Content-Encoding") == "gzip" else body)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    got: list[bytes] = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), Collector)
    server.got = got  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    yield server
    server.shutdown()
    thread.join(20)
    server.server_close()


def test_traces_that_cannot_be_sent_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine.importlib.util, "find_spec", lambda _name: None)
    with pytest.raises(BadSettings, match="otlp_traces"):
        engine._require_telemetry()


def scheduled(tmp_path: Path, notices: str, **settings_of_fleet: Any) -> Fleet:
    """A working fleet of two organizations whose cabinet does not answer, asked every ten seconds."""
    fleet = Fleet(tmp_path, None, cron="*/10 * * * * *", attempts=1, **settings_of_fleet)  # type: ignore[arg-type]
    settings = OrganizationSettings.model_validate(
        {
            "organization": {"name": "УК Пример (вымышлена)", "ogrn": "1200000000000"},
            "site": {name: "http://127.0.0.1:9" for name in ("dom", "my", "esia")} | {"stand": True},
            "notices": {"urls": [notices]},
        }
    )
    for slug in ("one", "two"):
        save_settings(DataRoot(fleet.data).organization(slug).create().settings, settings)
    fleet.start_worker()
    return fleet


def test_a_schedule_enqueues_every_organization_once_a_tick_and_failures_and_stages_are_told(
    tmp_path: Path, collector: ThreadingHTTPServer
) -> None:
    """Parked at the first, they are reminded of at the next tick: no run begins, and people hear of it all the same.
    Traces name the workflow and its stages."""
    address = f"http://127.0.0.1:{collector.server_port}/v1/traces"
    with web_server() as receiver:
        fleet = scheduled(tmp_path, f"json://{receiver.address}/hook", park_after=1, otlp_traces=[address])
        crew = fleet.crew()
        try:
            fleet.wait_for_workers(1)
            # On a busy machine the next tick may come before the first runs have failed.
            wait_until(lambda: parked(crew) == {"one", "two"} and set(fleet.runs()) == {"FAILED"}, 180, "both parked")
            console = engine.Console(fleet.settings)
            ids = [run.id for run in console.runs()]
            console.close()
            assert len(ids) == len(set(ids)) and {name.split(":")[0] for name in ids} == {"one", "two"}
            wait_until(lambda: reminders(receiver) >= 2, 60, f"reminders: {fleet.logs()}")
            assert fleet.runs() == {"FAILED": len(ids)}
            titles = [body["title"] for _, _, body in receiver.requests]
            assert {title for title in titles if "не удал" in title} == {
                f"ГИС ЖКХ, {slug}: прогон не удался" for slug in ("one", "two")
            }
            got: list[bytes] = collector.got  # type: ignore[attr-defined]
            for name in (b"run_organization", b"stage"):
                wait_until(lambda name=name: any(name in body for body in got), 60, f"a trace of {name.decode()}")
        finally:
            crew.records.close()
            fleet.close()


def parked(crew: Crew) -> set[str]:
    return {member.slug for member in crew.records.members() if member.parked}


def reminders(receiver: WebServer) -> int:
    return sum("Стадия «прогон»" in body["message"] for _, _, body in receiver.requests)
