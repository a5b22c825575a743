"""Which secrets an organization's settings need, so that a missing one is named before a run stumbles over it."""

from __future__ import annotations

import re

from rpa.settings.organization import OrganizationSettings

SIGN_IN = "sign_in"
"""What login, password and TOTP seed are for."""

_NAMED = re.compile(r"vault:([A-Za-z0-9_.-]+)")


def needed_secrets(settings: OrganizationSettings) -> dict[str, str]:
    """Name → what for, as a dotted key of the settings file, in the order of the file."""
    needed: dict[str, str] = {}
    if settings.sign_in.method == "totp":
        needed |= dict.fromkeys(("login", "password", "totp_secret"), SIGN_IN)
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
