"""The words of the command line library, in Russian: usage, titles, metavariables, wrong usage.

Typer 0.29 keeps its sentences in the code, most of them past gettext. So they are changed where they are spoken, in
one place: ``RussianGroup`` is the root of the command tree; it renames what a tree of commands shows, gives it a
formatter that says the rest, and says itself what was wrong with a call. A sentence this file does not know is shown
as the library says it, never lost.
"""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Sequence
from functools import partial
from typing import Any

import typer
from typer._click import HelpFormatter  # no public name leads to it
from typer.core import TyperArgument, TyperGroup, TyperOption

from rpa.errors import STOPPED

HELP_NAMES = ["-h", "--help"]
OPTIONS, COMMAND = "[КЛЮЧИ]", "КОМАНДА …"

TITLES = {"Arguments": "Аргументы", "Options": "Ключи", "Commands": "Команды"}

HELP_OF_OPTIONS = {
    "--help": "Показать эту справку.",
    "--install-completion": "Подсказки по Tab: установить для этой оболочки.",
    "--show-completion": "Подсказки по Tab: показать текст для этой оболочки.",
}

TYPES = {
    "str": "ТЕКСТ",
    "int": "ЧИСЛО",
    "float": "ЧИСЛО",
    "int range": "ЧИСЛО",
    "float range": "ЧИСЛО",
    "path": "ПУТЬ",
    "file": "ФАЙЛ",
    "directory": "ПАПКА",
    "list[str]": "ТЕКСТ",
    "list[path]": "ПУТЬ",
    "%Y-%m-%d|%d.%m.%Y": "ДАТА",
}

ARGUMENTS = {
    "file": "ФАЙЛ",
    "name": "ИМЯ",
    "number": "НОМЕР",
    "numbers": "НОМЕР",
    "organizations": "ОРГАНИЗАЦИЯ",
    "path": "ПУТЬ",
    "request": "НОМЕР",
    "text": "АДРЕС",
    "workers": "РАБОТНИК",
}

REMARKS = (
    (re.compile(r"\bdefault: "), "по умолчанию: "),
    (re.compile(r"\benv var: "), "переменная: "),
    (re.compile(r"\brequired\b"), "обязательно"),
    (re.compile(r"(\S+)<=x<=([^\s\];]+)"), r"от \1 до \2"),
    (re.compile(r"\bx>=([^\s\];]+)"), r"не меньше \1"),
)
"""What stands in the last brackets of an option's help."""

TYPE = re.compile(r" <[^<>]+>$")
"""What follows an argument's name in the list of arguments."""

SENTENCES = tuple(
    (re.compile(pattern, re.DOTALL), russian)
    for pattern, russian in (
        (
            r"No such command (?P<what>'.*?')\. Did you mean (?P<near>.*)\?",
            "Нет такой команды: {what}. Может быть, {near}?",
        ),
        (r"No such command (?P<what>'.*')\.?", "Нет такой команды: {what}."),
        (
            r"No such option: (?P<what>\S+) \(Possible options: (?P<near>.*)\)",
            "Нет такого ключа: {what}. Есть: {near}.",
        ),
        (r"No such option: (?P<what>.*)", "Нет такого ключа: {what}."),
        (r"Value error, (?P<more>.*)", "{more}"),
        (r"Missing command\.", "Не указана команда."),
        (r"Missing argument (?P<what>'.*?')\.(?P<more>.*)", "Не указан аргумент {what}.{more}"),
        (r"Missing (?:option|parameter) (?P<what>'.*?')\.(?P<more>.*)", "Не указан ключ {what}.{more}"),
        (r"Option (?P<what>'.*?') does not take a value\.", "Ключу {what} значение не нужно."),
        (r"Option (?P<what>'.*?') requires an argument\.", "Ключу {what} нужно значение."),
        (r"Option (?P<what>'.*?') requires (?P<n>\d+) arguments\.", "Ключу {what} нужно значений: {n}."),
        (r"Got unexpected extra argument\S* \((?P<what>.*)\)", "Лишнее в команде: {what}."),
        (r"Invalid value: (?P<more>.*)", "Неверное значение: {more}"),
        (r"Invalid value for (?P<what>'.*?'|[^:]+): (?P<more>.*)", "Неверное значение {what}: {more}"),
        (r"Could not open file (?P<what>'.*?'): (?P<more>.*)", "Файл {what} не открывается: {more}"),
        (r"(?P<what>'.*?') is not one of (?P<near>.*)\.", "{what} — можно: {near}."),
        (r"Input should be a valid integer.*", "нужно целое число."),
        (r"Input should be a valid number.*", "нужно число."),
        (r"Input should be greater than or equal to (?P<n>\S+)", "не меньше {n}."),
        (r"Input should be less than or equal to (?P<n>\S+)", "не больше {n}."),
        (r"Input should be a valid (?:date|datetime).*", "нужна дата, например 24.11.2026."),
        (r"(?P<what>'.*?') does not match the formats? .*", "{what} — не дата; пишите, например, 24.11.2026."),
        (r"\S+ (?P<what>'.*?') does not exist\.", "нет такого: {what}."),
        (r"\S+ (?P<what>'.*?') is a directory\.", "это папка, а нужен файл: {what}."),
        (r"\S+ (?P<what>'.*?') is a file\.", "это файл, а нужна папка: {what}."),
        (r"\S+ (?P<what>'.*?') is not (?:readable|writable)\.", "нет прав: {what}."),
    )
)


