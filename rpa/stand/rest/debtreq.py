"""REST of debt requests. Search, save and send as public robots call them; card, revoke and export are invented."""

from __future__ import annotations

import asyncio
import json
from random import Random
from typing import Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from rpa.stand.debt_requests import STATUSES, Search
from rpa.stand.organizations import DEBT_ANSWER, DEBT_VIEW
from rpa.stand.refusal import Refusal
from rpa.stand.rest.export import workbook
from rpa.stand.rest.http import body_of, guarded, json_response, paging, parse_date, ru_date, ru_moment, string, strings
from rpa.stand.sessions import Session
from rpa.stand.stand import Stand
from rpa.stand.store import Row

BASE = "/debtreq/api/rest/services/debtreq/sub"
_EVERYTHING = -1  # SQLite's LIMIT without a limit
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def item_of(row: Row) -> dict[str, Any]:
    """One entry of ``debtSubReqList``."""
    executor = {"id": row["executor_id"], "fio": row["executor_fio"]} if row["executor_id"] else None
    answered = row["status"] != "NOT_SENT"
    return {
        "id": row["id"],
        "version": row["version"],
        "number": row["number"],
        "status": row["status"],
        "responseAdded": row["debt_present"] is not None,
        "resultType": (3 if row["debt_present"] else 4) if answered else 1,
        "sentDate": ru_date(row["sent_date"]),
        "responseDate": ru_date(row["due_date"]),
        "lastUpdateDate": ru_moment(row["last_update"]),
        "executor": executor,
        "debtReq": {
            "id": row["request_guid"],
            "houseId": row["house_guid"],
            "fiasHouseGuid": row["fias_guid"],
            "formattedAddress": row["address"],
            "apartmentNumber": row["apartment"],
            "debtPeriod": {"beginDate": ru_date(row["period_begin"]), "endDate": ru_date(row["period_end"])},
            "organization": {"name": row["asker"], "tel": row["asker_tel"]},
            "executor": row["asker_fio"],
            "status": "PROCESSED" if answered else "SENT",
        },
    }


def card_of(stand: Stand, row: Row) -> dict[str, Any]:
    """The whole card: the list's entry with the answer, if one was added."""
    response = None
    if row["debt_present"] is not None:
        response = {
            "debtPresent": bool(row["debt_present"]),
            "additionalInformation": row["information"],
            "debtPersons": [_person(p) for p in json.loads(row["persons"])],
            "additionalAttachments": [_file(f) for f in json.loads(row["extra_files"])],
            "executor": {"id": row["executor_id"], "fio": row["executor_fio"]} if row["executor_id"] else None,
            "savedAt": ru_moment(row["saved_at"]),
            "sentAt": ru_moment(row["sent_at"]),
        }
    return {**item_of(row), "response": response, "revocable": stand.debt_requests.revocable(row), "applicant": None}


def _person(person: dict[str, Any]) -> dict[str, Any]:
    return {**person, "attachments": [_file(f) for f in person["attachments"]]}


def _file(file: dict[str, Any]) -> dict[str, Any]:
    return {key: file[key] for key in ("guid", "name", "size")}


def search_of(body: dict[str, Any]) -> Search:
    """Filters out of a search body. ``Refusal`` 400 for unknown statuses or malformed values."""
    statuses = strings(body.get("statuses"))
    if set(statuses) - set(STATUSES):
        raise Refusal(400, "Неизвестный статус ответа.")
    period = body.get("sentDatePeriod") or {}
    if not isinstance(period, dict):
        raise Refusal(400, "Неверный период.")
    # The live site's own spelling; its client sends the text "false".
    ascending = (body.get("sortCriteria") or {}).get("asceding")
    return Search(
        number=string(body.get("number")),
        statuses=statuses,
        begin=parse_date(period.get("beginDate")),
        end=parse_date(period.get("endDate")),
        answer_user_ids=strings(body.get("answerUserIds")),
        ascending=str(ascending).lower() == "true",
    )


def routes(stand: Stand) -> list[BaseRoute]:
    requests = stand.debt_requests

    def taken(request: Request, session: Session, name: str) -> bool:
        path = request.url.path
        return stand.faults.take(name, path=path, scope_fits=True, account=session.login) is not None

    async def search(request: Request, session: Session) -> Response:
        page, size = paging(request)
        wanted = search_of(await body_of(request))
        if page > 1 and taken(request, session, "row_inserted_between_pages"):
            stand.arrivals.request(stand.arrivals.organization(session.ogrn))
        rows, total = requests.search(session.ogrn, wanted, (page - 1) * size, size)
        items = [item_of(row) for row in rows]
        if taken(request, session, "empty_list"):
            items, total = [], 0
        if taken(request, session, "order_shuffled"):
            Random(f"{page}:{total}").shuffle(items)
        return json_response({"debtSubReqList": items, "total": total, "page": page, "itemsPerPage": size})

    async def export(request: Request, session: Session) -> Response:
        wanted = search_of(await body_of(request))
        rows, _ = requests.search(session.ogrn, wanted, 0, _EVERYTHING)
        content = await asyncio.to_thread(workbook, rows)
        name = quote("Реестр запросов о задолженности.xlsx")
        return Response(
            content, media_type=_XLSX, headers={"Content-Disposition": f"attachment; filename*=UTF-8''{name}"}
        )

    async def card(request: Request, session: Session) -> Response:
        return json_response(card_of(stand, requests.get(session.ogrn, request.path_params["id"])))

    async def write(request: Request, session: Session, what: str) -> Response:
        request_id = request.path_params["id"]
        body = await body_of(request)
        if body.get("debtSubReqId", request_id) != request_id:
            raise Refusal(400, "debtSubReqId не совпадает с адресом.")
        if what != "revoke":
            requests.attempt(request_id, what)
        discard = request.scope.get("stand.swallow", False)
        row = getattr(requests, what)(session, request_id, body, discard=discard)
        return json_response(card_of(stand, row))

    async def save(request: Request, session: Session) -> Response:
        return await write(request, session, "save")

    async def send(request: Request, session: Session) -> Response:
        return await write(request, session, "send")

    async def revoke(request: Request, session: Session) -> Response:
        return await write(request, session, "revoke")

    view, answer = (DEBT_VIEW, DEBT_ANSWER), (DEBT_ANSWER,)
    return [
        Route(BASE + "/search{paging:path}", guarded(stand, search, *view), methods=["POST"]),
        Route(BASE + "/export", guarded(stand, export, *view), methods=["POST"]),
        Route(BASE + "/{id}", guarded(stand, card, *view), methods=["GET"]),
        Route(BASE + "/{id}", guarded(stand, save, *answer), methods=["PUT"]),
        Route(BASE + "/{id}/send", guarded(stand, send, *answer), methods=["POST"]),
        Route(BASE + "/{id}/revoke", guarded(stand, revoke, *answer), methods=["POST"]),
    ]
