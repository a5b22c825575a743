"""What people hear of their organization's run in a fleet, whichever worker had it."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from rpa.audit import Journal
from rpa.errors import BadSettings
from rpa.fleet import engine
from rpa.fleet.agreed import hash_of
from rpa.fleet.configuration import FleetSettings
from rpa.fleet.crew import Crew, FleetPlace
from rpa.fleet.inputs import publish_inputs
from rpa.fleet.publishing import publish_organization
from rpa.fleet.records import Records
from rpa.fleet.stages import Stages
from rpa.fleet.storage import Storage
from rpa.fleet.telling import Told, tell
from rpa.fleet.worker import FleetWork
from rpa.operate.day import State, day_path, read_day
from rpa.operate.place import Place
from rpa.operate.standing import standing
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
    assert [path for _, path, _ in receiver.requests] == [*["/kept"] * first.sent, "/beat", "/beat"]


def test_a_parked_organization_is_told_to_whoever_can_bring_it_back(tmp_path: Path, receiver: WebServer) -> None:
    failed = GOOD | {"code": 77, "failed": True, "reason": "SignInRejected", "counts": {}}
    tell(place(tmp_path, receiver), {"plan": failed}, parked=True)
    [text] = [body["message"] for _, path, body in receiver.requests if path == "/kept" and "ждёт" in body["title"]]
    assert receiver.requests[-1][1] == "/beat/fail"
    assert "SignInRejected" in text and "rpa fleet resume uk-primer" in text and "оператор кабинета" in text


def test_a_receiver_that_is_down_fails_no_run_and_hears_it_next_time(tmp_path: Path, receiver: WebServer) -> None:
    receiver.status = 500
    assert tell(place(tmp_path, receiver), {"plan": GOOD}, parked=False) == Told(failed=1)
    # The watching service is the only one left to raise an alarm.
    assert "/beat" not in [path for _, path, _ in receiver.requests] and receiver.requests[-1][1] == "/beat/fail"
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


def test_a_password_the_robot_does_not_sign_in_with_is_not_published_and_goes_from_where_it_was(
    tmp_path: Path, receiver: WebServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RPA_FLEET_KEY", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=")
    office = place(tmp_path / "office", receiver)
    for name in ("login", "password", "journal_key"):
        office.secrets.set(name, "made up")
    crew = Crew.open(FleetSettings(work=tmp_path / "work"), DataRoot(tmp_path / "none"))
    crew.storage = Storage((tmp_path / "shared").as_uri(), {})
    fleet = crew.secrets("uk-primer")
    fleet.set("login", "published when the robot signed in by itself")
    publish_organization(crew, Place(office.folder, office.settings, office.secrets))
    assert [fleet.get(name) for name in ("login", "password", "journal_key")] == [None, None, "made up"]
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


class Dead:
    """A storage that does not answer."""

    def __getattr__(self, _name: str) -> Any:
        def fail(*_: Any) -> Any:
            raise OSError("storage: made up")

        return fail


def test_a_storage_that_does_not_answer_silences_nobody(tmp_path: Path, receiver: WebServer) -> None:
    working = replace(place(tmp_path, receiver), shared=Dead())
    assert tell(working, {"plan": GOOD | {"failed": True, "reason": "SiteUnavailable"}}, parked=False).sent >= 2


def embedded(tmp_path: Path, receiver: WebServer) -> tuple[Crew, Path]:
    working = place(tmp_path, receiver)
    save_settings(working.folder.settings, working.settings)
    return Crew.open(FleetSettings(work=tmp_path / "work"), DataRoot(tmp_path)), working.folder.settings


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RPA_VAULT_PASSPHRASE", "made up")


@pytest.mark.usefixtures("opened")
def test_a_mistake_in_the_settings_is_told_by_the_settings_before_it(tmp_path: Path, receiver: WebServer) -> None:
    crew, settings = embedded(tmp_path, receiver)
    fleet = FleetWork(crew, Stages(crew))
    fleet.tell("uk-primer", {"plan": GOOD})
    settings.write_text(settings.read_text() + "notisces: {}\n")
    receiver.requests.clear()
    result = fleet.carry_out("plan", "uk-primer", None)
    assert result["failed"] and fleet.tell("uk-primer", {"plan": result})["sent"] >= 2
    assert any("BadSettings" in body["message"] for _, path, body in receiver.requests if path == "/kept")
    crew.records.close()


@pytest.mark.parametrize("broken", ["settings", "storage", "inputs.json", "inquiries.json"])
def test_what_is_wrong_with_a_publication_is_told_by_the_one_before_it(
    broken: str, tmp_path: Path, receiver: WebServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RPA_FLEET_KEY", base64.b64encode(bytes(32)).decode())
    office, storage = place(tmp_path / "office", receiver), Storage((tmp_path / "shared").as_uri(), {})
    records = Records(tmp_path / "fleet.db")
    records.enroll("uk-primer")
    crew = Crew(FleetSettings(work=tmp_path / "work"), DataRoot(tmp_path), records, storage)
    crew.secrets("uk-primer").set("hook", "kept")
    publish_inputs(office.folder, office.settings, storage.of("uk-primer"))
    fleet = FleetWork(crew, Stages(crew))
    assert fleet.tell("uk-primer", {"plan": GOOD})["sent"] >= 2
    # The office has a newer version; or its new settings are not whole.
    text = b"notisces: {}\n"
    storage.of("uk-primer").replace(f"inputs/{hash_of(text)}", b"" if broken == "storage" else text)
    storage.of("uk-primer").replace("inputs.json", json.dumps({"settings.yaml": hash_of(text)}).encode())
    if broken.endswith(".json"):
        storage.of("uk-primer").replace(broken, b"{")
    result = fleet.carry_out("plan", "uk-primer", None)
    assert result["reason"] == ("SiteUnavailable" if broken in ("storage", "inputs.json") else "BadSettings")
    assert fleet.tell("uk-primer", {"plan": result})["sent"] >= 1
    records.close()


@pytest.mark.usefixtures("opened")
def test_a_parked_organization_is_reminded_of_itself_and_of_its_deadlines(tmp_path: Path, receiver: WebServer) -> None:
    crew, settings = embedded(tmp_path, receiver)
    fleet = FleetWork(crew, Stages(crew))
    crew.records.failed("uk-primer", "plan: PageChanged", 1)
    assert (fleet.organizations(parked=False), fleet.organizations(parked=True)) == ([], ["uk-primer"])
    plan = {"plan": {"built_at": NOW.isoformat(), "items": [{"request_number": "1", "due": "2026-11-20"}]}}
    (settings.parent / "plans" / "20261124-090000-aaaaaaaa.json").write_text(json.dumps(plan))
    fleet.tell("uk-primer", {})
    told = " ".join(body["message"] for _, path, body in receiver.requests if path == "/kept")
    assert "rpa fleet resume uk-primer" in told and "plan: PageChanged" in told and "Срок прошёл: 1" in told
    assert receiver.requests[-1][1] == "/beat/fail"
    crew.records.unpark("uk-primer")
    assert fleet.tell("uk-primer", {}) == {}
    crew.records.close()


def test_the_clock_of_the_fleet_reminds_who_is_parked_and_runs_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(engine, "_choose", lambda *_: ["working"])
    monkeypatch.setattr(engine, "_choose_parked", lambda *_: ["parked"])
    monkeypatch.setattr(
        engine.DBOS, "enqueue_workflow_with_options", lambda options, *_: asked.append(options["workflow_id"])
    )
    context = {"cron": "* * * * *", "zone": "Europe/Moscow", "stages": ["plan"], "attempts": 1, "retry": 1}
    engine._dispatch.__wrapped__(NOW, context)
    assert asked == ["working:debts:2026-11-24T12:00", "parked:reminder:2026-11-24T12:00"]


def test_the_coming_end_of_the_calendar_is_told_before_a_request_cannot_be_counted(
    tmp_path: Path, receiver: WebServer
) -> None:
    december = replace(place(tmp_path, receiver), now=lambda: datetime(2027, 12, 1, 9, 0, tzinfo=UTC))
    tell(december, {"plan": GOOD | {"code": 0}}, parked=False)
    told = " ".join(body["message"] for _, path, body in receiver.requests if path == "/kept")
    assert "нет 2028 года" in told and "rpa calendar add" in told
    assert receiver.requests[-1][1] == "/beat/fail"


@pytest.mark.usefixtures("opened")
def test_a_run_of_the_embedded_fleet_is_seen_by_the_commands_of_this_machine(
    tmp_path: Path, receiver: WebServer
) -> None:
    working = place(tmp_path, receiver)
    save_settings(working.folder.settings, working.settings)
    assert standing(working.folder, NOW).missed
    tomorrow = NOW + timedelta(hours=20)
    tell(working, {"plan": GOOD | {"code": 0}, "apply": GOOD | {"counts": {"done": 2}}}, parked=False, next_at=tomorrow)
    tell(working, {"apply": GOOD | {"code": 0}, "verify": GOOD}, parked=False, next_at=tomorrow)
    seen = standing(working.folder, NOW + timedelta(hours=1))
    assert seen.last is not None and not seen.missed
    assert seen.next_at == tomorrow, "by the fleet's clock, not by daily_at"
    assert {name: one.state for name, one in seen.last.outcomes.items()} == {
        "plan": State.DONE, "apply": State.DONE, "verify": State.ATTENTION, "notices": State.DONE,
    }  # fmt: skip
    assert standing(working.folder, tomorrow + timedelta(hours=3)).missed


@pytest.mark.parametrize("several", [True, False])
def test_the_digest_takes_the_journals_checkpoint_out_of_the_machines(
    several: bool, tmp_path: Path, receiver: WebServer
) -> None:
    storage = Storage((tmp_path / "shared").as_uri(), {}) if several else None
    working = place(tmp_path / "a", receiver, storage)
    with Journal.open(
        working.folder.journal, organization="1200000000000", run_id="r", shared=working.shared
    ) as journal:
        journal.record("plan", durable=True)
        journal.record("item")
    if several:
        # Another worker had the organization last; of lines that nobody else has, nobody is told.
        working.folder.journal.write_bytes(b"")
    tell(working, {"plan": GOOD}, parked=False)
    [digest] = [body["message"] for _, path, body in receiver.requests if path == "/kept" and "итог" in body["title"]]
    assert f"Контрольная точка журнала: {journal.checkpoint()}" in digest
    if not several:
        assert str(read_day(day_path(working.folder.reports, NOW.date())).checkpoint) == str(journal.checkpoint())


def test_neither_a_worker_of_several_machines_nor_a_reminder_leaves_a_day(tmp_path: Path, receiver: WebServer) -> None:
    shared = Storage((tmp_path / "shared").as_uri(), {})
    distributed, alone = place(tmp_path / "a", receiver, shared), place(tmp_path / "b", receiver)
    tell(distributed, {"plan": GOOD}, parked=False)
    tell(alone, {"прогон": GOOD | {"failed": True, "reason": "plan: PageChanged"}}, parked=True)
    assert not [*distributed.folder.reports.glob("daily-*"), *alone.folder.reports.glob("daily-*")]


def test_the_next_tick_is_the_one_the_engine_will_fire() -> None:
    assert engine.next_tick("30 7 * * *", "Europe/Moscow", NOW) == datetime(2026, 11, 25, 4, 30, tzinfo=UTC)
