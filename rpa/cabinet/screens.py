"""Every screen of the cabinet that can be opened without changing anything, by the name of its section.

A card is opened by the first id that its register hears by itself when it opens: no button is pressed, so that a
button whose caption changed does not hide the screens behind it.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from playwright.async_api import TimeoutError as PlaywrightTimeoutError

from rpa.cabinet.border import NO_DATA, as_expected, told_by_the_page, unlike
from rpa.cabinet.cabinet import Cabinet
from rpa.cabinet.pages.base import CabinetPage
from rpa.cabinet.pages.register import Register
from rpa.cabinet.payloads import MISREAD, why
from rpa.cabinet.selector_mending import SCREENS
from rpa.errors import NeedsOperator, SiteUnavailable, WrongUsage

_REGISTER_OF = {"debt_request": "debt_requests", "inquiry": "inquiries", "employee_rights": "employees"}


_REST_SECONDS = 5


class NothingToShow(NeedsOperator):
    """The register is empty, so no card of it can be opened."""

    hint = "Повторите, когда в реестре появится запись."


def known_screen(name: str) -> str:
    """``name`` itself. Raises ``WrongUsage`` that lists the screens."""
    if name not in SCREENS:
        raise WrongUsage(f"Экрана {name!r} нет или его нельзя открыть.", hint=f"Есть: {', '.join(SCREENS)}.")
    return name


async def open_screen(cabinet: Cabinet, name: str) -> CabinetPage:
    """Open the screen and wait until it has come to rest. Raises ``NothingToShow`` when its register is empty.

    One that did not come is opened once more: the first time may be the site's mood, the second time the key is named.
    """
    missed = cabinet.session.misses.total()
    try:
        return await _opened(cabinet, name)
    except SiteUnavailable:
        if cabinet.session.misses.total() == missed:
            raise
        return await _opened(cabinet, name)


async def _opened(cabinet: Cabinet, name: str) -> CabinetPage:
    page: CabinetPage = getattr(cabinet, known_screen(name))
    if name in _REGISTER_OF:
        register: Register[Any] = getattr(cabinet, _REGISTER_OF[name])
        shown = await _first_id(register)
        async with told_by_the_page(page):
            await page.go(page.path("address", id=shown))
    elif isinstance(page, Register):
        await _listed(page)
    else:
        await page.open()
    await _at_rest(page)
    return page


async def _first_id(register: Register[Any]) -> str:
    items = (await _listed(register))[register.items_key]
    if not items:
        raise NothingToShow("Реестр пуст: карточку открыть не из чего.")
    try:
        return str(items[0]["id"])
    except MISREAD as error:
        raise register.changed("search_data", f"ответ поиска устроен иначе ({why(error)})") from error


async def _listed(register: Register[Any]) -> dict[str, Any]:
    """Load a register anew; what it was told by its own first search."""
    async with told_by_the_page(register), register.hear("search_data", method=register.method) as heard:
        await register.go(register.path("address"), anew=True)
        told: dict[str, Any] = await heard.answer()
    if not register.lists(told):
        raise unlike(register, "search_data", f"нет {register.items_key}: {NO_DATA}")
    as_expected(register, "search_data")
    return told


async def _at_rest(page: CabinetPage) -> None:
    """Wait until «Загрузка…» is gone and the page asks for nothing; one that never rests is looked at as it is."""
    async with told_by_the_page(page):
        await page.until("arrived", page.arrival())
    with suppress(PlaywrightTimeoutError):
        await page.page.wait_for_load_state("networkidle", timeout=_REST_SECONDS * 1000)
