"""Questions on a terminal. Ctrl-C at any of them leaves the set-up where it is: what was kept stays kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import questionary

from rpa.cli.output import print_indented, print_line, warn
from rpa.errors import RpaError

_YES = frozenset({"да", "д", "yes", "y"})
_NO = frozenset({"нет", "н", "no", "n"})
_QUOTES = frozenset({'""', "''", "«»", "“”"})
_UNSEEN = " \t\u00a0\u200b\u200e\u200f\u202a\u202c\ufeff"
_ARROWS = "(стрелки, Enter)"
_MARKS = "(пробел — отметить, Enter — готово)"


class Left(Exception):
    """The person left."""


def text(question: str, default: str = "", *, valid: Callable[[str], bool | str] | None = None) -> str:
    """``valid`` returns ``True``, or what is wrong."""
    return str(_answer(questionary.text(question, default=default, validate=valid))).strip()


def secret(question: str) -> str:
    """Typed without being shown."""
    return str(_answer(questionary.password(question))).strip()


def yes(question: str, *, default: bool = True) -> bool:
    """Answered in words of either language: on a Russian keyboard the key of «y» is «н»."""

    def known(typed: str) -> bool | str:
        return not typed.strip() or typed.strip().lower() in _YES | _NO or "Напишите «да» или «нет»"

    typed = text(f"{question} ({'Да/нет' if default else 'да/Нет'})", valid=known).lower()
    return default if not typed else typed in _YES


def choice(question: str, words: Mapping[str, str], default: str) -> str:
    """One of ``words`` (value → what is shown)."""
    choices = [questionary.Choice(title, value=value) for value, title in words.items()]
    known = default if default in words else None
    return str(_answer(questionary.select(question, choices=choices, default=known, instruction=_ARROWS)))


def several(question: str, words: Mapping[str, str], chosen: Sequence[str]) -> list[str]:
    """Any of ``words``; ``chosen`` are ticked already."""
    choices = [questionary.Choice(title, value=value, checked=value in chosen) for value, title in words.items()]
    # What the library leaves on the screen afterwards is English («done (6 selections)»).
    asked = questionary.checkbox(question, choices=choices, instruction=_MARKS, erase_when_done=True)
    found = [str(value) for value in _answer(asked)]
    print_line(f"? {question}: отмечено {len(found)}")
    return found


def until(ask: Callable[[], str]) -> str:
    """Ask until the answer is good; say each time what is wrong with it."""
    while True:
        try:
            return ask()
        except RpaError as error:
            warn(str(error))


def file(question: str, known: str | None, try_it: Callable[[Path], bool]) -> Path | None:
    """A path that ``try_it`` takes, or nothing: the question can be answered later."""
    while True:
        answer = text(f"{question} (пусто — позже)", known or "")
        if not answer:
            return None
        try:
            path = Path(_unquoted(answer)).expanduser().resolve()
            path.exists()
        except (OSError, ValueError, RuntimeError) as error:
            # Too long, a letter no path has, the home folder of nobody.
            warn(f"Это не путь к файлу ({type(error).__name__}): введите полный путь.")
            continue
        if try_it(path):
            return path


def _unquoted(typed: str) -> str:
    """A path as file managers copy it: in quotation marks, on Windows also behind a mark of direction nobody sees."""
    bare = typed.strip(_UNSEEN)
    return bare[1:-1].strip(_UNSEEN) if len(bare) > 1 and bare[0] + bare[-1] in _QUOTES else bare


def say(lines: Sequence[str]) -> None:
    for line in lines:
        print_indented(line)


def _answer(question: Any) -> Any:
    # What the library says at Ctrl-C is English; whoever leaves is told in Russian.
    found = question.ask(kbi_msg="")
    if found is None:
        raise Left
    return found
