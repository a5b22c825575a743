"""Bringing a setting to the wanted state: read, change only the difference, read again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from rpa.cabinet.pages.base import CabinetPage
from rpa.cabinet.pages.windows import Outcome, Seen
from rpa.errors import NeedsOperator, Temporary

T = TypeVar("T")


@dataclass(slots=True)
class JustRead(Generic[T]):
    """What a screen was read as, for the change that follows: it need not be loaded once more for that.

    Good for one change, while the page is where it was read, was sent nowhere since, not even there again by another
    object of this screen, and nothing failed on it.
    """

    page: CabinetPage
    _read: tuple[str, int, T] | None = None

    def put(self, value: T) -> T:
        page = self.page.page
        self._read = (page.url, self.page.session.loads[page], value)
        return value

    def take(self, path: str) -> T | None:
        """The value, if the page at ``path`` was read just now."""
        read, self._read = self._read, None
        page, session = self.page.page, self.page.session
        if read is None or page in session.tainted:
            return None
        url, loads, value = read
        as_it_was = url == page.url == session.addresses.cabinet + path and loads == session.loads[page]
        return value if as_it_was else None


def accept(outcome: Outcome, what: str) -> None:
    """Judge a saved setting. Saving it twice does no harm, so all but the site's refusal may be repeated.

    Raises ``NeedsOperator`` with the site's words on a refusal, ``Temporary`` on a conflict or an unclear outcome.
    """
    if outcome.seen is Seen.SUCCESS:
        return
    if outcome.seen is Seen.REFUSED and outcome.status != 409:
        raise NeedsOperator(f"{what}: кабинет отказал ({outcome.text}).")
    raise Temporary(f"{what}: кабинет не подтвердил сохранение ({outcome.text}).")
