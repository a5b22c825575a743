"""The cabinet's first screen: who is signed in, what the menu offers."""

from __future__ import annotations

from rpa.cabinet.border import translated
from rpa.cabinet.pages.base import CabinetPage


class Home(CabinetPage):
    """Header and menu, which every screen of the cabinet has."""

    section = "home"

    @translated
    async def user(self) -> str:
        """Return the employee's name as the header shows it. Personal data: not for logs."""
        return (await self.find("user").inner_text()).strip()

    @translated
    async def organization(self) -> str:
        """Return the organization's name as the header shows it."""
        return (await self.find("organization").inner_text()).strip()

    @translated
    async def offers(self) -> dict[str, bool]:
        """Tell which of the sections we work in the menu offers (``debt_requests``, ``inquiries``): one that is
        missing is a right that is missing.

        Raises ``PageChanged`` when there is no menu: then nothing can be missing from it.
        """
        if not await self.find("menu").count():
            raise self.changed("menu", "меню кабинета не найдено, и каких разделов в нём нет, сказать нельзя")
        return {
            "debt_requests": await self.find("menu_debts").count() > 0,
            "inquiries": await self.find("menu_inquiries").count() > 0,
        }
