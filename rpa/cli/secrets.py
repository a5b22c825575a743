"""``rpa secrets``: put passwords where the robot finds them. None is ever shown, or taken from a command line."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from rpa.cli.context import DataOption, JsonOption, OrganizationOption, locate
from rpa.cli.output import print_json, print_line, print_table, warn


def register(app: typer.Typer) -> None:
    group = typer.Typer(no_args_is_help=True, help="Секреты: какие нужны, сохранить, удалить. Показать нельзя.")
    app.add_typer(group, name="secrets")
    group.command("list")(listed)
    group.command("set")(put)
    group.command("delete")(delete)


def listed(data: DataOption = None, organization: OrganizationOption = None, as_json: JsonOption = False) -> None:
    """Какие секреты нужны по настройкам, какие уже есть, какие лишние. Код 78, если какого-то нет. Значения не
    показываются."""
    from rpa.errors import BadSettings
    from rpa.settings.needed import needed_secrets, unneeded_secrets

    place = locate(data, organization)
    needed = needed_secrets(place.settings)
    kept = {name: bool(place.secrets.get(name)) for name in needed}
    missing = [name for name, there in kept.items() if not there]
    unneeded = unneeded_secrets(place.settings, place.secrets)
    if as_json:
        print_json(
            {
                "store": place.secrets.describe(),
                "secrets": [{"name": name, "for": needed[name], "kept": kept[name]} for name in needed],
                "unneeded": unneeded,
            }
        )
    elif needed:
        rows = ((name, needed[name], "есть" if kept[name] else "✗ нет") for name in needed)
        print_table(f"Секреты ({place.secrets.describe()})", ("Имя", "Для чего", "Сохранён"), rows)
    else:
        print_line(f"Настройки не требуют секретов. Хранилище: {place.secrets.describe()}.")
    if unneeded and not as_json:
        drop = f"`rpa secrets delete {unneeded[0]} -o {place.folder.slug}`"
        print_line(f"Хранятся, но по настройкам не нужны: {', '.join(unneeded)}. Удалить: {drop}.")
    if missing and not as_json:
        raise BadSettings(
            f"Нет секретов: {', '.join(missing)}.",
            hint=f"Сохраните: `rpa secrets set {missing[0]} -o {place.folder.slug}`.",
        )
    if missing:
        raise typer.Exit(BadSettings.exit_code)


def put(
    name: Annotated[str, typer.Argument(help="Имя: то, на которое в настройках ссылается vault:ИМЯ, или password.")],
    data: DataOption = None,
    organization: OrganizationOption = None,
) -> None:
    """Сохранить секрет. Ввод не показывается; без терминала берётся строка со стандартного ввода."""
    import re

    from rpa.errors import BadSettings
    from rpa.operate.notices import forget_told
    from rpa.settings.needed import needed_secrets
    from rpa.settings.refusals import Refusals
    from rpa.settings.secrets import OWN

    if name in OWN:
        raise BadSettings(f"{name} робот создаёт сам.", hint="Выберите другое имя, например probe_password.")
    if not re.fullmatch(r"[A-Za-z0-9_.-]{1,64}", name):
        # Not repeated: somebody may have typed the secret itself in its place.
        raise BadSettings(
            "Имя секрета не подходит.", hint="Нужны латинские буквы, цифры и знаки _ . - (сам секрет спросят отдельно)."
        )
    place = locate(data, organization)
    secrets = place.secrets
    piped = not sys.stdin.isatty()
    typed = sys.stdin.readline() if piped else typer.prompt("Секрет", hide_input=True, err=True)
    # PowerShell that pipes UTF-8 puts the mark of it before the first line.
    value = typed.rstrip("\r\n").removeprefix("\ufeff")
    if not value.strip():
        raise BadSettings("Секрет пуст.", hint="Введите его или подайте на стандартный ввод.")
    if piped and value != value.strip():
        # «echo … | rpa» on Windows: what stands before the bar is a part of the line.
        value = value.strip()
        warn("Пробелы по краям секрета отброшены.")
    secrets.set(name, value)
    if name in ("login", "password"):
        Refusals(place.folder.machine.refusals).forget()
    if needed_secrets(place.settings).get(name) == "notices.urls":
        forget_told(place.folder.notices)
    print_line(f"Сохранено: {name} ({secrets.describe()}).")


def delete(
    name: Annotated[str, typer.Argument(help="Имя секрета.")],
    data: DataOption = None,
    organization: OrganizationOption = None,
) -> None:
    """Удалить секрет. Чего нет, то считается удалённым."""
    from rpa.errors import BadSettings
    from rpa.settings.secrets import OWN

    if name in OWN:
        raise BadSettings(f"{name} нужен роботу: без него не открыть сессию и не подписать журнал.")
    secrets = locate(data, organization).secrets
    secrets.delete(name)
    print_line(f"Удалено: {name} ({secrets.describe()}).")
