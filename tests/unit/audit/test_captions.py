"""Captions of unknown screens: the site's words stay, people never do."""

from __future__ import annotations

import re

import pytest
from faker import Faker
from hypothesis import given
from hypothesis import strategies as st

from rpa.audit import Redactor
from rpa.audit.captions import clean_caption

STAY = (
    "Войти", "Восстановить", "Не удаётся войти", "Зарегистрироваться", "Отправить код повторно", "Другой способ входа",
    "Подтверждайте вход через мессенджер MAX", "Телефон / Email / СНИЛС", "Неверный логин или пароль", "Не сейчас",
    "Введите код с картинки", "Подтвердите, что это вы", "Первые 2 цифры номера паспорта", "Эл. подпись", "QR-код",
    "Куда ещё можно войти с паролем от Госуслуг?", "Осталось 2 попытки", "Настройки организации", "Продолжить",
    "Ответ на полученные запросы о наличии задолженности за ЖКУ", "Войти как", "Сессия истекла", "Логин",
    "ПОДТВЕРДИТЬ ВХОД", "Предоставление прав доступа", "Выйти. Войти снова",
    "Только для организаций", "Техническая поддержка", "Личных данных нет", "Иной способ", "Вызов специалиста",
)  # fmt: skip

HIDDEN = (
    ("Войти как Анна Соловей", "Войти как *** ***"),
    ("Здравствуйте, Анна!", "Здравствуйте, ***!"),
    ("ИВАНОВ ИВАН ИВАНОВИЧ", "*** *** ***"),
    ("ООО «Домоуправление»", "ООО «***»"),
    ("ОГРН: 1020202870555", "ОГРН: N"),
    ("Код отправлен на номер +7 *** ***-12-34", "Код отправлен на номер +7 *** ***"),
    ("Письмо отправлено на buh@uk.example", "Письмо отправлено на ***"),
    ("Анна", "***"),
    ("Черных Анна", "*** ***"),
    ("Шевченко", "***"),
    ("ivanova", "***"),
    ("Исполнитель: Кошкин", "Исполнитель: ***"),
    ("КАПУСТА ВСЕВОЛОД ФОМИЧ", "*** *** ***"),
    ("Ал. Иванов", "***. ***"),
    ("Исполнитель: А. Б. Капуста. Выйти", "Исполнитель: ***. ***. ***. Выйти"),
)

FRAMES = ("{}", "Войти как {}", "Здравствуйте, {}!", "Исполнитель: {}", "Кабинет организации, {} / Выйти")
faker = Faker("ru_RU")


@pytest.mark.parametrize("caption", STAY)
def test_words_of_the_site_stay(caption: str) -> None:
    assert clean_caption(caption) == caption


@pytest.mark.parametrize(("caption", "shown"), HIDDEN)
def test_words_of_people_go(caption: str, shown: str) -> None:
    assert clean_caption(caption) == shown


@given(st.integers(0, 2**32 - 1), st.sampled_from(FRAMES), st.booleans())
def test_no_whole_name_ever_stays(seed: int, frame: str, shouted: bool) -> None:
    faker.seed_instance(seed)
    name = " ".join((faker.last_name(), faker.first_name(), faker.middle_name()))
    shown = clean_caption(frame.format(name.upper() if shouted else name))
    for part in name.split():
        assert part.lower() not in shown.lower().split(), shown


@given(
    st.text(max_size=150),
    st.from_regex(r"\+7 \d{3} \d{3}-\d{2}-\d{2}|[a-z]{3,9}@[a-z]{3,9}\.ru|\d{11}", fullmatch=True),
)
def test_no_number_and_no_address_ever_stays(text: str, told: str) -> None:
    shown = clean_caption(f"{text} {told}")
    assert not re.search(r"\d{3}", shown, re.ASCII)
    assert told not in shown


def test_learned_names_go_in_every_case_even_where_a_sentence_begins() -> None:
    redactor = Redactor()
    redactor.learn_person("Нгуен Ван")
    assert "Нгуен" not in redactor.caption("Нгуену доступен кабинет")
