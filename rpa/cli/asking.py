"""Questions on a terminal. Ctrl-C at any of them leaves the set-up where it is: what was kept stays kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import questionary

from rpa.cli.output import print_line, warn
from rpa.errors import RpaError


class Left(Exception):
    """The person left."""


def text(question: str, default: str = "") -> str:
    return str(_answer(questionary.text(question, default=default))).strip()


def secret(question: str) -> str:
    """Typed without being shown."""
    return str(_answer(questionary.password(question))).strip()


def yes(question: str, *, default: bool = True) -> bool:
    return bool(_answer(questionary.confirm(question, default=default)))


def choice(question: str, words: Mapping[str, str], default: str) -> str:
    """One of ``words`` (value → what is shown)."""
    choices = [questionary.Choice(title, value=value) for value, title in words.items()]
    return str(_answer(questionary.select(question, choices=choices, default=default if default in words else None)))


def several(question: str, words: Mapping[str, str], chosen: Sequence[str]) -> list[str]:
    """Any of ``words``; ``chosen`` are ticked already."""
    choices = [questionary.Choice(title, value=value, checked=value in chosen) for value, title in words.items()]
    return [str(value) for value in _answer(questionary.checkbox(question, choices=choices))]


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
        path = Path(answer).expanduser().resolve()
        if try_it(path):
            return path


def say(lines: Sequence[str]) -> None:
    for line in lines:
        print_line(f"  {line}")


def _answer(question: Any) -> Any:
    found = question.ask()
    if found is None:
        raise Left
    return found
