"""A debt request by letter is known by whatever words such letters use, also where only the file's name has them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import pytest

from rpa.debts.calendar import WorkCalendar
from rpa.inquiries.assignment import propose
from rpa.inquiries.recognise import asks_about_debt, last_day
from rpa.model import Employee, Inquiry, InquiryFile, InquiryStatus


def letter(text: str, *files: str, applicant: str = "Управление социальной защиты населения") -> Inquiry:
    return Inquiry(
        "1", InquiryStatus.SENT, date(2026, 11, 24), "Иное", text=text, applicant=applicant,
        execution_end_date=date(2026, 12, 24), attachments=tuple(map(InquiryFile, files)),
    )  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "Просим сообщить, является ли гр. Придуманов П. П. должником по оплате ЖКУ.",
        "Просим сообщить, не числится ли семья среди должников.",
        "Прошу предоставить сведения о неуплате жилого помещения.",
        "Просим подтвердить отсутствие неуплаченных начислений.",
        "Сведения о просроченных платежах просим представить в пятидневный срок.",
        "Просим сообщить о наличии исполнительных производств по оплате ЖКУ.",
        "Имеется ли вступившее в силу решение суда о взыскании платы?",
        "Имеются ли неисполненные обязательства по оплате ЖКУ?",
    ],
)
def test_a_debt_is_asked_about_in_many_words(text: str) -> None:
    assert asks_about_debt(letter(text))


@pytest.mark.parametrize(
    "name", ["Запрос_о_наличии_задолженности.pdf", "запрос-долги-семьи.docx", "Запрос ЗАДОЛЖЕННОСТЬ ЖКУ (1).pdf"]
)
def test_a_letter_that_only_says_look_at_the_file_is_known_by_the_name_of_the_file(name: str) -> None:
    asked = letter("Направляем запрос, см. вложение.", name)
    assert asks_about_debt(asked)
    assert last_day(asked, WorkCalendar.load()) == date(2026, 12, 1), "five working days, not the month of a letter"
    assert asks_about_debt(letter("См. вложение.", name.replace(".", "_УСЗН."), applicant=""))


@pytest.mark.parametrize(
    "text",
    [
        "Просим провести проверку лифта в доме для инвалидов.",
        "Счётчик просрочен, прошу ответить, кто меняет; льготу не дают.",
        "Направьте перечень домов. Реестр_домов во вложении.",
    ],
)
def test_what_does_not_ask_about_a_debt_keeps_its_own_term(text: str) -> None:
    assert not asks_about_debt(letter(text, "фото_подъезда.jpg"))


@dataclass(frozen=True)
class Everything:
    """A rule that fits all."""

    days: int | None
    executor: str = "Ветров Олег"
    topics: tuple[str, ...] = ()
    houses: tuple[str, ...] = ()


@pytest.mark.parametrize("days", [None, 60])
def test_a_request_whose_days_cannot_be_counted_is_not_planned_beyond_them(days: int | None) -> None:
    asked = replace(letter("Справка о задолженности"), created=date(2027, 12, 24), execution_end_date=date(2028, 1, 10))
    staff = [Employee("Ветров Олег", portal_id="1")]
    given, left = propose([asked], [Everything(days)], staff, today=date(2027, 12, 25), calendar=WorkCalendar.load())
    assert given == ()
    assert "календар" in left[0].why and "days" not in left[0].why
