"""REST of «Обращения». Every path and body is invented in the style of the debt requests' REST."""

from __future__ import annotations

import json
from random import Random
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from rpa.stand.inquiries import STATUSES
from rpa.stand.organizations import DISTRIBUTE, WORK
from rpa.stand.refusal import Refusal
from rpa.stand.rest.http import body_of, guarded, json_response, paging, parse_date, ru_date, string, strings
from rpa.stand.sessions import Session
from rpa.stand.stand import Stand
from rpa.stand.store import Row

BASE = "/messages/api/rest/services/messages/received"


def item_of(row: Row) -> dict[str, Any]:
    return {
        "id": row["id"],
        "number": row["number"],
        "version": row["version"],
        "status": row["status"],
        "createDate": ru_date(row["created"]),
        "topic": row["topic"],
        "address": row["address"],
        "apartmentNumber": row["apartment"],
        "performer": {"id": row["performer_id"], "fio": row["performer_fio"]} if row["performer_id"] else None,
        "executionEndDate": ru_date(row["execution_end"]),
        "dateOfAppointment": ru_date(row["appointed"]),
    }


def card_of(row: Row) -> dict[str, Any]:
    files = [{key: f[key] for key in ("guid", "name", "size")} for f in json.loads(row["attachments"])]
    return {
        **item_of(row),
        "text": row["text"],
        "applicant": json.loads(row["applicant"]),
        "attachments": files,
        "history": json.loads(row["history"]),
    }


def routes(stand: Stand) -> list[BaseRoute]:
    inquiries = stand.inquiries

    def taken(request: Request, session: Session, name: str) -> bool:
        """The faults of a list, only where they are aimed here by path: by themselves they mean the debt requests."""
        path = request.url.path
        return bool(stand.faults.take(name, path=path, scope_fits=False, account=session.login, method=request.method))

    async def search(request: Request, session: Session) -> Response:
        page, size = paging(request)
        body = await body_of(request)
        statuses = strings(body.get("statuses"))
        if set(statuses) - set(STATUSES):
            raise Refusal(400, "Неизвестный статус обращения.")
        period = body.get("createDatePeriod") or {}
        if not isinstance(period, dict):
            raise Refusal(400, "Неверный период.")
        if page > 1 and taken(request, session, "row_inserted_between_pages"):
            stand.arrivals.inquiry(stand.arrivals.organization(session.ogrn))
        rows, total = inquiries.search(
            session, number=string(body.get("number")), statuses=statuses, begin=parse_date(period.get("beginDate")),
            end=parse_date(period.get("endDate")), performers=strings(body.get("performerIds")),
            offset=(page - 1) * size, limit=size,
        )  # fmt: skip
        items = [item_of(row) for row in rows]
        if taken(request, session, "empty_list"):
            items, total = [], 0
        if taken(request, session, "order_shuffled"):
            Random(f"{page}:{total}").shuffle(items)
        return json_response({"items": items, "total": total, "page": page, "itemsPerPage": size})

    async def card(request: Request, session: Session) -> Response:
        return json_response(card_of(inquiries.get(session, request.path_params["id"])))

    async def performer(request: Request, session: Session) -> Response:
        body = await body_of(request)
        row = inquiries.assign(
            session, request.path_params["id"], string(body.get("performerId")),
            parse_date(body.get("dateOfAppointment")),
            body.get("version"), discard=request.scope.get("stand.swallow", False),
        )  # fmt: skip
        return json_response(card_of(row))

    async def rollover(request: Request, session: Session) -> Response:
        body = await body_of(request)
        row = inquiries.roll_over(
            session, request.path_params["id"], parse_date(body.get("executionDate")), string(body.get("comment")),
            body.get("version"), discard=request.scope.get("stand.swallow", False),
        )  # fmt: skip
        return json_response(card_of(row))

    rights = (DISTRIBUTE, WORK)
    return [
        Route(BASE + "/search{paging:path}", guarded(stand, search, *rights), methods=["POST"]),
        Route(BASE + "/{id}", guarded(stand, card, *rights), methods=["GET"]),
        Route(BASE + "/{id}/performer", guarded(stand, performer, DISTRIBUTE), methods=["PUT"]),
        Route(BASE + "/{id}/rollover", guarded(stand, rollover, *rights), methods=["POST"]),
    ]
