"""Options that most commands share, and what they resolve to."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from rpa.cli.output import err
from rpa.settings import DataRoot, OrganizationFolder, OrganizationSettings, Secrets, load_settings, open_secrets

DataOption = Annotated[
    Path | None, typer.Option("--data", envvar="RPA_DATA", help="Папка данных робота.", show_default=False)
]
OrganizationOption = Annotated[
    str | None,
    typer.Option("--organization", "-o", help="Организация (имя её папки); не нужна, если она одна.", show_default=False),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Один документ JSON вместо таблиц.")]


@dataclass(frozen=True, slots=True)
class Place:
    """One organization, ready to work: its folder, wishes and secrets."""

    folder: OrganizationFolder
    settings: OrganizationSettings

    def secrets(self) -> Secrets:
        """Open the secrets; on a terminal a person may be asked for the pass phrase."""
        return open_secrets(self.folder.slug, self.folder.vault, ask=_ask if err.is_terminal else None)


def locate(data: Path | None, organization: str | None) -> Place:
    """Find the organization and read its settings. Raises ``BadSettings``."""
    root = DataRoot(data) if data else DataRoot.default()
    folder = root.organization(organization)
    return Place(folder.create(), load_settings(folder.settings))


def _ask(prompt: str) -> str:
    return str(typer.prompt(prompt, hide_input=True))
