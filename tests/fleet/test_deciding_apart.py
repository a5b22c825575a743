"""Two machines decide about one plan: nothing comes back that was taken back, and nothing is lost in silence."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from rpa.errors import PlanError
from rpa.fleet.configuration import FleetSettings
from rpa.fleet.crew import Crew
from rpa.fleet.plans import approvals_to_publish, fetch_plans, publish_plans
from rpa.fleet.publishing import fetch_organization, publish_organization
from rpa.fleet.storage import Storage
from rpa.job.keeping import load_session, save_session
from rpa.operate.place import Place
from rpa.settings import DataRoot, OrganizationSettings, save_settings
from tests.cheap_vault import cheap_vault

pytest.importorskip("dbos")
SETTINGS = OrganizationSettings.model_validate({"organization": {"name": "УК (вымышлена)", "ogrn": "1200000000000"}})
PLAN = "20261124-090000-00000000"
NAME = f"approvals/{PLAN}.json"
APPROVED, TAKEN_BACK, SIGNED = b'{"1": "debt"}', b"{}", b'{"1": "debt", "second": "made up"}'
Machine = tuple[Crew, Place]


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], Machine]]:
    """A machine by name: its fleet command, and its working copy as a place to decide in. The storage is of all."""
    monkeypatch.setenv("RPA_FLEET_KEY", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=")
    opened: list[Crew] = []

    def open_(name: str) -> Machine:
        crew = Crew.open(FleetSettings(work=tmp_path / name), DataRoot(tmp_path / "none"))
        crew.storage = Storage((tmp_path / "shared").as_uri(), {})
        opened.append(crew)
        folder = crew.folder("uk").create()
        save_settings(folder.settings, SETTINGS)
        return crew, Place(folder, SETTINGS, cheap_vault(folder.vault, "made up"))

    yield open_
    for crew in opened:
        crew.records.close()


def decide(machine: Machine, approval: bytes) -> None:
    machine[1].folder.plans.joinpath(f"{PLAN}.json").write_bytes(b"{}")
    machine[1].folder.root.joinpath(NAME).write_bytes(approval)


def decided(machine: Machine) -> bytes:
    return machine[1].folder.root.joinpath(NAME).read_bytes()


def stored(machine: Machine) -> bytes:
    files = machine[0].shared("uk")
    assert files is not None
    return files.read(NAME)


def two_that_know_one_approval(machine: Callable[[str], Machine]) -> tuple[Machine, Machine]:
    a, b = machine("a"), machine("b")
    decide(a, APPROVED)
    publish_organization(*a)
    fetch_organization(b[0], "uk")
    assert decided(b) == APPROVED
    return a, b


def test_an_approval_taken_back_elsewhere_does_not_return_with_a_publication_that_changed_nothing_of_it(
    machine: Callable[[str], Machine],
) -> None:
    a, b = two_that_know_one_approval(machine)
    decide(a, TAKEN_BACK)
    publish_organization(*a)
    publish_organization(*b)
    assert stored(b) == TAKEN_BACK
    fetch_organization(b[0], "uk")
    assert decided(b) == TAKEN_BACK


def test_what_two_machines_decided_differently_is_refused_until_a_person_has_seen_both(
    machine: Callable[[str], Machine],
) -> None:
    a, b = two_that_know_one_approval(machine)
    decide(a, TAKEN_BACK)
    publish_organization(*a)
    decide(b, SIGNED)
    for refused in (lambda: publish_organization(*b), lambda: fetch_organization(b[0], "uk")):
        with pytest.raises(PlanError, match=PLAN) as told:
            refused()
        assert NAME in told.value.hint
    assert stored(b) == TAKEN_BACK and decided(b) == SIGNED
    # As the hint says.
    b[1].folder.root.joinpath(NAME).unlink()
    fetch_organization(b[0], "uk")
    assert decided(b) == TAKEN_BACK
    decide(b, SIGNED)
    publish_organization(*b)
    assert stored(a) == SIGNED


def test_a_first_publication_does_not_replace_an_approval_this_folder_never_saw(
    machine: Callable[[str], Machine],
) -> None:
    a, b = machine("a"), machine("b")
    decide(a, TAKEN_BACK)
    publish_organization(*a)
    decide(b, APPROVED)
    with pytest.raises(PlanError, match=PLAN):
        publish_organization(*b)
    assert stored(a) == TAKEN_BACK


def test_an_approval_changed_while_acts_were_on_their_way_is_not_replaced(machine: Callable[[str], Machine]) -> None:
    a, b = two_that_know_one_approval(machine)
    shared = b[0].shared("uk")
    assert shared is not None
    decide(b, SIGNED)
    changed = approvals_to_publish(b[1].folder, shared)
    decide(a, TAKEN_BACK)
    publish_organization(*a)
    with pytest.raises(PlanError, match=PLAN):
        publish_plans(b[1].folder, shared, changed)
    assert stored(b) == TAKEN_BACK


def test_decisions_not_published_yet_are_fetched_over_by_nobody(machine: Callable[[str], Machine]) -> None:
    _, b = two_that_know_one_approval(machine)
    decide(b, SIGNED)
    with pytest.raises(PlanError, match="не опубликованы") as told:
        fetch_organization(b[0], "uk")
    assert "rpa fleet publish" in told.value.hint and decided(b) == SIGNED
    publish_organization(*b)
    fetch_organization(b[0], "uk")
    assert decided(b) == SIGNED == stored(b)


def test_a_worker_of_the_same_machine_leaves_them_and_puts_them_aside_once_the_storage_knows_better(
    machine: Callable[[str], Machine],
) -> None:
    a, b = two_that_know_one_approval(machine)
    shared = b[0].shared("uk")
    assert shared is not None
    decide(b, SIGNED)
    fetch_plans(b[1].folder, shared)
    assert decided(b) == SIGNED
    decide(a, TAKEN_BACK)
    publish_organization(*a)
    fetch_plans(b[1].folder, shared)
    assert decided(b) == TAKEN_BACK
    assert [path.read_bytes() for path in b[1].folder.approvals.glob("*.unpublished-*")] == [SIGNED]


def test_the_session_of_the_workers_is_not_replaced_by_one_published_before(machine: Callable[[str], Machine]) -> None:
    crew, office = machine("a")
    fleet = crew.secrets("uk")
    save_session(b"of the office", office.folder.session, office.secrets)
    publish_organization(crew, office)
    assert load_session(office.folder.session, fleet) == b"of the office"
    save_session(b"renewed by a worker", office.folder.session, fleet)
    publish_organization(crew, office)
    assert load_session(office.folder.session, fleet) == b"renewed by a worker"
    save_session(b"signed in again", office.folder.session, office.secrets)
    publish_organization(crew, office)
    assert load_session(office.folder.session, fleet) == b"signed in again"
