"""A stand with many organizations and a fleet of worker processes on it; what the tests ask both."""

from __future__ import annotations

import base64
import json
import os
import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from rpa.fleet.configuration import FleetSettings, load_fleet_settings
from rpa.fleet.crew import Crew
from rpa.fleet.engine import Console
from rpa.fleet.heart import FENCED
from rpa.fleet.publishing import publish_organization
from rpa.fleet.records import Records
from rpa.fleet.status import fleet_status
from rpa.job.keeping import save_session
from rpa.ledger import LedgerUnavailable
from rpa.operate.place import Place
from rpa.settings import DataRoot, OrganizationSettings, save_settings
from rpa.stand.sessions import kept_by_a_browser
from tests import forking
from tests.cheap_vault import cheap_vault
from tests.secrets_in_memory import SecretsInMemory
from tests.stand.conftest import start_stand, stop_stand

KEY = base64.b64encode(bytes(range(32))).decode()
PASSPHRASE = "made up for tests"


class Stand:
    """A stand process of its own."""

    def __init__(
        self, folder: Path, *, organizations: int, requests: int, latency: int = 0, inquiries: int = 0
    ) -> None:
        self.accounting = folder / "accounting"
        self.running = start_stand(
            "--organizations", str(organizations), "--requests", str(requests),
            "--inquiries", str(inquiries),
            "--latency", str(latency), "--session-minutes", "600", "--accounting", str(self.accounting),
        )  # fmt: skip
        self.facts = self.running.facts
        self.many = organizations > 1

    def administrators(self) -> list[dict[str, Any]]:
        """The first account of each organization."""
        found: dict[str, dict[str, Any]] = {}
        for account in self.facts["accounts"]:
            found.setdefault(account["ogrn"], account)
        return list(found.values())

    def files_of(self, ogrn: str) -> Path:
        return self.accounting / ogrn if self.many else self.accounting

    def call(self, path: str, body: Any = None) -> Any:
        ask = self.running.control
        answer = ask.get(f"/__stand__/{path}") if body is None else ask.post(f"/__stand__/{path}", json=body)
        return answer.raise_for_status().json()

    def hold_back_a_send(self, seconds: int, **options: Any) -> None:
        """The next send arrives, but the stand stores it only after so many seconds."""
        self.call("faults", {"name": "slow", "path": "/send", "count": 1, "seconds": seconds, **options})

    def wait_for_the_held_send(self, seconds: float) -> None:
        """Held for by the stand itself, in pieces shorter than a call may take."""
        deadline = time.monotonic() + seconds
        while not self.call("events?kind=fault&wait=20"):
            assert time.monotonic() < deadline, f"no send in {seconds} s"

    def requests(self) -> list[dict[str, Any]]:
        return list(self.call("state?only=requests")["requests"])

    def close(self) -> None:
        stop_stand(self.running)


