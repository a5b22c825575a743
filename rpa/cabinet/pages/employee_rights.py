"""«Права доступа» of one employee: check boxes, known by their captions."""

from __future__ import annotations

from collections.abc import Mapping

from rpa.cabinet.administration_payloads import rights
from rpa.cabinet.border import as_expected, translated, unlike
from rpa.cabinet.pages.base import CabinetPage
from rpa.cabinet.pages.wanted import accept
from rpa.cabinet.pages.windows import Windows
from rpa.cabinet.scripts import script
from rpa.errors import Temporary


class EmployeeRights(CabinetPage):
    """Rights are read and granted by the captions a person sees."""

    section = "employee_rights"

    @translated
    async def read(self, portal_id: str) -> dict[str, bool]:
        """Show the employee's page afresh; return caption → granted, in the page's order.

        What the page shows counts only if it is what the site told it: «Сохранить» stores every box, and a box that is
        empty for want of data would take a right away. Raises ``PageChanged`` when two rights have one caption.
        """
        told = await self.go_filled("data", rights, id=portal_id)
        boxes = await self.find("box").evaluate_all(script("boxes"))
        shown = {box["caption"]: bool(box["checked"]) for box in boxes}
        if len(shown) != len(boxes):
            raise self.changed("box", "два права с одной подписью")
        if shown != told:
            raise unlike(self, "box", "на странице отмечены не те права, что прислал сайт")
        as_expected(self, "box")
        return shown

    @translated
    async def apply(self, portal_id: str, wanted: Mapping[str, bool]) -> None:
        """Grant and take back the rights named in ``wanted``, leave the others, and read the page again.

        Raises ``PageChanged`` when the page has no such right, ``NeedsOperator`` when the site refuses,
        ``Temporary`` when it does not keep the change.
        """
        before = await self.read(portal_id)
        if missing := wanted.keys() - before.keys():
            raise self.changed("right", f"на странице нет права «{sorted(missing)[0]}»")
        different = {caption: granted for caption, granted in wanted.items() if before[caption] != granted}
        if not different:
            return
        for caption, granted in different.items():
            await self.find("right", caption=caption).set_checked(granted)
        windows = Windows(self.page, self.session, self.trail)
        await self.find("save").click()
        await windows.wait_confirmation()
        async with self.hear("data", method="PUT", id=portal_id) as heard:
            accept(await windows.confirm(heard), "Права доступа")
        after = await self.read(portal_id)
        if any(after.get(caption) != granted for caption, granted in wanted.items()):
            raise Temporary("Права доступа: кабинет сообщил об успехе, но показывает прежние права.")
