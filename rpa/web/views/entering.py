"""Signing in and out: by password, or by the one-time link the terminal printed."""

from __future__ import annotations

import math
import secrets
from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from rpa.debts.approval.approve import person_key
from rpa.errors import BadInput
from rpa.web.access import LARGEST_TEXT, cookie_name, cookie_of, read_form
from rpa.web.site import Site, Visit, go
from rpa.web.throttle import source_of

_VISITOR = "rpa_visitor"


async def door(request: Request) -> Response:
    """The form for name and password, or the button that uses up a link."""
    return _door(request, "")


async def enter(request: Request) -> Response:
    """Check the password or the link, and begin a session."""
    site: Site = request.app.state.site
    form = await read_form(request, LARGEST_TEXT)
    given = {name: value.strip() for name, value in form.items() if isinstance(value, str)}
    if not site.sessions.genuine(request.cookies.get(_VISITOR, ""), given.get("csrf", "")):
        return _door(request, "Страница входа устарела: попробуйте ещё раз.", 403)
    if given.get("link"):
        # Nobody guesses a link; it lets in also whom wrong passwords, their own or a stranger's, keep waiting.
        account = await run_in_threadpool(site.accounts.redeem, given["link"])
        wrong = "Ссылка уже использована или устарела."
    else:
        name, source = _tried(given.get("name", "")), f"from:{source_of(request.client.host if request.client else '')}"
        if wait := site.throttle.begin(name, source):
            return _door(request, _patience(wait), 429)
        account = await run_in_threadpool(site.accounts.verify, given.get("name", ""), given.get("password", ""))
        if account is not None:
            # Only this try of the source: whoever has an account would wipe out the guesses at the others'.
            site.throttle.take_back(source)
        wrong = "Имя или пароль не подходят."
    if account is None:
        return _door(request, wrong, 403)
    site.throttle.forget(_tried(account.name))
    site.sessions.end(cookie_of(request))
    response = go(_ours(given.get("next", "")))
    name, value = cookie_name(request), site.sessions.begin(account)
    response.set_cookie(name, value, httponly=True, samesite="strict", secure=site.secure, path="/")
    return response


def leave(visit: Visit) -> Response:
    visit.site.sessions.end(cookie_of(visit.request))
    response = go("/enter")
    response.delete_cookie(cookie_name(visit.request), httponly=True, samesite="strict", secure=visit.site.secure)
    return response


def me(visit: Visit) -> Response:
    return visit.show("me.html", wrong="")


def set_password(visit: Visit) -> Response:
    """A new password; whoever has one must know it."""
    site, account = visit.site, visit.account
    if account.password:
        key = _tried(account.name)
        if wait := site.throttle.begin(key):
            return visit.show("me.html", status=429, wrong=_patience(wait))
        if site.accounts.verify(account.name, visit.text("old")) is None:
            return visit.show("me.html", status=403, wrong="Прежний пароль не подходит.")
        site.throttle.forget(key)
    if visit.text("new") != visit.text("again"):
        return visit.show("me.html", status=400, wrong="Новый пароль и его повтор не совпадают.")
    try:
        site.accounts.set_password(account.name, visit.text("new"))
    except BadInput as error:
        return visit.show("me.html", status=400, wrong=error.what)
    fresh = site.accounts.find(account.name)
    if fresh is not None:
        visit.session.epoch = fresh.epoch
    visit.say("good", "Пароль сохранён. Теперь можно входить без ссылки.")
    return go("/me")


def _tried(name: str) -> str:
    """The key of an account, which is found however its name is typed: «Седова А.» and «седова а» are one."""
    return f"name:{person_key(name)}"


def _patience(seconds: float) -> str:
    minutes = math.ceil(seconds / 60)
    return f"Слишком много неудачных попыток. Подождите {minutes} мин и попробуйте снова."


def _door(request: Request, wrong: str, status: int = 200) -> Response:
    site: Site = request.app.state.site
    visitor = request.cookies.get(_VISITOR) or secrets.token_urlsafe(32)
    place = site.desk.last_place
    html = site.render(
        "enter.html",
        organization=place.settings.organization.name,
        stand=place.settings.site.stand,
        token=site.sessions.token(visitor),
        link=request.query_params.get("link", "") if status == 200 else "",
        next=_ours(request.query_params.get("next", "")),
        wrong=wrong,
    )
    response = HTMLResponse(html, status_code=status)
    response.set_cookie(_VISITOR, visitor, httponly=True, samesite="strict", secure=site.secure, path="/enter")
    return response


def _ours(path: str) -> str:
    """A path of this site, or the first page: a link must not lead anybody elsewhere after signing in."""
    try:
        parts = urlsplit(path)
    except ValueError:
        return "/"
    fine = path.startswith("/") and not path.startswith(("//", "/\\")) and not parts.netloc and not parts.scheme
    return path if fine and path.isprintable() else "/"
