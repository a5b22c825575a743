"""What people hear of their organization's run in a fleet, whichever worker had it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from rpa.errors import BadSettings
from rpa.fleet.configuration import FleetSettings
from rpa.fleet.crew import Crew, FleetPlace
from rpa.fleet.publishing import publish_organization
from rpa.fleet.stages import Stages
from rpa.fleet.storage import Storage
from rpa.fleet.telling import Told, tell
from rpa.fleet.worker import FleetWork
from rpa.operate.place import Place
from rpa.settings import DataRoot, OrganizationSettings, save_settings
from tests.cheap_vault import cheap_vault
from tests.unit.notices.receivers import WebServer, web_server

pytest.importorskip("dbos")
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
GOOD: dict[str, Any] = {"code": 1, "again": False, "failed": False, "reason": "", "counts": {"debt": 2, "new": 3}}


@pytest.fixture
def receiver() -> Iterator[WebServer]:
    with web_server() as running:
        yield running


def place(folder: Path, receiver: WebServer, shared: Storage | None = None) -> FleetPlace:
    settings = OrganizationSettings.model_validate(
        {
            "organization": {"name": "УК Пример (вымышлена)", "ogrn": "1200000000000"},
            "notices": {
                "urls": [f"json://{receiver.address}/{{vault:hook}}"],
                "heartbeat_url": f"http://{receiver.address}/beat",
            },
        }
    )
    organization = DataRoot(folder).organization("uk-primer").create()
    vault = cheap_vault(organization.vault, "made up")
    vault.set("hook", "kept")
    files = shared.of("uk-primer") if shared else None
    return FleetPlace(organization, settings, vault, now=lambda: NOW, shared=files)


def test_a_run_is_told_once_although_the_second_worker_has_a_folder_of_its_own(
    tmp_path: Path, receiver: WebServer
) -> None:
    shared = Storage((tmp_path / "shared").as_uri(), {})
    first = tell(place(tmp_path / "a", receiver, shared), {"plan": GOOD}, parked=False)
    titles = [body["title"] for _, path, body in receiver.requests if path == "/kept"]
    assert first.sent == len(titles) >= 2 and any("новых запросов: 3" in title for title in titles)
    assert not [body for _, _, body in receiver.requests if "УК Пример" in json.dumps(body, ensure_ascii=False)]
    again = tell(place(tmp_path / "b", receiver, shared), {"plan": GOOD}, parked=False)
    assert (again.sent, again.collapsed) == (0, first.sent)
    assert [path for _, path, _ in receiver.requests] == ["/beat", *["/kept"] * first.sent, "/beat"]


def test_a_parked_organization_is_told_to_whoever_can_bring_it_back(tmp_path: Path, receiver: WebServer) -> None:
    failed = GOOD | {"code": 77, "failed": True, "reason": "SignInRejected", "counts": {}}
    tell(place(tmp_path, receiver), {"plan": failed}, parked=True)
    [text] = [body["message"] for _, path, body in receiver.requests if path == "/kept" and "ждёт" in body["title"]]
    assert receiver.requests[0][1] == "/beat/fail"
    assert "SignInRejected" in text and "rpa fleet resume uk-primer" in text and "оператор кабинета" in text


def test_a_receiver_that_is_down_fails_no_run_and_hears_it_next_time(tmp_path: Path, receiver: WebServer) -> None:
    receiver.status = 500
    assert tell(place(tmp_path, receiver), {"plan": GOOD}, parked=False) == Told(failed=1)
    receiver.status = 200
    assert tell(place(tmp_path, receiver), {"plan": GOOD}, parked=False).sent >= 2


def test_secrets_that_notices_refer_to_are_published_with_the_organization(
    tmp_path: Path, receiver: WebServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RPA_FLEET_KEY", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=")
    office = place(tmp_path / "office", receiver)
    crew = Crew.open(FleetSettings(work=tmp_path / "work"), DataRoot(tmp_path / "none"))
    crew.storage = Storage((tmp_path / "shared").as_uri(), {})
    publish_organization(crew, Place(office.folder, office.settings, office.secrets))
    assert crew.secrets("uk-primer").get("hook") == "kept"
    crew.records.close()


def test_a_vault_that_does_not_open_is_told_to_addresses_that_need_none(
    tmp_path: Path, receiver: WebServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("RPA_VAULT_PASSPHRASE", raising=False)
    closed = place(tmp_path, receiver)
    wishes = closed.settings.model_copy(
        update={"notices": closed.settings.notices.model_copy(update={"urls": [f"json://{receiver.address}/open"]})}
    )
    save_settings(closed.folder.settings, wishes)
    crew = Crew.open(FleetSettings(work=tmp_path / "work"), DataRoot(tmp_path))
    failed = GOOD | {"code": 78, "failed": True, "reason": "BadSettings", "counts": {}}
    with pytest.raises(BadSettings):
        crew.place("uk-primer")
    told = FleetWork(crew, Stages(crew)).tell("uk-primer", {"plan": failed})
    assert told["sent"] == [path for _, path, _ in receiver.requests].count("/open") >= 2
    crew.records.close()
