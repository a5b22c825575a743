"""What every REST handler shares: the session guard, JSON in and out, matrix parameters, the portal's dates."""

from __future__ import annotations

import json
import re
from collections.abc import Awaitable, Callable
from datetime import date, datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from rpa.stand.organizations import ADMINISTRATOR
from rpa.stand.refusal import Refusal
from rpa.stand.sessions import COOKIE, Session
from rpa.stand.stand import Stand

Handler = Callable[[Request, Session], Awaitable[Response]]
_PAGING = re.compile(r";page=(\d{1,7});itemsPerPage=(\d{1,4})$")
_MOST_PER_PAGE = 100  # the API's page is 100; the registry offers no more


def json_response(value: Any, status: int = 200) -> Response:
    body = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
    return Response(body, status, media_type="application/json;charset=UTF-8")


def guarded(stand: Stand, handler: Handler, *rights: str) -> Callable[[Request], Awaitable[Response]]:
    """Answer 403 without a live session or without one of ``rights`` (an administrator has all); refusals as JSON."""

    async def endpoint(request: Request) -> Response:
        stand.live()
        await stand.mailroom.deliver()
        session = stand.sessions.get(request.cookies.get(COOKIE))
        if session is None:
            return _ended(stand, request.url.path)
        if rights and session.role != ADMINISTRATOR and not session.rights.intersection(rights):
            return json_response({"message": "Недостаточно прав."}, 403)
        try:
            return await handler(request, session)
        except Refusal as refusal:
            return json_response({"message": refusal.message}, refusal.status)

    return endpoint


def _ended(stand: Stand, path: str) -> Response:
    """What a call without a live session gets: 403 (public robots), unless a fault plays another way."""
    if stand.faults.take("ended_redirect", path=path, scope_fits=True, account=None):
        return RedirectResponse(f"{stand.urls.esia}/login/", 302)
    status = 401 if stand.faults.take("ended_401", path=path, scope_fits=True, account=None) else 403
    return json_response({"message": "Доступ запрещён. Выполните вход."}, status)


async def body_of(request: Request) -> dict[str, Any]:
    """The JSON object of the body. ``Refusal`` 400 for anything else."""
    try:
        value = json.loads(await request.body() or b"{}")
    except ValueError:
        raise Refusal(400, "Тело запроса не является JSON.") from None
    if not isinstance(value, dict):
        raise Refusal(400, "Тело запроса должно быть объектом.")
    return value


def paging(request: Request) -> tuple[int, int]:
    """Page (from 1) and page size out of the JAX-RS matrix parameters ``;page=1;itemsPerPage=100``."""
    found = _PAGING.search(request.url.path)
    if not found:
        raise Refusal(400, "Не указаны page и itemsPerPage.")
    page, size = int(found[1]), int(found[2])
    if page < 1 or not 1 <= size <= _MOST_PER_PAGE:
        raise Refusal(400, "Неверные page или itemsPerPage.")
    return page, size


def ru_date(iso: str | None) -> str | None:
    """ISO date or moment → ``dd.MM.yyyy``."""
    return f"{iso[8:10]}.{iso[5:7]}.{iso[:4]}" if iso else None


def ru_moment(iso: str | None) -> str | None:
    """ISO moment → ``dd.MM.yyyy HH:mm``."""
    return f"{ru_date(iso)} {iso[11:16]}" if iso else None


def parse_date(value: Any) -> date | None:
    """``dd.MM.yyyy`` → date; empty → ``None``. ``Refusal`` 400 otherwise."""
    if value in (None, ""):
        return None
    try:
        return datetime.strptime(value, "%d.%m.%Y").date()
    except (TypeError, ValueError):
        raise Refusal(400, "Дата указана неверно, ожидается ДД.ММ.ГГГГ.") from None


def string(value: Any) -> str:
    """A text of a body, trimmed. ``Refusal`` 400 for another type."""
    if value is None:
        return ""
    if not isinstance(value, str | int):
        raise Refusal(400, "Неверный тип поля.")
    return str(value).strip()


def strings(value: Any) -> tuple[str, ...]:
    """A list of texts. ``Refusal`` 400 for another shape."""
    if value is None:
        return ()
    if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
        raise Refusal(400, "Неверный тип списка.")
    return tuple(value)
