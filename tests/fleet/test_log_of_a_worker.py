"""A worker has one log for all organizations: what a run of one of them has learned to hide is hidden there, too."""

from __future__ import annotations

import gc
import os
from pathlib import Path
from typing import Any

import pytest
from loguru import logger

from rpa.cli.fleet import worker as worker_command
from rpa.errors import NotFinished
from rpa.fleet import stages as stages_module
from rpa.fleet import worker as worker_module
from rpa.fleet.crew import Crew, FleetPlace
from rpa.fleet.stages import Stages
from rpa.settings import DataRoot, OrganizationSettings, save_settings

pytest.importorskip("dbos")


def test_what_a_run_learned_is_hidden_in_the_workers_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("RPA_VAULT_PASSPHRASE", "made up")
    for slug in ("uk-a", "uk-b"):
        settings = {"organization": {"name": "УК Пример (вымышлена)", "ogrn": "1200000000000"}}
        folder = DataRoot(tmp_path).organization(slug).create()
        save_settings(folder.settings, OrganizationSettings.model_validate(settings))

    def fails(place: FleetPlace) -> Any:
        place.redactor.learn_person("Придуманов" if place.folder.slug == "uk-a" else "Выдумкин")
        logger.warning("asyncio: Task exception was never retrieved: <b>Придуманов</b>")
        raise NotFinished("Сайт не принял ответ о Придуманове.")

    def one_stage(crew: Crew, *, drain_seconds: int) -> int:
        Stages(crew).carry_out("plan", "uk-a", None)
        gc.collect()
        Stages(crew).carry_out("plan", "uk-b", None)
        assert drain_seconds == 300
        return 0

    def ended(code: int) -> None:
        raise SystemExit(code)

    monkeypatch.setattr(stages_module, "plan_anew", fails)
    monkeypatch.setattr(worker_module, "work", one_stage)
    monkeypatch.setattr(os, "_exit", ended)
    with pytest.raises(SystemExit):
        worker_command(data=tmp_path)
    logger.complete()
    log = (tmp_path / "fleet" / "log" / "worker.log").read_text("utf-8")
    told = capsys.readouterr()
    assert log.count("стадия plan не удалась") == log.count("never retrieved") == 2
    assert "Придуман" not in log + told.out + told.err
