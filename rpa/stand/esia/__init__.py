"""ЕСИА of the stand: a separate application on its own host, and the two addresses of dom it hands over to."""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.routing import BaseRoute

from rpa.stand.esia.entry import entry_routes
from rpa.stand.esia.pages import page_routes
from rpa.stand.esia.rest import rest_routes
from rpa.stand.esia.seam import Stand
from rpa.stand.esia.truth import Esia

__all__ = ["app", "dom_routes"]

# Both halves must know the same one-time codes, and a stand asks for them separately.
_ESIA_BY_STAND: dict[int, Esia] = {}


def app(stand: Stand) -> Starlette:
    """The application of the ЕСИА host."""
    esia = _esia(stand)
    return Starlette(routes=[*rest_routes(esia), *page_routes(esia)])


def dom_routes(stand: Stand) -> list[BaseRoute]:
    """``/esia/start``, ``/esia/secure`` and their static files, for the dom host."""
    return list(entry_routes(_esia(stand)))


def _esia(stand: Stand) -> Esia:
    known = _ESIA_BY_STAND.get(id(stand))
    if known is None or known.stand is not stand:
        known = _ESIA_BY_STAND[id(stand)] = Esia(stand)
    return known
