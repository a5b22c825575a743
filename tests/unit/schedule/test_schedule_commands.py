"""``rpa schedule``, ``rpa status`` and ``rpa run`` as a machine sees them: JSON and exit codes."""

from __future__ import annotations

import json
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from rpa.cli import main
from rpa.errors import BadSettings, InteractionNeeded
from rpa.operate.day import Day, Outcome, State, Trouble, keep_day
from rpa.settings import DataRoot, OrganizationFolder, editing, load_settings
from rpa.settings.editing import put_value

SETTINGS = "organization: {name: УК, ogrn: '1027700132195'}\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> OrganizationFolder:
    for name in ("RPA_VAULT_PASSPHRASE", "RPA_DATA", "CREDENTIALS_DIRECTORY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("COLUMNS", "200")
    found = DataRoot(tmp_path / "data").organization("uk").create()
    found.settings.write_text(SETTINGS, encoding="utf-8")
    return found


def rpa(folder: OrganizationFolder, capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    with pytest.raises(SystemExit) as ended:
        main([*words, "--data", str(folder.root.parent.parent)])
    said = capsys.readouterr()
    return int(ended.value.code or 0), said.out + said.err


def told(folder: OrganizationFolder, capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, Any]:
    code, said = rpa(folder, capsys, *words, "--json")
    return code, json.loads(said)


def ran(folder: OrganizationFolder, at: datetime, outcome: Outcome | None = None) -> None:
    day = Day("uk", at.date(), at.isoformat(), finished_at=at.isoformat())
    if outcome:
        day.outcomes[outcome.stage] = outcome
    keep_day(folder.reports, day)


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        ("systemd", {"rpa-daily-uk.service", "rpa-daily-uk.timer", "rpa-guard-uk.service", "rpa-guard-uk.timer"}),
        ("windows", {"rpa-daily-uk.xml", "rpa-guard-uk.xml"}),
        ("launchd", {f"local.rpa-gis-zhkh.rpa-{name}-uk.plist" for name in ("daily", "guard")}),
        ("cron", {"crontab"}),
    ],
)
def test_print_shows_every_file_and_installs_nothing(
    folder: OrganizationFolder, capsys: pytest.CaptureFixture[str], tmp_path: Path, kind: str, names: set[str]
) -> None:
    code, found = told(folder, capsys, "schedule", "install", "--print", "--kind", kind, "--at", "06:05")
    assert code == 0 and set(found["files"]) == names
    assert any("06:05" in text or "5 6" in text or "<integer>6</integer>" in text for text in found["files"].values())
    assert not (tmp_path / "home").exists()


def test_the_time_of_an_installed_schedule_is_the_one_missed_runs_are_judged_by(
    folder: OrganizationFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    folder.settings.write_text(f"{SETTINGS}schedule:  # утром\n  deadline_guard_day: 4\n", encoding="utf-8")
    code, said = rpa(folder, capsys, "schedule", "install", "--kind", "cron", "--at", "11:40")
    assert code == 0 and "40 11 * * *" in said and "crontab -e" in said
    assert told(folder, capsys, "schedule", "status", "--kind", "cron")[1]["expected"][11:16] == "11:40"
    kept = load_settings(folder.settings)
    assert kept.schedule.deadline_guard_day == 4 and "# утром" in folder.settings.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "text",
    [
        SETTINGS,
        SETTINGS + "schedule: {deadline_guard_day: 4}\n",
        SETTINGS + "schedule: {}\n",
        SETTINGS + "schedule:\n# пусто\n",
        "schedule:\n    daily_at: 05:00:00 # рано\n    deadline_guard_day: 4\n" + SETTINGS,
        "\ufeff" + SETTINGS.rstrip(),
    ],
)
def test_one_value_is_put_into_a_file_a_person_wrote(folder: OrganizationFolder, text: str) -> None:
    folder.settings.write_text(text, encoding="utf-8")
    before = yaml.safe_load(text.removeprefix("\ufeff"))
    put_value(folder.settings, "schedule", "daily_at", "06:05")
    after = yaml.safe_load(folder.settings.read_text(encoding="utf-8"))
    assert load_settings(folder.settings).schedule.daily_at == time(6, 5)
    assert after.pop("schedule") == (before.pop("schedule", None) or {}) | {"daily_at": "06:05"} and after == before
    assert text.count("#") == folder.settings.read_text(encoding="utf-8").count("#")


