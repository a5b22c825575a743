"""Going to another document from a page that may be about to go to one by itself.

A cabinet that is told that its session is over goes to the sign-in by itself, at a moment nobody knows. A load begun
just before that is given up by the browser for it (``net::ERR_ABORTED``; Chromium 156, 30.11.2026), and says nothing of
the site: it is begun once more. A reload is not given up so.
"""

from __future__ import annotations

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Page, Response

_GIVEN_UP = "net::ERR_ABORTED"


async def go_to(page: Page, url: str) -> Response | None:
    """Go to ``url`` and wait until its document has begun; ``None`` where no document is loaded for it.

    Raises Playwright's error, that of a second load given up, too.
    """
    try:
        return await page.goto(url, wait_until="commit")
    except PlaywrightError as error:
        if _GIVEN_UP not in error.message:
            raise
        return await page.goto(url, wait_until="commit")
