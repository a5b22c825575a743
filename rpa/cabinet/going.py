"""Loading a document on a page that may be about to load another one by itself.

A cabinet that is told that its session is over goes to the sign-in by itself, at a moment nobody knows. A load of ours
about then is given up by the browser (``net::ERR_ABORTED``, or Playwright's «interrupted by another navigation»,
whichever is heard first; Chromium 156, 30.11.2026), and says nothing of the site: it is begun again. So is a reload
that comes while the old document is being given up for the new one (``Not attached to an active page``; 1.12.2026).
"""

from __future__ import annotations

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Page, Response
from tenacity import retry, retry_if_exception, stop_after_attempt

from rpa.cabinet.scripts import went_elsewhere

_GIVEN_UP = ("net::ERR_ABORTED", "Not attached to an active page")
_TRIES = 5
"""One document of the page's own may cross two loads: when it is asked for, and when it comes."""


def _crossed(error: BaseException) -> bool:
    if not isinstance(error, PlaywrightError):
        return False
    return any(said in error.message for said in _GIVEN_UP) or went_elsewhere(error)


_begun_again = retry(retry=retry_if_exception(_crossed), stop=stop_after_attempt(_TRIES), reraise=True)


@_begun_again
async def go_to(page: Page, url: str) -> Response | None:
    """Go to ``url`` and wait until its document has begun; ``None`` where no document is loaded for it.

    Raises Playwright's error; that of a load given up when as many as ``_TRIES`` were.
    """
    return await page.goto(url, wait_until="commit")


@_begun_again
async def load_anew(page: Page) -> Response | None:
    """Load the page's document anew; errors as of ``go_to``."""
    return await page.reload(wait_until="commit")
