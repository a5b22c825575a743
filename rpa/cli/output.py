"""How commands speak: tables and progress for people, one JSON document for machines.

Results go to stdout, everything else (progress, warnings, errors) to stderr, so that ``--json`` can be piped.
"""

from __future__ import annotations

import json
import sys
import textwrap
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from rpa.errors import BadInput, RpaError, WrongUsage

out = Console(highlight=False, soft_wrap=False)
err = Console(stderr=True, highlight=False)


def as_day(day: date | None) -> str:
    return f"{day:%d.%m.%Y}" if day else "—"


def print_json(document: Any) -> None:
    """Write one JSON document and a newline to stdout. Dates become ISO strings, enums their values.

    In UTF-8 (RFC 8259) whatever the code page: a file that Windows redirects to has one of its own.
    """
    text = json.dumps(document, ensure_ascii=False, indent=2, default=_plain) + "\n"
    stream = sys.stdout
    if hasattr(stream, "buffer") and (stream.encoding or "").lower().replace("-", "") != "utf8":
        stream.flush()
        stream.buffer.write(text.encode("utf-8", "replace"))
        stream.buffer.flush()
    else:
        stream.write(text)


def print_line(text: str) -> None:
    """Write one line of plain text; nothing in it is read as markup. A path or a hash is never broken in two."""
    _print(out, text)


def print_indented(text: str, indent: int = 2) -> None:
    """Write plain text set in, fitted in a pipe too; what does not fit on a line goes on under its beginning.

    A path is never broken in two, however long it is.
    """
    print_folded(out, text, indent)


def print_folded(console: Console, text: str, indent: int = 2) -> None:
    """As ``print_indented``, on ``console``."""
    for line in textwrap.indent(text, " " * indent).split("\n"):
        _print(console, _fitted(line, console.width))


def print_copyable(text: str) -> None:
    """Write one line that a person will copy: never folded, however narrow the terminal is."""
    out.print(escape(text), soft_wrap=True)


def print_table(title: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write a table. Cells are escaped: text from files and from the site never acts as markup."""
    print_marked_table(title, columns, (("", row) for row in rows))


def print_marked_table(
    title: str,
    columns: Sequence[str],
    rows: Iterable[tuple[str, Sequence[object]]],
    *,
    whole: Collection[str] = (),
) -> None:
    """Like ``print_table``; each row comes with a style (may be empty). Colour only repeats what a cell says.

    Columns named in ``whole`` are never folded: numbers that somebody will copy.
    """
    # A title of its own line: rich would fold it to the table's width.
    out.print(f"[bold]{escape(title)}[/]")
    table = Table(header_style="bold")
    for column in columns:
        table.add_column(column, overflow="fold", no_wrap=column in whole)
    for style, row in rows:
        table.add_row(*(escape("" if cell is None else str(cell)) for cell in row), style=style or None)
    out.print(table)


def require_xlsx(path: Path | None, option: str) -> None:
    """Of a table a person named: another ending would be a file that no program opens. Raises ``WrongUsage``."""
    if path is not None and path.suffix.lower() != ".xlsx" and not path.is_dir():
        raise WrongUsage(f"{option}: нужен файл .xlsx, а назван {path.name}.", hint="Назовите, например, таблица.xlsx.")


@contextmanager
def writing(path: Path | None, *, over: bool = False) -> Iterator[None]:
    """Around the writing of a file that a person named (``None``: nothing is written). Raises ``BadInput``.

    What lies there already may be the register, or a table that somebody is filling: it is replaced only if ``over``.
    A table that is open in Excel cannot be written on Windows: that is for whoever opened it, no failure of the robot.
    """
    if path is not None and not over and path.is_file():
        raise BadInput(f"{path}: файл уже есть.", hint="Укажите другое имя или удалите его.")
    try:
        yield
    except OSError as error:
        if path is None:
            raise
        raise BadInput(
            f"{path}: записать не удалось." if not path.is_dir() else f"{path}: это папка, а нужен файл.",
            hint="Закройте файл в других программах (Excel не даёт менять открытое), проверьте папку и права на неё "
            "или укажите другое имя.",
        ) from error


def warn(text: str) -> None:
    _print(err, f"! {text}", {"!": "yellow"})


def print_error(error: RpaError) -> None:
    _print(err, f"Ошибка. {error.what}", {"Ошибка.": "bold red"})
    if error.hint:
        _print(err, f"Что делать: {error.hint}", {"Что делать:": "bold"})


def _print(console: Console, text: str, styles: Mapping[str, str] | None = None) -> None:
    """On a terminal words are kept whole, and a path or a hash too: what is broken in two cannot be copied.

    ``styles`` are given to words the text begins with.
    """
    if console.is_terminal:
        text = "\n".join(_fitted(line, console.width) for line in text.split("\n"))
    shown = Text(text)
    for start, style in (styles or {}).items():
        shown.stylize(style, 0, len(start))
    console.print(shown, overflow="ignore", no_wrap=True, crop=False)


def _fitted(line: str, width: int) -> str:
    indent = line[: len(line) - len(line.lstrip())]
    return textwrap.fill(
        line, width, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False, replace_whitespace=False
    )


@dataclass(frozen=True, slots=True)
class Bar:
    """One progress bar. ``update(done, total)`` may be called from any task of this thread."""

    progress: Progress
    task: Any

    def update(self, done: int, total: int | None = None) -> None:
        self.progress.update(self.task, completed=done, total=total)

    def say(self, text: str) -> None:
        self.progress.update(self.task, description=escape(text))


@contextmanager
def progress_bar(title: str, total: int | None = None, *, quiet: bool = False) -> Iterator[Bar]:
    """Show a bar on stderr while the body runs; shows nothing where stderr is no terminal or ``quiet`` is set."""
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=err, transient=True, disable=quiet or not err.is_terminal) as progress:
        yield Bar(progress, progress.add_task(escape(title), total=total))


def _plain(value: object) -> object:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Path):
        return str(value)
    if isinstance(value, set | frozenset | tuple):
        return sorted(value) if isinstance(value, set | frozenset) else list(value)
    raise TypeError(f"not JSON: {type(value).__name__}")
