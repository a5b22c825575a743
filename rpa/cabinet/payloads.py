"""The site's own JSON of debt requests, as values.

Keys and codes: the internal service as public robots of 2022 used it; keys they did not use are the stand's and may
be absent on the live site, so only the ones marked «must» raise when missing.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

from rpa.model import (
    DebtInfo,
    HousingFundObject,
    Period,
    Person,
    ResponseData,
    ResponseStatus,
    Subrequest,
)

RESPONSE_STATUSES = {
    "NOT_SENT": ResponseStatus.NOT_SENT,
    "SENT": ResponseStatus.SENT,
    "AUTO_GENERATED": ResponseStatus.AUTO_GENERATED,
}
FIELDS = (
    "id", "number", "status", "version", "responseAdded", "sentDate", "responseDate", "debtReq.formattedAddress",
    "debtReq.apartmentNumber", "debtReq.houseId", "debtReq.fiasHouseGuid", "debtReq.organization.name",
    "debtReq.debtPeriod.beginDate", "debtReq.debtPeriod.endDate",
)  # fmt: skip
"""What ``subrequest`` looks for in an item of the list and in a card, with or without an answer."""
_HALF = re.compile("[\ud800-\udfff]")
_NAME = re.compile(r"[A-Za-z_]{1,40}\Z")


MISREAD = (AttributeError, KeyError, TypeError, ValueError)
"""What reading data that are built otherwise ends in."""


def why(error: Exception) -> str:
    """Which field or code was not as known, as far as it can be told: a name of the service's, never a value."""
    name = str(error.args[0]) if isinstance(error, KeyError) and error.args else ""
    return f"нет поля или незнаком код {name}" if _NAME.match(name) else error.__class__.__name__


def subrequest(item: dict[str, Any]) -> Subrequest:
    """Make a ``Subrequest`` of a list item or of a card.

    Must be there: ``id``, ``number``, ``status``, ``debtReq.formattedAddress``. Raises one of ``MISREAD`` when they are
    not, or when a code is unknown: an unknown state is never taken for a known one.
    """
    item = writable(item)
    asked = item["debtReq"]
    response = item.get("response")
    status = RESPONSE_STATUSES[item["status"]]
    added = flag(item, "responseAdded") if "responseAdded" in item else response is not None
    return Subrequest(
        request_number=_text(item["number"]),
        portal_id=_text(item["id"]),
        housing_fund_object=HousingFundObject(
            address=_text(asked["formattedAddress"]),
            address_details=_text_or_none(asked.get("apartmentNumber")),
            fias_house_guid=_text_or_none(asked.get("fiasHouseGuid")),
            house_guid=_text_or_none(asked.get("houseId")),
        ),
        response_status=status,
        sent_date=day(item.get("sentDate")),
        response_date=day(item.get("responseDate")),
        period=_period(asked.get("debtPeriod")),
        organization_name=_text_or_none((asked.get("organization") or {}).get("name")),
        version=int(item["version"]) if item.get("version") is not None else None,
        draft=status is ResponseStatus.NOT_SENT and added,
        response_data=_response(response) if response else None,
        applicant=_person(item["applicant"]) if item.get("applicant") else None,
    )


def writable(value: Any) -> Any:
    """With halves of signs replaced, as everybody shows them: no file can hold one, and anybody may have typed it."""
    if isinstance(value, str):
        return _HALF.sub("\ufffd", value)
    if isinstance(value, dict):
        return {key: writable(one) for key, one in value.items()}
    return [writable(one) for one in value] if isinstance(value, list) else value


def is_card(data: Any) -> bool:
    """Whether it is a request's data, however built: an error may come with 200, too."""
    return isinstance(data, dict) and ("id" in data or "debtReq" in data)


def people_in(data: Any) -> tuple[tuple[str, str], ...]:
    """Last and first name of everybody named in it, however it is built."""
    found: list[tuple[str, str]] = []
    left = [data]
    while left:
        one = left.pop()
        if isinstance(one, dict):
            last, first = one.get("lastName"), one.get("firstName")
            if isinstance(last, str) and last.strip():
                found.append((last, first if isinstance(first, str) else ""))
            left += one.values()
        elif isinstance(one, list):
            left += one
    return tuple(found)


def day(text: str | None) -> date | None:
    """Read ``dd.MM.yyyy``, with or without a time after it."""
    return datetime.strptime(text.split()[0], "%d.%m.%Y").date() if text and text.strip() else None


def _response(data: dict[str, Any]) -> ResponseData:
    return ResponseData(
        has_debt=flag(data, "debtPresent"),
        debt_info=tuple(
            DebtInfo(_person(person), tuple(_text(file["name"]) for file in person.get("attachments") or ()))
            for person in data.get("debtPersons") or ()
        ),
        description=_text_or_none(data.get("additionalInformation")),
        executor=_text_or_none((data.get("executor") or {}).get("fio")),
        additional_files=tuple(_text(file["name"]) for file in data.get("additionalAttachments") or ()),
    )


def _person(data: dict[str, Any]) -> Person:
    return Person(
        last_name=_text(data["lastName"]),
        first_name=_text(data["firstName"]),
        middle_name=_text_or_none(data.get("middleName")),
        snils=_text_or_none(data.get("snils")),
    )


def _period(data: dict[str, Any] | None) -> Period | None:
    start, end = (day(data.get("beginDate")), day(data.get("endDate"))) if data else (None, None)
    return Period(start, end) if start and end else None


def flag(data: Any, key: str) -> bool:
    """Only a true or a false: an empty or a written «false» must not be taken for one of them."""
    if not isinstance(data[key], bool):
        raise KeyError(key)
    return bool(data[key])


def written(data: dict[str, Any], key: str) -> str | None:
    """A text, or a whole number as one; ``None``: nothing is there. What is built of parts must not pass for a text."""
    value = data.get(key)
    if value in (None, "", [], {}):
        return None
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise KeyError(key)
    return str(value)


def _text(value: Any) -> str:
    text = str(value).strip()
    if value is None or not text:
        raise ValueError("empty where a value must be")
    return text


def _text_or_none(value: Any) -> str | None:
    text = str(value).strip() if value is not None else ""
    return text or None
