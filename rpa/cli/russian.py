"""Typer's own words in Russian: panel titles, usage errors, the help option.

Typer takes its sentences through gettext's ``_``; a compiled catalogue would be a binary in the tree for
thirty sentences, so the few that a person meets are mapped here, before the first command is built.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

from typer import rich_utils

WORDS = {
    "Show this message and exit.": "Показать эту справку.",
    "Aborted!": "Прервано.",
    "Arguments": "Аргументы",
    "Options": "Ключи",
    "Commands": "Команды",
    "required": "обязательно",
    "default: {default}": "по умолчанию: {default}",
    "env var: {var}": "переменная: {var}",
    "Error: {message}": "Ошибка: {message}",
    "Usage:": "Использование:",
    "Missing argument": "Не указан аргумент",
    "Missing option": "Не указан ключ",
    "Missing parameter": "Не указан параметр",
    "Missing command.": "Не указана команда.",
    "No such command {name!r}.": "Нет такой команды: {name!r}.",
    "No such option: {name}": "Нет такого ключа: {name}",
    "Did you mean {possibility}?": "Может быть, {possibility}?",
    "(Possible options: {possibilities})": "(возможно: {possibilities})",
    "Invalid value: {message}": "Неверное значение: {message}",
    "Invalid value for {param_hint}: {message}": "Неверное значение {param_hint}: {message}",
    "Got unexpected extra argument ({args})": "Лишний аргумент: {args}",
    "Got unexpected extra arguments ({args})": "Лишние аргументы: {args}",
    "{name} {filename!r} does not exist.": "Не найдено: {filename!r}.",
    "{name} {filename!r} is a directory.": "Это папка, а нужен файл: {filename!r}.",
    "{name} {filename!r} is a file.": "Это файл, а нужна папка: {filename!r}.",
    "{name} {filename!r} is not readable.": "Нет прав на чтение: {filename!r}.",
    "{value!r} is not a valid {number_type}.": "{value!r} — не число.",
    "Option {name!r} requires an argument.": "Ключу {name!r} нужно значение.",
}


def speak_russian() -> None:
    """Put the words above in place of Typer's. Safe to call twice."""
    rich_utils.ARGUMENTS_PANEL_TITLE = "Аргументы"
    rich_utils.OPTIONS_PANEL_TITLE = "Ключи"
    rich_utils.COMMANDS_PANEL_TITLE = "Команды"
    rich_utils.ERRORS_PANEL_TITLE = "Ошибка"
    rich_utils.ABORTED_TEXT = "Прервано."
    rich_utils.DEFAULT_STRING = "[по умолчанию: {}]"
    rich_utils.ENVVAR_STRING = "[переменная: {}]"
    rich_utils.REQUIRED_LONG_STRING = "[обязательно]"
    rich_utils.RICH_HELP = "Справка: [blue]{command_path} {help_option}[/]"
    for name, loaded in list(sys.modules.items()):
        if not name.startswith("typer."):
            continue
        original = getattr(loaded, "_", None)
        if callable(original) and not hasattr(original, "words"):
            loaded._ = _translated(original)  # type: ignore[attr-defined]


def _translated(original: Callable[[str], str]) -> Callable[[str], str]:
    def translate(text: str) -> str:
        return WORDS.get(text) or original(text)

    translate.words = WORDS  # type: ignore[attr-defined]
    return translate
