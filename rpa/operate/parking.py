"""How an unattended run waits for a person: until when, and who is told. See ``rpa.job.parking`` for the waiting."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta

from loguru import logger

from rpa.cabinet.sign_in_screens import PERSONS
from rpa.errors import RpaError, WrongUsage
from rpa.job.parking import Parking
from rpa.operate.notices.deliver import deliver
from rpa.operate.notices.message import Kind, Notice
from rpa.operate.place import Place


def parse_until(text: str) -> time:
    """``ЧЧ:ММ``. Raises ``WrongUsage``."""
    try:
        return datetime.strptime(text.strip(), "%H:%M").time()
    except ValueError:
        raise WrongUsage(
            f"Время {text!r} не понято.", hint="Напишите его как ЧЧ:ММ, например --park-until 11:30."
        ) from None


def next_moment(moment: time, now: datetime) -> datetime:
    """The next such time of ``now``'s own clock."""
    wanted = now.replace(hour=moment.hour, minute=moment.minute, second=0, microsecond=0)
    return wanted if wanted > now else wanted + timedelta(days=1)


def unattended(place: Place, *, until: time | None = None) -> Place:
    """The same place, whose runs wait for a person at the sign-in: ``until`` a Moscow time, else by the settings.

    That time is the one that follows now. Whoever needs a person after it waits for nobody, not for a whole day.
    """
    minutes = place.settings.sign_in.wait_for_person_minutes
    last = None if until is None else next_moment(until, place.moscow_now())

    def seconds() -> float:
        return minutes * 60.0 if last is None else max((last - place.moscow_now()).total_seconds(), 0.0)

    def notify(screen: str) -> None:
        send_notice(place, screen, seconds())

    return replace(place, parking=Parking(seconds, notify))


def parked_notice(slug: str, screen: str, seconds: float) -> Notice:
    """What the person is told: which screen, how long the run waits, which command."""
    what = PERSONS.get(screen, PERSONS["unknown"])
    text = (
        f"{what}. Прогон ждёт ещё {round(seconds / 60)} мин и продолжит сам, как только вход выполнен: "
        f"`rpa sign-in -o {slug}` на этой машине (без экрана — `rpa sign-in --cookie -o {slug}`)."
    )
    return Notice(Kind.PARKED, f"ГИС ЖКХ, {slug}: вход в кабинет ждёт человека", text, urgent=True)


def send_notice(place: Place, screen: str, seconds: float) -> None:
    """Send the notice to every address of the settings. A notice that fails never ends the wait."""
    notice = parked_notice(place.folder.slug, screen, seconds)
    logger.warning(notice.text)
    wishes = place.settings.notices
    try:
        memory = place.folder.notices
        deliver([notice], wishes.urls, place.secrets, memory, place.moscow_now(), repeat_hours=0)
    except (RpaError, OSError) as error:
        logger.warning("Уведомление о входе не послано: {}", error)
