"""The guard as a run of its own: look, warn, and let nothing that is broken keep the warning from going out.

It is the only one left to speak when the day's run cannot: settings with an error, a vault that does not open, a run
that never began, broke off, hangs, or found nobody who takes its notices.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

from loguru import logger

from rpa.errors import BadSettings, RpaError
from rpa.operate import notices
from rpa.operate.day import Day
from rpa.operate.day_lock import under_way
from rpa.operate.guard import Guarded, look
from rpa.operate.hanging import hangs
from rpa.operate.schedule import jobs_of, last_firing, stands_since
from rpa.settings import OrganizationFolder, OrganizationSettings, Secrets, open_secrets
from rpa.settings.kept import settings_to_tell_by

_BROKEN = "Файл настроек с ошибкой, прогоны не начинаются: сроки и адреса взяты из прежнего. Что не так: `rpa status`."
_CURE = "Выполните `rpa run daily`: он продолжит или скажет, что мешает."


def guard(
    folder: OrganizationFolder, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)
) -> tuple[Guarded, notices.Delivery]:
    """Look at the deadlines and at the day's run, and send what has to be said of either.

    A vault that does not open costs only the addresses that need it; an address that is wrong, only itself. Raises
    ``BadSettings`` if the settings file has an error; if earlier settings are known, after the warning was sent.
    """
    settings, broken = settings_to_tell_by(folder)
    guarded = look(folder, settings, now())
    said, owing = _run_of_the_day(folder, settings, guarded, now())
    guarded = replace(guarded, blind=(*([_BROKEN] if broken else []), *said, *guarded.blind))
    found = notices.from_day(owing, guarded) if owing else notices.from_guard(folder.slug, guarded)
    delivery = _deliver(folder, settings, found, now()) if found else notices.Delivery()
    if broken and not delivery.failed:
        raise broken
    return guarded, delivery


def _run_of_the_day(
    folder: OrganizationFolder, settings: OrganizationSettings, guarded: Guarded, now: datetime
) -> tuple[list[str], Day | None]:
    """What is wrong with the last daily run, and the run itself if people were not told of it.

    Who never had one has no schedule that could fail; runs made by hand leave none, nor do those of other machines.
    """
    at = settings.schedule.daily_at
    since = stands_since(jobs_of(folder.slug, at, folder.machine.path))
    firing = last_firing(folder.reports, at, now.astimezone(), since)
    day = firing.last
    if under_way(folder):
        hung = hangs(folder, day, now.astimezone())
        return [hung] if hung else [], None
    if day is None:
        return [], None
    if firing.missed:
        # Somebody who read the requests since then works by hand.
        by_hand = guarded.read_at is not None and guarded.read_at >= firing.expected
        told = f"Прогон, который должен был начаться {firing.expected:%d.%m.%Y в %H:%M}, не начинался. {_CURE}"
        return ([] if by_hand else [told]), None
    notified = day.outcomes.get("notices")
    broken_off = day.finished_at is None or bool(day.stopped)
    said = [f"Прогон {day.day:%d.%m.%Y} не дошёл до конца. {_CURE}"] if broken_off else []
    return said, None if notified and notified.ended else day


def _deliver(
    folder: OrganizationFolder, settings: OrganizationSettings, found: list[notices.Notice], now: datetime
) -> notices.Delivery:
    wishes = settings.notices
    try:
        return notices.deliver(
            found, wishes.urls, _secrets(folder), folder.notices, now, repeat_hours=wishes.repeat_hours
        )
    except BadSettings as error:
        logger.error("Предупреждение послано не всем: {}", error.what)
        return notices.Delivery(failed=1)


def _secrets(folder: OrganizationFolder) -> Secrets | None:
    try:
        return open_secrets(folder.slug, folder.vault)
    except RpaError:
        return None
