"""What a command refuses, ignores no more, or says of a machine where something is missing."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from rpa.operate.schedule import next_firing
from rpa.operate.schedule.missed import Firing
from rpa.settings import DataRoot, OrganizationFolder, OrganizationSettings, save_settings
from tests.cheap_vault import cheap_vault
from tests.forking import run


@pytest.fixture
def folder(tmp_path: Path) -> OrganizationFolder:
    settings = OrganizationSettings.model_validate({"organization": {"name": "Примерная УК", "ogrn": "1020202870555"}})
    made = DataRoot(tmp_path / "data").organization("uk").create()
    save_settings(made.settings, settings)
    cheap_vault(made.vault, "a made-up pass phrase").set("login", "x")
    return made


def rpa(folder: OrganizationFolder, *words: str, **environ: str) -> subprocess.CompletedProcess[str]:
    data = folder.machine.path
    return run("rpa", *words, env={"PATH": "", "HOME": str(data), "RPA_DATA": str(data), "COLUMNS": "80"} | environ)


@pytest.mark.parametrize(
    ("typed", "named"),
    [
        ("run daily --at-once 2", "--at-once"),
        ("run guard --set a=b", "--set"),
        ("run daily --yes", "--yes"),
        ("debts approve --write-sheet таблица.xls", "--write-sheet"),
        ("dataset check нет.xlsx --marked ошибки.ods", "--marked"),
        ("selectors pick nope", "nope"),
    ],
)
def test_what_would_be_ignored_or_could_not_be_opened_is_refused(
    folder: OrganizationFolder, typed: str, named: str
) -> None:
    done = rpa(folder, *typed.split(), RPA_VAULT_PASSPHRASE="a made-up pass phrase")
    assert done.returncode == 2, done.stderr
    assert named in done.stderr and "окно" not in done.stderr


def test_a_cookie_that_cannot_be_one_is_refused_at_once_and_folded_lines_keep_their_indent(
    folder: OrganizationFolder,
) -> None:
    done = rpa(folder, "sign-in", "--cookie", RPA_VAULT_PASSPHRASE="a made-up pass phrase")
    assert done.returncode == 2 and "34 знаков" in done.stderr
    told = done.stderr.partition("Ошибка")[0].splitlines()
    assert len(told) > 3 and all(line.startswith("  ") for line in told if line)


def test_deadlines_are_told_without_the_pass_phrase_and_the_doctor_makes_it_one_complaint(
    folder: OrganizationFolder,
) -> None:
    assert rpa(folder, "due", "--json").stdout.strip() == "[]"
    done = rpa(folder, "doctor", "--json")
    found = {one["key"]: one for one in json.loads(done.stdout)["checks"]}
    assert found["secrets"]["state"] == "wrong" and "пароль не передан" in found["secrets"]["said"]
    assert {"disk", "calendar", "dataset", "uncertain", "schedule"} <= found.keys()
    assert "RPA_VAULT_PASSPHRASE" in found["secrets"]["cure"] and "site" not in found


def test_no_next_run_is_named_where_nothing_will_start_one(folder: OrganizationFolder) -> None:
    [told] = json.loads(rpa(folder, "status", "--json").stdout)
    assert told["next_run"] is None and "не назначен" in rpa(folder, "status", COLUMNS="200").stdout
    firing = Firing(None, None, True, "tomorrow")  # type: ignore[arg-type]
    assert [next_firing(firing, known) for known in (True, False, None)] == ["tomorrow", None, None]


def test_what_is_no_journal_is_called_so_and_a_damaged_one_is_not(tmp_path: Path) -> None:
    other, damaged = tmp_path / "notes.txt", tmp_path / "journal.jsonl"
    other.write_text("Список дел\nпозвонить\n", encoding="utf-8")
    damaged.write_text('{"kind":"plan","seq":1,"prev":"x"}\n', encoding="utf-8")
    environ = {"PATH": "", "HOME": str(tmp_path)}
    done = run("rpa", "audit", "verify", str(other), env=environ)
    assert done.returncode == 65 and "Это не журнал робота" in done.stderr and "запись 1" not in done.stdout
    assert run("rpa", "audit", "verify", str(damaged), env=environ).returncode == 74


def test_a_scenario_with_a_command_of_its_own_names_it(tmp_path: Path) -> None:
    listed = json.loads(run("rpa", "run", "--list", "--json", env={"PATH": "", "HOME": str(tmp_path)}).stdout)
    by_command = {one["name"]: one["command"] for one in listed if "command" in one}
    assert by_command["answer_debt_requests"] == "rpa debts apply"
    assert all("command" in one or one["read_only"] or one["asks"] for one in listed)


def test_a_missed_run_under_cron_comes_with_what_to_do(folder: OrganizationFolder) -> None:
    done = rpa(folder, "schedule", "status", "--kind", "cron", COLUMNS="200")
    assert done.returncode == 1
    assert "rpa schedule install --kind cron --print -o uk" in done.stdout and "rpa run daily -o uk" in done.stdout


def test_a_file_that_is_not_there_is_told_with_its_folder_and_the_setting(tmp_path: Path) -> None:
    done = run("rpa", "dataset", "check", str(tmp_path / "долги.xlsx"), env={"PATH": "", "HOME": str(tmp_path)})
    assert done.returncode == 65
    said = " ".join(done.stderr.split())
    assert str(tmp_path) in said and "dataset.file" in said
