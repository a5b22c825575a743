"""«Настройки организации»: the check box of e-mail messages about received обращения."""

from __future__ import annotations

from rpa.cabinet.administration_payloads import notifications
from rpa.cabinet.border import as_expected, translated, unlike
from rpa.cabinet.pages.base import CabinetPage
from rpa.cabinet.pages.wanted import accept
from rpa.cabinet.pages.windows import Windows
from rpa.errors import Temporary


class OrganizationSettings(CabinetPage):
    """The page is known from the task only; where the check box is and how it is saved is invented for the stand."""

    section = "organization_settings"

    @translated
    async def read(self) -> bool:
        """Show the page afresh and tell whether messages about обращения are switched on.

        What is shown counts only if it is what the site told the page, whose box is empty for want of data, too.
        """
        told = await self.go_filled("data", notifications)
        shown = await self.find("notify").is_checked()
        if shown != told:
            raise unlike(self, "notify", "флажок на экране не тот, что прислал сайт")
        as_expected(self, "notify")
        return shown

    @translated
    async def apply(self, notify: bool) -> None:
        """Switch the messages as wanted and read the page again. Nothing is touched when it already is so.

        Raises ``NeedsOperator`` when the site refuses, ``Temporary`` when it does not keep the change.
        """
        if await self.read() == notify:
            return
        await self.find("notify").set_checked(notify)
        async with self.hear("data", method="PUT") as heard:
            await self.find("save").click()
            accept(await Windows(self.page, self.session, self.trail).settle(heard), "Настройки организации")
        if await self.read() != notify:
            raise Temporary("Настройки организации: кабинет сообщил об успехе, но показывает прежнее значение.")
