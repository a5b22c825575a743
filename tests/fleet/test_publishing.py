"""What a worker knows of an organization after its publication, and forgets after the next one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from rpa.debts.dataset.acts import ATTACHED as BELOW_THE_ACTS
from rpa.errors import BadSettings, OrganizationBusy
from rpa.fleet.agreed import hash_of
from rpa.fleet.configuration import FleetSettings
from rpa.fleet.crew import Crew, FleetPlace
from rpa.fleet.inputs import ATTACHED, MANIFEST
from rpa.fleet.publishing import publish_organization
from rpa.ledger import Intent, IntentKind, Lease, Ledger, Outcome
from rpa.operate.place import Place
from rpa.operate.planning import work_calendar
from rpa.operate.recorded import recorded
from rpa.settings import DataRoot, OrganizationSettings, save_settings
from tests.cheap_vault import cheap_vault
from tests.postgresql import PostgreSQL
from tests.unit.dataset.registers import header, line, write_csv

pytest.importorskip("dbos")
OGRN = "1200000000000"
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def server() -> Iterator[PostgreSQL]:
    running = PostgreSQL()
    yield running
    running.close()


@pytest.fixture
def crew(server: PostgreSQL, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Crew]:
    """A fleet with a database of its own."""
    monkeypatch.setenv("RPA_FLEET_KEY", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=")
    settings = FleetSettings(
        work=tmp_path / "work", database_url=server.empty_database(), storage_url=(tmp_path / "shared").as_uri()
    )
    opened = Crew.open(settings, DataRoot(tmp_path / "none"))
    yield opened
    opened.records.close()


@pytest.fixture
def office(tmp_path: Path) -> Place:
    settings = OrganizationSettings.model_validate({"organization": {"name": "УК (вымышлена)", "ogrn": OGRN}})
    folder = DataRoot(tmp_path / "office").organization("uk").create()
    save_settings(folder.settings, settings)
    return Place(folder, settings, cheap_vault(folder.vault, "made up"), now=lambda: NOW)


def intend(ledger: Ledger, lease: Lease, number: str, kind: IntentKind = IntentKind.SEND) -> Intent:
    return ledger.intend(
        organization=OGRN, request_number=number, kind=kind, content_sha256="c", plan_sha256="p", run_id="run",
        fence=lease.fence,
    )  # fmt: skip


def seen_by_worker(place: FleetPlace) -> list[tuple[str, IntentKind, Outcome | None]]:
    with recorded(place.folder, place.settings, place.now) as ledger:
        assert ledger is not None
        return [(one.intent.request_number, one.intent.kind, one.outcome) for one in ledger.everything(OGRN)]


def test_a_worker_knows_what_was_sent_withdrawn_or_cut_short_before_the_publication(crew: Crew, office: Place) -> None:
    with Ledger.open(office.folder.ledger, now=office.now) as ledger, ledger.lease(OGRN, "run") as lease:
        ledger.conclude(intend(ledger, lease, "1"), Outcome.DONE)
        ledger.conclude(intend(ledger, lease, "1", IntentKind.REVOKE), Outcome.DONE)
        intend(ledger, lease, "2")
    publish_organization(crew, office)
    publish_organization(crew, office)
    assert seen_by_worker(crew.place("uk")) == [
        ("1", IntentKind.SEND, Outcome.DONE), ("1", IntentKind.REVOKE, Outcome.DONE), ("2", IntentKind.SEND, None),
    ]  # fmt: skip


def test_a_run_of_this_machine_that_is_under_way_is_not_published_beside(crew: Crew, office: Place) -> None:
    with Ledger.open(office.folder.ledger, now=office.now) as ledger, ledger.lease(OGRN, "run") as lease:
        going = intend(ledger, lease, "1")
        with pytest.raises(OrganizationBusy):
            publish_organization(crew, office)
        with pytest.raises(BadSettings, match="не опубликована"):
            crew.place("uk")
        ledger.conclude(going, Outcome.DONE)
    assert not office.folder.handed_over.exists()
    publish_organization(crew, office)
    assert seen_by_worker(crew.place("uk")) == [("1", IntentKind.SEND, Outcome.DONE)]
    assert office.folder.handed_over.exists(), "from now on this machine sends nothing by its own ledger"


def test_what_cannot_be_carried_keeps_the_organization_unpublished(crew: Crew, office: Place) -> None:
    office.folder.ledger.write_bytes(b"not a database" * 100)
    with pytest.raises(Exception, match="журнал"):
        publish_organization(crew, office)
    with pytest.raises(BadSettings, match="не опубликована"):
        crew.place("uk")


def test_a_worker_counts_by_the_years_of_the_office_and_stops_when_they_are_taken_back(
    crew: Crew, office: Place
) -> None:
    year = {"2028": {"off": [], "work": [], "total": 260, "source": "постановление"}}
    office.folder.machine.calendar.write_text(json.dumps(year))
    office.folder.aliases.write_text("{}")
    publish_organization(crew, office)
    worker = crew.place("uk")
    assert work_calendar(worker).years[2028].source == "постановление" and worker.folder.aliases.is_file()
    office.folder.machine.calendar.unlink()
    office.folder.aliases.unlink()
    publish_organization(crew, office)
    worker = crew.place("uk")
    assert 2028 not in work_calendar(worker).years and not worker.folder.aliases.exists()


def test_an_act_taken_back_at_the_office_is_gone_from_a_worker_and_what_was_attached_stays(
    crew: Crew, office: Place, tmp_path: Path
) -> None:
    acts = tmp_path / "acts"
    acts.mkdir()
    for name in ("act.pdf", "other.pdf"):
        (acts / name).write_bytes(b"%PDF-1.4 " + name.encode())
    rows = [line(flat=str(n), act_file=name) for n, name in enumerate(("act.pdf", "other.pdf"), 1)]
    data = write_csv(tmp_path / "debts.csv", [header(), *rows])
    dataset = office.settings.dataset.model_copy(update={"file": data, "acts": acts})
    office = replace(office, settings=office.settings.model_copy(update={"dataset": dataset}))
    publish_organization(crew, office)
    got = crew.place("uk").folder.root / "acts"
    (attached := got / BELOW_THE_ACTS / "1-made.pdf").parent.mkdir()
    attached.write_bytes(b"%PDF-1.4 attached on the review page of this machine")
    (acts / "act.pdf").unlink()
    publish_organization(crew, office)
    crew.place("uk")
    assert not (got / "act.pdf").exists() and (got / "other.pdf").is_file() and attached.is_file()


def test_an_attached_act_stays_where_a_publication_of_another_machine_does_not_know_it(
    crew: Crew, office: Place
) -> None:
    publish_organization(crew, office)
    worker, shared = crew.place("uk"), crew.shared("uk")
    assert shared is not None and f"acts/{BELOW_THE_ACTS}/" == ATTACHED
    hashes = json.loads(shared.read(MANIFEST))
    attached = hash_of(b"%PDF-1.4")
    shared.replace(f"inputs/{attached}", b"%PDF-1.4")
    shared.replace(MANIFEST, json.dumps({**hashes, f"{ATTACHED}1-made.pdf": attached}).encode())
    crew.place("uk")
    publish_organization(crew, office)
    crew.place("uk")
    assert (worker.folder.root / ATTACHED / "1-made.pdf").is_file()
