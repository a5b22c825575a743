"""Rules of topic and house, and debt requests written as обращения."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest

from rpa.inquiries.assignment import propose
from rpa.inquiries.recognise import asks_about_debt
from rpa.model import Employee, Inquiry, InquiryStatus


@dataclass(frozen=True)
class Rule:
    executor: str
    topics: tuple[str, ...] = ()
    houses: tuple[str, ...] = ()


STAFF = (Employee("Ветров Олег", portal_id="1"), Employee("Снегова Анна", portal_id="2"))


def inquiry(number: str = "1", **fields: object) -> Inquiry:
    given = {"status": InquiryStatus.SENT, "topic": "Лифт", "address": "г. Энск, ул. Мира, д. 5", **fields}
    return Inquiry(number, **given)  # type: ignore[arg-type]


def test_the_first_rule_that_fits_wins_and_the_most_urgent_comes_first() -> None:
    rules = [Rule("Снегова Анна", topics=("лифт",)), Rule("Ветров Олег")]
    waiting = [
        inquiry("1", topic="Протечка", execution_end_date=date(2026, 12, 9)),
        inquiry("2", execution_end_date=date(2026, 12, 1)),
    ]
    given, left = propose(waiting, rules, STAFF)
    assert [(one.request_number, one.executor.name, one.rule) for one in given] == [
        ("2", "Снегова Анна", 1),
        ("1", "Ветров Олег", 2),
    ]
    assert left == ()


def test_houses_are_compared_as_dwellings_are_not_as_texts() -> None:
    rules = [Rule("Ветров Олег", houses=("Энск г, Мира ул, 5",))]
    given, left = propose([inquiry("1"), inquiry("2", address="г. Энск, ул. Мира, д. 15")], rules, STAFF)
    assert [one.request_number for one in given] == ["1"]
    assert [(one.inquiry.number, one.why) for one in left] == [("2", "ни одно правило не подходит")]


def test_what_has_an_executor_or_is_in_work_is_left_alone() -> None:
    waiting = [inquiry("1", executor="Ветров Олег"), inquiry("2", status=InquiryStatus.IN_WORK)]
    assert propose(waiting, [Rule("Ветров Олег")], STAFF) == ((), ())


def test_an_executor_who_is_not_there_is_told_not_guessed() -> None:
    given, left = propose([inquiry()], [Rule("Ветрова Ольга")], STAFF)
    assert given == ()
    assert "нет в кабинете" in left[0].why


@pytest.mark.parametrize(
    ("topic", "text", "expected"),
    [
        ("Иное", "Просим сообщить сведения о наличии задолженности для назначения субсидии.", True),
        ("Запрос", "Отдел социальной защиты просит подтвердить отсутствие задолженности за ЖКУ.", True),
        ("Задолженность", "Почему у меня задолженность? Пересчитайте!", False),
        ("Лифт", "Социальная защита тут ни при чём, сломан лифт.", False),
    ],
)
def test_a_debt_request_written_as_an_inquiry_is_recognised(topic: str, text: str, expected: bool) -> None:
    assert asks_about_debt(inquiry(topic=topic, text=text)) is expected
