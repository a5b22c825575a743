"""Bringing a setting to the wanted state: read, change only the difference, read again."""

from __future__ import annotations

from rpa.cabinet.pages.windows import Outcome, Seen
from rpa.errors import NeedsOperator, Temporary


def accept(outcome: Outcome, what: str) -> None:
    """Judge a saved setting. Saving it twice does no harm, so all but the site's refusal may be repeated.

    Raises ``NeedsOperator`` with the site's words on a refusal, ``Temporary`` on a conflict or an unclear outcome.
    """
    if outcome.seen is Seen.SUCCESS:
        return
    if outcome.seen is Seen.REFUSED and outcome.status != 409:
        raise NeedsOperator(f"{what}: кабинет отказал ({outcome.text}).")
    raise Temporary(f"{what}: кабинет не подтвердил сохранение ({outcome.text}).")
