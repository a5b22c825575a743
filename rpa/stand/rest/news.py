"""The news window after sign-in: one unread item a session, only with the sign-in variant ``news_window``. Invented."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from rpa.stand.rest.http import guarded, json_response
from rpa.stand.sessions import Session
from rpa.stand.signin_variants import active
from rpa.stand.stand import Stand

_ITEM = {
    "id": "news-1",
    "title": "Новое в личном кабинете",
    "text": "Уважаемые пользователи! Обновлены разделы личного кабинета. Это сообщение учебного стенда.",
}


def routes(stand: Stand) -> list[BaseRoute]:
    async def unread(request: Request, session: Session) -> Response:
        wanted = "news_window" in active(stand.settings.signin, session.login)
        if not wanted or session.news_shown:
            return json_response({"items": []})
        session.news_shown = True
        return json_response({"items": [_ITEM]})

    return [Route("/news/api/rest/services/news/unread", guarded(stand, unread), methods=["GET"])]
