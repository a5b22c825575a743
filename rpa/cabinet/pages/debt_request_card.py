"""What a card shows (DOM) and what the page was told (JSON), made one value, or the place where they differ.

The screen decides, as it would for a person; the page's data adds what the screen does not show (version, GUIDs).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rpa.cabinet.payloads import MISREAD, day, subrequest, why, writable
from rpa.model import DebtInfo, HousingFundObject, Period, Person, ResponseData, ResponseStatus, Subrequest

STATUS_TEXTS = {
    "Ответ не отправлен": ResponseStatus.NOT_SENT,
    "Ответ отправлен": ResponseStatus.SENT,
    "Ответ сформирован автоматически": ResponseStatus.AUTO_GENERATED,
}
"""Header of the card: the first two from public robots of 2022, the third by analogy."""


_DWELLING = ("fact_address", "fact_flat")
"""Rows that no ``optional`` makes dispensable: without them the answer would be about another dwelling."""
_DEADLINE = 3
"""Place of the deadline in the card's first table (public robots of 2022)."""
_PERIOD = re.compile(r"(?:с\s+)?(\d\d\.\d\d\.\d{4})\s*(?:[-–—]|по)\s*(\d\d\.\d\d\.\d{4})")
_SAID = {"да": True, "нет": False}
_RESULTS = {"result_debt": True, "result_clear": False}


@dataclass(frozen=True, slots=True)
class Disagreement(Exception):
    """``key`` of selectors.yaml to look at, and ``what`` is wrong (Russian, no personal data)."""

    key: str
    what: str


def read_card(shown: Mapping[str, Any], told: Any, portal_id: str, number: str | None = None) -> Subrequest:
    """Make the value. ``told`` is ``None`` when the page's own data was not heard or is not JSON.

    Raises ``Disagreement`` when the screen shows something unknown, something else than the page was told, or another
    request than ``number``: what is decided for one dwelling must not be sent for another.
    """
    shown = writable(shown)
    seen = _seen(shown, portal_id)
    if number is not None and seen.request_number != number:
        raise Disagreement("summary_cell", f"вместо запроса № {number} открылась карточка другого")
    if not isinstance(told, dict):
        _check_columns(shown)
        return seen
    try:
        value = subrequest(told)
    except MISREAD as error:
        raise Disagreement("card_data", f"данные карточки устроены иначе ({why(error)})") from error
    house = _words(seen.housing_fund_object.fias_house_guid), _words(value.housing_fund_object.fias_house_guid)
    people = tuple(_full_name(one.applicant) if one.applicant else "" for one in (seen, value))
    # The period and the date of sending say which debts are asked about; a person, whom else to look for.
    for key, one, other in (
        ("card_data", portal_id, value.portal_id),
        ("summary_cell", seen.request_number, value.request_number),
        ("summary_cell", seen.sent_date, value.sent_date),
        ("summary_cell", seen.response_date, value.response_date),
        ("status", seen.response_status, value.response_status),
        ("send", seen.draft, value.draft),
        ("fact_row", _dwelling(seen), _dwelling(value)),
        ("fact_fias", *(house if _found(shown, "fact_fias") else ("", ""))),
        ("fact_period", seen.period, value.period),
        ("fact_person", *(people if _found(shown, "fact_person") else ("", ""))),
        ("debtor", _answer(seen), _answer(value)),
    ):
        if one != other:
            raise Disagreement(key, f"запрос № {seen.request_number}: на экране не то, что прислал сайт")
    return value


