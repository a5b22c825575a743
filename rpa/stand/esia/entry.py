"""The dom side of sign-in: the way out to ЕСИА, and the page of the connection without ГОСТ on the way back.

``#saveCookie`` and ``#bContinue`` are the ids both public robots click, in this order. Their page's address and
captions are not recorded; those here are invented. With the box ticked the page is not shown to this browser again.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Mount, Route

from rpa.stand import signin_variants
from rpa.stand.esia.pages import CLIENT_ID, page, static_mount
from rpa.stand.esia.truth import Esia
from rpa.stand.sessions import COOKIE

STATE_COOKIE, ENTRY_COOKIE, SAVED_COOKIE = "esia_state", "esia_entry", "saveCookie"
_YEAR = 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class _Entry:
    login: str
    ogrn: str | None


def entry_routes(esia: Esia) -> list[Route | Mount]:
    stand = esia.stand
    waiting: dict[str, _Entry] = {}

    async def start(request: Request) -> Response:
        state = secrets.token_urlsafe(16)
        query = {
            "client_id": CLIENT_ID,
            "response_type": "code",
            "scope": "openid",
            "access_type": "offline",
            "state": state,
            "timestamp": stand.clock.now().strftime("%Y.%m.%d %H:%M:%S %z"),
            "redirect_uri": f"{stand.urls.dom}/esia/secure",
        }
        response = RedirectResponse(f"{stand.urls.esia}/aas/oauth2/ac?{urlencode(query)}", 302)
        response.set_cookie(STATE_COOKIE, state, httponly=True, samesite="lax", path="/esia")
        return response

    async def secure(request: Request) -> Response:
        """Exchanges the code once; a foreign or repeated answer goes back to the start."""
        query, state = request.query_params, request.cookies.get(STATE_COOKIE)
        if "code" not in query and request.cookies.get(ENTRY_COOKIE) in waiting:
            return page("secure.html", form_targets=stand.urls)
        granted = esia.redeem(query.get("code", "")) if state and query.get("state") == state else None
        if granted is None:
            return RedirectResponse("/esia/start", 303)
        entry = _Entry(granted["login"], granted["ogrn"])
        if request.cookies.get(SAVED_COOKIE) == "1":
            return enter(entry)
        key = secrets.token_urlsafe(24)
        waiting[key] = entry
        # Away from the address with the code: a page reloaded by a person must not lose the way.
        response = RedirectResponse("/esia/secure", 303)
        response.set_cookie(ENTRY_COOKIE, key, httponly=True, samesite="lax", path="/esia")
        response.delete_cookie(STATE_COOKIE, path="/esia")
        return response

    async def proceed(request: Request) -> Response:
        entry = waiting.pop(request.cookies.get(ENTRY_COOKIE, ""), None)
        if entry is None:
            return RedirectResponse("/esia/start", 303)
        response = enter(entry)
        response.delete_cookie(ENTRY_COOKIE, path="/esia")
        if (await request.form()).get("saveCookie"):
            response.set_cookie(SAVED_COOKIE, "1", max_age=_YEAR, httponly=True, samesite="lax")
        return response

    def enter(entry: _Entry) -> Response:
        account = esia.accounts.get(entry.login)
        ours = {role.ogrn for role in account.roles if role.ogrn} if account else set()
        variants = signin_variants.active(stand.settings.signin, entry.login)
        if entry.ogrn is None or entry.ogrn not in ours or "no_privileges" in variants:
            stand.events.add("sign_in_without_privileges", login=entry.login, ogrn=entry.ogrn or "")
            return RedirectResponse(f"{stand.urls.my}/#!/no-privileges", 303)
        session_id = stand.sessions.create(entry.login, entry.ogrn)
        stand.events.add("sign_in", login=entry.login, ogrn=entry.ogrn)
        response = RedirectResponse(f"{stand.urls.my}/organization-cabinet/#!/", 303)
        response.set_cookie(COOKIE, session_id, domain=urlsplit(stand.urls.dom).hostname, httponly=True, samesite="lax")
        return response

    return [
        Route("/esia/start", start),
        Route("/esia/secure", secure, methods=["GET"]),
        Route("/esia/secure", proceed, methods=["POST"]),
        static_mount(),
    ]
