"""``rpa ui``: the review page, and who may open it."""

from __future__ import annotations

import getpass
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rpa.cli.context import DataOption, JsonOption, OrganizationOption, locate
from rpa.cli.output import print_copyable, print_json, print_line, print_table
from rpa.cli.prompts import new_password

if TYPE_CHECKING:
    from rpa.operate.place import Place
    from rpa.web.accounts import Accounts, Role

DEFAULT_PORT = 8600
PortOption = Annotated[int, typer.Option("--port", min=0, max=65535, help="Порт; 0 — любой свободный.")]
RoleOption = Annotated[str, typer.Option("--role", help="viewer (смотрит), reviewer (решает), approver (утверждает).")]
NameArgument = Annotated[str, typer.Argument(help="Имя: им подписываются решения.", show_default=False)]


def register(app: typer.Typer) -> None:
    group = typer.Typer(help="Страница проверки в браузере: решать, запускать, смотреть доказательства.")
    app.add_typer(group, name="ui")
    group.callback(invoke_without_command=True)(ui)
    group.command("link")(link)
    group.command("users")(users)
    user = typer.Typer(no_args_is_help=True, help="Кто может открыть страницу.")
    group.add_typer(user, name="user")
    user.command("add")(add)
    user.command("role")(change)
    user.command("remove")(remove)


def ui(
    context: typer.Context,
    port: PortOption = DEFAULT_PORT,
    host: Annotated[str, typer.Option("--host", help="Адрес; не 127.0.0.1 — только с сертификатом.")] = "127.0.0.1",
    name: Annotated[
        list[str] | None, typer.Option("--name", help="Имя, по которому открывают страницу.", show_default=False)
    ] = None,
    certificate: Annotated[
        Path | None, typer.Option("--certificate", help="Сертификат TLS (PEM).", show_default=False)
    ] = None,
    key: Annotated[Path | None, typer.Option("--key", help="Ключ сертификата (PEM).", show_default=False)] = None,
    user: Annotated[
        str | None, typer.Option("--user", help="Для кого напечатать ссылку входа.", show_default=False)
    ] = None,
    data: DataOption = None,
    organization: OrganizationOption = None,
    as_json: JsonOption = False,
) -> None:
    """Открыть страницу проверки. Печатает одноразовую ссылку входа; конец — Ctrl-C."""
    if context.invoked_subcommand is not None:
        return
    from rpa.web.accounts import Role
    from rpa.web.server import Address, Page

    address = Address(host, port, certificate, key, tuple(name or ()))
    address.check()
    page = Page(locate(data, organization), address)
    accounts = page.site.accounts
    if not accounts.all():
        # Whoever starts the page on their own computer is its first user.
        accounts.add(user or getpass.getuser(), Role.APPROVER)
    entering = user or (accounts.all()[0].name if len(accounts.all()) == 1 else None)
    way_in = page.link(entering) if entering else None

    def tell() -> None:
        if as_json:
            print_json({"url": page.address.url, "link": way_in, "user": entering})
        else:
            print_line(f"Страница: {page.address.url}")
            if way_in:
                print_line(f"Вход для {entering} (один раз, 30 минут): {way_in}")
            print_line("Конец работы — Ctrl-C.")
        # Into a pipe or a service's journal the link would come only when the page ends.
        sys.stdout.flush()

    page.serve(tell)


def link(
    name: NameArgument,
    port: Annotated[
        int | None,
        typer.Option(
            "--port", min=1, max=65535, help="Порт; по умолчанию той страницы, что открыта.", show_default=False
        ),
    ] = None,
    host: Annotated[
        str | None,
        typer.Option("--host", help="Адрес или имя; по умолчанию той страницы, что открыта.", show_default=False),
    ] = None,
    tls: Annotated[bool, typer.Option("--tls", help="Страница открыта с сертификатом.")] = False,
    data: DataOption = None,
    organization: OrganizationOption = None,
    as_json: JsonOption = False,
) -> None:
    """Напечатать одноразовую ссылку входа (30 минут). Страница уже должна быть открыта."""
    from urllib.parse import urlsplit

    from rpa.web.whereabouts import known_where

    place = locate(data, organization)
    known = urlsplit(known_where(place.folder) or f"http://127.0.0.1:{DEFAULT_PORT}")
    shown = host or known.hostname or ""
    where = f"[{shown}]" if ":" in shown else shown
    scheme = "https" if tls else known.scheme
    address = f"{scheme}://{where}:{port or known.port}/enter?link={_accounts(place).issue_link(name)}"
    if as_json:
        print_json({"link": address})
    else:
        print_copyable(address)


def users(data: DataOption = None, organization: OrganizationOption = None, as_json: JsonOption = False) -> None:
    """Кто может открыть страницу и что ему можно."""
    found = _accounts(locate(data, organization)).all()
    if as_json:
        print_json([{"name": one.name, "role": one.role.name.lower(), "password": bool(one.password)} for one in found])
        return
    if not found:
        print_line("Пользователей ещё нет. Первого заведёт `rpa ui`, остальных: `rpa ui user add ИМЯ`.")
        return
    rows = [(one.name, one.role.word, "есть" if one.password else "только по ссылке") for one in found]
    print_table("Пользователи страницы", ("Имя", "Роль", "Пароль"), rows)


def add(
    name: NameArgument,
    role: RoleOption = "reviewer",
    ask_password: Annotated[bool, typer.Option("--password", help="Спросить пароль сейчас.")] = False,
    data: DataOption = None,
    organization: OrganizationOption = None,
) -> None:
    """Завести пользователя. Без пароля он входит по ссылке (`rpa ui link`) и может задать пароль сам."""
    accounts = _accounts(locate(data, organization))
    account = accounts.add(name, _role(role))
    if ask_password:
        accounts.set_password(account.name, new_password())
    print_line(f"Заведён: {account.name}, роль «{account.role.word}».")


def change(
    name: NameArgument, role: RoleOption = "reviewer", data: DataOption = None, organization: OrganizationOption = None
) -> None:
    """Сменить роль: действует сразу, даже если страница открыта."""
    _accounts(locate(data, organization)).change_role(name, _role(role))
    print_line(f"Роль изменена: {_role(role).word}.")


def remove(name: NameArgument, data: DataOption = None, organization: OrganizationOption = None) -> None:
    """Убрать пользователя: открытая им страница перестанет отвечать. Его решения остаются в журнале."""
    _accounts(locate(data, organization)).remove(name)
    print_line("Убран.")


def _accounts(place: Place) -> Accounts:
    from rpa.web.accounts import Accounts

    return Accounts(place.folder.root / "accounts.json", place.now)


def _role(word: str) -> Role:
    from rpa.web.accounts import Role

    try:
        return Role[word.upper()]
    except KeyError:
        raise typer.BadParameter("viewer, reviewer или approver", param_hint="--role") from None
