"""Options that most commands share, and what they resolve to."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from rpa.cli.output import err

if TYPE_CHECKING:
    from rpa.operate.place import Place
    from rpa.settings import OrganizationFolder, Secrets

DataOption = Annotated[
    Path | None, typer.Option("--data", envvar="RPA_DATA", help="Папка данных робота.", show_default=False)
]
OrganizationOption = Annotated[
    str | None,
    typer.Option(
        "--organization", "-o", help="Организация (имя её папки); не нужна, если она одна.", show_default=False
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Один документ JSON вместо таблиц.")]


def locate(
    data: Path | None, organization: str | None, *, secrets: Literal["needed", "if open", "none"] = "needed"
) -> Place:
    """Find the organization, read its settings, open its secrets, and keep its log. Raises ``BadSettings``.

    On a terminal a person may be asked for the vault's pass phrase. ``secrets``: "none" for what only looks at files;
    "if open" goes on with ``ClosedSecrets`` where they do not open.
    """
    from rpa.audit import Redactor
    from rpa.audit.log import configure_log, forbid_core_dump, hook_exceptions
    from rpa.operate.place import Place
    from rpa.settings import DataRoot, load_settings

    root = DataRoot.of(data)
    folder = root.organization(organization)
    settings = load_settings(folder.settings)
    folder.create()
    forbid_core_dump()
    redactor = Redactor()
    configure_log(redactor, folder.log)
    hook_exceptions(redactor, lambda text: err.print(text, markup=False, soft_wrap=True))
    return Place(folder, settings, _secrets(folder, secrets), redactor=redactor)


def _secrets(folder: OrganizationFolder, wanted: str) -> Secrets:
    from rpa.errors import BadSettings
    from rpa.settings import open_secrets
    from rpa.settings.secrets import ClosedSecrets

    if wanted == "none":
        return ClosedSecrets()
    try:
        return open_secrets(folder.slug, folder.vault, ask=_ask if err.is_terminal else None)
    except BadSettings as error:
        if wanted == "needed":
            raise
        return ClosedSecrets(error)


def _ask(prompt: str) -> str:
    return str(typer.prompt(prompt, hide_input=True, err=True))
