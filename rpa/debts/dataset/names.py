"""A debtor's name out of one cell or three. A name is split only where it can be split in one way."""

from __future__ import annotations

import re
from functools import lru_cache

from rpa.debts.dataset.values import CellProblem, clean, dashes
from rpa.model import Person

# Turkic patronymic particles: «Рашид Али оглы». Written as a word of its own or with a hyphen.
_PARTICLES = frozenset({"оглы", "оглу", "кызы", "кизи", "гызы", "угли", "улы", "уулу", "қызы"})
_NO_PATRONYMIC = frozenset({"-", "--", "---", "нет", "б/о", "без отчества", "отсутствует", "не имеет", "н/д"})
_INITIAL = re.compile(r"[^\W\d_]\.?\Z")
_JOINED_INITIALS = re.compile(r"[^\W\d_]\.[^\W\d_]\.?\Z")
_INITIALS_AFTER = re.compile(r" [^\W\d_](?:\.[^\W\d_])?\.?(?: |\Z)")
_NAME = re.compile(r"[^\W\d_]+(?:[-'’ʼ`. ]+[^\W\d_]+)*\.?\Z")
_REMARK = re.compile(r"[,;()]|\bи др\b|(?<!\bб)/")
_WITHOUT = re.compile(r"\s+(?:без отчества|не имеет|б/о)\Z", re.IGNORECASE)
_CURE_THREE = "Разнесите имя по трём столбцам: фамилия, имя, отчество."


def middle_name(value: str | None) -> str | None:
    """A patronymic, or ``None`` for a placeholder («-», «нет», «б/о»)."""
    if value is None or dashes(value).lower() in _NO_PATRONYMIC:
        return None
    return value


@lru_cache(maxsize=50_000)
def name_part(value: str) -> str:
    """One part of a name, checked: letters, hyphen, apostrophe. Digits, initials and remarks are refused."""
    if any(letter.isdigit() for letter in value):
        raise CellProblem("текст с цифрами", "в имени есть цифра", "Исправьте опечатку: цифра вместо буквы.")
    if _INITIAL.match(value) or _JOINED_INITIALS.match(value):
        raise CellProblem(
            "инициал", "вместо имени стоит инициал", "Впишите имя и отчество полностью, как в судебном акте."
        )
    if not _NAME.match(value):
        raise CellProblem(
            "текст", "в имени есть посторонние знаки", "Оставьте в ячейке только имя; пометки перенесите в примечание."
        )
    return value


def split_full_name(value: str, *, no_patronymic: bool) -> tuple[str, str, str | None]:
    """Last, first and middle name out of one cell.

    Exactly three words; or three and a particle («оглы»); or two where the row says that there is no patronymic.
    Anything else raises `CellProblem`: two- and four-word names can be read in more than one way.
    """
    plain = clean(value)
    if _REMARK.search(plain):
        raise CellProblem(
            "текст",
            "в ячейке не одно имя или есть пометки",
            "Одна строка — один должник; пометки перенесите в примечание.",
        )
    if _INITIALS_AFTER.search(plain):
        raise CellProblem(
            "инициалы", "вместо имени стоят инициалы", "Впишите имя и отчество полностью, как в судебном акте."
        )
    without = _WITHOUT.sub(" -", plain)
    words = without.split(" ")
    if len(words) == 4 and words[3].lower() in _PARTICLES:
        words = [*words[:2], f"{words[2]} {words[3]}"]
    if len(words) == 2 and no_patronymic:
        words.append("-")
    if len(words) != 3:
        count = f"слов в имени: {len(words)}"
        cure = f"{_CURE_THREE} Если отчества нет, впишите вместо него «-»." if len(words) == 2 else _CURE_THREE
        raise CellProblem("текст", f"{count}, а разобрать без догадок можно только три", cure)
    if words[2].lower() in _PARTICLES:
        raise CellProblem("текст", "непонятно, где имя, а где отчество", _CURE_THREE)
    return words[0], words[1], middle_name(words[2])


def person(last: str, first: str, middle: str | None, snils: str | None) -> Person:
    """A checked person. Raises `CellProblem`."""
    return Person(name_part(last), name_part(first), name_part(middle) if middle else None, snils)


_LATIN = re.compile(r"[a-zA-Z]")
_MIXED = re.compile(r"[a-zA-Z][^\s]*[а-яёА-ЯЁ]|[а-яёА-ЯЁ][^\s]*[a-zA-Z]")


def mixed_alphabets(value: str) -> bool:
    """True where Latin and Cyrillic letters meet in one word: a look-alike that will not be found by search."""
    return _LATIN.search(value) is not None and _MIXED.search(value) is not None