def in_russian(sentence: str) -> str:
    """What the library says about a wrong call, in Russian; a sentence it has not got here is returned as it is."""
    for pattern, russian in SENTENCES:
        found = pattern.fullmatch(sentence.strip())
        if found is not None:
            parts = found.groupdict(default="")
            if parts.get("more"):
                parts["more"] = in_russian(parts["more"])
            return russian.format(**parts)
    return sentence


class RussianFormatter(HelpFormatter):
    """Titles, the usage line and the remarks in brackets."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        super().write_usage(prog, args, prefix="Использование: " if prefix is None else prefix)

    def write_heading(self, heading: str) -> None:
        super().write_heading(TITLES.get(heading, heading))

    def write_dl(self, rows: Sequence[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().write_dl([(TYPE.sub("", name), _remarks(said)) for name, said in rows], *args, **kwargs)


class RussianContext(typer.Context):
    formatter_class = RussianFormatter


class RussianGroup(TyperGroup):
    """The root of the command tree. Whatever hangs below it speaks Russian too."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        _rename(self)

    def get_params(self, ctx: Any) -> Any:
        """The options of shell completion are hung on the root after it is made: renamed when asked for."""
        parameters = super().get_params(ctx)
        for parameter in parameters:
            _rename_parameter(parameter)
        return parameters

    def invoke(self, ctx: Any) -> Any:
        """Ctrl-C is an end with a sentence of its own; the library would end without a word."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            print("Остановлено.", file=sys.stderr)
            raise typer.Exit(STOPPED) from None

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        windows_expand_args: bool = True,
        **extra: Any,
    ) -> Any:
        """Run one command; wrong usage is said on stderr in Russian, with exit code 2."""
        run = partial(super().main, args, prog_name, complete_var, False, windows_expand_args, **extra)
        if not standalone_mode:
            return run()
        try:
            code = run()
        except typer.Abort as error:
            print("Прервано.", file=sys.stderr)
            # At a question: by Ctrl-C, or because there is nobody to answer.
            sys.exit(STOPPED if isinstance(error.__context__, KeyboardInterrupt) else 1)
        except typer.TyperException as error:
            print(_wrong_usage(error), file=sys.stderr)
            sys.exit(error.exit_code)
        sys.exit(code if isinstance(code, int) else 0)


def _wrong_usage(error: typer.TyperException) -> str:
    """The usage line, where to read more, and what was wrong. A group called without a command shows its help."""
    context, said = getattr(error, "ctx", None), error.format_message()
    if context is None:
        return f"Ошибка. {in_russian(said)}"
    if said == context.get_help():
        return said
    return f"{context.get_usage()}\nСправка: {context.command_path} --help\n\nОшибка. {in_russian(said)}"


def _remarks(said: str) -> str:
    head, bracket, remarks = said.rpartition("  [")
    if not bracket:
        head, bracket, remarks = ("", "[", said[1:]) if said.startswith("[") else (said, "", "")
    for pattern, russian in REMARKS:
        remarks = pattern.sub(russian, remarks)
    return head + bracket + remarks


def _rename(command: Any) -> None:
    """Give one command, and all below it, Russian metavariables, whole first sentences and the formatter."""
    command.context_class = RussianContext
    command.options_metavar = OPTIONS
    if command.help and not command.short_help:
        # Left to itself the library cuts the sentence to fit one line of the table.
        command.short_help = _first_sentence(command.help)
    shown = command.get_help_option(RussianContext(command, help_option_names=HELP_NAMES))
    for parameter in [*command.params, *([shown] if shown else [])]:
        _rename_parameter(parameter)
    if isinstance(command, TyperGroup):
        command.subcommand_metavar = COMMAND
        for below in command.commands.values():
            _rename(below)


def _rename_parameter(parameter: Any) -> None:
    for name in parameter.opts:
        parameter.help = HELP_OF_OPTIONS.get(name, parameter.help)
    if parameter.metavar is not None:
        return
    if isinstance(parameter, TyperArgument):
        parameter.metavar = ARGUMENTS.get(parameter.name)
    elif isinstance(parameter, TyperOption) and not parameter.is_flag:
        kind = parameter.display_type(None).strip("<>")  # type: ignore[arg-type]
        parameter.metavar = TYPES.get(kind, kind.removeprefix("list[").removesuffix("]"))


def _first_sentence(text: str) -> str:
    paragraph = " ".join(inspect.cleandoc(text).split("\n\n")[0].split())
    return re.split(r"(?<=[.!?]) (?=[А-ЯЁA-Z«])", paragraph)[0]
