"""A session brought by a person, or left by the settings of before."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from rpa.cabinet import Liveness
from rpa.errors import SessionExpired, WrongUsage
from rpa.job import arriving
from rpa.job.arriving import open_session, sign_in_by_hand, take_over
from rpa.job.keeping import load_session, save_session
from rpa.operate.place import Place
from rpa.stand.sessions import kept_by_a_browser
from tests.scenarios.conftest import make_place
from tests.stand.conftest import RunningStand, start_stand, stop_stand


@pytest.fixture(scope="module")
def stand() -> Iterator[RunningStand]:
    running = start_stand("--requests", "1", "--inquiries", "0")
    yield running
    stop_stand(running)


def owner_of_what_is_kept(place: Place) -> str:
    """ОГРН of the cabinet that the sealed session opens; empty if it opens none."""

    async def look() -> str:
        state = load_session(place.folder.session, place.secrets)
        async with open_session(place.settings, state, headless=True, browser=place.browser) as session:
            return session.owner if await session.probe() is Liveness.ALIVE else ""

    return place.complete(look())


def test_a_session_brought_by_a_person_is_kept_and_a_wrong_one_is_not(
    stand: RunningStand, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = make_place(stand, tmp_path)
    # The command's own browser is asked for by the tests of `rpa sign-in`.
    monkeypatch.setattr(arriving, "open_session", partial(open_session, browser=place.browser))
    place.folder.session.unlink()
    folder, settings, secrets = place.folder, place.settings, place.secrets
    with pytest.raises(WrongUsage):
        place.complete(take_over(folder, settings, secrets, "short"))
    with pytest.raises(SessionExpired):
        place.complete(take_over(folder, settings, secrets, "x" * 34))
    assert not place.folder.session.exists()
    value = stand.session()
    place.complete(take_over(folder, settings, secrets, value))
    assert owner_of_what_is_kept(place) == settings.organization.ogrn
    assert value.encode() not in place.folder.session.read_bytes()


def test_a_living_session_of_another_organization_does_not_stand_in_the_way_of_signing_in(
    stand: RunningStand, tmp_path: Path
) -> None:
    """The ОГРН of the settings was corrected: every sign-in met the session of before, and was refused for it."""
    place = make_place(stand, tmp_path)
    ours = place.settings.organization.ogrn
    known = {one["ogrn"] for one in stand.state(only="settings")["settings"]}
    before = kept_by_a_browser(stand.session(ogrn=min(known - {ours})))
    save_session(before, place.folder.session, place.secrets)
    assert owner_of_what_is_kept(place) not in ("", ours)
    by_hand = partial(sign_in_by_hand, headless=True, redactor=place.redactor, browser=place.browser)
    place.complete(by_hand(place.folder, place.settings, place.secrets, None))
    assert owner_of_what_is_kept(place) == ours
