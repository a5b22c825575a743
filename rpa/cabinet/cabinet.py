"""The signed-in cabinet as a set of pages. ``cabinet.debt_requests.read()`` reads as a person would say it."""

from __future__ import annotations

from contextlib import suppress

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Locator, Page

from rpa.cabinet.border import browser_may_go
from rpa.cabinet.pages.base import CabinetPage, Picture
from rpa.cabinet.pages.debt_request import DebtRequest
from rpa.cabinet.pages.debt_requests import DebtRequests
from rpa.cabinet.pages.employee_rights import EmployeeRights
from rpa.cabinet.pages.employees import Employees
from rpa.cabinet.pages.home import Home
from rpa.cabinet.pages.inquiries import Inquiries
from rpa.cabinet.pages.inquiry import InquiryCard
from rpa.cabinet.pages.organization_settings import OrganizationSettings
from rpa.cabinet.session import CabinetSession


class Cabinet:
    """Pages bound to one window. Several cabinets on one session work side by side."""

    def __init__(self, page: Page, session: CabinetSession) -> None:
        self.page = page
        self.session = session
        self.home = Home(page, session)
        self.debt_requests = DebtRequests(page, session)
        self.debt_request = DebtRequest(page, session)
        self.inquiries = Inquiries(page, session)
        self.inquiry = InquiryCard(page, session)
        self.organization_settings = OrganizationSettings(page, session)
        self.employees = Employees(page, session)
        self.employee_rights = EmployeeRights(page, session)

    @classmethod
    async def of(cls, session: CabinetSession) -> Cabinet:
        """Return the cabinet on the session's main page."""
        return await cls.on(await session.page(), session)

    @classmethod
    async def on(cls, page: Page, session: CabinetSession) -> Cabinet:
        """Bind a cabinet to ``page``. The news window is closed whenever it gets in the way of a click.

        Raises ``SiteUnavailable`` if the browser is gone.
        """
        windows = session.selectors["windows"]
        notice, close = windows.find(page, "notice").first, windows.find(page, "notice_close").first

        async def dismiss(_: Locator) -> None:
            # What a handler raises, Playwright throws into whichever call comes next, of whatever page or organization
            # this browser serves. The click that waits for the window to go tells of it by itself.
            with suppress(PlaywrightError):
                await close.click()

        if page not in session.guarded:
            session.guarded.add(page)
            with browser_may_go("Браузер закрылся и не даёт работать со страницей."):
                await page.add_locator_handler(notice, dismiss)
        return cls(page, session)

    async def picture(self) -> Picture:
        """Take the masked picture of whichever screen is shown now: what a person would have seen at a failure.

        A screen that is none of ours is not taken: nobody could say what on it has to be covered. Home is none: its
        landmark, the header, is on every screen. Raises ``SiteUnavailable`` if the browser is gone.
        """
        with browser_may_go("Окно браузера закрылось: снимать нечего."):
            for page in vars(self).values():
                if isinstance(page, CabinetPage) and page is not self.home and await page.is_here():
                    return await page.picture()
        return Picture(None, "снимок не сохранён: на экране не страница кабинета")
