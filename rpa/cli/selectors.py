"""``rpa selectors``: does the site still look as selectors.yaml says, and what to write there if it does not."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rpa.cli.context import DataOption, JsonOption, OrganizationOption, locate
from rpa.cli.output import err, print_json, print_line, print_table, progress_bar, warn
from rpa.cli.prompts import number
from rpa.errors import PageChanged

if TYPE_CHECKING:
    from rpa.cabinet.selector_check import KeyCheck, ScreenCheck


CopyOption = Annotated[
    Path | None,
    typer.Option("--file", help="Исправленная копия selectors.yaml вместо того, что читает робот.", show_default=False),
]


def register(app: typer.Typer) -> None:
    group = typer.Typer(no_args_is_help=True, help="Селекторы: день, когда сайт изменился.")
    app.add_typer(group, name="selectors")
    group.command("check")(check)
    group.command("capture")(capture)
    group.command("pick")(pick)


def check(
    page: Annotated[
        list[str] | None,
        typer.Option("--page", help="Только этот экран (раздел selectors.yaml); можно несколько раз."),
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Показать и то, что сошлось.")] = False,
    file: CopyOption = None,
    data: DataOption = None,
    organization: OrganizationOption = None,
    as_json: JsonOption = False,
) -> None:
    """Открыть экраны кабинета (только чтение) и сверить ключи: строка файла, ожидалось, найдено, поколение.

    Видно то, что экран показывает без нажатий; вход, окна, формы и адреса не сверяются. Код 70, если что-то не сошлось.
    """
    from rpa.cabinet.screens import known_screen
    from rpa.cabinet.selector_file import read_selectors

    if file is not None:
        read_selectors(file)
    wanted = [known_screen(name) for name in page or ()]
    place = locate(data, organization)
    with progress_bar("Сверка экранов", quiet=as_json):
        finished = place.run("check_selectors", given=wanted, pages=1, selectors_file=file)
    if finished.summary.error is not None:
        raise finished.summary.error
    screens: list[ScreenCheck] = finished.value
    if as_json:
        print_json([asdict(screen) for screen in screens])
    else:
        _show(screens, everything=everything, file=file)
    raise typer.Exit(0 if all(screen.good or screen.skipped for screen in screens) else PageChanged.exit_code)


def _show(screens: list[ScreenCheck], *, everything: bool, file: Path | None) -> None:
    from rpa.operate.selector_tools import how_to_mend

    rows = []
    for screen in screens:
        mark = "—" if screen.skipped else "✓" if screen.good else "✗"
        print_line(f"{mark} {screen.title}" + (f": {screen.trouble}" if screen.trouble else ""))
        rows += [_row(one) for one in screen.checks if everything or not one.good]
    checks = [one for screen in screens for one in screen.checks]
    wrong = [one for one in checks if not one.good]
    if rows:
        print_table("selectors.yaml", ("Строка", "Ключ", "Ожидалось", "Найдено", "Поколение"), rows)
    print_line(f"Ключей сверено: {len(checks)}, не сошлось: {len(wrong)}.")
    for path in sorted({one.picture for one in wrong if one.picture}):
        print_line(f"Снимок: {path}")
    for one in wrong:
        print_line(how_to_mend(one.key, one.line, file))


def _row(one: KeyCheck) -> tuple[object, ...]:
    return (one.line, one.key, one.expected, one.found, one.generation or "—")


def capture(
    page: Annotated[str, typer.Argument(metavar="ЭКРАН", help="Раздел selectors.yaml, например debt_request.")],
    out: Annotated[
        Path, typer.Option("--out", help="Куда положить; по умолчанию — образцы страниц для тестов.")
    ] = Path("tests/pages/captures"),
    file: CopyOption = None,
    data: DataOption = None,
    organization: OrganizationOption = None,
    as_json: JsonOption = False,
) -> None:
    """Сохранить экран как образец для тестов: HTML, дерево доступности и снимок. Данные людей заменены выдуманными."""
    from rpa.operate.selector_tools import capture_screen

    files = capture_screen(locate(data, organization), page, out, selectors_file=file)
    if as_json:
        print_json({"screen": page, "files": files})
        return
    for path in files:
        print_line(f"Записано: {path}")
    print_line("Прежде чем передавать файлы дальше, просмотрите их: машина заменила всё, что прислал сайт.")


def pick(
    key: Annotated[str, typer.Argument(metavar="КЛЮЧ", help="Ключ selectors.yaml, например debt_requests.search.")],
    at: Annotated[
        str | None, typer.Option("--at", metavar="X,Y", help="Без окна: точка экрана 1280×900.", show_default=False)
    ] = None,
    css: Annotated[
        str | None, typer.Option("--css", help="Без окна: элемент, который находит этот CSS.", show_default=False)
    ] = None,
    author: Annotated[
        str | None, typer.Option("--author", help="Кто правит; по умолчанию — имя входа в систему.", show_default=False)
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Записать первое годное предложение без вопроса.")] = False,
    keep_old: Annotated[
        bool, typer.Option("--keep-old", help="Оставить прежний способ вторым поколением (не у кнопок отправки).")
    ] = False,
    file: Annotated[
        Path | None,
        typer.Option(
            "--file", help="Править эту копию, а не тот selectors.yaml, что читает робот.", show_default=False
        ),
    ] = None,
    data: DataOption = None,
    organization: OrganizationOption = None,
) -> None:
    """Указать элемент заново: откроется экран, щёлкните по элементу; строка selectors.yaml будет переписана.

    Щелчок не доходит до сайта. Способы по порядку: role, label, placeholder, text, css; видно, что ещё нашёл бы каждый.
    Для personal, many и того, что уже записано простым css, — только css. Вход, окна, формы и адреса правят вручную.
    """
    import getpass

    from rpa.operate.selector_tools import after_writing, nothing_fits, pick_element, ready_to_pick, write_choice

    ready_to_pick(key, file)
    place = locate(data, organization)
    if at is None and css is None:
        err.print("Откроется окно браузера: щёлкните в нём по нужному элементу (Esc — отказаться).", markup=False)
    picked = pick_element(place, key, at=at, css=css, selectors_file=file)
    rows = [
        (number, one.text, one.found, "да" if one.usable else "нет", "; ".join(one.others))
        for number, one in enumerate(picked.proposals, 1)
    ]
    print_line(f"Строка {picked.line}: сейчас {picked.now}")
    print_table("Способы", ("№", "Способ", "Найдено", "Годится", "Ещё нашёл бы"), rows)
    chosen = picked.best
    if chosen is None:
        raise nothing_fits(picked)
    if not yes:
        first = picked.proposals.index(chosen) + 1
        wanted = number("Какой записать (0 — никакой)", first)
        if wanted == 0:
            warn("Ничего не записано.")
            raise typer.Exit(1)
        if not 1 <= wanted <= len(picked.proposals) or not picked.proposals[wanted - 1].usable:
            raise PageChanged("Этот способ не находит элемент однозначно.", key=key, line=picked.line)
        chosen = picked.proposals[wanted - 1]
    line = write_choice(place, picked, chosen, author=author or getpass.getuser(), keep_old=keep_old)
    print_line(line.strip())
    print_line(f"Записано: {picked.file}:{picked.line}. {after_writing(picked)}")
