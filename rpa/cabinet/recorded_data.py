"""How a service of the cabinet is built, of what a page asked it and was told: names of fields, never a value.

The robot reads the register's and the card's own data; much of what it looks for in them no public source shows. What a
record on the live site does not have of it is named, so that whoever watches a sign-in there can tell what differs.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Request

from rpa.cabinet.locators import Selectors
from rpa.cabinet.pages.debt_requests import DebtRequests
from rpa.cabinet.payloads import FIELDS
from rpa.cabinet.recorded import names_of


def built(request: Request, body: Any, selectors: Selectors) -> dict[str, Any]:
    """``fields`` of the answer and ``sent_fields`` of the question; of data the robot reads also ``read_as``, the key
    of selectors.yaml, and ``missing``, what it would look for in vain."""
    told = set(names_of(body))
    found: dict[str, Any] = {"fields": sorted(told)}
    if sent := sorted(set(names_of(_sent(request)))):
        found["sent_fields"] = sent
    path = urlsplit(request.url).path
    if request.method == DebtRequests.method and path.startswith(selectors["debt_requests"].path("search_data")):
        items = f"{DebtRequests.items_key}[]"
        # An empty list says nothing of what its items would hold.
        empty = DebtRequests.items_key in told and f"{items}.id" not in told and not body[DebtRequests.items_key]
        wanted = ["total", DebtRequests.items_key, *(f"{items}.{name}" for name in FIELDS if not empty)]
        found |= {"read_as": "debt_requests.search_data", "missing": [one for one in wanted if one not in told]}
    elif request.method == "GET" and path == selectors["debt_request"].path("card_data", id=path.rpartition("/")[2]):
        found |= {"read_as": "debt_request.card_data", "missing": [one for one in FIELDS if one not in told]}
    return found


def _sent(request: Request) -> Any:
    try:
        return request.post_data_json
    except PlaywrightError:
        # A form or a file.
        return None
