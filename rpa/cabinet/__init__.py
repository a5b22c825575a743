"""The personal cabinet of an organization in ГИС ЖКХ, as a person would work it. The only importer of Playwright.

    Cabinet ── pages/ (one class per screen) ── locators.Section ── selectors.yaml
       └────── session.CabinetSession (one signed-in browser context) ── browser.open_browser

A page reads and does; it never decides. Whatever the site's markup says lives in ``selectors.yaml``; whatever goes
wrong comes out as an error of ``rpa.errors``, translated at one border (``border.py``).
"""

from __future__ import annotations

from rpa.cabinet.addresses import Addresses
from rpa.cabinet.border import browser_may_go
from rpa.cabinet.browser import BrowserOptions
from rpa.cabinet.cabinet import Cabinet
from rpa.cabinet.liveness import Liveness
from rpa.cabinet.session import CabinetSession, Timeouts

__all__ = ["Addresses", "BrowserOptions", "Cabinet", "CabinetSession", "Liveness", "Timeouts", "browser_may_go"]
