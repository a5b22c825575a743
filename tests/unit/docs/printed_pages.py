"""The pages of docs/ that are printed from the code, and how: ``python -m tests.unit.docs.printed_pages``.

A page says of itself that it is printed; ``test_printed_pages.py`` compares each with what is printed now.
"""

from __future__ import annotations

import sys
import types
from collections.abc import Iterator
from datetime import time
from enum import Enum
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined
from typer.core import TyperGroup

from rpa import errors
from rpa.cli import command
from rpa.debts.decision.table import rule_table
from rpa.fleet.configuration import FleetSettings
from rpa.job import catalogue
from rpa.job.asked import wanted
from rpa.settings import OrganizationSettings

ROOT = Path(__file__).parents[3]
COMMAND = "make docs"
PRINTED = "Эта страница печатается из программы (`make docs`), руками её не правят."


def commands_page() -> str:
    """Every command's own ``--help``, 80 columns wide."""
    parts = [f"# Команды\n\n{PRINTED}\n"]
    for path, context in command_contexts():
        parts.append(f"## {path}\n\n```\n{context.get_help().strip()}\n```\n")
    return "\n".join(parts)


def command_contexts() -> Iterator[tuple[str, Any]]:
    """Every visible command, ``rpa`` first, with a context that prints its help."""

    def walk(command: Any, name: str, parent: Any) -> Iterator[tuple[str, Any]]:
        # What the library makes of 80 columns; told, because a test and a build have no terminal to ask.
        given = {**command.context_settings, "terminal_width": 78}
        context = command.context_class(command, info_name=name, parent=parent, **given)
        yield context.command_path, context
        if isinstance(command, TyperGroup):
            for below in sorted(command.commands):
                if not command.commands[below].hidden:
                    yield from walk(command.commands[below], below, context)

    yield from walk(command(), "rpa", None)


def settings_page() -> str:
    """Every key of ``settings.yaml`` and of ``fleet.yaml``."""
    organization = "\n".join(_sections(OrganizationSettings, ""))
    fleet = "\n".join(_sections(FleetSettings, ""))
    return f"""# Настройки

{PRINTED}

Файл `settings.yaml` лежит в папке организации; его пишет `rpa setup`, править можно и руками. Неизвестный ключ и
неверное значение — ошибка с номером строки (код 78). Ключи со звёздочкой обязательны. Относительный путь
считается от папки этого файла. Секретов здесь нет: они в хранилище.

{organization}
# Настройки парка

Файл `fleet.yaml`: только для `rpa fleet`, см. [scale.md](scale.md).

{fleet}"""


def _sections(model: type[BaseModel], prefix: str) -> Iterator[str]:
    rows, below = [], []
    for name, field in model.model_fields.items():
        inner = _model_in(field.annotation)
        if inner is None:
            rows.append(_row(name, field))
        else:
            many = "[]" if get_origin(field.annotation) is list else ""
            below.append((f"{prefix}{name}{many}", inner))
            if many or prefix:
                rows.append(_row(name, field))
    if rows:
        title = f"## {prefix.rstrip('.')}\n\n" if prefix else ""
        yield f"{title}| ключ | что это | значения | если не указан |\n|---|---|---|---|\n" + "\n".join(rows) + "\n"
    for path, inner in below:
        yield from _sections(inner, f"{path}.")


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for part in get_args(annotation) if (found := _model_in(part))), None)


def _row(name: str, field: FieldInfo) -> str:
    star = " *" if field.is_required() else ""
    cells = (f"`{name}`{star}", field.description or "", _values(field), _default(field))
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _values(field: FieldInfo) -> str:
    said = _kind(field.annotation)
    for limit in field.metadata:
        for attribute, word in (("ge", "не меньше"), ("gt", "больше"), ("le", "не больше")):
            if (bound := getattr(limit, attribute, None)) is not None:
                said += f", {word} {bound}"
    return said


def _kind(annotation: Any) -> str:
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin is Literal:
        return ", ".join(f"`{value}`" for value in inner)
    if origin is list:
        return f"список: {_kind(inner[0])}"
    if origin is types.UnionType:
        return _kind(inner[0])
    if _model_in(annotation):
        return "раздел ниже"
    words = {
        "bool": "`true`, `false`",
        "int": "целое",
        "float": "число",
        "Path": "путь",
        "AnyHttpUrl": "адрес",
        "time": "ЧЧ:ММ",
    }
    return words.get(getattr(annotation, "__name__", ""), "текст" if origin is not dict else "пары")


def _default(field: FieldInfo) -> str:
    value = field.default
    if value is PydanticUndefined or value is None or value in ([], {}) or isinstance(value, BaseModel):
        return ""
    if isinstance(value, list):
        return ", ".join(f"`{one}`" for one in value)
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    if isinstance(value, time):
        return f"`{value:%H:%M}`"
    return f"`{value.value if isinstance(value, Enum) else value}`"


def errors_page() -> str:
    """Every error with its code, who acts and what the person reads."""
    rows = []

    def walk(error: type[errors.RpaError], depth: int) -> None:
        for below in error.__subclasses__():
            if below.__module__ == errors.__name__:
                name = " └ " * depth + f"`{below.__name__}`"
                hint = (
                    below.hint
                    if below.hint != errors.RpaError.hint
                    else "Названы ключ, строка и чем её править: командой или вручную."
                )
                rows.append(f"| {name} | {below.exit_code} | {below.who} | {hint} |")
                walk(below, depth + 1)

    walk(errors.RpaError, 0)
    return f"""# Ошибки

{PRINTED}

Ошибка называется по тому, **кому** теперь действовать. Код выхода у ветви один; что с ним делать по расписанию —
[operations.md](operations.md).

| ошибка | код | кто | что он читает |
|---|---:|---|---|
{chr(10).join(rows)}
"""


def scenarios_page() -> str:
    """Every scenario, its purpose, and whether it may run by ``rpa run NAME``."""
    rows = []
    for name, title in catalogue.names().items():
        scenario = catalogue.load(name)
        asks = catalogue.asks(scenario)
        by_name = f"`rpa run {name}{' --set …' if asks else ''}{'' if catalogue.only_reads(scenario) else ' --yes'}`"
        own = f"`{catalogue.command(scenario)}`"
        asked = f"; спрашивает: {wanted(asks)}" if asks else ""
        rows.append(f"| `{name}` | {title} | {by_name if catalogue.only_reads(scenario) or asks else own}{asked} |")
    return f"""# Сценарии

{PRINTED}

Сценарий — одна процедура с целью, понятной человеку: один файл в `scenarios/`. То, что только читает, запускается по
имени: `rpa run ИМЯ`. Сценарий может спросить, что ему нужно (`--set`), и тогда `--yes` — согласие на изменение.
Остальным даёт данные и решение человека своя команда ([commands.md](commands.md)). Как добавить сценарий —
[CONTRIBUTING.md](../CONTRIBUTING.md).

| сценарий | что делает | запуск |
|---|---|---|
{chr(10).join(rows)}
"""


PAGES = {
    "commands.md": commands_page,
    "settings.md": settings_page,
    "errors.md": errors_page,
    "scenarios.md": scenarios_page,
    "rules.md": rule_table,
}


def main() -> None:
    """Write the pages that differ and name them."""
    for name, page in PAGES.items():
        path, text = ROOT / "docs" / name, page()
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8", newline="\n")
            sys.stdout.write(f"docs/{name}\n")


if __name__ == "__main__":
    main()
