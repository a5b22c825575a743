"""The stand's whole truth as JSON, for ``/__stand__/state``."""

from __future__ import annotations

import json
from typing import Any

from rpa.stand.organizations import RIGHT_CAPTIONS
from rpa.stand.stand import Stand
from rpa.stand.store import Row


def answer(row: Row) -> dict[str, Any]:
    """One answer. ``saves`` and ``sends`` count what was received and stored; ``*_attempts`` all that arrived."""
    persons = [
        {
            "last_name": p["lastName"],
            "first_name": p["firstName"],
            "middle_name": p["middleName"],
            "files": [f["sha256"] for f in p["attachments"]],
        }
        for p in json.loads(row["persons"] or "[]")
    ]
    return {
        "request_number": row["number"], "ogrn": row["ogrn"], "has_debt": bool(row["debt_present"]), "persons": persons,
        "additional_information": row["information"],
        "additional_files": [f["sha256"] for f in json.loads(row["extra_files"] or "[]")],
        "status": row["status"], "saves": row["saves"], "sends": row["sends"],
        "revokes": row["revokes"], "save_attempts": row["save_attempts"], "send_attempts": row["send_attempts"],
        "executor": row["executor_fio"], "at": row["sent_at"] or row["saved_at"], "version": row["version"],
    }  # fmt: skip


def request(row: Row) -> dict[str, Any]:
    return {
        "request_number": row["number"], "ogrn": row["ogrn"], "id": row["id"], "version": row["version"],
        "status": row["status"], "withdrawn": bool(row["withdrawn"]), "address": row["address"],
        "apartment": row["apartment"], "fias_house_guid": row["fias_guid"], "sent_date": row["sent_date"],
        "due_date": row["due_date"], "period": [row["period_begin"], row["period_end"]], "saves": row["saves"],
        "sends": row["sends"], "revokes": row["revokes"], "save_attempts": row["save_attempts"],
        "send_attempts": row["send_attempts"],
    }  # fmt: skip


def mails(stand: Stand) -> list[dict[str, Any]]:
    return [dict(row) for row in stand.store.all("SELECT * FROM mails ORDER BY seq")]


def inquiry(row: Row) -> dict[str, Any]:
    value = {key: row[key] for key in row.keys() if key != "seq"}  # noqa: SIM118 (a Row iterates over values)
    for key in ("applicant", "attachments", "history"):
        value[key] = json.loads(value[key])
    return value


def state(stand: Stand, parts: tuple[str, ...], ogrn: str | None, number: str | None) -> dict[str, Any]:
    """Everything, or the named ``parts`` only; narrowed to one organization or one request if asked."""
    store = stand.store
    where, values = "(? IS NULL OR ogrn = ?)", (ogrn, ogrn)
    by_number = where + " AND (? IS NULL OR number = ?)"
    several = (*values, number, number)

    def answers() -> list[dict[str, Any]]:
        sql = f"SELECT * FROM requests WHERE {by_number} AND debt_present IS NOT NULL ORDER BY seq"
        return [answer(row) for row in store.all(sql, *several)]

    def requests() -> list[dict[str, Any]]:
        return [request(row) for row in store.all(f"SELECT * FROM requests WHERE {by_number} ORDER BY seq", *several)]

    def inquiries() -> list[dict[str, Any]]:
        return [inquiry(row) for row in store.all(f"SELECT * FROM inquiries WHERE {where} ORDER BY seq", *values)]

    def settings() -> list[dict[str, Any]]:
        return [
            {"ogrn": row["ogrn"], "name": row["name"], "email_inquiry_notifications": bool(row["email_notifications"])}
            for row in store.all(f"SELECT * FROM organizations WHERE {where} ORDER BY rowid", *values)
        ]

    def rights() -> list[dict[str, Any]]:
        return [
            {
                "ogrn": row["ogrn"], "employee_id": row["id"], "employee": row["fio"], "email": row["email"],
                "role": row["role"], "status": row["status"], "login": row["login"],
                "rights": [RIGHT_CAPTIONS[code] for code in row["rights"].split()],
            }
            for row in store.all(f"SELECT * FROM employees WHERE {where} ORDER BY ogrn, position_no", *values)
        ]  # fmt: skip

    makers: dict[str, Any] = {
        "answers": answers, "requests": requests, "inquiries": inquiries, "mails": lambda: mails(stand),
        "settings": settings, "rights": rights, "clock": lambda: stand.clock.now().isoformat(),
        "faults": lambda: [fault.as_json() for fault in stand.faults.armed],
    }  # fmt: skip
    return {name: make() for name, make in makers.items() if not parts or name in parts}
