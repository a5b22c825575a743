"""The site's JSON of обращения, as values. Invented for the stand; the words are the official schema's."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from rpa.cabinet.payloads import day, writable, written
from rpa.model import Inquiry, InquiryEvent, InquiryFile, InquiryStatus

STATUSES = {
    "SENT": InquiryStatus.SENT,
    "IN_WORK": InquiryStatus.IN_WORK,
    "EXECUTED": InquiryStatus.EXECUTED,
    "WITHDRAWN": InquiryStatus.WITHDRAWN,
}
DOWNLOAD = "/filestore/publicDownloadServlet?context=messages&uid={guid}&mode=view"


def inquiry(data: dict[str, Any]) -> Inquiry:
    """Make an ``Inquiry`` of a list item or of a card.

    Raises one of ``MISREAD`` when id, number or status are missing or unknown, and when anything is not of the kind it
    is kept as: the kept card could not be read again.
    """
    data = writable(data)
    applicant = data.get("applicant") or {}
    return Inquiry(
        number=_must(data, "number"),
        portal_id=_must(data, "id"),
        status=STATUSES[data["status"]],
        created=day(data.get("createDate")),
        topic=written(data, "topic") or "",
        address=written(data, "address") or "",
        apartment_number=written(data, "apartmentNumber"),
        text=written(data, "text") or "",
        applicant=written(applicant, "fio") or written(applicant, "organization"),
        executor=written(data.get("performer") or {}, "fio"),
        execution_end_date=day(data.get("executionEndDate")),
        date_of_appointment=day(data.get("dateOfAppointment")),
        history=tuple(_event(item) for item in data.get("history") or ()),
        attachments=tuple(
            InquiryFile(_must(file, "name"), _size(file.get("size")), DOWNLOAD.format(guid=_must(file, "guid")))
            for file in data.get("attachments") or ()
        ),
        version=int(data["version"]) if data.get("version") is not None else None,
    )


def _must(data: dict[str, Any], key: str) -> str:
    text = written(data, key)
    if text is None:
        raise KeyError(key)
    return text


def _size(value: object) -> int | None:
    """Bytes; ``None`` for whatever else the site says: the file's content is measured anyway."""
    return value if type(value) is int and value >= 0 else None


def _event(data: dict[str, Any]) -> InquiryEvent:
    return InquiryEvent(
        at=_moment(data.get("at")),
        kind=written(data, "kind") or "",
        text=written(data, "text") or "",
        executor=written(data, "executor"),
    )


def _moment(text: str | None) -> datetime | None:
    return datetime.strptime(text, "%d.%m.%Y %H:%M") if text else None
