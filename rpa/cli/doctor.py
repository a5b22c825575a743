"""``rpa doctor``: what is wrong here, what it means, and which command cures it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from rpa.cli.context import DataOption, JsonOption, OrganizationOption, locate
from rpa.cli.output import print_indented, print_json, print_line, progress_bar

MARKS = {"fine": "✓", "warning": "!", "wrong": "✗"}
WORDS = {"fine": "в порядке", "warning": "внимание", "wrong": "не так"}


def register(app: typer.Typer) -> None:
    @app.command("doctor")
    def doctor(
        offline: Annotated[bool, typer.Option("--offline", help="Не открывать кабинет.")] = False,
        data: DataOption = None,
        organization: OrganizationOption = None,
        as_json: JsonOption = False,
    ) -> None:
        """Проверить всё, что нужно прогону: что не так, что это значит и какая команда это лечит.

        Код 0 — ошибок нет; иначе код самой срочной из них (см. docs/operations.md).
        """
        from rpa.operate.browser_thread import in_one_browser
        from rpa.operate.doctor import examine, exit_code

        located = locate(data, organization, secrets="if open")
        with in_one_browser(located) as place, progress_bar("Осмотр", quiet=as_json):
            found = examine(place, with_site=not offline)
        code = exit_code(found)
        if as_json:
            print_json({"exit_code": code, "checks": [asdict(one) for one in found]})
            raise typer.Exit(code)
        for one in found:
            print_line(f"{MARKS[one.state]} {one.what}: {one.said}")
            if one.means:
                print_indented(f"что это значит: {one.means}", 4)
            if one.cure and one.state != "fine":
                print_indented(f"что делать: {one.cure}", 4)
        counts = {state: sum(one.state == state for one in found) for state in MARKS}
        print_line(", ".join(f"{WORDS[state]}: {counts[state]}" for state in MARKS) + f". Код {code}.")
        raise typer.Exit(code)
