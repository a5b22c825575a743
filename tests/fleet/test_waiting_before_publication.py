"""What was decided on the page while a run went on is published, not what stood before; and never fetched over."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from rpa.debts.approval import Choice
from rpa.debts.approval.answers import parse_approval
from rpa.debts.plan import read
from rpa.debts.policy import DecisionPolicy
from rpa.errors import OrganizationBusy, PlanError
from rpa.fleet.configuration import FleetSettings
from rpa.fleet.crew import Crew
from rpa.fleet.publishing import fetch_organization, publish_organization
from rpa.fleet.storage import Storage
from rpa.model import Decision
from rpa.operate.place import Place
from rpa.operate.recording import journal_of
from rpa.settings import DataRoot, OrganizationSettings, save_settings
from rpa.web.desk import Desk
from tests.cheap_vault import cheap_vault
from tests.web.conftest import OGRN, item, keep

pytest.importorskip("dbos")
NUMBER = "100000000001"
SETTINGS = OrganizationSettings.model_validate({"organization": {"name": "УК (вымышлена)", "ogrn": OGRN}})


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Crew, Place]]:
    """A fleet, and its working copy with one debt approved and published."""
    monkeypatch.setenv("RPA_FLEET_KEY", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=")
    crew = Crew.open(FleetSettings(work=tmp_path / "work"), DataRoot(tmp_path / "none"))
    crew.storage = Storage((tmp_path / "shared").as_uri(), {})
    folder = crew.folder("uk").create()
    save_settings(folder.settings, SETTINGS)
    place = Place(folder, SETTINGS, cheap_vault(folder.vault, "made up"))
    keep(place, (item(NUMBER),), DecisionPolicy())
    decide(place, Decision.DEBT)
    publish_organization(crew, place)
    yield crew, place
    crew.records.close()


def decide(place: Place, decision: Decision) -> None:
    desk = Desk(place)
    desk.decide("Седова Анна", NUMBER, desk.line(NUMBER).token, Choice(decision))


def published(machine: tuple[Crew, Place]) -> set[str]:
    shared = machine[0].shared("uk")
    assert shared is not None
    (name,) = shared.names("approvals")
    return set(parse_approval(shared.read(name), name).items)


def test_what_was_taken_back_during_a_run_is_not_left_to_workers(machine: tuple[Crew, Place]) -> None:
    assert published(machine) == {NUMBER}
    with journal_of(machine[1]):
        decide(machine[1], Decision.REVIEW)
        with pytest.raises(OrganizationBusy, match="ничего не опубликовано"):
            publish_organization(*machine)
    publish_organization(*machine)
    assert published(machine) == set()


def test_nothing_is_fetched_over_decisions_that_wait(machine: tuple[Crew, Place]) -> None:
    with journal_of(machine[1]):
        decide(machine[1], Decision.REVIEW)
    with pytest.raises(PlanError, match="не опубликованы"):
        fetch_organization(machine[0], "uk")
    publish_organization(*machine)
    fetch_organization(machine[0], "uk")
    assert not Desk(machine[1]).open().approval.items


def test_decisions_on_a_plan_of_earlier_rules_keep_nothing_from_being_fetched(
    machine: tuple[Crew, Place], monkeypatch: pytest.MonkeyPatch
) -> None:
    """They take effect nowhere any more: «publish first» would be asked for ever."""
    with journal_of(machine[1]):
        decide(machine[1], Decision.REVIEW)
    monkeypatch.setattr(read, "RULES_VERSION", "of tomorrow")
    publish_organization(*machine)
    assert fetch_organization(machine[0], "uk").records >= 0
