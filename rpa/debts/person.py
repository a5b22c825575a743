"""Are two names one person's, given that the dwelling is the same? Rules: domain notes §4.1, §4.2.

«Same» needs every part equal in normal form. Whatever may be one person's name (initials, a changed surname, a typo,
a variant, columns swapped, a remark in the cell) is ambiguous; nothing is repaired, declined or expanded.

Over 300 lines: one question with all its doubts, so that nobody finds half of the rules.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from importlib.resources import files
from itertools import permutations
from typing import Any

import yaml
from rapidfuzz.distance import OSA

from rpa.debts.comparison import Comparison, Outcome
from rpa.debts.snils import check_number_fits
from rpa.debts.text import holds_latin, normal
from rpa.model import Person

_NAME = re.compile(r"[А-ЯA-Z](?:[А-ЯA-Z' -]*[А-ЯA-Z'])?")
_INITIALS = re.compile(r"(?:[А-Я]\.? ?){1,3}")
_PATRONYMIC_ENDINGS = ("ОВИЧ", "ЕВИЧ", "ИЕВИЧ", "ЬЕВИЧ", "ИЧ", "ЫЧ", "ОВНА", "ЕВНА", "ИЕВНА", "ЬЕВНА", "ИЧНА", "ИНИЧНА")
_SURE_PATRONYMICS = ("ОВИЧ", "ЕВИЧ", "ЬИЧ", "МИЧ", "ТИЧ", "ОВНА", "ЕВНА", "ИЧНА")
_SURNAME = re.compile(r"[А-Я-]{3,}(?:[ОЕ]ВА?|СКИЙ|СКАЯ)")
_WORD = re.compile(r"[А-ЯA-Z]+(?:/[А-ЯA-Z]+)?")


@dataclass(frozen=True, slots=True)
class NormalName:
    """A name in normal form. ``doubt`` is a Russian clause: why this name can't prove that it is the same person."""

    last: str
    first: str
    middle: str
    doubt: str = ""
    hopeless: bool = False
    """The name cannot prove a difference either: nobody, several people, a company, foreign letters."""

    @property
    def parts(self) -> tuple[str, str, str]:
        return self.last, self.first, self.middle


def compare_persons(
    a: Person, b: Person, *, a_birth_date: date | None = None, b_birth_date: date | None = None
) -> Comparison:
    """Compare two persons of one dwelling; symmetric.

    СНИЛС on both sides comes first (§4.2.1), then the name; against a first name, a patronymic or a birth date that is
    certainly another an equal one proves nothing. Without it unequal birth dates turn «same» and «ambiguous» into
    «different»; equal ones change nothing: a doubt about the name stays a doubt.
    """
    by_name = compare_names(normal_name(a), normal_name(b))
    by_snils = _compare_snils(a, b, by_name)
    apart = bool(a_birth_date and b_birth_date and a_birth_date != b_birth_date)
    if by_snils is not None:
        if apart and by_snils.outcome is Outcome.SAME:
            return Comparison(Outcome.AMBIGUOUS, "СНИЛС совпадает, а дата рождения разная", "birth_date")
        return by_snils
    if apart and by_name.outcome is not Outcome.DIFFERENT:
        if by_name.outcome is Outcome.SAME:
            return Comparison(Outcome.DIFFERENT, "ФИО совпадает, дата рождения разная: возможно, тёзка", "birth_date")
        return Comparison(Outcome.DIFFERENT, "Дата рождения разная, ФИО совпадает не полностью", "birth_date")
    return by_name


def normal_name(person: Person) -> NormalName:
    """The normal form of a person's name (§4.1)."""
    return _normal_name(person.last_name or "", person.first_name or "", person.middle_name or "")


@lru_cache(maxsize=200_000)
def compare_names(a: NormalName, b: NormalName) -> Comparison:
    """Compare two names by the rules 2–4 of §4.2."""
    if a.hopeless or b.hopeless:
        return Comparison(Outcome.AMBIGUOUS, a.doubt if a.hopeless else b.doubt, "person")
    if a.parts == b.parts:
        doubt = a.doubt or b.doubt
        if doubt:
            return Comparison(Outcome.AMBIGUOUS, doubt, "person")
        if any(_is_initial(part) for part in a.parts):
            return Comparison(Outcome.AMBIGUOUS, "Указаны только инициалы", "person")
        return Comparison(Outcome.SAME, "Фамилия, имя и отчество совпадают")
    if any(" " in part for part in a.parts + b.parts):
        return Comparison(
            Outcome.AMBIGUOUS, "В одной ячейке несколько слов: возможно, там несколько частей ФИО", "person"
        )
    if _rearranged(a, b):
        return Comparison(Outcome.AMBIGUOUS, "Части ФИО стоят в другом порядке", "person")
    for part, caption in (("first", "Имя"), ("middle", "Отчество")):
        one, two = getattr(a, part), getattr(b, part)
        if one and two and _relation(one, two, part) == "":
            reason = "Инициалы не сходятся" if _is_initial(one) or _is_initial(two) else f"{caption} разное"
            return Comparison(Outcome.DIFFERENT, reason, part)
    doubt = a.doubt or b.doubt or _first_difference(a, b)
    return Comparison(Outcome.AMBIGUOUS, doubt, "person")


