"""What somebody mistyped is told to them, in Russian and with code 2; what a file holds is told by its file."""

from __future__ import annotations

import subprocess
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import typer

from rpa.cli import answers
from rpa.cli.demo import _make_room, mark
from rpa.cli.status import _row
from rpa.errors import BadSettings, WrongUsage
from rpa.fleet.configuration import load_fleet_settings
from rpa.job.results import Ending, ItemResult, RunSummary
from rpa.operate.standing import standing
from rpa.operate.withdrawing import Corrected
from rpa.settings import DataRoot, OrganizationFolder, OrganizationSettings, load_settings, save_settings
from tests.cheap_vault import cheap_vault
from tests.forking import run

PHRASE = "a made-up pass phrase"
ORGANIZATION = "organization: {name: Примерная УК, ogrn: '1020202870555'}\n"


@pytest.fixture
def folder(tmp_path: Path) -> OrganizationFolder:
    settings = OrganizationSettings.model_validate({"organization": {"name": "Примерная УК", "ogrn": "1020202870555"}})
    made = DataRoot(tmp_path / "data").organization("uk").create()
    save_settings(made.settings, settings)
    cheap_vault(made.vault, PHRASE).set("login", "x")
    return made


def rpa(folder: OrganizationFolder, *words: str) -> subprocess.CompletedProcess[str]:
    data = folder.machine.path
    environ = {"PATH": "", "HOME": str(data), "RPA_DATA": str(data), "COLUMNS": "80", "RPA_VAULT_PASSPHRASE": PHRASE}
    return run("rpa", *words, env=environ)


@pytest.mark.parametrize(
    "typed",
    ["due --due вчера", "report --month 2026-13", "report --format doc", "run nope", "run daily --park-until 25:00"],
)
def test_a_value_that_means_nothing_is_wrong_usage_whichever_command_it_is_given_to(
    folder: OrganizationFolder, typed: str
) -> None:
    done = rpa(folder, *typed.split())
    assert (done.returncode, "Traceback" in done.stderr) == (2, False)
    assert "Что делать:" in done.stderr


def test_the_demo_removes_nothing_but_what_a_demo_left(folder: OrganizationFolder, tmp_path: Path) -> None:
    (precious := tmp_path / "Документы").mkdir()
    (letter := precious / "отчёт.docx").write_text("", encoding="utf-8")
    done = rpa(folder, "demo", "--out", str(precious))
    assert (done.returncode, letter.exists()) == (2, True)
    with pytest.raises(WrongUsage):
        _make_room(letter)
    (old := tmp_path / "demo-out" / "data").mkdir(parents=True)
    _make_room(old.parent)
    assert not old.parent.exists()


@pytest.mark.parametrize("slug", ["uk-rassvet", "demo"])
def test_the_demo_removes_no_real_organization_whose_data_lie_in_a_folder_of_that_name(
    tmp_path: Path, slug: str
) -> None:
    """`/srv/rpa/data` is a usual place: `rpa demo --out /srv/rpa` removed journal, ledger and evidence."""
    real = DataRoot((out := tmp_path / "srv") / "data").organization(slug).create()
    real.settings.write_text(ORGANIZATION, encoding="utf-8")
    with pytest.raises(WrongUsage):
        _make_room(out)
    assert real.settings.exists()


def test_the_demo_removes_no_files_of_an_accountant_and_its_own_ones(tmp_path: Path) -> None:
    for name in ("accounting", "data"):
        (kept := tmp_path / name / name).mkdir(parents=True)
        (kept / "долги.xlsx").write_bytes(b"made up")
        with pytest.raises(WrongUsage):
            _make_room(tmp_path / name)
    demo = DataRoot((out := tmp_path / "demo-out") / "data").organization("demo").create()
    demo.settings.write_text(ORGANIZATION + "site: {stand: true}\n", encoding="utf-8")
    (out / "accounting").mkdir()
    (out / "accounting" / "debts.xlsx").write_bytes(b"made up")
    _make_room(out)
    assert not out.exists()
    mark(out)
    (out / "accounting").mkdir()
    (out / "accounting" / "debts.xlsx").write_bytes(b"broken off before there was an organization")
    _make_room(out)
    assert not out.exists()


def test_a_spelling_is_confirmed_for_a_house_of_the_list_alone(folder: OrganizationFolder) -> None:
    (folder.root / "дома.csv").write_text("Адрес\nг. Энск, ул. Мира, д. 5\n", encoding="utf-8")
    with folder.settings.open("a", encoding="utf-8") as stream:
        stream.write("dataset:\n  served_houses: дома.csv\n")
    add = ("match", "alias", "add", "Мира 5", "--by", "Придумкина А. А.", "--house")
    refused = rpa(folder, *add, "г. Энск, ул. Мира, д. 6")
    assert (refused.returncode, folder.aliases.exists()) == (65, False)
    assert "дома.csv" in refused.stderr
    assert rpa(folder, *add, "г. Энск, ул. Мира, д. 5").returncode == 0


def test_what_is_no_yaml_is_told_without_english(folder: OrganizationFolder) -> None:
    with folder.settings.open("a", encoding="utf-8") as stream:
        stream.write("browser:\n\theadless: true\n")
    with pytest.raises(BadSettings, match=r"settings\.yaml:\d+: это не YAML \(проверьте отступы"):
        load_settings(folder.settings)


def test_a_status_that_cannot_read_the_settings_does_not_say_that_there_was_no_run(folder: OrganizationFolder) -> None:
    folder.settings.write_text("typo: 1\n", encoding="utf-8")
    assert _row(standing(folder, datetime.now(UTC)))[1] == "?"


def test_a_mistake_in_the_fleet_s_file_is_not_sent_to_a_set_up_that_does_not_write_it(tmp_path: Path) -> None:
    (path := tmp_path / "fleet.yaml").write_text("typo: 1\n", encoding="utf-8")
    with pytest.raises(BadSettings) as caught:
        load_fleet_settings(path)
    assert "rpa setup" not in caught.value.hint


def test_a_withdrawal_that_found_nothing_to_withdraw_is_not_called_done(capsys: pytest.CaptureFixture[str]) -> None:
    result = ItemResult("260010000002", Ending.ALREADY, "Отправленного ответа нет: отзывать нечего.")
    summary: Any = SimpleNamespace(results=[result], error=None)
    answers._show_withdrawn(summary)
    told = capsys.readouterr()
    assert "выполнено" not in told.out and "снова ждёт" not in told.out
    assert "отзывать нечего" in told.err


def test_who_withdrew_an_answer_is_told_that_its_request_waits_again(capsys: pytest.CaptureFixture[str]) -> None:
    answers._show_withdrawn(RunSummary("run", [ItemResult("260010000002", Ending.DONE)]))
    assert "снова ждёт ответа" in capsys.readouterr().out


def test_a_correction_that_stands_already_is_told_once(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    seen = RunSummary("run", [ItemResult("260010000002", Ending.ALREADY, "Верный ответ уже отправлен.")])
    monkeypatch.setattr("rpa.operate.withdrawing.correct", lambda *_, **__: Corrected(seen, seen))
    monkeypatch.setattr(answers, "locate", lambda *_: None)
    with pytest.raises(typer.Exit):
        answers.correct("260010000002", "погашен", "Придумкина А. А.", "no_debt")
    assert capsys.readouterr().err.count("Верный ответ уже отправлен.") == 1
