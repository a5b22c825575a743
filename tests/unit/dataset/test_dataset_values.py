"""Single cells: what must always hold for numbers, dates and identifiers, however they are written."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rpa.debts.dataset import dates, values, vocabulary
from rpa.debts.dataset.columns import CAPTIONS, COLUMNS, normal_caption
from rpa.debts.dataset.header import index_of, letter
from rpa.debts.dataset.line import CONVERTERS
from rpa.debts.dataset.rows import ActKind, ActStatus, AgreementStatus, DebtorStatus, IpState
from rpa.debts.dataset.values import CellProblem

AMOUNTS = st.decimals(min_value=0, max_value=Decimal("999999999.99"), places=2)


@given(amount=AMOUNTS, blank=st.sampled_from(["", " ", "\u00a0", "\u202f", "'"]), comma=st.sampled_from([",", "."]))
def test_an_amount_survives_every_way_of_writing_it(amount: Decimal, blank: str, comma: str) -> None:
    written = f"{amount:,.2f}".replace(",", "_").replace(".", comma).replace("_", blank)
    for spelling in (written, f"  {written} ", f"{written} руб.", f"{written}р.", f"{written} ₽"):
        assert values.money(spelling) == amount


@given(amount=st.decimals(min_value=0, max_value=Decimal("99999999.99"), places=2))
def test_an_amount_survives_the_float_of_a_spreadsheet(amount: Decimal) -> None:
    assert values.money(float(amount)) == amount
    assert values.money(float(amount) + 1e-9) == amount


@given(
    cell=st.one_of(
        st.text(max_size=12), st.floats(), st.integers(), st.booleans(), st.none(), st.dates(), st.datetimes()
    )
)
@pytest.mark.parametrize("kind", list(CONVERTERS))
def test_a_converter_answers_or_says_why_not_and_never_shows_the_value(kind: Any, cell: Any) -> None:
    try:
        CONVERTERS[kind](cell)
    except CellProblem as problem:
        assert problem.message
        assert problem.cure
        assert problem.value_class


@pytest.mark.parametrize(
    "text",
    [
        "1,234",
        "5,000",
        "5.000",
        "1 234,500",
        "5000.000 руб.",
        "1.234,56",
        "1 23",
        "12 3456",
        "1,2,3",
        "--5",
        "-1",
        "1e5",
        "десять",
        "5-00",
        "∞",
    ],
)
def test_a_number_that_could_be_read_in_two_ways_is_refused(text: str) -> None:
    with pytest.raises(CellProblem):
        values.money(text)


@pytest.mark.parametrize("number", [float("nan"), float("inf"), -0.01, 1e13, 0.001])
def test_a_float_that_is_no_amount_is_refused(number: float) -> None:
    with pytest.raises(CellProblem):
        values.money(number)


_OF_MONTHS = "января февраля марта апреля мая июня июля августа сентября октября ноября декабря".split()  # noqa: SIM905


@given(day=st.dates(date(1955, 1, 1), date(2100, 12, 31)))
def test_a_date_survives_text_cells_and_serial_numbers(day: date) -> None:
    serial = (day - date(1899, 12, 30)).days
    spellings = (
        day,
        datetime.combine(day, datetime.min.time()),
        f"{day:%d.%m.%Y}",
        f"{day.day} {_OF_MONTHS[day.month - 1]} {day.year} г.",
        f"«{day:%d}» {_OF_MONTHS[day.month - 1].upper()} {day.year} года",
        day.isoformat(),
        serial,
        serial + 0.5,
        str(serial),
    )
    assert [dates.day(spelling) for spelling in spellings] == [day] * len(spellings)


@given(day=st.dates(date(1990, 1, 1), date(2100, 12, 31)))
def test_the_ends_of_a_month_are_its_first_and_last_day(day: date) -> None:
    spellings = [f"{day:%m.%Y}", f"{day:%m.%Y} г.", f"{day:%Y-%m}", f"{_OF_MONTHS[day.month - 1]} {day.year}"]
    if day.year >= 2000:
        spellings.append(f"{_OF_MONTHS[day.month - 1][:3]}.{day:%y}")
    for spelling in spellings if day.year < 2100 else spellings[:4]:
        first, last = dates.month_from(spelling), dates.month_to(spelling)
        assert first == day.replace(day=1)
        assert last is not None
        assert last >= day
        assert (last + timedelta(days=1)).day == 1


@pytest.mark.parametrize(
    "text",
    [
        "31.02.2025",
        "31 июня 2025",
        "5 сенсаций 2025",
        "марта 2025 г.",
        "25 мар.25",
        "1.13.2025",
        "01.02.25",
        "02/03/2025",
        "вчера",
        "13.2025",
        "2025",
    ],
)
def test_a_day_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(CellProblem):
        dates.day(text)


@given(number=st.integers(1, 99_999))
def test_a_flat_is_the_same_number_as_text_as_float_and_as_text_of_a_float(number: int) -> None:
    assert {
        values.place(cell)
        for cell in (str(number), number, float(number), f"{number}.0", f"{number},00", f" {number} ")
    } == {str(number)}


@given(guid=st.uuids())
def test_an_identifier_is_lower_case_with_dashes(guid: UUID) -> None:
    assert values.guid(str(guid).upper()) == str(guid)
    assert values.guid(f"{{{guid}}}") == str(guid)


@given(digits=st.integers(1_001_999, 999_999_999))
def test_exactly_one_check_number_fits_a_snils(digits: int) -> None:
    fitting = []
    for control in range(100):
        try:
            fitting.append(values.snils(f"{digits:09d}{control:02d}"))
        except CellProblem:
            continue
    assert len(fitting) == 1


def test_known_snils_examples() -> None:
    assert values.snils("112-233-445 95") == "11223344595"
    with pytest.raises(CellProblem):
        values.snils("112-233-445 96")


@pytest.mark.parametrize(
    ("convert", "words"),
    [
        (vocabulary.act_kind, ActKind),
        (vocabulary.act_status, ActStatus),
        (vocabulary.agreement, AgreementStatus),
        (vocabulary.debtor_status, DebtorStatus),
    ],
)
def test_every_word_the_cure_offers_is_understood_as_itself(convert: Any, words: Any) -> None:
    assert {word: convert(word.value) for word in words} == {word: word for word in words}
    assert convert(f"  {next(iter(words)).value.upper()} ") is next(iter(words))


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("Вступил в законную силу", ActStatus.IN_FORCE), ("в силе", ActStatus.IN_FORCE),
        ("Не вступило в силу", ActStatus.NOT_IN_FORCE), ("Отменен определением от 01.02.2025", ActStatus.CANCELLED),
        ("обжалован", ActStatus.APPEALED), ("Исполнение приостановлено", ActStatus.SUSPENDED),
    ],
)  # fmt: skip
def test_words_of_accounting_programs_are_known(word: str, status: ActStatus) -> None:
    assert vocabulary.act_status(word) is status


@pytest.mark.parametrize("word", ["не отменён", "не обжалован", "не приостановлен", "не действует", "нет", "?"])
def test_a_negated_or_unknown_word_is_never_read_as_its_opposite(word: str) -> None:
    with pytest.raises(CellProblem):
        vocabulary.act_status(word)


def test_states_of_enforcement_are_words_too() -> None:
    assert vocabulary.ip_state_word("Окончено без взыскания") is IpState.ENDED_NOT_COLLECTED
    assert vocabulary.ip_state_word("не возбуждалось") is IpState.NONE


def test_captions_are_compared_without_case_marks_and_units() -> None:
    assert normal_caption("№ ДЕЛА ") == normal_caption("Номер дела")
    assert normal_caption("Остаток основной долг, руб.") == normal_caption("остаток  основной долг")
    assert all(CAPTIONS[normal_caption(caption)] == column.name for column in COLUMNS for caption in column.synonyms)


@given(index=st.integers(0, 16_383))
def test_column_letters_and_indexes_undo_each_other(index: int) -> None:
    assert index_of(letter(index)) == index
