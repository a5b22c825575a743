"""An organization on a stand, ready to work: settings, vault, and a session a person would have brought."""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar

import pytest

from rpa.job.keeping import save_session
from rpa.operate.place import Place
from rpa.settings import DataRoot, OrganizationSettings, save_settings
from rpa.stand.sessions import kept_by_a_browser
from tests.cheap_vault import cheap_vault
from tests.kept_browser import in_kept_browser
from tests.stand.conftest import RunningStand, shared_stand, stand, stands

__all__ = ["make_place", "shared_stand", "stand", "stands"]

PASS_PHRASE = "a made-up pass phrase"


def make_place(stand: RunningStand, folder: Path, **sections: Any) -> Place:
    """The stand's first organization in ``folder``; ``sections`` are settings. Signed in, so no ЕСИА is needed."""
    account = stand.account
    settings = OrganizationSettings.model_validate(
        {
            "organization": {"name": account["name"], "ogrn": account["ogrn"]},
            "site": {name: stand.facts[name] for name in ("dom", "my", "esia")} | {"stand": True},
            # Each further page loads the whole cabinet anew: who needs several says so.
            "browser": {"pages": 1},
            "sign_in": {"method": "totp"},
            "pacing": {"answers_per_minute": 0, "settle_seconds": 0.5},
            **sections,
        }
    )
    place_folder = DataRoot(folder).organization("uk").create()
    save_settings(place_folder.settings, settings)
    vault = cheap_vault(place_folder.vault, PASS_PHRASE)
    for name in ("login", "password", "totp_secret"):
        vault.set(name, account[name])
    save_session(kept_by_a_browser(stand.session()), place_folder.session, vault)
    return in_kept_browser(Place(place_folder, settings, vault))


class _NoSite:
    account: ClassVar = {"name": "УК", "ogrn": "1027700132195", "login": "l", "password": "p", "totp_secret": "A"}
    facts: ClassVar = {"dom": "http://dom.test", "my": "http://my.test", "esia": "http://esia.test"}

    def session(self) -> str:
        return "s"


def place_without_site(folder: Path, **sections: Any) -> Place:
    """Only folder, settings and vault."""
    return make_place(_NoSite(), folder, **sections)  # type: ignore[arg-type]


@pytest.fixture
def bare(tmp_path: Path) -> Place:
    return place_without_site(tmp_path)