class Fleet:
    """Worker processes of ``rpa fleet worker`` and the command line beside them."""

    def __init__(self, folder: Path, stand: Stand, **settings: Any) -> None:
        self.folder, self.stand = folder, stand
        self.path, self.data = folder / "fleet.yaml", folder / "data"
        values = {
            "work": str(folder / "work"), "polling_seconds": 0.2, "lease_seconds": 16,
            "organization_lease_seconds": 16, "retry_seconds": 3, "attempts": 10,
        } | settings  # fmt: skip
        self.path.write_text(json.dumps(values))
        self.environment = os.environ | {
            "RPA_FLEET": str(self.path), "RPA_DATA": str(self.data), "RPA_FLEET_KEY": KEY,
            "RPA_VAULT_PASSPHRASE": PASSPHRASE,
        }  # fmt: skip
        self.workers: list[forking.Forked] = []
        self._replaced: list[forking.Forked] = []
        self._records: Records | None = None
        self._console: Console | None = None

    @property
    def settings(self) -> FleetSettings:
        return load_fleet_settings(self.path)

    def crew(self) -> Crew:
        return Crew.open(self.settings, DataRoot(self.data))

    def place(self, account: dict[str, Any], *, session: bool, automatic: str = "no_debt") -> Place:
        """An organization's folder as its accountant has it, with the password or a session already open."""
        stand, files = self.stand, self.stand.files_of(account["ogrn"])
        settings = OrganizationSettings.model_validate(
            {
                "organization": {"name": account["name"], "ogrn": account["ogrn"]},
                "site": {name: stand.facts[name] for name in ("dom", "my", "esia")} | {"stand": True},
                "browser": {"pages": 1},
                "sign_in": {"method": "totp"},
                "pacing": {"answers_per_minute": 0, "settle_seconds": 2},
                "decision": {"automatic": automatic},
                "dataset": {
                    "file": files / "debts.xlsx",
                    "served_houses": files / "served_houses.xlsx",
                    "acts": files / "acts",
                },
            }
        )
        folder = DataRoot(self.data).organization(f"org-{account['ogrn']}").create()
        save_settings(folder.settings, settings)
        # Published secrets go into the database; an embedded fleet opens the vault.
        plain = session and not self.settings.embedded
        secrets: Any = SecretsInMemory() if plain else cheap_vault(folder.vault, PASSPHRASE)
        for name in ("login", "password", "totp_secret"):
            if not session:
                secrets.set(name, account[name])
        place = Place(folder, settings, secrets)
        if session:
            save_session(self._session_of(account), folder.session, secrets)
        return place

    def publish(self, crew: Crew, place: Place) -> None:
        os.environ["RPA_FLEET_KEY"] = KEY
        publish_organization(crew, place)

    def _session_of(self, account: dict[str, Any]) -> bytes:
        """A session the stand opens through its control door: signing in 200 times is another test's business."""
        value = self.stand.call("session", {"login": account["login"], "ogrn": account["ogrn"]})["sessionid"]
        return kept_by_a_browser(value)

    def start_worker(self, number: int = 0) -> forking.Forked:
        """Each worker has a working folder of its own, as a machine of its own would."""
        environment = dict(self.environment)
        if number:
            own = self.folder / f"fleet-{number}.yaml"
            work = {"work": str(self.folder / f"work-{number}")}
            own.write_text(json.dumps(json.loads(self.path.read_text()) | work))
            environment["RPA_FLEET"] = str(own)
        log = self.folder / f"worker-{len(self.workers)}.log"
        worker = forking.start("rpa", "fleet", "worker", env=environment | {"PYTHONUNBUFFERED": "1"}, log=log)
        self.workers.append(worker)
        return worker

    def run(self, *arguments: str) -> str:
        """One ``rpa fleet`` command; its standard output. Fails the test if the command fails."""
        done = forking.run("rpa", "fleet", *arguments, env=self.environment)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def ledgers(self) -> list[str | Path]:
        """Where intents and outcomes are: one database of all, or one of each organization."""
        if self.settings.database_url is not None:
            return [self.settings.database_url]
        return [DataRoot(self.data).organization(slug).ledger for slug in DataRoot(self.data).slugs()]

    def runs(self) -> dict[str, int]:
        """Runs by state, as ``status`` tells them; asked of the queue itself, cheaper than a command."""
        if self._records is None:
            self._records = self.crew().records
        if self._console is None:
            self._console = Console(self.settings)
        return fleet_status(self._records, self._console).runs

    def status(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.run("status", "--json"))
        return found

    def finished(self, tick: str) -> int:
        """Organizations whose run of this tick came to its end; asked of the database, cheaper than a command.

        Workers that ended themselves are started anew on the way, as a service manager does with code 75.
        """
        for worker in [worker for worker in self.workers if worker.poll() == FENCED and worker not in self._replaced]:
            self._replaced.append(worker)
            self.start_worker(len(self.workers) + 1)
        if self._records is None:
            self._records = self.crew().records
        try:
            return sum(member.last_tick == tick for member in self._records.members())
        except LedgerUnavailable:
            return 0  # it restarts just now

    def taken_for_dead(self, worker: forking.Forked) -> bool:
        """Whether this worker's lease has run out: what it had in hand may be somebody else's now."""
        assert self._records is not None
        return not any(known.pid == worker.pid and known.alive for known in self._records.workers())

    def wait_for_workers(self, count: int) -> None:
        """Until so many workers take runs: they say so once the queue's tables are there."""

        def ready() -> bool:
            assert all(worker.poll() is None for worker in self.workers[-count:]), self.logs()
            return self.logs().count("берёт прогоны") >= count

        wait_until(ready, 120, f"{count} workers: {self.logs()}", every=0.1)

    def logs(self) -> str:
        return "\n".join(path.read_text(errors="replace")[-4000:] for path in sorted(self.folder.glob("worker-*.log")))

    def worker_of(self, slug: str, stage: str) -> forking.Forked:
        """The worker that has this stage of this organization in hand."""
        for number, worker in enumerate(self.workers):
            said = (self.folder / f"worker-{number}.log").read_text(errors="replace")
            if said.count(f"{slug}: {stage}…") > said.count(f"{slug}: {stage}:"):
                return worker
        raise AssertionError(self.logs())

    def close(self) -> None:
        if self._records is not None:
            self._records.close()
        if self._console is not None:
            self._console.close()
        for worker in self.workers:
            if worker.poll() is None:
                worker.send_signal(signal.SIGCONT)
                worker.kill()
                worker.wait(30)


def wait_until(condition: Callable[[], bool], seconds: float, what: str, every: float = 0.5) -> None:
    """Ask again until it holds. Fails after ``seconds``."""
    deadline, pause = time.monotonic() + seconds, threading.Event()
    while not condition():
        assert time.monotonic() < deadline, f"not in {seconds} s: {what}"
        pause.wait(every)
