"""What every answer of the page carries, and which requests never reach it.

Host and Origin are checked because a site the user visits may aim a form, or a name it controls (DNS rebinding), at
this address. ``Referrer-Policy`` is ``same-origin``: with ``no-referrer`` browsers send ``Origin: null`` with forms
(Fetch, «append a request `Origin` header»), and the check would have nothing to compare.
"""

from __future__ import annotations

from collections.abc import Collection

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; frame-src 'self'; "
    "object-src 'none'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cache-Control": "no-store",
}
_SAFE = frozenset({"GET", "HEAD"})


class Protection:
    """``origins`` are the addresses the page answers to, such as ``http://127.0.0.1:8600``."""

    def __init__(self, app: ASGIApp, *, origins: Collection[str]) -> None:
        self._app = app
        self._origins = frozenset(origin.lower() for origin in origins)
        self._hosts = frozenset(origin.split("://", 1)[1] for origin in self._origins)
        self._tls = any(origin.startswith("https:") for origin in self._origins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                if self._tls:
                    headers["Strict-Transport-Security"] = "max-age=31536000"
            await send(message)

        refusal = self._refusal(scope["method"], Headers(scope=scope))
        if refusal:
            await PlainTextResponse(refusal, status_code=403)(scope, receive, guarded)
            return
        await self._app(scope, receive, guarded)

    def _refusal(self, method: str, headers: Headers) -> str:
        if headers.get("host", "").lower() not in self._hosts:
            return "Страница открыта не по своему адресу."
        if method in _SAFE:
            return ""
        origin = headers.get("origin")
        if origin is not None:
            return "" if origin.lower() in self._origins else "Форма пришла с другого сайта."
        # Only browsers older than Fetch Metadata send neither; they get no benefit of the doubt.
        return "" if headers.get("sec-fetch-site") == "same-origin" else "Неизвестно, откуда пришла форма."
