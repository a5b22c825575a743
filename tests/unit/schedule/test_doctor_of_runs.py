"""What the doctor says of the schedule, of the last day, and of who would be told: by what runs left behind."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from rpa.operate.day import Day, Outcome, State, Trouble, keep_day
from rpa.operate.doctor import work
from rpa.operate.place import Place
from rpa.operate.schedule import missed
from rpa.operate.schedule.installer import Installer, Scheduler
from rpa.settings import DataRoot, OrganizationSettings
from tests.cheap_vault import cheap_vault


@pytest.fixture
def place(tmp_path: Path) -> Place:
    settings = OrganizationSettings.model_validate({"organization": {"name": "Придуманная", "ogrn": "1234567890123"}})
    folder = DataRoot(tmp_path / "data").organization("uk").create()
    return Place(folder, settings, cheap_vault(folder.vault, "a made-up pass phrase"))


def fired(place: Place, code: int = 0, troubles: tuple[Trouble, ...] = (), state: State = State.FAILED) -> None:
    """A record of a daily run of now."""
    now = datetime.now(UTC)
    outcome = Outcome("plan", State.DONE if not code else state, code, troubles=troubles)
    day = Day(place.folder.slug, place.moscow_now().date(), now.isoformat(), {"plan": outcome}, now.isoformat())
    keep_day(place.folder.reports, day)


def with_notices(place: Place, **wishes: Any) -> Place:
    notices = place.settings.notices.model_copy(update=wishes)
    return replace(place, settings=place.settings.model_copy(update={"notices": notices}))


def test_a_day_that_only_waits_for_decisions_is_not_told_to_be_run_again(place: Place) -> None:
    fired(place, 1, state=State.ATTENTION)
    waiting = {one.key: one for one in work.schedule(place)}["last_run"].cure
    assert waiting == f"rpa due -o {place.folder.slug}; rpa ui -o {place.folder.slug}"
    for code in (75, 71):
        fired(place, code)
        assert "rpa run daily" in {one.key: one for one in work.schedule(place)}["last_run"].cure


def test_that_nobody_could_be_told_of_a_closed_vault_is_said_before_it_closes(place: Place) -> None:
    def notices(**wishes: object) -> str | None:
        told = {one.key: one for one in work.schedule(with_notices(place, **wishes))}
        return told["notices"].cure if "notices" in told else None

    sealed = ["tgram://{vault:bot}/{vault:chat}", "vault:mail"]
    assert "heartbeat_url" in (notices(urls=sealed) or "")
    assert notices(urls=[*sealed, "mailto://mail.uk.test?to=a@uk.test"]) is None
    assert notices(urls=sealed, heartbeat_url="vault:heartbeat") is None, "its silence is heard"


def test_a_schedule_that_does_not_fire(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(missed, "choose", lambda: Scheduler.CRON)
    never = next(iter(work.schedule(place)))
    assert never.state == "wrong"
    assert "не было" in never.said
    fired(place)
    assert next(iter(work.schedule(place))).state == "fine"
    later = replace(place, now=lambda: datetime.now(UTC) + timedelta(days=3))
    assert next(iter(work.schedule(later))).state == "wrong"


def test_a_schedule_that_is_not_installed(place: Place, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(missed, "choose", lambda: Scheduler.SYSTEMD)
    monkeypatch.setattr(missed, "Installer", lambda kind: Installer(kind, folder=tmp_path))
    fired(place)
    found = next(iter(work.schedule(place)))
    assert found.state == "wrong"
    assert "rpa schedule install" in found.cure


@pytest.mark.parametrize("kind", [Scheduler.CRON, Scheduler.SYSTEMD])
def test_what_stands_and_does_not_fire_is_not_told_to_be_installed_again(
    place: Place, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, kind: Scheduler
) -> None:
    for name in ("daily", "guard"):
        for suffix in ("service", "timer"):
            (file := tmp_path / f"rpa-{name}-uk.{suffix}").touch()
            os.utime(file, (1, 1))
    monkeypatch.setattr(missed, "choose", lambda: kind)
    monkeypatch.setattr(missed, "Installer", lambda kind: Installer(kind, folder=tmp_path))
    cure = next(iter(work.schedule(place))).cure
    assert ("crontab -l" in cure) is (kind is Scheduler.CRON) and "rpa run daily -o uk" in cure
    assert "`rpa schedule install -o uk`" not in cure
    if kind is Scheduler.SYSTEMD:
        os.utime(file)
        found = next(iter(work.schedule(place)))
        assert found.state == "fine" and "первый прогон будет" in found.said, "installed just now, it missed nothing"


def test_a_last_run_that_failed(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(missed, "choose", lambda: Scheduler.CRON)
    fired(place, 70, (Trouble("PageChanged", "Сайт изменился.", "Чините.", "кто чинит", 70),))
    found = {one.key: one for one in work.schedule(place)}["last_run"]
    assert found.state == "warning"
    assert "Сайт изменился" in found.said


@pytest.mark.parametrize(
    ("as_of", "state"), [(timedelta(0), "fine"), (timedelta(3000), "wrong"), (timedelta(-2), "wrong"), (None, "wrong")]
)
def test_data_older_than_the_calendar_are_told_as_old(
    place: Place, monkeypatch: pytest.MonkeyPatch, as_of: timedelta | None, state: str
) -> None:
    source = place.settings.dataset.model_copy(update={"file": place.folder.dataset / "долги.xlsx"})
    place = replace(place, settings=place.settings.model_copy(update={"dataset": source}))
    day = None if as_of is None else place.moscow_now().date() - as_of
    monkeypatch.setattr(work, "load_dataset", lambda *_, **__: SimpleNamespace(as_of=day, rows=(1,), broken=()))
    [found] = work.dataset(place)
    assert found.state == state
