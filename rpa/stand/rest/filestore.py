"""File store: upload (path invented, context ``debtreq`` as in the API) and the download servlet of the live site."""

from __future__ import annotations

import hashlib
from urllib.parse import quote
from uuid import uuid4

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from rpa.stand.refusal import Refusal
from rpa.stand.rest.http import guarded, json_response
from rpa.stand.sessions import Session
from rpa.stand.stand import Stand

CONTEXTS = ("debtreq", "messages")
LARGEST = 50 * 1024 * 1024  # invented: no source gives the web form's limit
LONGEST_NAME = 1024  # schema, AttachmentType


def routes(stand: Stand) -> list[BaseRoute]:
    store = stand.store

    async def upload(request: Request, session: Session) -> Response:
        context = request.query_params.get("context", "")
        if context not in CONTEXTS:
            raise Refusal(400, "Неизвестный контекст файла.")
        async with request.form() as form:
            file = form.get("file")
            if not isinstance(file, UploadFile):
                raise Refusal(400, "Файл не передан.")
            name, content = file.filename or "", await file.read()
        if not name or len(name) > LONGEST_NAME:
            raise Refusal(422, "Имя файла пустое или слишком длинное.")
        if not content:
            raise Refusal(422, "Файл пуст.")
        if len(content) > LARGEST:
            raise Refusal(422, "Файл больше 50 МБ.")
        guid, digest = str(uuid4()), hashlib.sha256(content).hexdigest()
        with store.transaction(discard=request.scope.get("stand.swallow", False)):
            store.run(
                "INSERT INTO files (guid, ogrn, context, name, size, sha256, content) VALUES (?, ?, ?, ?, ?, ?, ?)",
                guid, session.ogrn, context, name, len(content), digest, content,
            )  # fmt: skip
        stand.events.add("uploaded", sha256=digest, size=len(content), account=session.login)
        return json_response({"guid": guid, "name": name, "size": len(content), "sha256": digest})

    async def download(request: Request, session: Session) -> Response:
        query = request.query_params
        row = store.one(
            "SELECT * FROM files WHERE guid = ? AND context = ? AND ogrn = ?",
            query.get("uid"),
            query.get("context"),
            session.ogrn,
        )
        if row is None:
            raise Refusal(404, "Файл не найден.")
        # Names come from strangers: never shown in place, never sniffed.
        headers = {
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(row['name'], safe='')}",
            "X-Content-Type-Options": "nosniff",
        }
        return Response(row["content"], media_type="application/octet-stream", headers=headers)

    return [
        Route("/filestore/upload", guarded(stand, upload), methods=["POST"]),
        Route("/filestore/publicDownloadServlet", guarded(stand, download), methods=["GET"]),
    ]
