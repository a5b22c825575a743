"""Pages of the ЕСИА host: the shell of the sign-in application, the role page outside it, maintenance.

The role page's own address is not recorded by any source; the one here is invented.
"""

from __future__ import annotations

import secrets
from pathlib import Path
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from rpa.stand.esia.rest import SESSION_COOKIE, remember
from rpa.stand.esia.seam import Urls
from rpa.stand.esia.steps import Journey
from rpa.stand.esia.truth import Esia

_HERE = Path(__file__).parent
_templates = Environment(loader=FileSystemLoader(_HERE / "templates"), autoescape=True, undefined=StrictUndefined)
RENDER_MS, SLOW_RENDER_MS = 150, 3000
CLIENT_ID = "DOM_GIS_GKH"


def static_mount() -> Mount:
    return Mount("/esia-static", StaticFiles(directory=_HERE / "static"), name="esia-static")


def page(template: str, *, form_targets: Urls | None = None, status: int = 200, **values: object) -> HTMLResponse:
    """One rendered page. Everything put in is escaped; scripts and forms of other origins are forbidden.

    A form whose answer redirects to another host of the stand must name ``form_targets``: browsers hold the whole
    chain of redirects to ``form-action``.
    """
    targets = f"{form_targets.esia} {form_targets.dom} {form_targets.my}" if form_targets else ""
    policy = (
        "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; "
        f"form-action 'self' {targets}".strip()
    )
    headers = {"Content-Security-Policy": policy, "X-Content-Type-Options": "nosniff", "Cache-Control": "no-store"}
    return HTMLResponse(_templates.get_template(template).render(**values), status_code=status, headers=headers)


def page_routes(esia: Esia) -> list[Route | Mount]:
    urls = esia.stand.urls

    def of(request: Request) -> Journey:
        return esia.journey(request.cookies.get(SESSION_COOKIE))

    async def authorize(request: Request) -> Response:
        """``/aas/oauth2/ac``: keeps where to return, then the sign-in page or, while ЕСИА knows us, the roles."""
        query = request.query_params
        if not query.get("redirect_uri", "").startswith(f"{urls.dom}/esia/"):
            return page("message.html", status=400, title="Неизвестная система", text="Адрес возврата не разрешён.")
        journey = of(request)
        journey.authorization = {"redirect_uri": query["redirect_uri"], "state": query.get("state", "")}
        response = RedirectResponse("/aas/oauth2/roles" if journey.signed_in else "/login/", 302)
        _cookies(response, journey, request)
        return response

    async def login(request: Request) -> Response:
        journey = of(request)
        before = esia.variants()
        if "maintenance" in before:
            return page("maintenance.html", status=503)
        if journey.signed_in:
            return RedirectResponse("/aas/oauth2/roles", 302)
        remembered = esia.remembered() if "remembered_user" in before else None
        response = page(
            "login.html",
            delay=SLOW_RENDER_MS if "slow_render" in before else RENDER_MS,
            remembered=_initials(remembered.person_name) if remembered else "",
            signature="signature" in before,
        )
        _cookies(response, journey, request)
        return response

    async def roles(request: Request) -> Response:
        journey = of(request)
        if not journey.signed_in:
            return RedirectResponse("/login/", 303)
        if journey.authorization is None:
            return RedirectResponse(f"{urls.dom}/esia/start", 303)
        offered = esia.roles(journey)
        if len(offered) == 1:
            return _back(journey, 0)
        variants = esia.variants(journey)
        if "consent" in variants:
            return page("consent.html")
        person = esia.accounts[journey.login or ""].person_name
        selecting = "selecting_card" in variants
        return page("roles.html", form_targets=urls, roles=offered, person=person, selecting=selecting)

    async def choose(request: Request) -> Response:
        journey = of(request)
        if not journey.signed_in or journey.authorization is None:
            return RedirectResponse("/login/", 303)
        chosen = str((await request.form()).get("role", ""))
        if not chosen.isdecimal() or int(chosen) >= len(esia.roles(journey)):
            return RedirectResponse("/aas/oauth2/roles", 303)
        return _back(journey, int(chosen))

    def _back(journey: Journey, index: int) -> Response:
        authorization, journey.authorization = journey.authorization or {}, None
        code = esia.grant(journey, esia.roles(journey)[index])
        query = urlencode({"code": code, "state": authorization["state"]})
        return RedirectResponse(f"{authorization['redirect_uri']}?{query}", 303)

    async def leave(request: Request) -> Response:
        esia.close(request.cookies.get(SESSION_COOKIE))
        response = RedirectResponse(f"{urls.dom}/", 303)
        response.delete_cookie(SESSION_COOKIE)
        return response

    return [
        Route("/", lambda request: RedirectResponse("/login/", 302)),
        Route("/aas/oauth2/ac", authorize),
        Route("/login/", login),
        Route("/login", lambda request: RedirectResponse("/login/", 302)),
        Route("/aas/oauth2/roles", roles, methods=["GET"]),
        Route("/aas/oauth2/roles", choose, methods=["POST"]),
        Route("/idp/logout", leave),
        static_mount(),
    ]


def _cookies(response: Response, journey: Journey, request: Request) -> None:
    """The cookies ЕСИА sets. Only ``ESIA_SESSION`` means anything here; the rest is there as in life."""
    remember(response, journey)
    for name in ("fhp", "JSESSIONID", "bs", "ctx_id", "sso_segment"):
        if name not in request.cookies:
            response.set_cookie(name, secrets.token_hex(8), httponly=True, samesite="lax")


def _initials(person: str) -> str:
    last, *others = person.split()
    return " ".join([last, *(f"{name[0]}." for name in others)])
