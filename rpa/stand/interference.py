"""Between the wire and the sites: latency, the log of calls, and the faults that need neither truth nor screen."""

from __future__ import annotations

import asyncio
import json
import re
import socket
import struct
import sys
import time
from asyncio import Transport
from http.cookies import CookieError, SimpleCookie
from typing import Any, ClassVar, cast

from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from rpa.stand import outage_pages
from rpa.stand.faults import Fault
from rpa.stand.refusal import Refusal
from rpa.stand.sessions import COOKIE
from rpa.stand.stand import Stand

_REST = re.compile(r"/api/rest/|^/filestore/")
# POST changes nothing in these, or (an upload) nothing yet: no write fault unless it is aimed there by path.
_READING_POST = re.compile(r"/search(;|$)|/export$|^/filestore/")
# What the live site's front end adds to every call.
_GUIDS = {b"session-guid", b"state-guid", b"request-guid"}
_SUBREQUEST = re.compile(r"/debtreq/sub/([^/;]+)")


class Connections(H11Protocol):
    """uvicorn's protocol, with each live connection findable by the client's address."""

    live: ClassVar[dict[tuple[str, int], Transport]] = {}

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.live[transport.get_extra_info("peername")[:2]] = transport

    def connection_lost(self, exc: Exception | None) -> None:
        if self.transport is not None:
            self.live.pop(self.transport.get_extra_info("peername")[:2], None)
        super().connection_lost(exc)


async def cut(scope: Scope, receive: Receive) -> None:
    """Reset the client's TCP connection: no status line, no body, as when a balancer drops it."""
    transport = Connections.live[tuple(scope["client"])]
    wire: socket.socket = transport.get_extra_info("socket")
    wire.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("hh" if sys.platform == "win32" else "ii", 1, 0))
    transport.abort()
    await _gone(receive)


async def _gone(receive: Receive) -> None:
    """Until the client's connection is closed, by whichever side."""
    while (await receive())["type"] != "http.disconnect":
        pass


class Interference:
    """ASGI middleware. Never touches ``/favicon.ico``; what it breaks is in ``faults.FAULTS``."""

    def __init__(self, stand: Stand, inner: ASGIApp) -> None:
        self._stand, self._inner = stand, inner

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"] == "/favicon.ico":
            await self._inner(scope, receive, send)
            return
        await _Call(self._stand, self._inner, scope, receive, send).run()


