"""What was learned never comes out, what looks secret does not, and the rest stays readable."""

from __future__ import annotations

import subprocess
import sys
import urllib.parse
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from loguru import logger

from rpa.audit import Redactor, mask_name
from rpa.audit.learned import compact
from rpa.audit.log import configure_log, hook_exceptions
from rpa.errors import BadInput
from tests.unit.audit.people import knowing, require_hidden

texts = st.text(max_size=40)
values = st.text(min_size=4, max_size=30).filter(lambda value: len(compact(value)) >= 4)


def letters(text: str) -> str:
    """Written apart from the product's own folding, which is under test here."""
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def taught(*learned: str) -> Redactor:
    redactor = Redactor()
    redactor.learn(learned)
    return redactor


@given(value=values, before=texts, after=texts)
def test_a_learned_value_never_survives(value: str, before: str, after: str) -> None:
    hidden = taught(value).text(before + value + after)
    assert value.casefold() not in hidden.casefold()
    assert compact(value) not in "\n".join(compact(part) for part in hidden.split("***"))


@given(value=values, spaces=st.lists(st.sampled_from(["", " ", "\t", "\n", "\u00a0", "-"]), min_size=30, max_size=30))
def test_nor_with_other_case_and_spaces(value: str, spaces: list[str]) -> None:
    for changed in (value.upper(), value.lower(), value.swapcase()):
        spaced = "".join(letter + space for letter, space in zip(changed, spaces, strict=False))
        assume(letters(value) and letters(value) in letters(spaced))  # «ΐ» and its like become other letters
        parts = taught(value).text(f"до {spaced} после").split("***")
        assert not [part for part in parts if letters(value) in letters(part)]


@given(value=values, others=st.lists(values, max_size=8), text=texts)
def test_nor_among_others(value: str, others: list[str], text: str) -> None:
    hidden = taught(value, *others).text(text + value + "".join(others))
    assert not [found for found in (value, *others) if found.casefold() in hidden.casefold()]


@given(value=values)
def test_nor_url_encoded(value: str) -> None:
    hidden = taught(value).text(f"GET https://example.invalid/?q={urllib.parse.quote(value)}")
    assert compact(value) not in compact(urllib.parse.unquote(hidden).replace("***", "\n"))


def test_a_person_is_hidden_in_every_grammatical_case() -> None:
    redactor = Redactor()
    redactor.learn_person("Вымышленцева", "Аграфена", "Ёлкиевна")
    for text in (
        "Вымышленцевой Аграфене Ёлкиевне",
        "ВЫМЫШЛЕНЦЕВУ АГРАФЕНУ ЕЛКИЕВНУ",
        "Вымышленцевой, Аграфеной, Ёлкиевной",
    ):
        assert redactor.text(text).strip("* ,") == "", redactor.text(text)
    assert redactor.text("Аграфенинск не она") == "Аграфенинск не она"


@pytest.mark.parametrize(
    ("name", "cases"),
    [
        ("Кравец", "Кравца Кравцу Кравцом Кравце КРАВЦЫ Кравцам"),
        ("Лев", "Льва льву Львом Льве"),
        ("Заяц", "Зайца Зайцу Зайцем Зайце"),
        ("Павел", "Павла Павлу Павлом Павле"),
        ("Стрелец", "Стрельца Стрельцу Стрельцом"),
        ("Сверчок", "Сверчка Сверчку Сверчком"),
        ("Королёк", "Королька Корольку Корольком"),
        ("Козёл", "Козла Козлу Козлом"),
        ("Гребень", "Гребня Гребню Гребнем"),
    ],
)
def test_a_name_that_loses_a_vowel_in_its_cases_is_hidden_in_them(name: str, cases: str) -> None:
    require_hidden(name, cases)


def test_words_that_only_look_alike_stay() -> None:
    redactor = knowing("Лев", "Павел", "Заяц", "Ясень", "Мец", "Отец")
    text = "Львов, львиная, Павлович, павлин, Зайцевский, ясно, ясный, место, мц, отчёт"
    assert redactor.text(text) == text


def test_a_short_name_is_hidden_as_a_word_and_no_more() -> None:
    redactor = taught("Ли")
    assert redactor.text("Ли, ЛИ и Лист или Ли.") == "***, *** и Лист или ***."


def test_a_short_flat_number_is_hidden_where_it_is_a_flat() -> None:
    redactor = taught("12")
    assert redactor.text("кв. 12, квартира №12, 12 января 2026") == "кв. ***, квартира №***, 12 января 2026"