# --- normal form ------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=200_000)
def _normal_name(last: str, first: str, middle: str) -> NormalName:
    raw = (last, first, middle)
    cyrillic = bool(re.search(r"[А-Яа-яЁё]", "".join(raw)))
    forms = [normal(part, among_cyrillic=cyrillic).strip(" ,;") for part in raw]
    words = _words()
    if forms[2] in words.no_patronymic:
        forms[2] = ""
    forms[2] = re.sub(rf" ({'|'.join(words.kin)})$", r"-\1", forms[2])
    unknown = forms[2] in words.unknown
    if unknown:
        forms[2] = ""
    last_form, first_form, middle_form = _spread_initials(forms)
    doubt, hopeless = _doubts((last_form, first_form, middle_form), words)
    if unknown and not doubt:
        doubt = "Отчество неизвестно"
    return NormalName(last_form, first_form, middle_form, doubt, hopeless)


def _remarks(part: str, words: _Words) -> bool:
    found = _WORD.findall(part)
    # A lone «И» is an initial; between words it joins two people.
    if len(found) == 1 and len(found[0]) == 1:
        return False
    return bool(words.remarks & set(found)) or any(word.startswith(words.remark_stems) for word in found)


def _misplaced(last: str, first: str, middle: str, words: _Words) -> bool:
    """«Иван Иванович Иванов», «Иванов Пётр Иван»: the parts may stand in another order. The list of names is short, so
    a name that is not on it says nothing, and a surname that is also a name («Роман») is one where the rest fits."""
    known = words.variants
    patronymic = middle.endswith(_SURE_PATRONYMICS) or middle.endswith(tuple(f"-{kin}" for kin in words.kin))
    if first not in known and first.endswith(_SURE_PATRONYMICS):
        return True
    if last in known and first not in known and (not patronymic or _SURNAME.fullmatch(first)):
        return True
    if middle and not patronymic and first not in known and _SURNAME.fullmatch(first):
        return True  # «Иванов Петров Сидоров»: three debtors in one cell
    return bool(middle) and not patronymic and middle in known and middle not in words.fathers


def _spread_initials(forms: list[str]) -> list[str]:
    """«И.И.» in the first name's cell are two initials; an initial is kept as one letter with a dot."""
    last, first, middle = forms
    if not middle and _INITIALS.fullmatch(first) and "." in first:
        letters = re.findall(r"[А-Я]", first)
        if len(letters) == 2:
            first, middle = letters
    return [last, *(f"{part[0]}." if re.fullmatch(r"[А-Я]\.?", part) else part for part in (first, middle))]


def _doubts(name: tuple[str, str, str], words: _Words) -> tuple[str, bool]:
    last, first, _ = name
    everything = " ".join(name)
    if not last and not first:
        return "ФИО не указано", True
    if any(part.strip(".") in words.unknown or part == "-" for part in (last, first)):
        return "ФИО не указано", True
    if re.search(r"\d", everything):
        return "В ФИО есть цифра", True
    if holds_latin(everything):
        return "ФИО записано латинскими буквами", True
    if re.search(r"[(),;/\"«»]", everything) or any(_remarks(part, words) for part in name):
        return "Кроме ФИО в ячейке есть пояснение", True
    if not last or not first:
        return "ФИО указано не полностью", not last
    if any(part and not _is_initial(part) and not _NAME.fullmatch(part) for part in name):
        return "В ФИО есть лишний знак", True
    if _misplaced(*name, words):
        return "Части ФИО, возможно, стоят не на своих местах", False
    return "", False


# --- relations of two words -------------------------------------------------------------------------------------------


def _relation(a: str, b: str, part: str) -> str:
    """Why two unequal words may be one name, or "" if they can't be."""
    if a == b:
        return "равны"
    if _is_initial(a) or _is_initial(b):
        short, long = (a, b) if _is_initial(a) else (b, a)
        fits = long.startswith(short[0]) or any(variant.startswith(short[0]) for variant in _variants(long))
        return "указаны только инициалы" if fits else ""
    if part == "first" and (b in _variants(a) or a in _variants(b)):
        return "варианты одного имени"
    if near(a, b):
        return "отличие в одну-две буквы"
    if part == "middle" and _same_father(a, b):
        return "разная запись отчества"
    if set(a.split("-")) & set(b.split("-")) - set(_words().kin):
        return "совпадает половина двойного имени"
    return ""


def near(a: str, b: str) -> bool:
    """Edit distance (with swaps of neighbours) 1–2, or 3 in long words. Only for doubts, never for «same»."""
    shorter, longer = sorted((len(a), len(b)))
    allowed = 1 if longer <= 3 else 2 if longer < 11 else 3
    return shorter > 1 and OSA.distance(a, b, score_cutoff=allowed) <= allowed


def _same_father(a: str, b: str) -> bool:
    """«Али-оглы», «Алиоглы», «Алиевич», «Али»: one father's name in different traditions; «Данилович», «Даниилович»."""
    return bool(_fathers(a) & _fathers(b))


