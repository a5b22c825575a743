"""``rpa record``: a person signs in, the robot only watches; out comes a file for the developers, without people."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from rpa.cli.context import DataOption, OrganizationOption, locate
from rpa.cli.output import err, print_line, writing
from rpa.errors import BadInput, NeedsOperator


def register(app: typer.Typer) -> None:
    app.command("record")(record)


def record(
    out: Annotated[
        Path | None, typer.Option("--out", help="Папка для записи; по умолчанию — в папке данных.", show_default=False)
    ] = None,
    data: DataOption = None,
    organization: OrganizationOption = None,
) -> None:
    """Записать, как устроен вход на живом сайте: войдите в открывшемся окне сами, робот только смотрит.

    В файл попадают адреса без значений, названия элементов, подписи кнопок и полей, коды ответов. Не попадают: то, что
    вводится, имена людей, содержимое страниц. Файл ждёт вашей проверки и никуда не отправляется.
    """
    from rpa.cli.sign_in import has_a_screen
    from rpa.operate.watching import FILE, record_in_a_window, redactor_for

    place = locate(data, organization)
    if not has_a_screen():
        raise NeedsOperator(
            "Записать вход нельзя: на этой машине нет экрана.",
            hint="Выполните `rpa record` на компьютере, где окно браузера видно.",
        )
    folder = out or place.folder.root / "records" / f"{place.moscow_now():%Y%m%d-%H%M%S}"
    if (folder / FILE).exists():
        raise BadInput(f"{folder / FILE}: запись уже есть.", hint="Укажите другую папку: вход второй раз не повторить.")
    with writing(folder / FILE):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    people, others = _never_written()
    redactor = redactor_for(place, people, others)
    for line in (
        "Открываю окно. Войдите как обычно, откройте «Ответ на полученные запросы», один запрос, затем закройте окно.",
        "Робот ничего не нажимает и не вводит. Прервать: Ctrl-C — записанное сохранено.",
    ):
        err.print(line, markup=False)
    try:
        record_in_a_window(place, folder, redactor, lambda count: err.print(f"Экранов записано: {count}", markup=False))
    except KeyboardInterrupt:
        err.print("Остановлено.", markup=False)
    if not (folder / FILE).exists():
        print_line("Ни одного экрана не записано.")
        return
    print_line(f"Запись: {folder / FILE}")
    print_line("Просмотрите её перед отправкой разработчикам: имён и значений в ней быть не должно.")


def _never_written() -> tuple[list[str], list[str]]:
    """Asked so that it can be looked for in every caption; kept in memory only."""
    if not sys.stdin.isatty():
        return [], []
    name = typer.prompt("Кто входит: фамилия, имя, отчество (в запись не попадут)", default="", show_default=False)
    login = typer.prompt("Логин: телефон, почта или СНИЛС (в запись не попадёт)", default="", show_default=False)
    return [name] if name.strip() else [], [login] if login.strip() else []