@pytest.mark.parametrize(
    "secret",
    [
        "112-233-445 95",
        "112\u00a0233\u00a0445\u00a095",
        "112\u2011233\u2011445\u202f95",
        "112–233–445 – 95",
        "112-233-445-95",
        "45\u00a004\u00a0123456",
        "11223344595",
        "+7 (912) 345-67-89",
        "8 912 345 67 89",
        "89123456789",
        "someone@example.invalid",
        "otpauth://totp/x?secret=ABC",
        "JBSWY3DPEHPK3PXP",
        "45 04 123456",
    ],
)
def test_what_looks_secret_is_hidden_whoever_it_belongs_to(secret: str) -> None:
    assert Redactor().text(f"текст {secret}, дальше") == "текст ***, дальше"


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("Cookie: sessionid=abc; other=1", "Cookie: ***"),
        ("Authorization: Bearer abcdefgh.ijk", "Authorization: ***"),
        ("bearer abcdefgh.ijk", "bearer ***"),
        ("sessionid=0123abc&x=1", "sessionid=***&x=1"),
        ('{"password": "canary"}', '{"password": "***"}'),
        ("пароль: канарейка", "пароль: ***"),
        ("паспорт серии 4504 № 123456", "паспорт серии ***"),
        ("ул. Мира, 5, кв. 12а, комн. 3", "ул. Мира, 5, кв. ***, комн. ***"),
        ("ул. Мира, 5, кв-12, кв. - 12", "ул. Мира, 5, кв-***, кв. - ***"),
        ("Мира, д. 5 кв. 12", "Мира, д. 5 кв. ***"),
        ("Мира 5, 12 кв., 7а кв, 12-кв.", "Мира 5, *** кв., *** кв, ***-кв."),
        ("помещ. 5, помещ 6, пом. 7, 8 помещ.", "помещ. ***, помещ ***, пом. ***, *** помещ."),
    ],
)
def test_the_word_before_a_secret_stays_and_the_secret_goes(text: str, hidden: str) -> None:
    assert Redactor().text(text) == hidden


@pytest.mark.parametrize(
    "text",
    [
        "запрос 55-2026-0001234",
        "запрос 77202600012",
        "2026-01-12T06:00:00.000+00:00",
        "a" * 64,
        "debt_request.status строка 12",
        "R07: нет долга, 5 рабочих дней",
        "ответ 503, попытка 2 из 3",
        "площадь 12 кв. м, 45,5 кв.м и 3 кв. км; 7 кв. метров",
        "в доме 12 квартир, 5 помещений, 2 квартиры, 3 помещения",
        "12 квитанций, помещено 5, квартал 4, комиссия 3",
        "PageChanged: SELECTORS",
    ],
)
def test_what_the_journal_needs_stays_readable(text: str) -> None:
    assert Redactor().text(text) == text


def test_a_hundred_thousand_names_do_not_slow_the_journal_down() -> None:
    redactor = taught(*(f"Вымышленцев{number:06}" for number in range(100_000)))
    line = "Прочитать карточку запроса и сравнить с набором данных. " * 5
    for _ in range(1000):  # a search per name would take minutes here, and the run's time limit ends it
        assert redactor.text(line) == line


def test_a_name_is_masked_to_what_tells_two_people_apart() -> None:
    assert mask_name("Иванов Иван Иванович") == "И***в И. И."
    assert mask_name("Ли Ян") == "Л*** Я."
    assert mask_name("  ") == "***"


def test_the_log_holds_neither_messages_nor_exceptions_nor_variables(tmp_path: Path) -> None:
    redactor = taught("Канарейкин")
    configure_log(redactor, tmp_path / "rpa.log")
    try:
        canary = "Канарейкин"
        logger.bind(who=canary).info("вошёл {}", canary)
        try:
            raise ValueError(f"нет {canary}") from KeyError(canary)
        except ValueError:
            logger.exception("упало на {}", canary)
    finally:
        logger.remove()
        logger.configure(patcher=lambda record: None)
    text = (tmp_path / "rpa.log").read_text(encoding="utf-8")
    assert "анарейкин" not in text
    assert "вошёл ***" in text and "ValueError: *** ***" in text and "KeyError" in text


def test_of_a_strangers_error_only_words_that_name_nobody_stay() -> None:
    """Nothing was learned: the error came before anybody knew whose names these are."""
    try:
        try:
            int("Канарейкин, кв. 12")
        except ValueError as error:
            raise KeyError("row \\u041a\\u0430 %D0%9A 112-233-445 95") from error
    except KeyError as error:
        told = Redactor().exception(error)
    assert "ValueError: invalid literal for int" in told and "and because of it" in told
    message = [line for line in told.splitlines() if line.startswith(("ValueError", "KeyError"))]
    for secret in ("анарейкин", "12", "041a", "D0", "445"):
        assert secret not in "".join(message)


def test_an_error_of_ours_says_what_may_be_said_and_a_group_tells_all_its_parts() -> None:
    group = BaseExceptionGroup("two", [BadInput("Строка 12: нет суммы."), ValueError("Канарейкин")])
    told = Redactor().exception(group)
    assert "BadInput: Строка 12: нет суммы." in told and "ValueError: ***" in told and "анарейкин" not in told


def test_last_words_are_redacted(monkeypatch: pytest.MonkeyPatch) -> None:
    import threading

    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    said: list[str] = []
    hook_exceptions(taught("Канарейкин"), said.append)

    def fail() -> None:
        raise ValueError("Канарейкин")

    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    try:
        fail()
    except ValueError as error:
        sys.excepthook(type(error), error, error.__traceback__)
    assert len(said) == 2
    assert all("ValueError: ***" in words and "анарейкин" not in words.replace("def ", "") for words in said)


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX alone dumps cores")
def test_a_process_that_knows_people_and_its_children_leave_no_core() -> None:
    code = (
        "import subprocess, sys; from rpa.audit.log import forbid_core_dump; forbid_core_dump();"
        "child = 'import resource; print(resource.getrlimit(resource.RLIMIT_CORE))';"
        "subprocess.run([sys.executable, '-c', child], check=True)"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ended.stdout.strip() == "(0, 0)"
