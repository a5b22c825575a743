"""The ``rpa`` command: reads arguments, prints, exits. The only place that prints and sets an exit code.

A command group is a module of this package with ``register(app)``; it is found by name, so adding one is one file.
Heavy imports stand inside the command functions, and what only one command needs in a package below, which is not
looked through: ``rpa --help`` must answer at once.
"""

from __future__ import annotations

import importlib
import pkgutil
import sys
from functools import cache
from types import TracebackType
from typing import Any

import typer

from rpa.cli import output
from rpa.cli.russian import HELP_NAMES, RussianGroup
from rpa.errors import CRASHED, STOPPED, RpaError

ABOUT = """Ответы на запросы о задолженности в кабинете ГИС ЖКХ: план → утверждение → отправка, с доказательствами.

Начните с `rpa demo` (учебный стенд) или `rpa setup` (своя организация)."""


def build() -> typer.Typer:
    """The application with every command group of this package."""
    app = typer.Typer(
        name="rpa",
        cls=RussianGroup,
        help=ABOUT,
        no_args_is_help=True,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": HELP_NAMES},
    )
    app.callback()(_root)
    modules = [found for found in pkgutil.iter_modules(__path__) if not found.ispkg]
    for module in sorted(modules, key=lambda found: found.name):
        register = getattr(importlib.import_module(f"{__name__}.{module.name}"), "register", None)
        if register is not None:
            register(app)
    return app


@cache
def command() -> Any:
    """The same as a command that parses arguments and runs; made once in a process, as making it takes 0.1 s."""
    return typer.main.get_command(build())


def _show_version(wanted: bool) -> None:
    if wanted:
        from rpa.cli.version import describe

        output.print_line(describe())
        raise typer.Exit


def _root(
    version: bool = typer.Option(
        False, "--version", help="Показать версию и выйти.", is_eager=True, callback=_show_version
    ),
) -> None:
    """The option's own callback: the group's would run only when a command is named."""


def _last_words(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Of an unexpected error before any organization is known: a message may repeat a cell of a file."""
    from rpa.audit.redaction import Redactor

    output.err.print(Redactor().exception(error.with_traceback(trace)), markup=False, soft_wrap=True)


def main(arguments: list[str] | None = None) -> None:
    """Run one command and exit with its code (see ``rpa.errors``; wrong usage is 2, a crash is 71, Ctrl-C is 130)."""
    for stream in (sys.stdout, sys.stderr):
        # A Windows console may still be in a one-byte code page; an unprintable letter must not end a run.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        command()(arguments, prog_name="rpa")
    except RpaError as error:
        output.print_error(error)
        sys.exit(error.exit_code)
    except Exception as error:
        if isinstance(error, OSError):
            from rpa.audit.folder import disk_trouble

            if trouble := disk_trouble(error):
                output.print_error(trouble)
                sys.exit(trouble.exit_code)
        known = sys.excepthook if sys.excepthook.__module__.startswith("rpa.") else _last_words
        known(type(error), error, error.__traceback__)
        sys.exit(CRASHED)
    except KeyboardInterrupt:
        output.err.print("Остановлено.")
        sys.exit(STOPPED)
