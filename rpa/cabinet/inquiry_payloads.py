"""The site's JSON of обращения, as values. Invented for the stand; the words are the official schema's."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from rpa.cabinet.payloads import day, writable
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

    Raises one of ``MISREAD`` when id, number or status are missing or unknown.
    """
    data = writable(data)
    applicant = data.get("applicant") or {}
    return Inquiry(
        number=str(data["number"]),
        portal_id=str(data["id"]),
        status=STATUSES[data["status"]],
        created=day(data.get("createDate")),
        topic=data.get("topic") or "",
        address=data.get("address") or "",
        apartment_number=data.get("apartmentNumber") or None,
        text=data.get("text") or "",
        applicant=applicant.get("fio") or applicant.get("organization") or None,
        executor=(data.get("performer") or {}).get("fio"),
        execution_end_date=day(data.get("executionEndDate")),
        date_of_appointment=day(data.get("dateOfAppointment")),
        history=tuple(_event(item) for item in data.get("history") or ()),
        attachments=tuple(
            InquiryFile(str(file["name"]), _size(file.get("size")), DOWNLOAD.format(guid=file["guid"]))
            for file in data.get("attachments") or ()
        ),
        version=data.get("version"),
    )


def _size(value: object) -> int | None:
    """Bytes; ``None`` for whatever else the site says: the file's content is measured anyway."""
    return value if type(value) is int and value >= 0 else None


def _event(data: dict[str, Any]) -> InquiryEvent:
    return InquiryEvent(
        at=_moment(data.get("at")),
        kind=data.get("kind") or "",
        text=data.get("text") or "",
        executor=data.get("executor") or None,
    )


def _moment(text: str | None) -> datetime | None:
    return datetime.strptime(text, "%d.%m.%Y %H:%M") if text else None
