"""One port, three sites told apart by Host, and the control door; served by uvicorn on loopback only.

Hosts: ``esia.localhost`` → ``rpa.stand.esia.app(stand)``; ``dom.localhost`` → its ``dom_routes(stand)``, then the
cabinet's; every other → the cabinet. ``scope["stand.site"]`` is ``esia``, ``dom`` or ``my``.
"""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import Callable
from types import FrameType

import uvicorn
from starlette.applications import Starlette
from starlette.types import ASGIApp, Receive, Scope, Send

from rpa.stand import cabinet_site, control, esia, rest
from rpa.stand.interference import Connections, Interference
from rpa.stand.pulse import Pulse
from rpa.stand.stand import Stand

LOOPBACK = "127.0.0.1"


class Sites:
    """Dispatch by path (control), then by Host."""

    def __init__(self, stand: Stand) -> None:
        cabinet = [*rest.routes(stand), *cabinet_site.routes(stand)]
        self._control = control.app(stand)
        self._sites: dict[str, ASGIApp] = {
            "dom": Starlette(routes=[*esia.dom_routes(stand), *cabinet]),
            "my": Starlette(routes=cabinet),
            "esia": esia.app(stand),
        }
        self._behind_faults = Interference(stand, self._site)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            if scope["path"].startswith(control.PREFIX):
                await self._control(scope, receive, send)
            else:
                host = next((v for k, v in scope["headers"] if k == b"host"), b"").decode("latin-1").split(":")[0]
                scope["stand.site"] = {"esia.localhost": "esia", "dom.localhost": "dom"}.get(host.lower(), "my")
                await self._behind_faults(scope, receive, send)

    async def _site(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._sites[scope["stand.site"]](scope, receive, send)


def listen(port: int) -> socket.socket:
    """A listening socket on loopback; ``port`` 0 takes a free one. ``OSError`` if it is taken."""
    # Named as TCP, or asyncio leaves TCP_NODELAY off and every second answer of a kept connection waits 40 ms.
    server = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        server.bind((LOOPBACK, port))
    except OSError:
        server.close()
        raise
    return server


class Server(uvicorn.Server):
    """Tells when it answers, and ends at once on SIGTERM or SIGINT whatever hangs."""

    def __init__(self, config: uvicorn.Config, stand: Stand, on_ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._stand, self._on_ready = stand, on_ready
        self._pulse: asyncio.Task[None] | None = None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        if self.started:
            self._pulse = asyncio.create_task(Pulse(self._stand).beat())
            self._on_ready()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        # Everything lives in memory: there is nothing to save, and a hanging call must not hold the process.
        os._exit(0)


def serve(stand: Stand, listening: socket.socket, on_ready: Callable[[], None]) -> None:
    """Serve until a signal ends it."""
    config = uvicorn.Config(
        Sites(stand), http=Connections, log_level="warning", access_log=False, lifespan="off", server_header=False,
        proxy_headers=False,
        timeout_keep_alive=75,
    )  # fmt: skip
    Server(config, stand, on_ready).run(sockets=[listening])
