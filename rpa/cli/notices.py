"""``rpa notices``: try the addresses. Their secrets are kept by ``rpa secrets``."""

from __future__ import annotations

import typer

from rpa.cli import secrets
from rpa.cli.context import DataOption, JsonOption, OrganizationOption, locate
from rpa.cli.output import print_json, print_line


def register(app: typer.Typer) -> None:
    group = typer.Typer(no_args_is_help=True, help="Уведомления: проверить адреса.")
    app.add_typer(group, name="notices")
    group.command("test")(test)
    # The name it had before it served the mailbox and the sign-in too.
    group.command("secret", hidden=True)(secrets.put)


def test(data: DataOption = None, organization: OrganizationOption = None, as_json: JsonOption = False) -> None:
    """Послать пробное уведомление на каждый адрес из настроек. Код 75, если какой-то не принял."""
    from rpa.errors import BadSettings
    from rpa.operate.notices.trying import send_test

    place = locate(data, organization)
    if not place.settings.notices.urls:
        hint = f"Добавьте: `rpa setup notices -o {place.folder.slug}`."
        raise BadSettings("Адреса уведомлений не указаны (notices.urls).", hint=hint)
    sent = send_test(place, place.settings.notices.urls)
    if as_json:
        print_json({"sent": sent})
    else:
        print_line(f"Послано по адресам: {sent}.")
