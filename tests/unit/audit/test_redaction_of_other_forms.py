"""Names of three letters and less, words of file names, and numbers written otherwise than a form wants them."""

from __future__ import annotations

import subprocess
import sys

import pytest

from rpa.audit import Redactor
from tests.unit.audit.people import knowing, require_hidden


@pytest.mark.parametrize(
    ("name", "cases"),
    [
        ("Ким", "Кима Киму КИМОМ Киме Кимы Кимов"),
        ("Цой", "Цоя Цою Цоем Цоём Цое"),
        ("Пак", "Пака Паку Паком Паке"),
        ("Яна", "Яны Яне Яну Яной"),
        ("Зоя", "Зои Зое Зою Зоей"),
        ("Ян", "Яна Яну Яном Яне"),
        ("Ия", "Ии Ие Ию Ией"),
    ],
)
def test_a_short_name_is_hidden_in_every_case_too(name: str, cases: str) -> None:
    require_hidden(name, cases)


def test_words_that_only_begin_like_a_short_name_stay() -> None:
    redactor = knowing("Ким", "Пак", "Ли", "Ян", "А.")
    text = "Кимоно, пакет, пакеты, лист, для, январь, янтарь"
    assert redactor.text(text) == text


def test_a_name_of_two_letters_never_hides_whether_something_was_done() -> None:
    redactor = knowing("На", "Та", "Ма")
    text = "Ответ не отправлен, ни один; те же, мы, ты, ней."
    assert redactor.text(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "Если они названы иначе, выполните `rpa dataset map ФАЙЛ`.",
        "Указан на карточке; отправили на портал, они назначены.",
    ],
)
def test_the_end_of_one_word_and_the_beginning_of_the_next_are_no_name(text: str) -> None:
    assert knowing("Нина", "Анна", "Лина").text(text) == text


@pytest.mark.parametrize(
    "text", ["Н и н а", "(Ни-\nна)", "Ни\u00a0на", "скан_Ни на", "Ива-\nновой", "гр.Ива нов", "заНинанах"]
)
def test_a_name_that_is_spaced_or_broken_is_hidden_where_a_word_begins(text: str) -> None:
    assert "***" in knowing("Нина", "Иванов").text(text)


@pytest.mark.parametrize("text", ["тел0001 000040", "№0001 000040", "кодМира 5"])
def test_numbers_and_what_was_learned_as_several_words_are_hidden_also_after_a_letter(text: str) -> None:
    redactor = Redactor()
    redactor.learn(["0001000040", "Мира 5"])
    assert "***" in redactor.text(text)


@pytest.mark.parametrize("text", ["кв", "№ помещения", "снилс", "д. 5"])
def test_a_long_run_of_blanks_costs_no_more_than_its_length(text: str) -> None:
    told = f"from rpa.audit import Redactor; Redactor().text({text!r} + ' ' * 20_000 + 'x')"
    subprocess.run([sys.executable, "-c", told], check=True, timeout=60)


@pytest.mark.parametrize(
    "text",
    ["Вымышленцевой_А.pdf", "скан_Вымышленцевой_2.pdf", "Вымыш\u00adленцевой", "Вымыш\u200bленцевой", "Киму_долг"],
)
def test_a_name_inside_a_file_name_or_with_an_unseen_hyphen_is_hidden_in_its_cases(text: str) -> None:
    redactor = knowing("Вымышленцева", "Ким")
    shown = redactor.text(text).replace("\u00ad", "").replace("\u200b", "")
    assert "***" in shown and "ленцев" not in shown and "Ким" not in shown


@pytest.mark.parametrize(
    "secret",
    [
        "+7 912 345\u201367\u201389",
        "+7\u2011912\u2011345\u201167\u201189",
        "8 (3452) 45-67-89",
        "8 (34535) 2-34-56",
        "112233445 95",
        "112-233-44595",
        "ivan%40example.invalid",
    ],
)
def test_numbers_and_addresses_written_otherwise_are_hidden(secret: str) -> None:
    assert Redactor().text(f"текст {secret}, дальше") == "текст ***, дальше"


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("СНИЛС 112.233.445.00", "СНИЛС ***"),
        ("снилс № 11223344500 нет", "снилс № *** нет"),
        ("тел. 34-56-78, позже", "тел. ***, позже"),
        ("телефон (3452) 45-67-89", "телефон ***"),
        ("д. 5, кв-ра 12, кварт-ра №7, к-ра 3а", "д. 5, кв-ра ***, кварт-ра №***, к-ра ***"),
    ],
)
def test_a_number_after_the_word_that_names_it_is_hidden(text: str, hidden: str) -> None:
    assert Redactor().text(text) == hidden


@pytest.mark.parametrize(
    "text",
    ["запрос 112-233-4459500", "заявка 112233445 00", "строк 8, из них 3 452", "телефон 5", "попытка 8 из 12345 67"],
)
def test_other_numbers_stay_readable(text: str) -> None:
    assert Redactor().text(text) == text
