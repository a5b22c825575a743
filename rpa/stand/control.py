"""``/__stand__/``: the stand's own door, for tests. It needs no session and meets no fault."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from rpa.stand import report, signin_variants
from rpa.stand.refusal import Refusal
from rpa.stand.rest.http import json_response
from rpa.stand.sessions import COOKIE
from rpa.stand.stand import Stand

PREFIX = "/__stand__"


def app(stand: Stand) -> Starlette:
    """The control application, to be served on every host."""

    def route(path: str, method: str, handler: Callable[[Request, dict[str, Any]], Awaitable[Any]]) -> Route:
        async def endpoint(request: Request) -> Response:
            try:
                text = await request.body()
                body = json.loads(text) if text else {}
                if not isinstance(body, dict):
                    raise ValueError("тело должно быть объектом JSON")
                stand.live()
                value = await handler(request, body)
                # Letters leave before the answer, so that whoever caused them need not wait.
                await stand.mailroom.deliver()
                return json_response(value)
            except Refusal as refusal:
                return json_response({"message": refusal.message}, refusal.status)
            except (KeyError, TypeError, ValueError) as error:
                return json_response({"message": f"{type(error).__name__}: {error}"}, 400)

        return Route(PREFIX + path, endpoint, methods=[method])

    def account_of(request: Request) -> str | None:
        # A look, not a use: the page asks often, and must not keep a session alive by that.
        session = stand.sessions.peek(request.cookies.get(COOKIE))
        return session.login if session else None

    async def health(request: Request, body: dict[str, Any]) -> Any:
        return {"ok": True, **stand.announcement(), "clock": stand.clock.now().isoformat()}

    async def state(request: Request, body: dict[str, Any]) -> Any:
        query = request.query_params
        parts = tuple(filter(None, query.get("only", "").split(",")))
        return report.state(stand, parts, query.get("ogrn"), query.get("request_number"))

    async def events(request: Request, body: dict[str, Any]) -> Any:
        query = request.query_params
        return await stand.events.wait(int(query.get("since", 0)), query.get("kind"), float(query.get("wait", 0)))

    async def mails(request: Request, body: dict[str, Any]) -> Any:
        return report.mails(stand)

    async def session(request: Request, body: dict[str, Any]) -> Any:
        return {"sessionid": stand.sessions.create(body["login"], body["ogrn"])}

    async def drop_sessions(request: Request, body: dict[str, Any]) -> Any:
        return {"ended": stand.sessions.drop_account(body.get("login"))}

    async def arm(request: Request, body: dict[str, Any]) -> Any:
        return stand.faults.arm(**body).as_json()

    async def faults(request: Request, body: dict[str, Any]) -> Any:
        return [fault.as_json() for fault in stand.faults.armed]

    async def clear(request: Request, body: dict[str, Any]) -> Any:
        stand.faults.clear()
        return {"ok": True}

    async def ui_faults(request: Request, body: dict[str, Any]) -> Any:
        return {"faults": stand.faults.of_page(account_of(request), request.query_params.get("path"))}

    async def ui_hit(request: Request, body: dict[str, Any]) -> Any:
        return {"hit": stand.faults.hit(request.path_params["name"], account_of(request))}

    async def clock(request: Request, body: dict[str, Any]) -> Any:
        if "set" in body:
            stand.clock.set(body["set"])
        else:
            stand.clock.advance(float(body["advance"]))
        stand.live()
        return {"clock": stand.clock.now().isoformat()}

    async def settings(request: Request, body: dict[str, Any]) -> Any:
        if "latency_ms" in body:
            stand.settings.latency_ms = float(body["latency_ms"])
        if "session_minutes" in body:
            stand.sessions.minutes = float(body["session_minutes"])
        return {"latency_ms": stand.settings.latency_ms, "session_minutes": stand.sessions.minutes}

    async def signin(request: Request, body: dict[str, Any]) -> Any:
        if wrong := signin_variants.unknown(body["variants"]):
            raise ValueError(
                f"нет таких вариантов входа: {', '.join(wrong)}; есть: {', '.join(signin_variants.VARIANTS)}"
            )
        stand.settings.signin[body.get("login", signin_variants.ANYBODY)] = set(body["variants"])
        return {login: sorted(variants) for login, variants in stand.settings.signin.items()}

    async def arrive(request: Request, body: dict[str, Any]) -> Any:
        organization = stand.arrivals.organization(body.get("ogrn"))
        return {
            "requests": [stand.arrivals.request(organization) for _ in range(int(body.get("requests", 0)))],
            "inquiries": [stand.arrivals.inquiry(organization) for _ in range(int(body.get("inquiries", 0)))],
        }

    async def colleague(request: Request, body: dict[str, Any]) -> Any:
        row = stand.debt_requests.answer_by_colleague(
            body["request_number"], bool(body["has_debt"]), bool(body.get("send", True))
        )
        return report.answer(row)

    async def withdraw(request: Request, body: dict[str, Any]) -> Any:
        stand.debt_requests.withdraw(body["request_number"])
        return {"ok": True}

    return Starlette(
        routes=[
            route("/health", "GET", health),
            route("/state", "GET", state),
            route("/events", "GET", events),
            route("/mails", "GET", mails),
            route("/session", "POST", session),
            route("/sessions", "DELETE", drop_sessions),
            route("/faults", "GET", faults),
            route("/faults", "POST", arm),
            route("/faults", "DELETE", clear),
            route("/ui-faults", "GET", ui_faults),
            route("/ui-faults/{name}/hit", "POST", ui_hit),
            route("/clock", "POST", clock),
            route("/settings", "POST", settings),
            route("/signin", "POST", signin),
            route("/arrive", "POST", arrive),
            route("/colleague", "POST", colleague),
            route("/withdraw-request", "POST", withdraw),
        ]
    )
