"""What the set-up says is not kept is kept nowhere, also where it was kept before."""

from __future__ import annotations

from pathlib import Path

import pytest

from rpa.cli import sign_in
from rpa.cli.setting_up import asking, steps
from rpa.errors import SiteUnavailable
from rpa.operate.place import Place
from rpa.operate.wizard import Draft
from rpa.settings import DataRoot, load_settings
from rpa.settings.needed import SIGN_IN_SECRETS
from tests.cheap_vault import cheap_vault

SETTINGS = """\
organization: {name: УК, ogrn: '1027700132195'}
sign_in: {method: totp}
notices: {urls: ['vault:notices_1']}
"""


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    folder = DataRoot(tmp_path).organization("uk").create()
    folder.settings.write_text(SETTINGS, encoding="utf-8")
    made = Place(folder, load_settings(folder.settings), cheap_vault(folder.vault, "made up"))
    for name in (*SIGN_IN_SECRETS, "notices_1", "session_key"):
        made.secrets.set(name, "kept")
    monkeypatch.setattr(steps, "place_of", lambda _draft: made)
    monkeypatch.setattr(sign_in, "has_a_screen", lambda: True)
    return made


def left(place: Place) -> list[str]:
    return [name for name in (*SIGN_IN_SECRETS, "notices_1", "session_key") if place.secrets.get(name)]


@pytest.mark.parametrize(("way", "work"), [("window", "in_a_window"), ("cookie", "carry_over")])
def test_whoever_signs_in_by_hand_from_now_on_leaves_no_password_behind(
    place: Place, monkeypatch: pytest.MonkeyPatch, way: str, work: str
) -> None:
    """The step says «пароль не хранится», and it lay in the vault for good."""
    monkeypatch.setattr(asking, "choice", lambda *_words: way)
    monkeypatch.setattr(sign_in, work, lambda _place: None)
    steps.walk(Draft(place.folder), ["sign-in"])
    assert left(place) == ["notices_1", "session_key"]
    assert load_settings(place.folder.settings).sign_in.method == "person"


def test_a_sign_in_by_hand_that_did_not_come_about_takes_nothing_away(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(_place: Place) -> None:
        raise SiteUnavailable("Сайт не отвечает.")

    monkeypatch.setattr(asking, "choice", lambda *_words: "window")
    monkeypatch.setattr(sign_in, "in_a_window", away)
    steps.walk(Draft(place.folder), ["sign-in"])
    assert set(SIGN_IN_SECRETS) <= set(left(place))
    assert load_settings(place.folder.settings).sign_in.method == "totp"


@pytest.mark.parametrize("also", [False, True])
def test_an_address_that_is_taken_out_is_deleted_unless_something_else_needs_it(
    place: Place, monkeypatch: pytest.MonkeyPatch, also: bool
) -> None:
    if also:
        text = SETTINGS.replace("{urls:", "{heartbeat_url: 'vault:notices_1', urls:")
        place.folder.settings.write_text(text, encoding="utf-8")
    monkeypatch.setattr(asking, "yes", lambda *_words, default: True)
    monkeypatch.setattr(asking, "secret", lambda _question: "")
    steps.walk(Draft(place.folder), ["notices"])
    assert load_settings(place.folder.settings).notices.urls == []
    assert ("notices_1" in left(place)) is also
