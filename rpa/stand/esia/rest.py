"""REST behind the sign-in page: the paths, bodies and odd codes of the live service.

``X-Stand-*`` headers carry what only a stand has (which generation of cells to draw, "stand still"), so that the
bodies stay those of the live service.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from rpa.stand.esia import captcha
from rpa.stand.esia.steps import Answer, Journey
from rpa.stand.esia.truth import QUESTION, Esia

SESSION_COOKIE = "ESIA_SESSION"
_NO_STORE = {"Cache-Control": "no-store"}

Handler = Callable[[Request, Journey], Awaitable[Answer]]


def rest_routes(esia: Esia) -> list[Route]:
    """Routes of the ЕСИА host that answer JSON (and the captcha's picture)."""

    def post(path: str, handler: Handler, *, method: str = "POST") -> Route:
        async def endpoint(request: Request) -> Response:
            journey = esia.journey(request.cookies.get(SESSION_COOKIE))
            status, body = await handler(request, journey)
            response = JSONResponse(body, status_code=status, headers=_NO_STORE | _view(esia, journey))
            remember(response, journey)
            return response

        return Route(path, endpoint, methods=[method])

    async def config(request: Request, journey: Journey) -> Answer:
        return 200, {"authMethods": ["PWD", "EDS", "QR"]}

    async def login(request: Request, journey: Journey) -> Answer:
        body = await _json(request)
        return esia.login(journey, str(body.get("login") or "").strip(), str(body.get("password") or ""))

    def verify(factor: str) -> Handler:
        async def handler(request: Request, journey: Journey) -> Answer:
            return esia.verify(journey, factor, request.query_params.get("code", ""))

        return handler

    async def resend(request: Request, journey: Journey) -> Answer:
        return esia.resend(journey)

    async def next_step(request: Request, journey: Journey) -> Answer:
        return 200, esia.current(journey)

    async def fill_mfa(request: Request, journey: Journey) -> Answer:
        if request.query_params.get("decision") == "true":
            return esia.enroll_factor(journey)
        return esia.pass_screen(journey, "fill_mfa")

    async def skip_quiz(request: Request, journey: Journey) -> Answer:
        if not esia.current(journey).get("max_details", {}).get("skippable"):
            return 403, {"error": "NOT_SKIPPABLE"}
        return esia.pass_screen(journey, "max_quiz")

    async def skip_password_change(request: Request, journey: Journey) -> Answer:
        return esia.pass_screen(journey, "change_password")

    async def confirm_contacts(request: Request, journey: Journey) -> Answer:
        return esia.pass_screen(journey, "unknown")

    async def captcha_type(request: Request, journey: Journey) -> Answer:
        return 200, {"captchaType": "esiacaptcha"}

    async def captcha_renew(request: Request, journey: Journey) -> Answer:
        esia.renew_captcha(journey)
        return 200, {"captchaType": "esiacaptcha"}

    async def captcha_image(request: Request) -> Response:
        journey = esia.journey(request.cookies.get(SESSION_COOKIE))
        drawing = captcha.picture(journey.expected, journey.captcha_seed)
        return Response(drawing, media_type="image/svg+xml", headers=_NO_STORE)

    async def captcha_verify(request: Request, journey: Journey) -> Answer:
        answer = str((await _json(request)).get("answer", ""))
        if esia.answer_reaction(journey, journey.reaction_guid, answer):
            return 200, {"verify_token": journey.verify_token}
        esia.renew_captcha(journey)
        return 200, {"failed": "INVALID_CAPTCHA"}

    async def captcha_redeem(request: Request, journey: Journey) -> Answer:
        query = request.query_params
        good = esia.redeem_captcha(journey, query.get("guid", ""), query.get("verify_token", ""))
        return (200, {"status": "SUCCESS"}) if good else (200, {"failed": "INVALID_CAPTCHA"})

    async def question(request: Request, journey: Journey) -> Answer:
        return 200, {"question_text": QUESTION}

    async def question_answer(request: Request, journey: Journey) -> Answer:
        body = await _json(request)
        good = esia.answer_reaction(journey, str(body.get("guid", "")), str(body.get("answer", "")))
        return (200, {"status": "SUCCESS"}) if good else (200, {"failed": "INVALID_ANSWER"})

    async def phone(request: Request, journey: Journey) -> Answer:
        """The made-up telephone of the person at the stand: what has come to it."""
        step = esia.current(journey)
        factor = step.get("mfa_details", {}).get("type")
        waits = factor == "PUSH" or step["action"] == "MAX_QUIZ"
        return 200, {"code": esia.on_phone(journey), "confirm": waits}

    async def phone_confirm(request: Request, journey: Journey) -> Answer:
        return 200, {"confirmed": esia.confirm_on_phone(journey)}

    api = "/aas/oauth2/api"
    return [
        post("/aas/oauth2/config", config, method="GET"),
        post(f"{api}/login", login),
        post(f"{api}/login/next-step", next_step, method="GET"),
        post(f"{api}/login/poll", next_step),
        post(f"{api}/login/otp/verify", verify("SMS")),
        post(f"{api}/login/totp/verify", verify("TTP")),
        post(f"{api}/login/otp-max/verify", verify("MAX")),
        post(f"{api}/login/otp/resend", resend),
        post(f"{api}/login/promo-mfa/fill-mfa", fill_mfa),
        post(f"{api}/login/quiz-max/skip", skip_quiz),
        post(f"{api}/login/change-password/skip", skip_password_change),
        post(f"{api}/login/contacts/confirm", confirm_contacts),
        post("/captcha/api/public/v2/type", captcha_type, method="GET"),
        post("/captcha/api/public/v2/renew", captcha_renew, method="GET"),
        Route("/captcha/api/public/v2/image", captcha_image),
        post("/captcha/api/public/v2/verify", captcha_verify),
        post(f"{api}/anomaly/captcha/verify", captcha_redeem),
        post("/anomaly-resolver/api/reaction/question", question, method="GET"),
        post("/anomaly-resolver/api/reaction/question/answer", question_answer),
        post("/__phone__", phone, method="GET"),
        post("/__phone__/confirm", phone_confirm),
    ]


def remember(response: Response, journey: Journey) -> None:
    """The cookie that carries the journey: a session cookie, out of reach of scripts and of other sites' posts."""
    response.set_cookie(SESSION_COOKIE, journey.key, httponly=True, samesite="lax")


def _view(esia: Esia, journey: Journey) -> dict[str, str]:
    variants = esia.variants(journey)
    view = {"X-Stand-Cells": "old" if "old_cells" in variants else "new"}
    if journey.signed_in and "stuck_after_totp" in variants:
        view["X-Stand-Still"] = "1"
    return view


async def _json(request: Request) -> dict[str, Any]:
    try:
        body = json.loads(await request.body() or b"{}")
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}
