"""Tells a watching service (healthchecks and its like) that the daily run started and how it ended.

The service alarms when the pings stop, which nothing on this machine could do. Protocol: ``URL/start``, ``URL`` for
success, ``URL/fail``; see https://healthchecks.io/docs/http_api/. A ping that fails never fails a run.
"""

from __future__ import annotations

import urllib.error
import urllib.parse
import urllib.request
from enum import StrEnum
from http.client import HTTPException

from loguru import logger

from rpa.errors import BadSettings, DeadlinePassed

HEALTHY = frozenset({0, 1, DeadlinePassed.exit_code})
"""Codes of a run that went through; what waits for a person or is late is told by notices, not by an alarm."""

TIMEOUT_SECONDS = 10.0
_TRIES = 2


class Beat(StrEnum):
    """The suffix of each ping's path."""

    START = "/start"
    SUCCESS = ""
    FAIL = "/fail"


def ping(url: str, beat: Beat, *, timeout: float = TIMEOUT_SECONDS) -> str:
    """Send one ping; ``"ok"``, or what went wrong in one word (the address is a secret and is not told).

    Raises ``BadSettings`` if ``url`` is not an http or https address.
    """
    try:
        parts = urllib.parse.urlsplit(url)
    except ValueError:
        parts = urllib.parse.urlsplit("")
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise BadSettings("notices.heartbeat_url — не адрес http или https.")
    address = urllib.parse.urlunsplit(parts._replace(path=parts.path.rstrip("/") + beat))
    why = ""
    for _ in range(_TRIES):
        try:
            with urllib.request.urlopen(address, timeout=timeout):  # noqa: S310 - the scheme is checked above
                return "ok"
        except urllib.error.HTTPError as error:
            error.close()
            why = f"HTTP {error.code}"
            break
        except (OSError, ValueError, HTTPException) as error:
            # An answer that is no HTTP and an address with a blank in it are HTTPException, which is no OSError.
            # Only the name of the type: what these errors say holds the address.
            why = type(error).__name__
    logger.warning("Сигнал наблюдающей службе не дошёл: {}", why)
    return why
