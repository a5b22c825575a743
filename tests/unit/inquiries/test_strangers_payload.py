"""What a citizen typed reaches the store and the spreadsheets, whatever it is: one letter must not stop all others."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from rpa.cabinet.inquiry_payloads import inquiry
from rpa.cabinet.pages.employees import Employees
from rpa.cabinet.payloads import MISREAD
from rpa.inquiries.attachment import refusal_of_name
from rpa.model import Inquiry
from rpa.operate.inquiries import InquiryStore, StoredInquiry
from rpa.operate.inquiries.export import FORMATS
from rpa.operate.inquiries.store import row_fingerprint

HALF = r"\ud83d"
"""Half of a sign beyond 16 bits, as JSON may hold it: a form cut the text after so many units."""


def told(**facts: Any) -> Inquiry:
    known = {"id": "1", "number": "65-1", "status": "SENT", "createDate": "02.11.2026"}
    return inquiry(json.loads(json.dumps(known | facts).replace("HALF", HALF)))


def test_half_a_sign_in_a_letter_stops_nothing(tmp_path: Path) -> None:
    read = told(
        topic="Течь HALF", text="Помогите HALF", address="г. Энск HALF", applicant={"fio": "Придуманов HALF"},
        history=[{"at": "02.11.2026 10:00", "kind": "ответ", "text": "HALF", "executor": "HALF"}],
        attachments=[{"name": "HALF.pdf", "guid": "g", "size": 3}], apartmentNumber="5 HALF",
    )  # fmt: skip
    assert (read.topic, read.attachments[0].name) == ("Течь \ufffd", "\ufffd.pdf")
    store = InquiryStore(tmp_path)
    store.put(StoredInquiry(read, row_fingerprint(read), datetime(2026, 11, 2, tzinfo=UTC)))
    kept = list(store)
    assert [one.inquiry for one in kept] == [read]
    assert all(write(kept) for write in FORMATS.values())


@pytest.mark.parametrize("size", ["12", 12.5, True, -1])
def test_a_size_that_is_no_number_of_bytes_is_not_known(size: object) -> None:
    [file] = told(attachments=[{"name": "01.pdf", "guid": "g", "size": size}]).attachments
    assert file.size is None
    assert refusal_of_name(file.name, file.size, allowed={"pdf"}, limit_bytes=10) == ""


@pytest.mark.parametrize(
    "facts", [{"apartmentNumber": 5}, {"text": 5}, {"version": "7"}, {"number": 65}, {"applicant": {"fio": 5}}]
)
def test_a_number_in_place_of_a_text_is_read_again_as_it_was_kept(facts: dict[str, Any], tmp_path: Path) -> None:
    """The kept card was «испорчен», what the robot reads of the folder broke off, and a value stood in a warning."""
    read, store = told(**facts), InquiryStore(tmp_path)
    store.put(StoredInquiry(read, row_fingerprint(read), datetime(2026, 11, 2, tzinfo=UTC)))
    assert [one.inquiry for one in store] == [read]


@pytest.mark.parametrize(
    "facts",
    [
        {"topic": {"name": "Течь"}},
        {"address": ["г. Энск"]},
        {"apartmentNumber": False, "text": True},
        {"applicant": {"fio": {"lastName": "Придуманов"}}},
        {"applicant": ["Придуманов"]},
        {"performer": {"fio": ["Придуманов"]}},
        {"history": [{"kind": {"code": "1"}}]},
        {"attachments": [{"name": None, "guid": "g"}]},
        {"attachments": [{"name": "01.pdf", "guid": None}]},
        {"version": "семь"},
        {"number": None},
        {"id": ""},
    ],
)
def test_what_is_built_of_parts_is_no_text(facts: dict[str, Any]) -> None:
    """It was kept so that it could not be read, named people in a warning, and broke off the list with 71."""
    with pytest.raises(MISREAD):
        told(**facts)


@pytest.mark.parametrize(
    "facts",
    [{"rights": "Работа"}, {"rights": [{"name": "Работа"}]}, {"email": {"a": "b"}}, {"role": ["Оператор"]}],
)
def test_an_employee_built_otherwise_is_not_taken_for_one_without_rights(facts: dict[str, Any]) -> None:
    item = Employees.item
    known = {"fio": "Придуманов П. П.", "id": "1", "rights": ["Работа"], "email": "", "status": None}
    assert item(nobody(), known).rights == {"Работа"}
    with pytest.raises(MISREAD):
        item(nobody(), known | facts)


def nobody() -> Any:
    """No register is asked to read one row."""
