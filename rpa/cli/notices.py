"""``rpa notices``: try the addresses, keep their secrets."""

from __future__ import annotations

from typing import Annotated

import typer

from rpa.cli.context import DataOption, JsonOption, OrganizationOption, locate
from rpa.cli.output import print_json, print_line


def register(app: typer.Typer) -> None:
    group = typer.Typer(no_args_is_help=True, help="Уведомления: проверить адреса, сохранить их пароли.")
    app.add_typer(group, name="notices")
    group.command("test")(test)
    group.command("secret")(secret)


def test(data: DataOption = None, organization: OrganizationOption = None, as_json: JsonOption = False) -> None:
    """Послать пробное уведомление на каждый адрес из настроек. Код 75, если какой-то не принял."""
    from rpa.errors import BadSettings
    from rpa.operate.notices import Kind, Notice, deliver

    place = locate(data, organization)
    if not place.settings.notices.urls:
        raise BadSettings("Адреса уведомлений не указаны (notices.urls).", hint="Добавьте их в файл настроек.")
    slug = place.folder.slug
    notice = Notice(Kind.TEST, f"ГИС ЖКХ, {slug}: проверка", "Это проверка уведомлений робота. Делать ничего не нужно.")
    memory = place.folder.root / "notices.json"
    delivery = deliver(
        [notice], place.settings.notices.urls, place.secrets, memory, place.moscow_now(), repeat_hours=0
    ).require()
    if as_json:
        print_json({"sent": delivery.sent})
    else:
        print_line(f"Послано по адресам: {delivery.sent}.")


def secret(
    name: Annotated[str, typer.Argument(help="Имя, на которое ссылается vault:ИМЯ.")],
    delete: Annotated[bool, typer.Option("--delete", help="Удалить.")] = False,
    data: DataOption = None,
    organization: OrganizationOption = None,
) -> None:
    """Сохранить секрет адреса (ввод не показывается; можно подать на стандартный ввод)."""
    import sys

    from rpa.errors import BadSettings
    from rpa.settings.secrets import KNOWN

    if name in KNOWN:
        raise BadSettings(f"Имя {name!r} занято самой программой.", hint="Выберите другое, например mail_password.")
    secrets = locate(data, organization).secrets
    if delete:
        secrets.delete(name)
        print_line(f"Удалено: {name}.")
        return
    value = typer.prompt("Секрет", hide_input=True, err=True) if sys.stdin.isatty() else sys.stdin.readline()
    if not value.strip():
        raise BadSettings("Секрет пуст.", hint="Введите его или подайте на стандартный ввод.")
    secrets.set(name, value.rstrip("\r\n"))
    print_line(f"Сохранено: {name} ({secrets.describe()}).")
