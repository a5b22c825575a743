"""A session brought by a person."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from rpa.errors import SessionExpired, WrongUsage
from rpa.job.arriving import is_alive, take_over
from tests.scenarios.conftest import make_place
from tests.stand.conftest import RunningStand


def test_a_session_brought_by_a_person_is_kept_and_a_wrong_one_is_not(stand: RunningStand, tmp_path: Path) -> None:
    place = make_place(stand, tmp_path)
    place.folder.session.unlink()
    folder, settings, secrets = place.folder, place.settings, place.secrets
    with pytest.raises(WrongUsage):
        asyncio.run(take_over(folder, settings, secrets, "short"))
    with pytest.raises(SessionExpired):
        asyncio.run(take_over(folder, settings, secrets, "x" * 34))
    assert not place.folder.session.exists()
    value = stand.session()
    asyncio.run(take_over(folder, settings, secrets, value))
    assert asyncio.run(is_alive(folder, settings, secrets))
    assert value.encode() not in place.folder.session.read_bytes()
