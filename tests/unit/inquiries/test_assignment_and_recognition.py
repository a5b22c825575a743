"""Rules of topic and house, and debt requests written as обращения."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import pytest

from rpa.debts.calendar import WorkCalendar
from rpa.inquiries.assignment import propose
from rpa.inquiries.recognise import asks_about_debt, last_day
from rpa.model import Employee, Inquiry, InquiryStatus


@dataclass(frozen=True)
class Rule:
    executor: str
    topics: tuple[str, ...] = ()
    houses: tuple[str, ...] = ()
    days: int | None = None


STAFF = (Employee("Ветров Олег", portal_id="1"), Employee("Снегова Анна", portal_id="2"))


TODAY = date(2026, 11, 24)
CALENDAR = WorkCalendar.load()


def inquiry(number: str = "1", **fields: object) -> Inquiry:
    given = {
        "status": InquiryStatus.SENT, "topic": "Лифт", "address": "г. Энск, ул. Мира, д. 5",
        "execution_end_date": date(2026, 12, 20), **fields,
    }  # fmt: skip
    return Inquiry(number, **given)  # type: ignore[arg-type]


def test_the_first_rule_that_fits_wins_and_the_most_urgent_comes_first() -> None:
    rules = [Rule("Снегова Анна", topics=("лифт",)), Rule("Ветров Олег")]
    waiting = [
        inquiry("1", topic="Протечка", execution_end_date=date(2026, 12, 9)),
        inquiry("2", execution_end_date=date(2026, 12, 1)),
    ]
    given, left = propose(waiting, rules, STAFF, today=TODAY, calendar=CALENDAR)
    assert [(one.request_number, one.executor.name, one.rule) for one in given] == [
        ("2", "Снегова Анна", 1),
        ("1", "Ветров Олег", 2),
    ]
    assert left == ()


def test_houses_are_compared_as_dwellings_are_not_as_texts() -> None:
    rules = [Rule("Ветров Олег", houses=("Энск г, Мира ул, 5",))]
    given, left = propose(
        [inquiry("1"), inquiry("2", address="г. Энск, ул. Мира, д. 15")], rules, STAFF, today=TODAY, calendar=CALENDAR
    )
    assert [one.request_number for one in given] == ["1"]
    assert [(one.inquiry.number, one.why) for one in left] == [("2", "ни одно правило не подходит")]


@pytest.mark.parametrize("address", ["ул. Мира, д. 5", "г. Энск, ул. Мира, д. 5, корп. 1"])
def test_a_house_that_may_be_the_rules_goes_to_a_person_and_not_to_who_takes_all_others(address: str) -> None:
    rules = [Rule("Ветров Олег", houses=("г. Иной, ул. Мира, д. 9", address)), Rule("Снегова Анна")]
    given, left = propose([inquiry("1")], rules, STAFF, today=TODAY, calendar=CALENDAR)
    assert given == ()
    assert [one.why.partition(":")[0] for one in left] == ["правило 1"]
    sure = [replace(rules[0], houses=("г. Энск, ул. Мира, д. 5", address)), rules[1]]
    assert propose([inquiry("1")], sure, STAFF, today=TODAY, calendar=CALENDAR)[0][0].rule == 1
    about_lifts = [replace(rules[0], topics=("протечка",)), rules[1]]
    assert propose([inquiry("1")], about_lifts, STAFF, today=TODAY, calendar=CALENDAR)[0][0].rule == 2


def test_of_somebody_hired_again_the_working_record_takes_it() -> None:
    staff = (Employee("Ветров Олег", portal_id="1", active=False), Employee("Ветров Олег", portal_id="2"))
    [given], _ = propose([inquiry("1")], [Rule("Ветров Олег")], staff, today=TODAY, calendar=CALENDAR)
    assert given.executor.portal_id == "2"


@pytest.mark.parametrize(
    "sender",
    [
        "Министерство социальных отношений области",
        "КЦСОН Ленинского района",
        "Комитет по социальным вопросам",
        "Управление социальных гарантий",
        "Департамент социальной и демографической политики",
        "Центр социального благополучия",
        "УСЗН",
    ],
)
def test_a_social_service_is_known_by_any_of_its_names(sender: str) -> None:
    text = "Просим представить сведения о наличии (отсутствии) задолженности по оплате ЖКУ."
    assert asks_about_debt(inquiry(topic="Запрос", text=text, applicant=sender))


@pytest.mark.parametrize(
    "text",
    [
        "Просим сообщить о наличии задол-\nженности для назначения субсидии.",
        "Просим сообщить о наличии зaдoлжeннocти для назначения субсидии.",
        "Просим сведения о непогашенных обязательствах, подтверждённых судебным актом, для назначения ЕДК.",
        "Просим сообщить о неоплаченных начислениях для назначения субсидии.",
    ],
)
def test_a_debt_request_is_known_however_it_is_spelled(text: str) -> None:
    assert asks_about_debt(inquiry(topic="Запрос", text=text, applicant="УСЗН"))


def test_what_has_an_executor_or_is_in_work_is_left_alone() -> None:
    waiting = [inquiry("1", executor="Ветров Олег"), inquiry("2", status=InquiryStatus.IN_WORK)]
    assert propose(waiting, [Rule("Ветров Олег")], STAFF, today=TODAY, calendar=CALENDAR) == ((), ())


def test_an_executor_who_is_not_there_is_told_not_guessed() -> None:
    given, left = propose([inquiry()], [Rule("Ветрова Ольга")], STAFF, today=TODAY, calendar=CALENDAR)
    assert given == ()
    assert "нет в кабинете" in left[0].why


@pytest.mark.parametrize(
    ("topic", "text", "expected"),
    [
        ("Иное", "Просим сообщить сведения о наличии задолженности для назначения субсидии.", True),
        ("Запрос", "Отдел социальной защиты просит подтвердить отсутствие задолженности за ЖКУ.", True),
        ("Задолженность", "Почему у меня задолженность? Пересчитайте!", False),
        ("Задолжености", "Управление социальной защиты населения, прошу ответить.", True),
        ("Иное", "О наличии решений о взыскании долгов за ЖКУ. Отдел соцобеспечения", True),
        ("Иное", "Просим сообщить, имеет ли гражданин долги за ЖКУ. Центр социальных выплат", True),
        ("Иное", "Сообщите об имеющейся задолженности. МФЦ", True),
        ("Иное", "Прошу сообщить о задолженности по ЖКУ. КГКУ Центр соцподдержки", True),
        ("Иное", "Есть ли долг? Департамент труда и социального развития", True),
        ("Иное", "Направьте выписку о долге. Отделение СФР", True),
        ("Лифт", "Социальная защита тут ни при чём, сломан лифт.", False),
    ],
)
def test_a_debt_request_written_as_an_inquiry_is_recognised(topic: str, text: str, expected: bool) -> None:
    assert asks_about_debt(inquiry(topic=topic, text=text)) is expected


@pytest.mark.parametrize(
    ("days", "term", "planned"),
    [
        (None, date(2026, 12, 20), date(2026, 12, 20)),
        (3, date(2026, 12, 20), date(2026, 11, 27)),
        (90, date(2026, 12, 20), date(2026, 12, 20)),
        (3, None, date(2026, 11, 27)),
        (None, date(2026, 11, 1), TODAY),
    ],
)
def test_the_planned_date_is_the_rules_but_never_after_the_term_by_law(
    days: int | None, term: date | None, planned: date
) -> None:
    given, left = propose(
        [inquiry(execution_end_date=term)], [Rule("Ветров Олег", days=days)], STAFF, today=TODAY, calendar=CALENDAR
    )
    assert [one.planned for one in given] == [planned]
    assert left == ()


def test_without_any_date_it_is_told_what_the_rule_lacks() -> None:
    given, left = propose(
        [inquiry(execution_end_date=None)], [Rule("Ветров Олег")], STAFF, today=TODAY, calendar=CALENDAR
    )
    assert given == ()
    assert "days" in left[0].why


def test_a_blocked_executor_and_namesakes_are_told_not_guessed() -> None:
    blocked = (replace(STAFF[0], active=False),)
    assert (
        "заблокирован" in propose([inquiry()], [Rule("Ветров Олег")], blocked, today=TODAY, calendar=CALENDAR)[1][0].why
    )
    twins = (STAFF[0], replace(STAFF[0], portal_id="9"))
    assert "несколько" in propose([inquiry()], [Rule("ветров  олег")], twins, today=TODAY, calendar=CALENDAR)[1][0].why


def test_marks_that_hide_between_letters_do_not_hide_a_debt_request() -> None:
    text = "Просим сообщить о на\u200bличии задол\u00adженности для субси\u202eдии"
    assert asks_about_debt(inquiry(topic="Иное", text=text))


def test_a_debt_request_by_letter_is_due_in_five_working_days_not_in_thirty() -> None:
    calendar = WorkCalendar.load()
    asked = inquiry(text="Справка о наличии задолженности для субсидии", created=date(2026, 11, 24))
    assert last_day(asked, calendar) == date(2026, 12, 1)
    assert last_day(inquiry(created=date(2026, 11, 24)), calendar) == date(2026, 12, 20)
    beyond = replace(asked, created=date(2027, 12, 24))
    assert last_day(beyond, calendar) is None, "unknown, not the later term by law"


def test_a_debt_request_by_letter_is_planned_for_its_five_working_days() -> None:
    letter = inquiry("1", text="Справка о наличии задолженности для субсидии", created=TODAY)
    early = inquiry("2", execution_end_date=date(2026, 12, 9))
    given, _ = propose([early, letter], [Rule("Ветров Олег", days=20)], STAFF, today=TODAY, calendar=CALENDAR)
    assert [(one.request_number, one.planned) for one in given] == [("1", date(2026, 12, 1)), ("2", date(2026, 12, 9))]


def test_an_empty_topic_of_a_rule_is_not_every_topic() -> None:
    rules = [Rule("Снегова Анна", topics=("", " ")), Rule("Ветров Олег")]
    given, _ = propose([inquiry()], rules, STAFF, today=TODAY, calendar=CALENDAR)
    assert [one.rule for one in given] == [2]
