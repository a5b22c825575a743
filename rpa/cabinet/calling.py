"""With which headers the site's own pages call its services, for the calls made from inside them.

The front end adds ``Session-GUID``, ``State-GUID`` and ``Request-GUID`` to every call; the site took random ones
(public robots of 2022-2026). What a page was heard to send is copied, so that a header nobody knows of goes with it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from uuid import uuid4

from playwright.async_api import Request

_BROWSERS = re.compile(
    r"(?i)(sec|if|proxy|accept)-.*|:.*|user-agent|referer|origin|cookie|host|connection|content-length|cache-control|pragma"
)
"""What the browser puts in by itself, or what would bring an answer out of its cache."""
_OF_ONE_CALL = "request-guid"


def headers_of(request: Request) -> dict[str, str]:
    """The headers a page gave its call, by their names in small letters."""
    return {name.lower(): value for name, value in request.headers.items() if not _BROWSERS.fullmatch(name)}


def of_no_call() -> dict[str, str]:
    """Headers of a session whose pages have not called anything yet."""
    return {name: str(uuid4()) for name in ("session-guid", "state-guid", _OF_ONE_CALL)}


def once_more(headers: Mapping[str, str]) -> dict[str, str]:
    """The same headers for another call: one that names a call must not name two."""
    return {name: str(uuid4()) if name == _OF_ONE_CALL else value for name, value in headers.items()}


def without_body(headers: Mapping[str, str]) -> dict[str, str]:
    """Headers of a call that carried something, for calls that carry nothing or something else."""
    return {name: value for name, value in headers.items() if not name.startswith("content-")}
