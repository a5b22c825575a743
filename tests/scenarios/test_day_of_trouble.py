"""The commands for the day something is wrong: doctor, selectors check, a session brought by a person."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from rpa.errors import BadSettings, SessionExpired
from rpa.job.arriving import is_alive, take_over
from rpa.operate.doctor import Complaint, examine
from rpa.operate.place import Place
from tests.scenarios.conftest import in_thread, make_place
from tests.stand.conftest import RunningStand


def complaints(place: Place, *, with_site: bool = False) -> dict[str, Complaint]:
    return {one.what: one for one in in_thread(lambda: examine(place, with_site=with_site))}


def test_a_session_brought_by_a_person_is_kept_and_a_wrong_one_is_not(stand: RunningStand, tmp_path: Path) -> None:
    place = make_place(stand, tmp_path)
    place.folder.session.unlink()
    folder, settings, secrets = place.folder, place.settings, place.secrets
    with pytest.raises(BadSettings):
        in_thread(lambda: asyncio.run(take_over(folder, settings, secrets, "short")))
    with pytest.raises(SessionExpired):
        in_thread(lambda: asyncio.run(take_over(folder, settings, secrets, "x" * 34)))
    assert not place.folder.session.exists()
    value = stand.session()
    in_thread(lambda: asyncio.run(take_over(folder, settings, secrets, value)))
    assert in_thread(lambda: asyncio.run(is_alive(folder, settings, secrets)))
    assert value.encode() not in place.folder.session.read_bytes()


def test_the_doctor_finds_what_was_planted_and_names_the_cure(stand: RunningStand, tmp_path: Path) -> None:
    place = make_place(stand, tmp_path)
    well = complaints(place, with_site=True)
    assert well["сессия кабинета"].state == "fine"
    assert well["данные"].cure == "rpa setup", "no dataset was configured"
    place.folder.settings.chmod(0o644)
    assert "settings.yaml" in complaints(place)["права папки"].said
    browser = place.settings.browser.model_copy(update={"executable": tmp_path / "absent"})
    blind = replace(place, settings=place.settings.model_copy(update={"browser": browser}))
    assert complaints(blind)["browser"].state == "wrong"
    place.secrets.delete("totp_secret")
    assert "totp_secret" in complaints(place)["вход по паролю"].said
    stand.control.delete("/__stand__/sessions").raise_for_status()
    assert complaints(place, with_site=True)["сессия кабинета"].state == "warning"
