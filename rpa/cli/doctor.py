"""``rpa doctor``: what is wrong here, and which command cures it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from rpa.cli.context import DataOption, JsonOption, OrganizationOption, locate
from rpa.cli.output import print_json, print_line

MARKS = {"fine": "✓", "warning": "!", "wrong": "✗"}


def register(app: typer.Typer) -> None:
    @app.command("doctor")
    def doctor(
        offline: Annotated[bool, typer.Option("--offline", help="Не открывать кабинет.")] = False,
        data: DataOption = None,
        organization: OrganizationOption = None,
        as_json: JsonOption = False,
    ) -> None:
        """Проверить всё, что нужно прогону: что не так и какая команда это лечит. Код 1, если есть ✗."""
        from rpa.operate.doctor import examine

        found = examine(locate(data, organization), with_site=not offline)
        if as_json:
            print_json([asdict(one) for one in found])
        else:
            for one in found:
                print_line(f"{MARKS[one.state]} {one.what}: {one.said}")
                if one.cure:
                    print_line(f"    что делать: {one.cure}")
        raise typer.Exit(1 if any(one.state == "wrong" for one in found) else 0)
