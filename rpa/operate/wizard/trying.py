"""The questions of the set-up, apart from how they are asked: each answer is tried before it is kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from rpa.debts.dataset import Dataset, load_dataset, load_mapping, propose_mapping
from rpa.debts.served_houses import load_served_houses
from rpa.errors import BadInput, InteractionNeeded, RpaError
from rpa.settings import Secrets


@dataclass(frozen=True, slots=True)
class Tried:
    """What trying an answer showed: ``good``, Russian lines to say to the person, and the dataset if it was one."""

    good: bool
    lines: tuple[str, ...]
    dataset: Dataset | None = None


def check_ogrn(text: str) -> str:
    """The ОГРН (13 digits) or ОГРНИП (15) without blanks. Raises ``BadInput`` if its check digit is wrong.

    The last digit is the remainder of the rest by 11 (13 by ОГРНИП), its last digit (приказ ФНС).
    """
    digits = "".join(text.split())
    if not (digits.isascii() and digits.isdigit()) or len(digits) not in (13, 15):
        raise BadInput("ОГРН — это 13 цифр (у предпринимателя 15).", hint="Скопируйте его из выписки ЕГРЮЛ.")
    if int(digits[:-1]) % (11 if len(digits) == 13 else 13) % 10 != int(digits[-1]):
        raise BadInput("В ОГРН опечатка: контрольная цифра не сходится.", hint="Сверьте его с выпиской ЕГРЮЛ.")
    return digits


def try_dataset(path: Path, today: date, *, mapping: Path | None = None, acts: Path | None = None) -> Tried:
    """Open the accountant's file as a plan would and say what is in it."""
    try:
        if mapping is None and (missing := propose_mapping(path).missing):
            return Tried(False, (f"Не найдены столбцы: {', '.join(missing)}.", "Помощь: rpa dataset map ФАЙЛ."))
        chosen = load_mapping(mapping) if mapping else None
        dataset = load_dataset(path, today=today, mapping=chosen, acts_folder=acts or path.parent)
    except RpaError as error:
        return Tried(False, (error.what, error.hint))
    lines = [f"Строк принято: {len(dataset.rows)}, с ошибками: {len(dataset.broken)}."]
    if dataset.as_of:
        lines.append(f"Данные на {dataset.as_of:%d.%m.%Y}.")
    if dataset.broken:
        lines.append("Пока они не исправлены, робот не ответит «нет» там, где они мешают: rpa dataset check ФАЙЛ.")
    return Tried(True, tuple(lines), dataset)


@contextmanager
def tried_secrets(secrets: Secrets, typed: Mapping[str, str]) -> Iterator[None]:
    """Keep what was typed while it is tried, and for good if that succeeds; else what was kept before is there again.

    A screen that only a person may pass is no refusal: it comes after them.
    """
    before = {name: secrets.get(name) for name in typed}
    try:
        for name, value in typed.items():
            secrets.set(name, value)
        yield
    except InteractionNeeded:
        raise
    except BaseException:
        for name, former in before.items():
            if former is not None:
                secrets.set(name, former)
            else:
                secrets.delete(name)
        raise


def try_served_houses(path: Path) -> Tried:
    """Open the list of served houses and say how many there are."""
    try:
        return Tried(True, (f"Домов в списке: {len(load_served_houses(path).houses)}.",))
    except RpaError as error:
        return Tried(False, (error.what, error.hint))
