"""``rpa setup``: the questions of the first day. Each answer is tried before it is kept; one may leave and go on."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rpa.cli.context import DataOption, OrganizationOption
from rpa.cli.output import print_line, warn
from rpa.errors import BadSettings

if TYPE_CHECKING:
    from rpa.operate.wizard import Draft
    from rpa.settings import DataRoot


def register(app: typer.Typer) -> None:
    app.command("setup")(setup)


def setup(
    words: Annotated[
        list[str] | None,
        typer.Argument(metavar="[ОРГАНИЗАЦИЯ] [ШАГ]", help="Имя организации латиницей; шаг, если нужен один."),
    ] = None,
    no_input: Annotated[
        bool, typer.Option("--no-input", help="Ничего не спрашивать: проверить и назвать, чего не хватает.")
    ] = False,
    settings_file: Annotated[
        Path | None, typer.Option("--settings", help="Готовый файл настроек вместо вопросов.", show_default=False)
    ] = None,
    stand: Annotated[
        bool, typer.Option("--stand", help="Учиться: поднять учебный стенд и настроить робота на нём.")
    ] = False,
    again: Annotated[bool, typer.Option("--again", help="Пройти все шаги заново.")] = False,
    data: DataOption = None,
    organization: OrganizationOption = None,
) -> None:
    """Настроить робота для организации: вопросы по одному, каждый ответ проверяется до сохранения.

    Шаги: organization, browser, sign-in, who, cabinet, dataset, houses, policy, notices, schedule, plan. Можно выйти
    (Ctrl-C) и продолжить тем же `rpa setup`; `rpa setup dataset` повторяет один шаг.
    """
    from rpa.cli.setting_up.steps import walk
    from rpa.operate.wizard import STEPS, Draft
    from rpa.settings import DataRoot

    steps = [word for word in words or () if word in STEPS]
    names = [word for word in words or () if word not in STEPS]
    if len(names) > 1 or len(steps) > 1:
        raise typer.BadParameter(f"ожидаются имя организации и один шаг из: {', '.join(STEPS)}")
    root = DataRoot.of(data)
    slug = organization or (names[0] if names else None)
    if no_input or settings_file is not None:
        _unasked(root, slug, settings_file)
        return
    if not sys.stdin.isatty():
        raise BadSettings(
            "Спрашивать некого: это не терминал.",
            hint="Подготовьте файл и выполните `rpa setup ОРГАНИЗАЦИЯ --no-input --settings ФАЙЛ`.",
        )
    if stand:
        from rpa.cli.setting_up.stand import on_a_stand

        on_a_stand(root, slug or "training", steps, again=again)
        return
    draft = Draft(root.organization(slug or _only(root)))
    walk(draft, steps or _left(draft, again=again))


def _left(draft: Draft, *, again: bool) -> list[str]:
    from rpa.operate.wizard import STEPS

    begin = None if again else draft.next
    if begin is None:
        return list(STEPS)
    names = list(STEPS)
    return names[names.index(begin) :]


def _only(root: DataRoot) -> str:
    """The organization meant by whoever names none. Raises ``BadSettings`` where it may be another."""
    known = root.slugs()
    if len(known) > 1:
        raise BadSettings(
            f"Не указано, какую организацию настраивать (есть: {', '.join(known)}).",
            hint="Назовите её: `rpa setup ИМЯ`; для новой — новое имя латиницей.",
        )
    return known[0] if known else "organization"


def _unasked(root: DataRoot, slug: str | None, file: Path | None) -> None:
    """Check everything first; the file is kept only if it reads, and the code is 78 while something is missing."""
    from rpa.audit.journal import refuse_another
    from rpa.operate.wizard import lacking, refuse_second_folder
    from rpa.settings import load_settings, save_settings

    folder = root.organization(slug or _only(root))
    settings = load_settings(file or folder.settings)
    ogrn = settings.organization.ogrn
    refuse_another(folder.journal, ogrn)
    if slug is None and folder.settings.exists() and load_settings(folder.settings).organization.ogrn != ogrn:
        raise BadSettings(
            f"В папке {folder.slug} настроена другая организация: её настройки не заменены.",
            hint="Назовите папку новой: `rpa setup ИМЯ --settings ФАЙЛ`.",
        )
    refuse_second_folder(folder, ogrn, settings.site)
    found = lacking(folder, settings)
    if file is not None:
        folder.create()
        save_settings(folder.settings, settings)
        print_line(f"Настройки сохранены: {folder.settings}")
    for sentence in found:
        warn(sentence)
    if found:
        raise BadSettings(f"Не хватает: {len(found)}.", hint="Исправьте перечисленное и повторите.")
    print_line("Ничего не недостаёт. Дальше: rpa sign-in (вход), rpa doctor (осмотр), rpa debts plan (пробный план).")
