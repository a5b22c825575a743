"""The guard as a run of its own: look, warn, and let nothing that is broken keep the warning from going out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from loguru import logger

from rpa.errors import BadSettings, RpaError
from rpa.operate import notices
from rpa.operate.guard import Guarded, look
from rpa.settings import OrganizationFolder, Secrets, load_settings, open_secrets


def guard(
    folder: OrganizationFolder, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)
) -> tuple[Guarded, notices.Delivery]:
    """Look at the deadlines and send the warning. Raises ``BadSettings`` if the settings file cannot be read.

    A vault that does not open costs only the addresses that need it; an address that is wrong, only itself.
    """
    settings = load_settings(folder.settings)
    guarded = look(folder, settings, now())
    found = notices.from_guard(folder.slug, guarded)
    if not found:
        return guarded, notices.Delivery()
    try:
        delivery = notices.deliver(
            found,
            settings.notices.urls,
            _secrets(folder),
            folder.notices,
            now(),
            repeat_hours=settings.notices.repeat_hours,
        )
    except BadSettings as error:
        logger.error("Предупреждение о сроках послано не всем: {}", error.what)
        delivery = notices.Delivery(failed=1)
    return guarded, delivery


def _secrets(folder: OrganizationFolder) -> Secrets | None:
    try:
        return open_secrets(folder.slug, folder.vault)
    except RpaError:
        return None
