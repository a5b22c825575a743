"""``rpa sign-in``: a person signs in, the robot keeps the session."""

from __future__ import annotations

import asyncio
import os
import sys
from typing import Annotated

import typer

from rpa.cli.context import DataOption, OrganizationOption, locate
from rpa.cli.output import err, print_line


def register(app: typer.Typer) -> None:
    @app.command("sign-in")
    def sign_in(
        cookie: Annotated[bool, typer.Option("--cookie", help="Взять сессию из другого браузера (sessionid).")] = False,
        data: DataOption = None,
        organization: OrganizationOption = None,
    ) -> None:
        """Войти в кабинет человеку: в окне браузера или перенеся сессию из своего. Пароль робот не узнаёт."""
        from rpa.job.arriving import sign_in_by_hand, take_over

        place = locate(data, organization)
        if cookie or not _has_a_screen():
            print_line("Откройте личный кабинет в своём браузере и скопируйте значение cookie sessionid (34 знака).")
            value = str(typer.prompt("sessionid", hide_input=True, err=True)).strip()
            place.redactor.learn((value,))
            asyncio.run(take_over(place.folder, place.settings, place.secrets, value))
        else:
            asyncio.run(sign_in_by_hand(place.folder, place.settings, place.secrets, _tell))
        print_line("Сессия принята кабинетом и сохранена.")


async def _tell(screen: str) -> None:
    err.print(f"Ваш ход: пройдите экран «{screen}» в окне браузера.", markup=False)


def _has_a_screen() -> bool:
    return sys.platform in ("win32", "darwin") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
