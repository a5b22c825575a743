"""A stage that lasts too long, or for ever: its organization is told, and its slot is free again."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from rpa.errors import NotFinished
from rpa.fleet import limit, worker
from rpa.fleet import stages as stages_module
from rpa.fleet.configuration import FleetSettings
from rpa.fleet.crew import Crew, FleetPlace
from rpa.fleet.stages import Stages
from rpa.settings import DataRoot, OrganizationSettings, save_settings
from tests.unit.notices.receivers import WebServer, web_server

pytest.importorskip("dbos")


@pytest.fixture
def receiver() -> Iterator[WebServer]:
    with web_server() as running:
        yield running


@pytest.fixture
def crew(tmp_path: Path, receiver: WebServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[Crew]:
    monkeypatch.setenv("RPA_VAULT_PASSPHRASE", "made up")
    settings = {
        "organization": {"name": "УК Пример (вымышлена)", "ogrn": "1200000000000"},
        "notices": {"urls": [f"json://{receiver.address}/told"]},
    }
    folder = DataRoot(tmp_path).organization("uk-primer").create()
    save_settings(folder.settings, OrganizationSettings.model_validate(settings))
    opened = Crew.open(FleetSettings(work=tmp_path / "work"), DataRoot(tmp_path))
    yield opened
    opened.records.close()


def lasting(longest: float, ends_within: float, monkeypatch: pytest.MonkeyPatch) -> None:
    def short(ask: Any, hung: Any) -> Any:
        return limit.limited(ask, hung, longest=longest, ends_within=ends_within)

    monkeypatch.setattr(stages_module, "limited", short)


def messages(receiver: WebServer) -> str:
    return "\n".join(body["message"] for _, path, body in receiver.requests if path == "/told")


def test_a_stage_that_lasts_too_long_is_asked_to_end_and_its_people_hear_of_it(
    crew: Crew, receiver: WebServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def until_stopped(place: FleetPlace) -> None:
        assert place.stop.wait(30), "nobody asked it to end"
        raise place.stop.error or NotFinished("")

    lasting(0.05, 60, monkeypatch)
    monkeypatch.setattr(stages_module, "plan_anew", until_stopped)
    work = worker.FleetWork(crew, Stages(crew, lambda *_: pytest.fail("it ended")))
    result = work.carry_out("plan", "uk-primer", None)
    assert (result["failed"], result["again"], result["code"]) == (True, False, 75)
    work.tell("uk-primer", {"plan": result})
    assert "«План» не удалась (шла дольше 4 ч)" in messages(receiver)


def test_a_stage_that_never_ends_ends_its_worker_after_its_people_were_told(
    crew: Crew, receiver: WebServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended, go_on = threading.Event(), threading.Event()

    def process_ended(_why: str) -> None:
        assert "«План» не удалась (шла дольше 4 ч и не остановилась)" in messages(receiver)
        ended.set()

    def hung(_place: FleetPlace) -> None:
        assert go_on.wait(60)
        raise NotFinished("")

    lasting(0.05, 0.05, monkeypatch)
    monkeypatch.setattr(stages_module, "plan_anew", hung)
    monkeypatch.setattr(worker, "end_process", process_ended)
    stages = Stages(crew, lambda stage, slug: worker.end_hung(crew, stage, slug))
    at_work = threading.Thread(target=stages.carry_out, args=("plan", "uk-primer", None), daemon=True)
    at_work.start()
    assert ended.wait(60)
    go_on.set()
    at_work.join(60)


def test_notices_that_never_go_out_do_not_keep_the_run(crew: Crew, monkeypatch: pytest.MonkeyPatch) -> None:
    never = threading.Event()
    monkeypatch.setattr(worker, "TELLING_SECONDS", 0.05)
    monkeypatch.setattr(worker, "tell", lambda *_args, **_given: never.wait(60))
    assert worker.tell_people(crew, "uk-primer", {"plan": {}}) == {}
    never.set()