def _fathers(middle: str) -> set[str]:
    """Forms of the father's name that ``middle`` may come from, without a last vowel or й."""
    bare = re.sub(rf"-?({'|'.join(_words().kin)})$", "", middle)
    roots = {bare} | {bare.removesuffix(ending) for ending in _PATRONYMIC_ENDINGS if bare.endswith(ending)}
    roots |= {
        variant for root in roots for name in (root, root + "А", root + "Й", root + "Я") for variant in _variants(name)
    }
    return {re.sub(r"[АЯИЙЬО]$", "", root) for root in roots if len(root) >= 2}


def _rearranged(a: NormalName, b: NormalName) -> bool:
    """Columns swapped or shifted: the same words in other places, at most one of them a little misspelled."""
    if all(a.parts) and all(b.parts):
        for order in permutations(b.parts):
            if order == b.parts:
                continue
            unequal = [(x, y) for x, y in zip(a.parts, order, strict=True) if x != y]
            if not unequal or (len(unequal) == 1 and OSA.distance(*unequal[0]) <= 1 and min(map(len, unequal[0])) > 2):
                return True
        return False
    one, two = Counter(filter(None, a.parts)), Counter(filter(None, b.parts))
    shared = (one & two).total()
    return shared >= 2 and shared == min(one.total(), two.total()) and (a.last, a.first) != (b.last, b.first)


def _first_difference(a: NormalName, b: NormalName) -> str:
    for part, caption in (("last", "Фамилия"), ("first", "Имя"), ("middle", "Отчество")):
        one, two = getattr(a, part), getattr(b, part)
        if one == two:
            continue
        if not one or not two:
            return (
                f"{caption} указано только с одной стороны"
                if part != "last"
                else "Фамилия указана только с одной стороны"
            )
        relation = _relation(one, two, part)
        if relation:
            return f"{caption}: {relation}"
        return f"{caption} разная, остальное совпадает: возможно, смена фамилии"
    return "Указаны только инициалы"


def _is_initial(part: str) -> bool:
    return len(part) == 2 and part.endswith(".")


# --- СНИЛС ------------------------------------------------------------------------------------------------------------


def _compare_snils(a: Person, b: Person, by_name: Comparison) -> Comparison | None:
    one, two = _snils(a.snils), _snils(b.snils)
    if one is None or two is None:
        return None
    first, second = normal_name(a), normal_name(b)
    if one == two:
        if by_name.outcome is Outcome.DIFFERENT:
            # A number copied down a family names one of them: father and son would be one debtor.
            return Comparison(Outcome.AMBIGUOUS, "СНИЛС совпадает, а имя или отчество разное", "snils")
        if first.last == second.last != "" or first.first == second.first != "":
            return Comparison(Outcome.SAME, "СНИЛС совпадает, фамилия или имя тоже")
        return Comparison(Outcome.AMBIGUOUS, "СНИЛС совпадает, а фамилия и имя разные", "snils")
    if by_name.outcome is Outcome.DIFFERENT:
        return by_name
    if by_name.outcome is Outcome.SAME:
        return Comparison(Outcome.AMBIGUOUS, "ФИО совпадает, а СНИЛС разный: возможна ошибка ввода", "snils")
    return Comparison(Outcome.DIFFERENT, "СНИЛС разный", "snils")


def _snils(text: str | None) -> str | None:
    """Eleven digits proven by their check number, else ``None``."""
    digits = re.sub(r"\D", "", text or "")
    return digits if len(digits) == 11 and check_number_fits(digits) else None


def known_first_names() -> frozenset[str]:
    """Every first name the list of variants knows, in normal form (capitals)."""
    return frozenset(_words().variants)


# --- words ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Words:
    variants: dict[str, frozenset[str]]
    kin: tuple[str, ...]
    no_patronymic: frozenset[str]
    unknown: frozenset[str]
    remarks: frozenset[str]
    remark_stems: tuple[str, ...]
    fathers: frozenset[str]


@cache
def _words() -> _Words:
    source: dict[str, Any] = yaml.safe_load(
        files(__package__).joinpath("name_variants.yaml").read_text(encoding="utf-8")
    )
    variants: dict[str, set[str]] = {}
    for group in source["groups"]:
        names = {normal(name) for name in group}
        for name in names:
            variants.setdefault(name, set()).update(names)
    return _Words(
        variants={name: frozenset(others - {name}) for name, others in variants.items()},
        kin=tuple(_normals(source["patronymic_sons"] + source["patronymic_daughters"])),
        no_patronymic=frozenset(_normals(source["no_patronymic"])),
        unknown=frozenset(_normals(source["unknown"])),
        remarks=frozenset(_normals(source["remarks"])),
        remark_stems=tuple(_normals(source["remark_stems"])),
        fathers=frozenset(_normals(source["fathers_as_they_are"])),
    )


def _normals(texts: list[str]) -> Iterator[str]:
    return (normal(text) for text in texts)


def _variants(name: str) -> frozenset[str]:
    return _words().variants.get(name, frozenset())