def test_a_path_is_put_beside_a_comment_as_it_is(folder: OrganizationFolder) -> None:
    folder.settings.write_text(SETTINGS + "dataset:\n  file:   # выгрузка\n  acts: старые  # акты\n", encoding="utf-8")
    put_value(folder.settings, "dataset", "file", r"\\server\обмен\debts.csv")
    put_value(folder.settings, "dataset", "acts", 'D:\\акты "новые"')
    source = load_settings(folder.settings).dataset
    # Elsewhere than on Windows these are names of files beside the settings.
    assert str(source.file).endswith(r"\\server\обмен\debts.csv")
    assert str(source.acts).endswith('D:\\акты "новые"')
    assert folder.settings.read_text(encoding="utf-8").count("#") == 2


def test_a_value_that_would_not_be_read_back_is_left_to_a_person(
    folder: OrganizationFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = SETTINGS + "schedule: {daily_at: 05:00}\n"
    folder.settings.write_text(before, encoding="utf-8")
    monkeypatch.setattr(editing, "_changed", lambda text, *_where: text + "reports: {}\n")
    with pytest.raises(BadSettings, match=r"schedule\.daily_at не удалось записать") as refused:
        put_value(folder.settings, "schedule", "daily_at", "06:05")
    assert "Впишите сами" in refused.value.hint and folder.settings.read_text(encoding="utf-8") == before


@pytest.mark.parametrize("words", [(), ("--print",)])
def test_lines_for_cron_are_remembered_with_their_time_however_they_are_asked_for(
    folder: OrganizationFolder, capsys: pytest.CaptureFixture[str], words: tuple[str, ...]
) -> None:
    """Nobody judged the runs of 06:00 by 06:00, and each of them looked missed."""
    assert rpa(folder, capsys, "schedule", "install", "--kind", "cron", "--at", "06:00", *words)[0] == 0
    assert load_settings(folder.settings).schedule.daily_at == time(6, 0)
    assert rpa(folder, capsys, "schedule", "install", "--kind", "systemd", "--at", "05:00", "--print")[0] == 0
    assert load_settings(folder.settings).schedule.daily_at == time(6, 0), "of what nobody pastes nothing is kept"


def test_a_service_that_could_not_open_the_vault_is_not_installed(
    folder: OrganizationFolder, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.vault.write_text("{}")
    code, said = rpa(folder, capsys, "schedule", "install", "--print", "--kind", "systemd")
    assert code == 78 and "uk.passphrase" in said
    folder.vault.unlink()
    monkeypatch.setenv("RPA_VAULT_PASSPHRASE", "of a vault that the first secret will make")
    assert rpa(folder, capsys, "schedule", "install", "--print", "--kind", "systemd")[0] == 78


@pytest.mark.parametrize("words", [("--at", "25:00"), ("--kind", "at")])
def test_a_wrong_time_or_scheduler_is_wrong_usage(
    folder: OrganizationFolder, capsys: pytest.CaptureFixture[str], words: tuple[str, str]
) -> None:
    assert rpa(folder, capsys, "schedule", "install", "--print", *words)[0] == 2


def test_schedule_status_says_when_it_stopped_firing(
    folder: OrganizationFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    ran(folder, datetime.now(UTC) - timedelta(days=3))
    code, found = told(folder, capsys, "schedule", "status", "--kind", "systemd")
    assert code == 1 and found["missed"] is True and found["jobs"]["daily"]["installed"] is False
    assert "не начался" in rpa(folder, capsys, "schedule", "status", "--kind", "systemd")[1]


def test_schedule_status_under_cron_is_judged_by_runs_alone(
    folder: OrganizationFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    ran(folder, datetime.now(UTC) - timedelta(days=3))
    assert told(folder, capsys, "schedule", "status", "--kind", "cron")[0] == 1
    ran(folder, datetime.now(UTC))
    code, found = told(folder, capsys, "schedule", "status", "--kind", "cron")
    assert (code, found["missed"]) == (0, False)
    assert [job["installed"] for job in found["jobs"].values()] == [None, None], "nobody can know it"
    assert "crontab -l" in rpa(folder, capsys, "schedule", "status", "--kind", "cron")[1]
    assert told(folder, capsys, "schedule", "status", "--kind", "systemd")[0] == 1, "there the files are missing"


def test_status_tells_each_organization_also_a_broken_one(
    folder: OrganizationFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    parked = Trouble.of(InteractionNeeded("Вход требует человека.", screen="captcha"))
    ran(folder, datetime.now(UTC), Outcome("check", State.FAILED, 77, troubles=(parked,)))
    broken = DataRoot(folder.root.parent.parent).organization("zzz").create()
    broken.settings.write_text("organization: {}", encoding="utf-8")
    code, (sound, wrong) = told(folder, capsys, "status")
    assert code == 0 and (sound["exit_code"], sound["parked"]) == (77, "Вход требует человека.")
    assert wrong["organization"] == "zzz" and "settings.yaml" in wrong["problem"]
    assert "rpa sign-in -o uk" in rpa(folder, capsys, "status")[1]


@pytest.mark.parametrize("command", ["status", "due"])
def test_a_person_hears_what_a_list_of_deadlines_cannot_know(
    folder: OrganizationFolder, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    assert "ещё ни разу не прочитаны" in rpa(folder, capsys, command)[1]
    read = datetime.now(UTC) - timedelta(minutes=1)
    plan = {"plan": {"built_at": read.isoformat(), "items": []}}
    (folder.plans / "20260101-000000-aaaaaaaa.json").write_text(json.dumps(plan), encoding="utf-8")
    ran(folder, datetime.now(UTC), Outcome("plan", State.ATTENTION, 1, {"unread": 2}))
    folder.ledger.write_bytes(b"no ledger at all")
    said = rpa(folder, capsys, "status")[1]
    assert "Карточки запросов не прочитаны: 2" in said
    assert said.lower().count("журнал намерений") == 1, "once is enough"


@pytest.mark.parametrize("text", [SETTINGS + "# \x07\n", SETTINGS + "dataset: {file: 2024-99-99}\n", "[" * 5000])
def test_status_tells_the_others_also_when_one_file_is_no_yaml_at_all(
    folder: OrganizationFolder, capsys: pytest.CaptureFixture[str], text: str
) -> None:
    broken = DataRoot(folder.root.parent.parent).organization("aaa").create()
    broken.settings.write_text(text, encoding="utf-8")
    code, (wrong, sound) = told(folder, capsys, "status")
    assert (code, sound["organization"], sound["problem"]) == (0, "uk", None)
    assert "settings.yaml" in wrong["problem"]
    assert rpa(folder, capsys, "schedule", "status", "--kind", "cron", "-o", "aaa")[0] == 78


def test_a_scenario_that_changes_the_cabinet_is_refused_by_name(
    folder: OrganizationFolder, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RPA_VAULT_PASSPHRASE", "made-up")
    for name in ("answer_debt_requests", "withdraw_answers", "apply_cabinet_settings", "no_such"):
        code, said = rpa(folder, capsys, "run", name)
        assert code == (2 if name == "no_such" else 78), (name, said)
    assert not folder.ledger.exists()


def test_the_list_of_scenarios_says_which_only_read(
    folder: OrganizationFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    code, found = told(folder, capsys, "run", "--list")
    reading = {one["name"] for one in found if one["read_only"]}
    assert code == 0 and all(one["title"].endswith(".") for one in found)
    assert reading == {"read_cabinet_settings", "receive_debt_requests", "sync_inquiries", "verify_answers"}


def test_all_goes_with_daily_and_guard_only(folder: OrganizationFolder, capsys: pytest.CaptureFixture[str]) -> None:
    assert rpa(folder, capsys, "run", "verify_answers", "--all")[0] == 2


def test_a_warning_that_reached_nobody_is_tried_again_by_the_scheduler(
    folder: OrganizationFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    """1 and 69 are a run that went through (``SuccessExitStatus``): with them nobody would hear it until tomorrow."""
    assert rpa(folder, capsys, "run", "guard")[0] == 1  # nothing was ever read, and nobody is to be told
    folder.settings.write_text(SETTINGS + "notices: {urls: ['json://127.0.0.1:9/']}\n", encoding="utf-8")
    code, summary = told(folder, capsys, "run", "guard")
    assert (code, summary["notices"]["failed"]) == (75, 1)


def test_a_repeated_start_of_a_done_day_ends_at_once_and_opens_nothing(
    folder: OrganizationFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    ran(folder, datetime.now(UTC), Outcome("check", State.FAILED, 77))
    code, said = told(folder, capsys, "run", "daily", "--unless-done")
    assert (code, said["exit_code"]) == (0, 77), "the code was told by the first start"
    assert not folder.journal.exists() and not folder.vault.exists()
    folder.vault.write_text("nobody can open this")
    ran(folder, datetime.now(UTC), Outcome("check", State.FAILED, 75))
    assert rpa(folder, capsys, "run", "daily", "--unless-done")[0] == 78, "it begins, and stumbles over the vault"