class _Call:
    """One HTTP call on its way in and out."""

    def __init__(self, stand: Stand, inner: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
        self.stand, self.inner = stand, inner
        self.scope, self.receive, self.send = scope, receive, send
        self.path: str = scope["path"]
        self.method: str = scope["method"]
        self.rest = bool(_REST.search(self.path))
        self.write = self.rest and self.method != "GET" and not _READING_POST.search(self.path)
        self.session_id = _cookie(scope)
        session = stand.sessions.peek(self.session_id)
        self.account = session.login if session else None

    def take(self, name: str, fits: bool) -> Fault | None:
        return self.stand.faults.take(name, path=self.path, scope_fits=fits, account=self.account, method=self.method)

    async def run(self) -> None:
        if self.stand.faults.armed and await self._broken():
            return
        if self.rest and self.stand.settings.latency_ms:
            await asyncio.sleep(self.stand.settings.latency_ms / 1000)
        after = self._after_fault()
        if after is None:
            await self.inner(self.scope, self.receive, self._timed())
            return
        # The write happens, its reply does not get through.
        status = await self._run_silently()
        self.stand.events.add("reply_withheld", path=self.path, status=status)
        if after.name == "cut_after":
            await cut(self.scope, self.receive)
        else:
            await self._reply(500, {"message": "Внутренняя ошибка сервера."})

    async def _arrived(self) -> None:
        """Take the whole call in, so that the handler gets it even if its client is gone by then."""
        messages = [await self.receive()]
        while messages[-1].get("more_body"):
            messages.append(await self.receive())
        live = self.receive

        async def receive() -> Message:
            return messages.pop(0) if messages else await live()

        self.receive = receive

    def _after_fault(self) -> Fault | None:
        if not self.stand.faults.armed:
            return None
        if self.take("swallowed", self.write):
            self.scope["stand.swallow"] = True
        return self.take("cut_after", self.write) or self.take("reply_lost", self.write)

    async def _broken(self) -> bool:
        """Play the faults that come before the handler; true if the call is over."""
        rest, write = self.rest, self.write
        if slow := self.take("slow", rest):
            # A call that is held back has arrived: whoever made it may go away, it is carried out all the same.
            await self._arrived()
            await asyncio.sleep(float(slow.parameters.get("seconds", 3)))
        if self.take("session_lost", rest):
            self.stand.sessions.drop(self.session_id or "")
        if self.take("colleague_answered", write):
            self._colleague()
        if self.take("hang", rest):
            await _gone(self.receive)
        elif self.take("cut_before", write):
            await cut(self.scope, self.receive)
        elif self._without_guids() and self.take("guids_demanded", rest):
            await self._reply(403, {"message": "Доступ запрещён."})
        elif self.take("maintenance", True):
            await self._reply(503, outage_pages.MAINTENANCE)
        elif self.take("gateway_504", rest):
            await self._reply(504, outage_pages.GATEWAY)
        elif self.take("waf_page", rest):
            await self._reply(200, outage_pages.FIREWALL)
        elif self.take("error_500_once", rest) or self.take("error_500_always", rest):
            await self._reply(500, {"error": "Internal Server Error"})
        elif fault := self.take("attention", rest):
            await self._reply(
                500, {"message": fault.parameters.get("text", "Произошла ошибка. Попробуйте повторить позднее.")}
            )
        elif fault := self.take("answer_refused", write):
            await self._reply(
                422,
                {"message": fault.parameters.get("text", "Ответ не принят: сведения о должнике заполнены неверно.")},
            )
        elif self.take("version_conflict", write):
            await self._reply(409, {"message": "Данные были изменены другим пользователем. Обновите страницу."})
        else:
            return False
        return True

    def _without_guids(self) -> bool:
        return not {name for name, _ in self.scope["headers"]} >= _GUIDS

    def _colleague(self) -> None:
        found = _SUBREQUEST.search(self.path)
        number = found and self.stand.store.value("SELECT number FROM requests WHERE id = ?", found[1])
        if number:
            try:
                self.stand.debt_requests.answer_by_colleague(number, has_debt=False, send=True)
            except Refusal:
                self.stand.events.add("colleague_came_too_late", request_number=number)

    async def _run_silently(self) -> int:
        status = 0

        async def swallow(message: Message) -> None:
            nonlocal status
            status = message.get("status", status)

        await self.inner(self.scope, self.receive, swallow)
        return status

    def _timed(self) -> Send:
        """Log the call and tell its server time (without latency) as ``Server-Timing``, in milliseconds.

        ``app`` is what passed; ``cpu`` what this process worked meanwhile, whatever else the machine does.
        """
        if not self.rest:
            return self.send
        started, worked = time.perf_counter(), time.process_time()

        async def timed(message: Message) -> None:
            if message["type"] == "http.response.start":
                spent = (time.perf_counter() - started) * 1000
                told = f"app;dur={spent:.2f}, cpu;dur={(time.process_time() - worked) * 1000:.2f}"
                headers = [*message["headers"], (b"server-timing", told.encode("ascii"))]
                message = {**message, "headers": headers}
                self.stand.events.add(
                    "call",
                    method=self.method,
                    path=self.path,
                    status=message["status"],
                    account=self.account,
                    ms=round(spent, 2),
                )
            await self.send(message)

        return timed

    async def _reply(self, status: int, body: str | dict[str, Any]) -> None:
        kind, text = (
            ("application/json", json.dumps(body, ensure_ascii=False))
            if isinstance(body, dict)
            else ("text/html", body)
        )
        self.stand.events.add("call", method=self.method, path=self.path, status=status, account=self.account, ms=0)
        data = text.encode("utf-8")
        headers = [(b"content-type", f"{kind};charset=UTF-8".encode()), (b"content-length", str(len(data)).encode())]
        await self.send({"type": "http.response.start", "status": status, "headers": headers})
        await self.send({"type": "http.response.body", "body": data})


def _cookie(scope: Scope) -> str | None:
    for name, value in scope["headers"]:
        if name == b"cookie":
            try:
                morsel = SimpleCookie(value.decode("latin-1")).get(COOKIE)
            except CookieError:
                return None
            return cast("str", morsel.value) if morsel else None
    return None
