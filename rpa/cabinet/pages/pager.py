"""Counter, page size and «следующая» of every register."""

from __future__ import annotations

from rpa.cabinet.pages.base import Part

PAGE_SIZE = 100
"""The largest the registers offer: fewer pages, fewer chances that the list moves between two of them."""


class Pager(Part):
    """The pager of the register on screen. It is not there while the register is empty."""

    section = "pager"

    def counter(self) -> str:
        """Return the css by which one evaluation finds «Всего записей: N»."""
        return self.css("total")

    def counter_caption(self) -> str:
        """Return the words before the number, which tell it from other headings that count something."""
        return self.where.entry("total_text").ways[0].value

    async def is_largest(self) -> bool:
        """Tell whether the register already shows the largest pages."""
        return await self.find("size").input_value() == str(PAGE_SIZE)

    async def choose_largest(self) -> None:
        """Ask for the largest pages; the register answers with its first page."""
        await self.find("size").select_option(str(PAGE_SIZE))

    async def next(self) -> None:
        """Click «следующая» in the ordinary way."""
        await self.find("next").click()

    async def has_next(self) -> bool:
        """Tell whether there is a next page."""
        return await self.find("next").count() > 0
