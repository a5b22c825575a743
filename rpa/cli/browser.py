"""``rpa browser``: which browser works here, and getting one."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from rpa.cli.output import err, print_line


def register(app: typer.Typer) -> None:
    group = typer.Typer(no_args_is_help=True, help="Браузер: какой найден, установить недостающий.")
    app.add_typer(group, name="browser")

    @group.command("install")
    def install(
        executable: Annotated[Path | None, typer.Option(help="Путь к своему браузеру.", show_default=False)] = None,
    ) -> None:
        """Найти браузер, а если его нет — установить (Playwright или пакеты Debian)."""
        from rpa.cabinet.browser_install import ensure_browser

        found = ensure_browser(err.print, executable)
        print_line(f"Браузер: {found or 'загружен Playwright'}")
