"""``rpa sign-in``: a person signs in, the robot keeps the session. A run that is parked goes on by itself then."""

from __future__ import annotations

import asyncio
import os
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from rpa.cli.context import DataOption, OrganizationOption, locate
from rpa.cli.output import err, print_folded, print_line
from rpa.errors import NeedsOperator

if TYPE_CHECKING:
    from rpa.operate.place import Place

HOW_TO_COPY = (
    "Войдите в личный кабинет в своём браузере (на любом компьютере), от имени нужной организации.",
    "Откройте инструменты разработчика (F12) → «Приложение» → «Файлы cookie» → dom.gosuslugi.ru.",
    "Скопируйте значение cookie sessionid (34 знака) и вставьте сюда; на экране оно не появится.",
)
_LOOKS_ON = "войдите в нём, пароль робот не узнаёт и не хранит"
_TYPES = "логин, пароль и код введёт робот, остальные экраны пройдите вы"


def register(app: typer.Typer) -> None:
    @app.command("sign-in")
    def sign_in(
        cookie: Annotated[bool, typer.Option("--cookie", help="Взять сессию из другого браузера (sessionid).")] = False,
        data: DataOption = None,
        organization: OrganizationOption = None,
    ) -> None:
        """Войти в кабинет человеку: в окне браузера или перенеся сессию из своего. Прогон, который ждёт входа,
        продолжит сам.

        Где в настройках выбран вход по паролю из хранилища, робот вводит его сам, человек проходит остальные экраны.
        """
        place = locate(data, organization)
        if cookie:
            carry_over(place)
        elif has_a_screen():
            in_a_window(place)
        elif place.settings.sign_in.method == "totp":
            without_window(place)
        else:
            err.print("На этой машине нет экрана: окно браузера открыть негде.", markup=False)
            if not sys.stdin.isatty():
                raise NeedsOperator(
                    "Войти в окне нельзя: экрана нет.",
                    hint="Перенесите сессию из своего браузера: `rpa sign-in --cookie`.",
                )
            carry_over(place)
        print_line("Сессия принята кабинетом и сохранена. Прогон, который её ждал, продолжит сам.")


def carry_over(place: Place) -> None:
    """Ask for the cookie (hidden, or from standard input) and seal it once the cabinet accepts it."""
    from rpa.job.arriving import take_over

    for line in HOW_TO_COPY:
        print_folded(err, line)
    typed = typer.prompt("sessionid", hide_input=True, err=True) if sys.stdin.isatty() else sys.stdin.readline()
    value = str(typed).removeprefix("\ufeff").strip().removeprefix("sessionid=").strip('"; ')
    place.redactor.learn((value,))
    asyncio.run(take_over(place.folder, place.settings, place.secrets, value))


def in_a_window(place: Place) -> None:
    """Open a visible browser and wait for the person there."""
    from rpa.job.arriving import sign_in_by_hand

    by_itself = place.settings.sign_in.method == "totp"
    err.print(f"Открываю браузер: {_TYPES if by_itself else _LOOKS_ON}.", markup=False)
    asyncio.run(sign_in_by_hand(place.folder, place.settings, place.secrets, _tell, redactor=place.redactor))


def without_window(place: Place, *, anew: bool = False) -> None:
    """The robot types what the vault holds; a screen for a person ends it with what to do.

    ``anew``: although the session lives, to try what the vault holds.
    """
    from rpa.errors import InteractionNeeded
    from rpa.job.arriving import sign_in_by_hand

    try:
        work = sign_in_by_hand(
            place.folder, place.settings, place.secrets, None,
            headless=True, anew=anew, redactor=place.redactor, browser=place.browser,
        )  # fmt: skip
        place.complete(work)
    except InteractionNeeded as error:
        raise InteractionNeeded(
            error.what,
            screen=error.screen,
            hint="Здесь нет экрана: войдите в своём браузере и выполните `rpa sign-in --cookie`.",
        ) from error


def has_a_screen() -> bool:
    """Whether a window can be shown here."""
    return sys.platform in ("win32", "darwin") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


async def _tell(screen: str) -> None:
    from rpa.cabinet.sign_in_screens import PERSONS

    err.print(f"Ваш ход в окне браузера: {PERSONS.get(screen, PERSONS['unknown'])}.", markup=False)
