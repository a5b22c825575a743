"""What a card must show to be believed: the request asked for, its whole period, a plain «да» or «нет»."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from rpa.cabinet.pages.debt_request_card import Disagreement, read_card
from rpa.debts.plan.values import ground_of
from rpa.model import Period

FACTS = {
    "fact_sender": "Управление соцзащиты",
    "fact_address": "г. Тула, ул. Мира, д. 1",
    "fact_flat": "5",
    "fact_period": "01.01.2022 – 31.12.2024",
}
PLACE = {"formattedAddress": FACTS["fact_address"], "apartmentNumber": FACTS["fact_flat"]}
PERIOD = {"beginDate": "01.01.2022", "endDate": "31.12.2024"}
SENT = {"status": "Ответ отправлен", "results": ["result_clear"]}


def shown(facts: dict[str, str] | None = None, **other: Any) -> dict[str, Any]:
    """What the one evaluation of a fresh card returns."""
    rows = FACTS | (facts or {})
    card = {
        "columns": [],
        "number": "12-1",
        "sent": "20.11.2026",
        "deadline": "27.11.2026",
        "status": "Ответ не отправлен",
        "results": ["result_none"],
        "facts": [list(row) for row in rows.items()],
        "debtors": [],
        "debt_present": None,
        "description": None,
        "may_send": False,
        "labels": {key: key for key in (*rows, "fact_fias", "fact_person")},
        "may_lack": ["fact_fias", "fact_person"],
        "deadline_caption": "Крайний срок ответа",
    }
    return card | other


def told(**other: Any) -> dict[str, Any]:
    """What the site told the page of that card."""
    card = {"id": "a", "number": "12-1", "status": "NOT_SENT", "version": 0, "responseAdded": False}
    days = {"sentDate": "20.11.2026", "responseDate": "27.11.2026"}
    return card | days | {"response": None, "debtReq": {**PLACE, "debtPeriod": PERIOD}} | other


def refused(*reading: Any) -> str:
    with pytest.raises(Disagreement) as caught:
        read_card(*reading)
    return caught.value.key


def test_a_card_that_agrees_with_itself_is_believed() -> None:
    assert read_card(shown(), told(), "a", "12-1").period == Period(date(2022, 1, 1), date(2024, 12, 31))


@pytest.mark.parametrize("answer", [None, told()])
def test_the_card_of_another_request_is_not_the_one_asked_for(answer: Any) -> None:
    assert refused(shown(), answer, "a", "12-2") == "summary_cell"


def test_data_of_another_card_under_the_same_address_are_not_taken() -> None:
    assert refused(shown(), told(id="b"), "a") == "card_data"


def test_a_date_of_sending_that_the_screen_does_not_show_is_not_taken() -> None:
    assert refused(shown(), told(sentDate="01.11.2026"), "a") == "summary_cell"


@pytest.mark.parametrize("words", ["01.01.2022 - 31.12.2024", "01.01.2022—31.12.2024", "с 01.01.2022 по 31.12.2024"])
def test_a_period_is_read_whatever_stands_between_its_ends(words: str) -> None:
    assert read_card(shown({"fact_period": words}), told(), "a").period is not None


@pytest.mark.parametrize("words", ["01.01.2022", "01.01.2022 и позже", "01.2022 – 12.2024", "31.02.2022 – 31.12.2024"])
def test_a_period_that_cannot_be_read_whole_is_not_left_out(words: str) -> None:
    assert refused(shown({"fact_period": words}), None, "a") == "fact_period"


@pytest.mark.parametrize("asked", [PLACE, PLACE | {"debtPeriod": PERIOD | {"endDate": "31.12.2023"}}])
def test_a_period_on_screen_that_the_data_lack_or_tell_otherwise_is_not_lost(asked: Any) -> None:
    assert refused(shown(), told(debtReq=asked), "a") == "fact_period"


def test_a_person_on_screen_whom_the_data_do_not_name_is_not_lost() -> None:
    assert refused(shown({"fact_person": "Иванов Иван Иванович"}), told(), "a") == "fact_person"


@pytest.mark.parametrize(("word", "mark", "has_debt"), [("Да", "debt", True), ("нет", "clear", False)])
def test_an_answer_is_read_from_its_word_and_its_mark(word: str, mark: str, has_debt: bool) -> None:
    card = read_card(shown(**SENT | {"debt_present": word, "results": [f"result_{mark}"]}), None, "a")
    assert card.response_data is not None
    assert card.response_data.has_debt is has_debt


@pytest.mark.parametrize(
    "answer",
    [
        {"results": ["result_none"]},
        {"results": ["result_unnamed"]},
        {"debt_present": "имеется"},
        {"debt_present": "нет", "results": ["result_debt"]},
    ],
)
def test_an_answer_that_is_no_plain_yes_or_no_is_not_read_as_a_no(answer: dict[str, Any]) -> None:
    assert refused(shown(**SENT | answer), None, "a") == "debt_present"


@pytest.mark.parametrize("present", [None, "false", 0])
def test_an_answer_that_the_data_leave_open_is_not_read_as_a_no(present: Any) -> None:
    draft = shown(debt_present="нет", may_send=True)
    assert refused(draft, told(responseAdded=True, response={"debtPresent": present}), "a") == "card_data"


def test_half_a_sign_that_somebody_typed_stops_no_plan() -> None:
    home = {"fact_flat": "5 \ud83d"}
    place = {"debtReq": {**PLACE, "apartmentNumber": "5 \ud83d", "debtPeriod": PERIOD}}
    for data in (told(**place), None):
        card = read_card(shown(home), data, "a", "12-1")
        assert card.housing_fund_object.address_details == "5 \ufffd"
        assert ground_of(card).object_sha256


def test_files_beside_the_debtors_are_not_known_of_the_screen_alone() -> None:
    """No files and none that are seen are two things: a draft that may hold some is not sent as it lies there."""
    drafted = shown(may_send=True, results=["result_clear"])
    data = told(responseAdded=True, response={"debtPresent": False})
    for answer, files in ((None, None), (data, ())):
        response = read_card(drafted, answer, "a").response_data
        assert response is not None
        assert response.additional_files == files
