"""The only two ways to a view: ``page`` for what is looked at, ``action`` for what changes something.

Both take the role that is needed, so that no view can be added without one.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from urllib.parse import quote

from loguru import logger
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from rpa.audit.folder import disk_trouble
from rpa.errors import PageChanged, RpaError
from rpa.web.accounts import Role
from rpa.web.site import Site, Visit

_COOKIE = "rpa_session"
LARGEST_FORM = 110 * 2**20
"""A file of up to 100 MB (an act: 50) with the rest of its form."""
LARGEST_TEXT = 2**20
"""Of a form without a file: reading it costs the page's only loop time, and strangers may send one, too."""

View = Callable[[Visit], Response]
Endpoint = Callable[[Request], Awaitable[Response]]


def page(role: Role, view: View) -> Endpoint:
    """For GET."""

    async def endpoint(request: Request) -> Response:
        visit = entered(request)
        if visit is None:
            return _to_the_door(request)
        return await _answered(visit, role, view)

    return endpoint


def action(role: Role, view: View) -> Endpoint:
    """For POST: a form of ours, from a browser we know, by somebody who may."""

    async def endpoint(request: Request) -> Response:
        visit = entered(request)
        if visit is None:
            return _to_the_door(request)
        files = request.headers.get("content-type", "").startswith("multipart/form-data")
        visit.form = await read_form(request, LARGEST_FORM if files else LARGEST_TEXT)
        try:
            if not visit.site.sessions.genuine(cookie_of(request), visit.text("csrf")):
                return _refused(visit, "Форма устарела: откройте страницу заново и повторите.")
            return await _answered(visit, role, view)
        finally:
            await visit.form.close()

    return endpoint


def entered(request: Request) -> Visit | None:
    """The visit of whoever is signed in."""
    site: Site = request.app.state.site
    cookie = cookie_of(request)
    known = site.sessions.of(cookie)
    return Visit(site, request, *known, token=site.sessions.token(cookie)) if known else None


def cookie_name(request: Request) -> str:
    """Browsers keep cookies by host, not by port: pages of two organizations on one computer must not share one.

    Behind TLS the browser itself refuses one of this name that another host of the same domain sets.
    """
    site: Site = request.app.state.site
    return f"{'__Host-' if site.secure else ''}{_COOKIE}_{request.url.port or request.url.scheme}"


def cookie_of(request: Request) -> str:
    return request.cookies.get(cookie_name(request), "")


async def read_form(request: Request, largest: int) -> FormData:
    """The form, within limits. Raises a plain 413 or 400."""
    try:
        length = int(request.headers.get("content-length", ""))
    except ValueError:
        raise HTTPException(411, "Не указан размер формы.") from None
    if length > largest:
        raise HTTPException(413, "Файл больше 100 МБ." if largest == LARGEST_FORM else "Форма слишком велика.")
    try:
        return await request.form(max_files=2, max_fields=2000, max_part_size=2**20)
    except MultiPartException as error:
        raise HTTPException(400, "Форма не разобрана.") from error


async def _answered(visit: Visit, role: Role, view: View) -> Response:
    if not visit.may(role):
        return _refused(visit, f"Нужна роль «{role.word}», у вас «{visit.account.role.word}».")
    try:
        return await run_in_threadpool(view, visit)
    except (RpaError, OSError) as error:
        known = disk_trouble(error) if isinstance(error, OSError) else error
        if known is None:
            raise
        if isinstance(known, PageChanged):
            logger.error("Страница проверки: {}", known)
        redact = visit.site.desk.last_place.redactor
        return visit.show("trouble.html", status=409, what=redact.text(known.what), hint=redact.text(known.hint))


def _refused(visit: Visit, what: str) -> Response:
    return visit.show("trouble.html", status=403, what=what, hint="")


def _to_the_door(request: Request) -> Response:
    if request.method != "GET":
        site: Site = request.app.state.site
        what = "Вы не вошли, или вход закончился (через час без дела). Ничего не записано: войдите снова и повторите."
        return HTMLResponse(site.render("plain.html", what=what), status_code=403)
    wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return RedirectResponse(f"/enter?next={quote(wanted)}", status_code=303)
