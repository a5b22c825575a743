"""Which secrets an organization's settings need, so that a missing one is named before a run stumbles over it."""

from __future__ import annotations

import re

from rpa.settings.organization import OrganizationSettings
from rpa.settings.secrets import OWN, KnowsNames, Secrets

SIGN_IN = "sign_in"
"""What login, password and TOTP seed are for."""

SIGN_IN_SECRETS = ("login", "password", "totp_secret")
"""Kept only where the robot signs in by itself."""

_NAMED = re.compile(r"vault:([A-Za-z0-9_.-]+)")


def needed_secrets(settings: OrganizationSettings) -> dict[str, str]:
    """Name → what for, as a dotted key of the settings file, in the order of the file."""
    needed: dict[str, str] = {}
    if settings.sign_in.method == "totp":
        needed |= dict.fromkeys(SIGN_IN_SECRETS, SIGN_IN)
    notices = settings.notices
    addresses = {
        "notices.urls": " ".join(notices.urls),
        "notices.heartbeat_url": notices.heartbeat_url or "",
        "notices.probe.password": notices.probe.password if notices.probe else "",
    }
    for key, text in addresses.items():
        for name in _NAMED.findall(text):
            needed.setdefault(name, key)
    return needed


def unneeded_secrets(settings: OrganizationSettings, secrets: Secrets) -> list[str]:
    """Names of what is kept and nothing asks for. A keyring lists no names: usual ones are tried."""
    candidates = [*SIGN_IN_SECRETS, "notices_1", "probe_password"]
    if isinstance(secrets, KnowsNames):
        candidates += secrets.names()
    wanted = {*needed_secrets(settings), *OWN}
    return [name for name in dict.fromkeys(candidates) if name not in wanted and secrets.get(name) is not None]
