"""``rpa selectors``: does the site still look as selectors.yaml says?"""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from rpa.cli.context import DataOption, JsonOption, OrganizationOption, locate
from rpa.cli.output import print_json, print_line, print_table


def register(app: typer.Typer) -> None:
    group = typer.Typer(no_args_is_help=True, help="Селекторы: сверить с кабинетом, если сайт изменился.")
    app.add_typer(group, name="selectors")

    @group.callback()
    def selectors() -> None:
        """Keep ``check`` a command of its own, though it is the only one."""

    @group.command("check")
    def check(
        everything: Annotated[bool, typer.Option("--all", help="Показать и то, что сошлось.")] = False,
        data: DataOption = None,
        organization: OrganizationOption = None,
        as_json: JsonOption = False,
    ) -> None:
        """Открыть экраны кабинета (только чтение) и сверить каждый ключ: строка файла, ожидалось, найдено."""
        finished = locate(data, organization).run("check_selectors", pages=1)
        if finished.summary.error is not None:
            raise finished.summary.error
        found = finished.value
        wrong = [one for one in found if not one.good]
        if as_json:
            print_json([asdict(one) for one in found])
        else:
            rows = [(f"{one.line}", one.key, one.expected, one.found) for one in (found if everything else wrong)]
            if rows:
                print_table("selectors.yaml", ("Строка", "Ключ", "Ожидалось", "Найдено"), rows)
            print_line(f"Ключей сверено: {len(found)}, не сошлось: {len(wrong)}.")
        raise typer.Exit(70 if wrong else 0)
