"""The doctor, with every fault planted: what it says, what it means, which command cures it."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from rpa.cabinet.selector_file import default_path, read_selectors
from rpa.debts.calendar import WorkCalendar
from rpa.errors import PageChanged
from rpa.operate.browser_thread import in_one_browser
from rpa.operate.day import Day, Outcome, State, keep_day
from rpa.operate.doctor import Complaint, examine, exit_code, machine, work
from rpa.operate.place import Place
from rpa.operate.schedule import missed
from rpa.operate.schedule.installer import Scheduler
from tests.kept_browser import starts_counted
from tests.scenarios.commands_here import run_here
from tests.scenarios.conftest import PASS_PHRASE, make_place
from tests.stand.conftest import ROOT, RunningStand, start_stand, stop_stand


@pytest.fixture(scope="module")
def accounting(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("accounting")


@pytest.fixture(scope="module")
def stand(accounting: Path) -> Iterator[RunningStand]:
    running = start_stand("--requests", "2", "--inquiries", "1", "--accounting", str(accounting))
    yield running
    stop_stand(running)


@pytest.fixture
def place(stand: RunningStand, accounting: Path, tmp_path: Path) -> Iterator[Place]:
    """An organization in good health."""
    files = {name: accounting / f"{name}.xlsx" for name in ("debts", "served_houses")}
    dataset = {"file": files["debts"], "served_houses": files["served_houses"], "acts": accounting / "acts"}
    notices = {"urls": ["json://127.0.0.1:9"]}
    yield make_place(stand, tmp_path, dataset=dataset, notices=notices)
    stand.control.delete("/__stand__/faults").raise_for_status()


def look(place: Place, *, with_site: bool = False) -> dict[str, Complaint]:
    return {one.key: one for one in examine(place, with_site=with_site)}


def fired(place: Place) -> None:
    """A record of a daily run of now."""
    now = datetime.now(UTC)
    done = {"plan": Outcome("plan", State.DONE)}
    day = Day(place.folder.slug, place.moscow_now().date(), now.isoformat(), done, now.isoformat())
    keep_day(place.folder.reports, day)


def with_settings(place: Place, **sections: Any) -> Place:
    changed = {name: getattr(place.settings, name).model_copy(update=values) for name, values in sections.items()}
    return replace(place, settings=place.settings.model_copy(update=changed))


def shown_in_the_guide() -> set[str]:
    """What the doctor looks at, by the screen in docs/setup.md (there nobody is sent notices)."""
    text = (ROOT / "docs" / "setup.md").read_text(encoding="utf-8")
    block = text.partition("<!-- doctor -->")[2].partition("<!-- /doctor -->")[0]
    titles = set(re.findall(r"^[✓!✗] ([^:]+):", block, re.MULTILINE))
    assert len(titles) > 15
    return titles


def test_a_healthy_organization_has_nothing_wrong_and_is_looked_at_in_the_browser_that_was_tried(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    fired(place)
    monkeypatch.setattr(missed, "choose", lambda: Scheduler.CRON)
    started = starts_counted(monkeypatch)
    with in_one_browser(replace(place, thread=None)) as alone:
        found = examine(alone)
    assert len(started) == 1
    assert [(one.key, one.said) for one in found if one.state == "wrong"] == []
    assert exit_code(found) == 0
    states = {one.key: one.state for one in found}
    assert {"browser", "installation", "rights", "disk", "secrets", "calendar", "dataset", "houses", "uncertain",
            "schedule", "last_run", "session", "clock", "cabinet_rights", "messages", "canary.home",
            "canary.debt_requests", "canary.inquiries"} <= states.keys()  # fmt: skip
    assert (states["browser"], states["canary.home"]) == ("fine", "fine")
    assert shown_in_the_guide() <= {one.what for one in found} | {"уведомления"}, "docs/setup.md shows another screen"


def test_every_complaint_says_what_it_means_and_what_to_do(place: Place, stand: RunningStand) -> None:
    """Each fault of the cabinet by its own words, too: one look sees them all, and none hides another."""
    (place.folder.settings).chmod(0o644)
    sick = with_settings(place, dataset={"file": None, "served_houses": None}, notices={"urls": []})
    sick.secrets.delete("password")
    stand.arm("label_renamed", caption="Найти", text="Показать", count="always")
    with nobody_told(stand):
        found = look(replace(sick, now=lambda: datetime.now(UTC) + timedelta(minutes=7)), with_site=True)
    complaints = [one for one in found.values() if one.state != "fine"]
    assert len(complaints) >= 8
    for one in complaints:
        assert one.means, one.key
        assert one.cure, one.key
        for command in re.findall(r"rpa (?!browser|calendar|dataset)[^;]+", one.cure):
            assert f"-o {place.folder.slug}" in command, "copied as it stands, it must work beside other organizations"
    _clock_that_is_wrong(found["clock"])
    _messages_that_nobody_would_get(found["messages"])
    _site_that_changed(found["canary.debt_requests"], place.folder.slug)
    assert (found["session"].state, found["cabinet_rights"].state) == ("fine", "fine")
    assert (found["canary.home"].state, found["canary.inquiries"].state) == ("fine", "wrong")


@contextmanager
def nobody_told(stand: RunningStand) -> Iterator[None]:
    """The check box of the messages is off meanwhile."""
    address = "/ppa/api/rest/services/ppa/organizations/settings"
    with stand.cabinet() as cabinet:
        before = cabinet.get(address).raise_for_status().json()
        now = cabinet.put(address, json=before | {"emailInquiryNotifications": False}).raise_for_status().json()
        yield
        box = before["emailInquiryNotifications"]
        cabinet.put(address, json=now | {"emailInquiryNotifications": box}).raise_for_status()


def _clock_that_is_wrong(found: Complaint) -> None:
    assert found.state == "wrong"
    assert "спешат на 4" in found.said


def _messages_that_nobody_would_get(found: Complaint) -> None:
    assert found.state == "warning"
    assert "rpa cabinet apply" in found.cure


def _site_that_changed(found: Complaint, slug: str) -> None:
    """It is named by key and line."""
    line = read_selectors(default_path())["debt_requests"]["search"].line
    assert found.state == "wrong"
    assert f"debt_requests.search (selectors.yaml:{line})" in found.said
    cure = f"rpa selectors check --page debt_requests -o {slug}"
    assert (found.cure, found.code) == (cure, PageChanged.exit_code)


def test_the_command_that_shows_the_errors_of_the_data_reads_them_as_a_run_does(place: Place, tmp_path: Path) -> None:
    (folder := tmp_path / "Мои документы").mkdir()
    (data := folder / "долги.xlsx").write_bytes(work_file(place).read_bytes())
    (mapping := tmp_path / "столбцы.yaml").write_text("columns: {}\n", encoding="utf-8")
    cure = look(with_settings(place, dataset={"file": data, "mapping": mapping}))["dataset_errors"].cure
    assert cure.startswith(f'rpa dataset check "{data}" --mapping {mapping} --served-houses ')


def work_file(place: Place) -> Path:
    assert place.settings.dataset.file is not None
    return place.settings.dataset.file


def test_a_browser_that_is_not_there(place: Place, tmp_path: Path) -> None:
    absent = with_settings(replace(place, thread=None), browser={"executable": tmp_path / "absent"})
    found = look(absent)
    assert found["browser"].state == "wrong"
    assert found["browser"].code == 78


def test_an_old_browser(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    async def old(_options: object) -> str:
        return "90.0.4430.85"

    monkeypatch.setattr(machine, "browser_version", old)
    assert look(replace(place, thread=None))["browser"].state == "warning"


def test_a_library_that_is_missing(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine.metadata, "requires", lambda _name: ["playwright==1", "no-such-library>=2"])
    found = look(place)["installation"]
    assert found.state == "wrong"
    assert "no-such-library" in found.said
    assert "playwright" not in found.said


@pytest.mark.skipif(os.name != "posix", reason="Windows keeps rights elsewhere")
def test_files_open_to_others(place: Place) -> None:
    place.folder.settings.chmod(0o644)
    found = look(place)["rights"]
    assert found.state == "wrong"
    assert "settings.yaml" in found.said
    assert found.cure.startswith("chmod")


def test_a_full_disk(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "LEAST_FREE_BYTES", 1 << 62)
    assert look(place)["disk"].cure == f"rpa audit purge -o {place.folder.slug}"


def test_a_secret_that_is_missing(place: Place) -> None:
    place.secrets.delete("totp_secret")
    found = look(place)["credentials"]
    assert "totp_secret" in found.said
    assert "rpa setup" in found.cure


def test_a_calendar_that_ends(place: Place) -> None:
    last = max(WorkCalendar.load().years)
    december = datetime(last, 12, 10, tzinfo=UTC)
    assert look(replace(place, now=lambda: december))["calendar"].state == "warning"
    after = datetime(last + 1, 2, 1, tzinfo=UTC)
    found = [one for one in list(work.calendar(replace(place, now=lambda: after)))]
    assert [one.state for one in found] == ["wrong"]


def test_data_that_is_stale_or_broken_or_absent(place: Place) -> None:
    found = look(replace(place, now=lambda: datetime.now(UTC) + timedelta(days=20)))
    assert found["dataset"].state == "wrong"
    assert "рабочих дней" in found["dataset"].said
    assert look(with_settings(place, dataset={"file": None}))["dataset"].state == "wrong"
    gone = look(with_settings(place, dataset={"file": place.folder.root / "absent.xlsx"}))["dataset"]
    assert (gone.state, gone.code) == ("wrong", 65)
    assert look(with_settings(place, dataset={"served_houses": None}))["houses"].state == "wrong"


def test_a_session_that_is_lost_and_one_that_never_was(place: Place, stand: RunningStand) -> None:
    stand.control.delete("/__stand__/sessions").raise_for_status()
    found = look(place, with_site=True)
    assert found["session"].state == "warning", "the robot signs in by itself"
    assert "canary.home" not in found, "what was not looked at is not called fine"
    by_hand = with_settings(place, sign_in={"method": "person"})
    lost = look(by_hand, with_site=True)["session"]
    assert (lost.state, lost.cure, lost.code) == ("wrong", f"rpa sign-in -o {place.folder.slug}", 77)
    place.folder.session.unlink()
    assert "не было" in look(by_hand, with_site=True)["session"].said


def test_another_organization_behind_the_session(place: Place) -> None:
    stranger = with_settings(place, organization={"ogrn": "1027700132195"})
    found = look(stranger, with_site=True)
    assert found["organization"].code == 77
    assert "canary.home" not in found


@pytest.mark.parametrize(
    ("caption", "state", "code"),
    [("Ответ на полученные запросы о наличии задолженности за ЖКУ", "wrong", 77), ("Обращения", "warning", 0)],
)
def test_a_section_the_menu_does_not_offer(
    place: Place, stand: RunningStand, monkeypatch: pytest.MonkeyPatch, caption: str, state: str, code: int
) -> None:
    # The screens behind the menu are looked at by the tests above. (The package has a function of the module's name.)
    monkeypatch.setattr(import_module("rpa.operate.doctor.site"), "CANARY", ())
    stand.arm("label_renamed", caption=caption, text="Иное", count="always")
    found = look(place, with_site=True)["cabinet_rights"]
    assert (found.state, found.code) == (state, code)
    assert "Предоставление прав доступа" in found.cure


def test_the_command_speaks_to_people_and_to_machines_with_one_code(place: Place, tmp_path: Path) -> None:
    place.folder.settings.chmod(0o644)
    command, environment = ["doctor", "--offline", "--data", str(tmp_path)], {"RPA_VAULT_PASSPHRASE": PASS_PHRASE}
    spoken, told = (run_here(*command, *more, env=environment, columns=80) for more in ((), ("--json",)))
    document = json.loads(told.stdout)
    assert spoken.returncode == told.returncode == document["exit_code"] == 1
    assert "✗ права файлов: открыты другим: settings.yaml" in spoken.stdout
    assert "что делать: chmod" in spoken.stdout
    without_paths = [line for line in spoken.stdout.splitlines() if "/" not in line]
    assert max(map(len, without_paths)) <= 80
    assert all(line == line.rstrip() for line in without_paths)
    assert str(place.settings.dataset.file) in spoken.stdout, "a path is never broken in two"
    assert {"key", "state", "said", "means", "cure", "code", "what"} == set(document["checks"][0])
