"""Prints a page of ours to PDF with the browser that is there anyway."""

from __future__ import annotations

import asyncio
from pathlib import Path

from playwright.async_api import Error as PlaywrightError

from rpa.cabinet.browser import BrowserOptions, open_browser
from rpa.errors import BadSettings

_FOOTER = (
    '<div style="font-size:8px;width:100%;padding:0 12mm;display:flex;justify-content:space-between">'
    '<span class="title"></span><span><span class="pageNumber"></span> / <span class="totalPages"></span></span></div>'
)
# What a page shows in parts, or loads when it is looked at, it brings forth before it is printed.
_ALL_OF_IT = """() => {
    dispatchEvent(new Event("beforeprint"));
    return Promise.all([...document.images].map((image) => {
        image.loading = "eager";
        return image.decode().catch(() => null);
    }));
}"""


def print_pdf(page: Path, options: BrowserOptions | None = None) -> bytes:
    """The PDF of a local HTML file, by its print style. Raises ``BadSettings`` if the browser cannot print."""
    return asyncio.run(_print(page, options))


async def _print(path: Path, options: BrowserOptions | None) -> bytes:
    async with open_browser(options) as browser:
        page = await browser.new_page()
        try:
            await page.goto(path.resolve().as_uri())
            await page.evaluate(_ALL_OF_IT)
            return await page.pdf(
                prefer_css_page_size=True,
                print_background=True,
                display_header_footer=True,
                header_template="<span></span>",
                footer_template=_FOOTER,
            )
        except PlaywrightError as error:
            raise BadSettings("Браузер не смог напечатать отчёт в PDF.", hint="Сделайте отчёт в HTML.") from error
