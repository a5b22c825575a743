"""``rpa setup``: the questions of the first day. Can be left and run again: what is known becomes the default."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import questionary
import typer

from rpa.cli.context import DataOption
from rpa.cli.output import print_line, warn
from rpa.errors import BadInput, BadSettings

if TYPE_CHECKING:
    from rpa.settings import OrganizationFolder, OrganizationSettings


def register(app: typer.Typer) -> None:
    @app.command("setup")
    def setup(
        slug: Annotated[str, typer.Argument(help="Имя организации латиницей, например uk-rassvet.")] = "organization",
        settings_file: Annotated[
            Path | None, typer.Option("--settings", help="Готовый файл настроек: ничего не спрашивать.")
        ] = None,
        data: DataOption = None,
    ) -> None:
        """Настроить робота для организации: вопросы по одному, каждый ответ проверяется до сохранения."""
        from rpa.settings import DataRoot, load_settings, save_settings

        root = DataRoot(data) if data else DataRoot.default()
        folder = root.organization(slug)
        settings = load_settings(settings_file) if settings_file is not None else _ask(folder)
        folder.create()
        save_settings(folder.settings, settings)
        print_line(f"Настройки сохранены: {folder.settings}")
        print_line(
            "Дальше: rpa sign-in (вход), rpa doctor (проверка), rpa debts plan (пробный план: ничего не отправит)."
        )


def _ask(folder: OrganizationFolder) -> OrganizationSettings:
    from rpa.operate.place import MOSCOW
    from rpa.operate.setting_up import check_ogrn, try_dataset, try_served_houses
    from rpa.settings import OrganizationSettings, load_settings

    known: dict[str, Any] = {}
    if folder.settings.exists():
        known = load_settings(folder.settings).model_dump(mode="json", exclude_defaults=True)
    organization, source = dict(known.get("organization", {})), dict(known.get("dataset", {}))
    organization["name"] = _text("Название организации", organization.get("name", ""))
    organization["ogrn"] = _until(
        lambda: check_ogrn(_text("ОГРН (по нему выбирается организация после входа)", organization.get("ogrn", "")))
    )
    today = datetime.now(MOSCOW).date()
    source["file"] = _file(
        "Файл данных о долгах (xlsx, xls, ods, csv)", source.get("file"), lambda p: try_dataset(p, today)
    )
    source["served_houses"] = _file("Список обслуживаемых домов", source.get("served_houses"), try_served_houses)
    automatic = _choice(
        "Что отправлять без утверждения человеком?",
        {"nothing": "ничего (рекомендуется)", "no_debt_exact": "только точное «нет»: по жилью нет ни одной строки"},
        known.get("decision", {}).get("automatic", "nothing"),
    )
    document = {
        **known,
        "organization": organization,
        "dataset": {key: value for key, value in source.items() if value},
        "decision": {**known.get("decision", {}), "automatic": automatic},
    }
    return OrganizationSettings.model_validate(document)


def _text(question: str, default: str) -> str:
    answer = questionary.text(question, default=default).ask()
    if answer is None:
        raise BadSettings("Настройка прервана: ничего не сохранено.", hint="Запустите `rpa setup` снова.")
    return str(answer).strip()


def _choice(question: str, words: dict[str, str], default: str) -> str:
    choices = [questionary.Choice(title, value=value) for value, title in words.items()]
    answer = questionary.select(question, choices=choices, default=default if default in words else None).ask()
    if answer is None:
        raise BadSettings("Настройка прервана: ничего не сохранено.", hint="Запустите `rpa setup` снова.")
    return str(answer)


def _until(ask: Any) -> str:
    """Ask until the answer is good; say each time what is wrong with it."""
    while True:
        try:
            return str(ask())
        except BadInput as error:
            warn(str(error))


def _file(question: str, known: str | None, try_it: Any) -> str | None:
    """A path that opens, or nothing: the question can be answered later."""
    while True:
        answer = _text(f"{question} (Enter — позже)", known or "")
        if not answer:
            return None
        tried = try_it(Path(answer).expanduser())
        for line in tried.lines:
            print_line(f"  {line}")
        if tried.good:
            return str(Path(answer).expanduser().resolve())
