"""The organization's ledger, opened to be read outside of a run."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from rpa.ledger import Ledger
from rpa.settings import OrganizationFolder, OrganizationSettings


@contextmanager
def recorded(
    folder: OrganizationFolder, settings: OrganizationSettings, now: Callable[[], datetime]
) -> Iterator[Ledger | None]:
    """The ledger; ``None`` where nothing was ever written, and then none is made. Raises as ``Ledger.open`` does."""
    if settings.ledger_url is None and not folder.ledger.exists():
        yield None
        return
    with Ledger.open(settings.ledger_url or folder.ledger, now=now) as ledger:
        yield ledger