def _seen(shown: Mapping[str, Any], portal_id: str) -> Subrequest:
    status = STATUS_TEXTS.get(shown["status"])
    if status is None:
        raise Disagreement("status", "состояние ответа на карточке незнакомо")
    if len(shown["results"]) != 1:
        raise Disagreement("result_none", "результат ответа на карточке незнаком")
    # The result's class tells an answer only once it was sent; a draft is known by the button that would send it.
    draft = status is ResponseStatus.NOT_SENT and bool(shown["may_send"])
    answered = draft or status is not ResponseStatus.NOT_SENT
    try:
        sent, deadline = day(shown["sent"]), day(shown["deadline"])
    except ValueError as error:
        raise Disagreement("summary_cell", "дата на карточке записана иначе") from error
    applicant = _fact(shown, "fact_person")
    return Subrequest(
        request_number=shown["number"],
        portal_id=portal_id,
        housing_fund_object=HousingFundObject(
            address=_fact(shown, "fact_address") or "",
            address_details=_fact(shown, "fact_flat"),
            fias_house_guid=_fact(shown, "fact_fias"),
        ),
        response_status=status,
        sent_date=sent,
        response_date=deadline,
        period=_period(_fact(shown, "fact_period")),
        organization_name=_fact(shown, "fact_sender"),
        draft=draft,
        response_data=_response(shown) if answered else None,
        applicant=_person(applicant) if applicant else None,
    )


def _response(shown: Mapping[str, Any]) -> ResponseData:
    return ResponseData(
        has_debt=_has_debt(shown),
        debt_info=tuple(DebtInfo(_person(item["name"]), tuple(item["files"])) for item in shown["debtors"]),
        description=shown["description"],
        additional_files=None,
    )


def _has_debt(shown: Mapping[str, Any]) -> bool:
    """What the card says by its word and by its mark. Whatever is not surely «да» must not pass for a «нет»."""
    said: set[bool | None] = {_RESULTS[kind] for kind in shown["results"] if kind in _RESULTS}
    if shown["debt_present"]:
        said.add(_SAID.get(shown["debt_present"].casefold()))
    answer = said.pop() if len(said) == 1 else None
    if answer is None:
        raise Disagreement("debt_present", "на карточке не видно, «да» или «нет» отвечено")
    return answer


def _fact(shown: Mapping[str, Any], key: str) -> str | None:
    """Return a fact by its label. A compulsory label that is missing is a changed page, never an empty fact."""
    found = _found(shown, key)
    if len(found) > 1 or (not found and (key in _DWELLING or key not in shown["may_lack"])):
        raise Disagreement(key, "на карточке нет такой строки сведений или она не одна")
    return (found[0] or None) if found else None


def _found(shown: Mapping[str, Any], key: str) -> list[str]:
    return [line[1] for line in shown["facts"] if len(line) > 1 and line[0] == shown["labels"][key]]


def _check_columns(shown: Mapping[str, Any]) -> None:
    """Without the site's own data a date is known by its column alone."""
    columns = shown["columns"]
    if columns and not "".join(columns[_DEADLINE : _DEADLINE + 1]).startswith(shown["deadline_caption"]):
        raise Disagreement("deadline_caption", "столбец крайнего срока на карточке стоит не на своём месте")


def _dwelling(value: Subrequest) -> tuple[str, ...]:
    place = value.housing_fund_object
    return _words(place.address), _words(place.address_details)


def _answer(value: Subrequest) -> tuple[Any, ...] | None:
    """Reduce an answer to what both the screen and the data show: names as one line, files by name."""
    answer = value.response_data
    if answer is None:
        return None
    debtors = tuple((_full_name(item.person), tuple(map(_words, item.files))) for item in answer.debt_info)
    return answer.has_debt, debtors, _words(answer.description)


def _full_name(person: Person) -> str:
    return _words(f"{person.last_name} {person.first_name} {person.middle_name or ''}")


def _person(name: str) -> Person:
    last, _, rest = name.partition(" ")
    first, _, middle = rest.partition(" ")
    return Person(last, first, middle or None)


def _period(text: str | None) -> Period | None:
    """Both ends, or nothing where the row is empty: without its period a request is asked of other months."""
    if not text:
        return None
    ends = _PERIOD.fullmatch(text)
    try:
        first, last = map(day, ends.groups()) if ends else (None, None)
    except ValueError:
        first = last = None
    if first is None or last is None:
        raise Disagreement("fact_period", "период на карточке записан иначе")
    return Period(first, last)


def _words(text: str | None) -> str:
    return " ".join((text or "").split())
