"""A run that needs a person waits, is told of, and goes on by itself once a person has signed in."""

from __future__ import annotations

import functools
import json
import os
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from rpa.cabinet.sign_in import Patience
from rpa.cabinet.sign_in_screens import PERSONS
from rpa.errors import InteractionNeeded, WrongUsage
from rpa.job import entry
from rpa.job.parking import Parking
from rpa.operate.parking import next_moment, parked_notice, parse_until, unattended
from rpa.operate.place import Place
from rpa.operate.standing import waiting_now
from tests.forking import start
from tests.scenarios.conftest import PASS_PHRASE, make_place, place_without_site
from tests.stand.conftest import RunningStand, start_stand, stop_stand

SCENARIO = "read_cabinet_settings"


@pytest.fixture(scope="module")
def small_stand() -> Iterator[RunningStand]:
    running = start_stand("--requests", "1", "--inquiries", "0")
    yield running
    stop_stand(running)


@pytest.fixture
def stand(small_stand: RunningStand) -> RunningStand:
    """Its sign-in is as every test begins it."""
    small_stand.control.delete("/__stand__/sessions").raise_for_status()
    return small_stand


def parked_place(stand: RunningStand, folder: Path, variant: str, seconds: float, told: list[str]) -> Place:
    """A place without a session, whose sign-in meets ``variant``; ``told`` hears the notices."""
    place = make_place(stand, folder)
    place.folder.session.unlink()
    stand.control.post("/__stand__/signin", json={"login": "*", "variants": [variant]}).raise_for_status()
    return replace(place, parking=Parking(lambda: seconds, told.append))


def journal(place: Place, kind: str) -> list[dict[str, Any]]:
    lines = [json.loads(line) for line in place.folder.journal.read_text().splitlines()]
    return [line for line in lines if line.get("kind") == kind]


def sign_in(place: Place, brought: str = "") -> subprocess.CompletedProcess[str]:
    """What the operator does at another prompt, where there is no screen: `rpa sign-in`, with `--cookie` if there is
    a value to read."""
    typed = place.folder.machine.path / "typed"
    typed.write_text(brought, encoding="utf-8")
    environment = {key: value for key, value in os.environ.items() if key not in ("DISPLAY", "WAYLAND_DISPLAY")}
    process = start(
        "rpa", "sign-in", *(["--cookie"] if brought else []), "--data", str(place.folder.machine.path),
        env={**environment, "RPA_VAULT_PASSPHRASE": PASS_PHRASE}, stdin=typed,
    )  # fmt: skip
    output, errors = process.communicate(120)
    return subprocess.CompletedProcess([], process.wait(), output, errors)


def test_a_parked_run_goes_on_by_itself_when_a_person_signs_in_elsewhere(stand: RunningStand, tmp_path: Path) -> None:
    told, parked = threading.Event(), []
    place = parked_place(stand, tmp_path, "captcha", 120, parked)

    waited: list[str] = []

    def tell(screen: str) -> None:
        parked.append(screen)
        waited.append(waiting_now(place.folder.journal))
        told.set()

    place = replace(place, parking=Parking(lambda: 120, tell))
    done: list[subprocess.CompletedProcess[str]] = []

    def bring_a_session() -> None:
        assert told.wait(90)
        done.append(sign_in(place, stand.session() + "\n"))

    person = threading.Thread(target=bring_a_session)
    person.start()
    finished = place.run(SCENARIO, pages=1)
    person.join(120)
    assert done[0].returncode == 0, done[0].stderr
    assert finished.summary.error is None
    assert finished.value.employees, "the run read the cabinet with the session that was brought"
    assert parked == ["captcha"], "one notice, not one per look"
    assert [record["screen"] for record in journal(place, "parked")] == ["captcha"]
    assert [record["how"] for record in journal(place, "unparked")] == ["session"]
    assert waited == [PERSONS["captcha"]], "who looks meanwhile is told what it waits for"
    assert waiting_now(place.folder.journal) == ""


def test_a_run_whose_person_never_comes_ends_with_77(stand: RunningStand, tmp_path: Path) -> None:
    parked: list[str] = []
    place = parked_place(stand, tmp_path, "captcha", 2, parked)
    with pytest.raises(InteractionNeeded) as caught:
        place.run(SCENARIO, pages=1)
    assert caught.value.exit_code == 77
    assert caught.value.screen == "captcha"
    assert parked == ["captcha"]
    assert journal(place, "unparked") == []
    assert not place.folder.session.exists()


def test_a_screen_nobody_has_described_leaves_its_build_in_the_journal_and_no_person(
    stand: RunningStand, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(entry, "Patience", functools.partial(Patience, unknown=2))
    place = parked_place(stand, tmp_path, "unknown_screen", 1, [])
    with pytest.raises(InteractionNeeded):
        place.run(SCENARIO, pages=1)
    [outline] = [record["outline"] for record in journal(place, "sign_in") if "outline" in record]
    assert any("esia-confirm-contacts" in line for line in outline)
    assert any("«Всё верно»" in line for line in outline)
    account = stand.account
    for known in (account["login"], account["password"], account["name"], account["person"]):
        assert known not in "\n".join(outline)


def test_a_session_of_another_organization_is_refused_and_not_kept(stand: RunningStand, tmp_path: Path) -> None:
    place = make_place(stand, tmp_path, organization={"name": "Чужая (вымышленная)", "ogrn": "1027700132195"})
    place.folder.session.unlink()
    done = sign_in(place, stand.session() + "\n")
    assert done.returncode == 77
    assert "другой организации" in " ".join(done.stderr.split())
    assert not place.folder.session.exists()


def test_a_machine_without_a_screen_says_how_to_bring_a_session(tmp_path: Path) -> None:
    place = place_without_site(tmp_path, sign_in={"method": "person"})
    done = sign_in(place)
    assert place.settings.sign_in.method == "person"
    assert done.returncode == 77
    assert "rpa sign-in --cookie" in " ".join(done.stderr.split())


def test_the_time_to_wait_is_the_next_such_moment_of_moscow(tmp_path: Path) -> None:
    moscow = ZoneInfo("Europe/Moscow")
    now = datetime(2026, 11, 24, 10, 0, tzinfo=moscow)
    assert next_moment(parse_until("11:30"), now) == now.replace(hour=11, minute=30)
    assert next_moment(time(9, 0), now) == now.replace(day=25, hour=9)
    with pytest.raises(WrongUsage):
        parse_until("к обеду")
    place = replace(place_without_site(tmp_path, sign_in={"wait_for_person_minutes": 5}), now=lambda: now)
    parking = unattended(place).parking
    assert parking is not None
    assert parking.seconds() == 300
    later = unattended(place, until=time(10, 10)).parking
    assert later is not None
    assert later.seconds() == 600


def test_after_the_time_named_nobody_is_waited_for(bare: Place) -> None:
    """A stage that lost its session at 10:11 waited until 10:10 of the next day, and held the organization."""
    clock = [datetime(2026, 11, 24, 10, 0, tzinfo=ZoneInfo("Europe/Moscow"))]
    parking = unattended(replace(bare, now=lambda: clock[0]), until=time(10, 10)).parking
    assert parking is not None
    clock[0] += timedelta(minutes=9)
    assert parking.seconds() == 60
    clock[0] += timedelta(minutes=2)
    assert parking.seconds() == 0


def test_the_notice_names_the_screen_the_minutes_and_both_commands() -> None:
    notice = parked_notice("uk-primer", "captcha", 1800)
    assert notice.urgent
    for part in ("код с картинки", "30 мин", "rpa sign-in -o uk-primer", "--cookie"):
        assert part in notice.text
