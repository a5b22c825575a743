"""REST of the current user, the organization's settings, employees and their rights. All invented."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from rpa.stand.organizations import (
    ADMINISTRATOR,
    DEBT_ANSWER,
    DEBT_VIEW,
    DISTRIBUTE,
    EMPLOYEES,
    RIGHT_CAPTIONS,
    RIGHT_GROUPS,
    RIGHTS,
    SETTINGS,
    WORK,
)  # fmt: skip
from rpa.stand.refusal import Refusal
from rpa.stand.rest.http import body_of, guarded, json_response, paging, strings
from rpa.stand.sessions import Session
from rpa.stand.stand import Stand
from rpa.stand.store import Row

BASE = "/ppa/api/rest/services/ppa"
_CONFLICT = "Данные были изменены другим пользователем. Обновите страницу."
# Menu caption → rights that open it (an administrator sees all).
_MENU: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Ответ на полученные запросы о наличии задолженности за ЖКУ", (DEBT_VIEW, DEBT_ANSWER)),
    ("Обращения", (DISTRIBUTE, WORK)),
    ("Настройки организации", (SETTINGS,)),
    ("Сотрудники", (EMPLOYEES,)),
    ("Предоставление прав доступа", (RIGHTS,)),
)


def _rights_of(row: Row) -> dict[str, Any]:
    held = set(row["rights"].split())
    groups = [
        {
            "caption": caption,
            "rights": [{"code": code, "caption": text, "granted": code in held} for code, text in rights],
        }
        for caption, rights in RIGHT_GROUPS
    ]
    employee = {"id": row["id"], "fio": row["fio"], "position": row["position"], "role": row["role"]}
    return {"employee": employee, "groups": groups, "version": row["version"]}


def routes(stand: Stand) -> list[BaseRoute]:
    store, events = stand.store, stand.events

    async def current_user(request: Request, session: Session) -> Response:
        organization = store.one("SELECT ogrn, name, guid FROM organizations WHERE ogrn = ?", session.ogrn)
        assert organization is not None
        everything = session.role == ADMINISTRATOR
        menu = [caption for caption, rights in _MENU if everything or session.rights.intersection(rights)]
        user = {"id": session.employee_id, "fio": session.fio, "login": session.login, "role": session.role}
        rights = sorted(RIGHT_CAPTIONS if everything else session.rights)
        return json_response({**user, "organization": dict(organization), "rights": rights, "menu": menu})

    def settings_of(ogrn: str) -> dict[str, Any]:
        row = store.one("SELECT email_notifications, version FROM organizations WHERE ogrn = ?", ogrn)
        assert row is not None
        return {"emailInquiryNotifications": bool(row["email_notifications"]), "version": row["version"]}

    async def settings(request: Request, session: Session) -> Response:
        return json_response(settings_of(session.ogrn))

    async def save_settings(request: Request, session: Session) -> Response:
        body = await body_of(request)
        wanted = body.get("emailInquiryNotifications")
        if not isinstance(wanted, bool):
            raise Refusal(422, "Не указано значение настройки.")
        discard = request.scope.get("stand.swallow", False)
        with store.transaction(discard=discard):
            if body.get("version") != settings_of(session.ogrn)["version"]:
                raise Refusal(409, _CONFLICT)
            store.run(
                "UPDATE organizations SET email_notifications = ?, version = version + 1 WHERE ogrn = ?",
                wanted,
                session.ogrn,
            )
            fresh = settings_of(session.ogrn)
        events.add("swallowed" if discard else "stored", what="settings", ogrn=session.ogrn, account=session.login)
        return json_response(fresh)

    async def employees(request: Request, session: Session) -> Response:
        page, size = paging(request)
        total = store.value("SELECT COUNT(*) FROM employees WHERE ogrn = ?", session.ogrn)
        rows = store.all(
            "SELECT * FROM employees WHERE ogrn = ? ORDER BY position_no LIMIT ? OFFSET ?",
            session.ogrn,
            size,
            (page - 1) * size,
        )
        items = [
            {
                **{key: row[key] for key in ("id", "fio", "position", "role", "email", "status")},
                "rights": [RIGHT_CAPTIONS[code] for code in row["rights"].split()],
            }
            for row in rows
        ]
        return json_response({"items": items, "total": total, "page": page, "itemsPerPage": size})

    def employee(request: Request, session: Session) -> Row:
        row = store.one("SELECT * FROM employees WHERE id = ? AND ogrn = ?", request.path_params["id"], session.ogrn)
        if row is None:
            raise Refusal(404, "Сотрудник не найден.")
        return row

    async def rights(request: Request, session: Session) -> Response:
        return json_response(_rights_of(employee(request, session)))

    async def save_rights(request: Request, session: Session) -> Response:
        body = await body_of(request)
        granted = strings(body.get("granted"))
        if set(granted) - set(RIGHT_CAPTIONS):
            raise Refusal(422, "Неизвестное право доступа.")
        ordered = [code for code in RIGHT_CAPTIONS if code in granted]
        discard = request.scope.get("stand.swallow", False)
        with store.transaction(discard=discard):
            row = employee(request, session)
            if body.get("version") != row["version"]:
                raise Refusal(409, _CONFLICT)
            if row["status"] != "Действующий":
                raise Refusal(422, "Сотрудник заблокирован, права не изменяются.")
            store.run(
                "UPDATE employees SET rights = ?, version = version + 1 WHERE id = ?", " ".join(ordered), row["id"]
            )
            fresh = employee(request, session)
        events.add("swallowed" if discard else "stored", what="rights", employee_id=row["id"], account=session.login)
        return json_response(_rights_of(fresh))

    return [
        Route(BASE + "/current-user", guarded(stand, current_user), methods=["GET"]),
        Route(BASE + "/organizations/settings", guarded(stand, settings, SETTINGS), methods=["GET"]),
        Route(BASE + "/organizations/settings", guarded(stand, save_settings, SETTINGS), methods=["PUT"]),
        Route(BASE + "/employees/{id}/rights", guarded(stand, rights, RIGHTS), methods=["GET"]),
        # Distributing обращения needs the list of employees as well. (After the rights: its path takes anything.)
        Route(BASE + "/employees{paging:path}", guarded(stand, employees, EMPLOYEES, DISTRIBUTE), methods=["GET"]),
        Route(BASE + "/employees/{id}/rights", guarded(stand, save_rights, RIGHTS), methods=["PUT"]),
    ]
