"""The cabinet's REST: debt requests as seen in public robots, the rest invented in the same style."""

from __future__ import annotations

from starlette.routing import BaseRoute

from rpa.stand.rest import debtreq, filestore, messages, news, ppa
from rpa.stand.stand import Stand


def routes(stand: Stand) -> list[BaseRoute]:
    """Every REST route of the cabinet's hosts."""
    return [
        *debtreq.routes(stand),
        *filestore.routes(stand),
        *messages.routes(stand),
        *ppa.routes(stand),
        *news.routes(stand),
    ]
