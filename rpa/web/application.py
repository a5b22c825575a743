"""The review page as an application: which address shows what, and to whom."""

from __future__ import annotations

from collections.abc import Collection

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from rpa.operate.place import Place
from rpa.web.access import action, page
from rpa.web.accounts import Accounts, Role
from rpa.web.data import Data
from rpa.web.desk import Desk
from rpa.web.history import History
from rpa.web.protection import Protection
from rpa.web.runs import Runs
from rpa.web.sessions import Sessions
from rpa.web.site import HERE, Site
from rpa.web.views import cabinet, dataset, deciding, entering, evidence, planning, queue, today

LOOK, REVIEW, APPROVE = Role.VIEWER, Role.REVIEWER, Role.APPROVER


def routes() -> list[Route | Mount]:
    """Every address, with the role it needs."""
    # A number may hold «/»; so what is done to a request stands before the request itself.
    request = "/requests/{number:path}"
    return [
        Route("/", page(LOOK, today.show)),
        Route("/queue", page(LOOK, queue.show)),
        Route("/find", page(LOOK, queue.find)),
        Route(f"{request}/undo", action(REVIEW, deciding.undo), methods=["POST"]),
        Route(f"{request}/note", action(REVIEW, deciding.note), methods=["POST"]),
        Route(f"{request}/acts", action(REVIEW, deciding.acts), methods=["POST"]),
        Route(f"{request}/acts/{{index:int}}", page(LOOK, deciding.act)),
        Route(request, page(LOOK, deciding.show), methods=["GET"]),
        Route(request, action(REVIEW, deciding.decide), methods=["POST"]),
        Route("/plan", page(LOOK, planning.show)),
        Route("/rules/{rule}/{decision}", page(LOOK, planning.rule_list), methods=["GET"]),
        Route("/rules/{rule}/{decision}", action(APPROVE, planning.approve_rule), methods=["POST"]),
        Route("/run/events", planning.events),
        Route("/run/stop", action(REVIEW, planning.stop), methods=["POST"]),
        Route("/run/{kind}", action(REVIEW, planning.start), methods=["POST"]),
        Route("/evidence", page(LOOK, evidence.gallery)),
        Route("/evidence/{run}/{name}", page(LOOK, evidence.picture)),
        Route("/report", page(LOOK, evidence.report)),
        Route("/report.xlsx", page(LOOK, evidence.register)),
        Route("/dataset", page(LOOK, dataset.show), methods=["GET"]),
        Route("/dataset", action(REVIEW, dataset.upload), methods=["POST"]),
        Route("/dataset/use", action(REVIEW, dataset.use), methods=["POST"]),
        Route("/dataset/forget", action(REVIEW, dataset.forget), methods=["POST"]),
        Route("/dataset/marked.xlsx", page(LOOK, dataset.marked)),
        Route("/cabinet", page(LOOK, cabinet.show)),
        Route("/me", page(LOOK, entering.me), methods=["GET"]),
        Route("/me/password", action(LOOK, entering.set_password), methods=["POST"]),
        Route("/leave", action(LOOK, entering.leave), methods=["POST"]),
        Route("/enter", entering.door, methods=["GET"]),
        Route("/enter", entering.enter, methods=["POST"]),
        Mount("/static", StaticFiles(directory=HERE / "static")),
    ]


def create_site(place: Place, *, secure: bool = False) -> Site:
    """Everything one organization's page holds. The prepared data begin to load at once."""
    desk = Desk(place)
    accounts = Accounts(place.folder.root / "accounts.json", place.now)
    runs = Runs(on_end=desk.settle)
    desk.being_sent = runs.being_sent
    site = Site(desk, accounts, Sessions(accounts), runs, Data(), History(place.folder.plans), secure=secure)
    site.calendar()
    site.data.get(place, wait_seconds=0)
    return site


def create_app(site: Site, origins: Collection[str]) -> ASGIApp:
    """``origins`` are the addresses people may open it by."""
    app = Starlette(routes=routes(), exception_handlers={HTTPException: _told, Exception: _broken})
    app.state.site = site
    # Around all of it: Starlette answers what nobody caught outside of its own middleware.
    return Protection(app, origins=origins)


async def _told(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    words = {404: "Такой страницы нет.", 405: "Так эту страницу не открывают."}
    detail = error.detail if isinstance(error, HTTPException) else ""
    return _plain(request, words.get(status, detail), status)


async def _broken(request: Request, _error: Exception) -> Response:
    return _plain(request, "Внутренняя ошибка страницы. Подробности в журнале работы (log/rpa.log).", 500)


def _plain(request: Request, what: str, status: int) -> Response:
    site: Site = request.app.state.site
    return HTMLResponse(site.render("plain.html", what=what), status_code=status)
