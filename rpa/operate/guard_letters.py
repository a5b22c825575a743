"""What the guard sees of обращения: those that wait, and how old and how whole the reading is that it knows of."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from rpa.debts.calendar import CalendarError, WorkCalendar
from rpa.debts.deadline import moscow_date
from rpa.operate.newest import dated_ahead
from rpa.settings import OrganizationFolder

LATE_FOR = timedelta(days=14)
"""So long an обращение whose last day has passed is spoken of every day: nobody can answer it in time any more."""


def open_letters(
    folder: OrganizationFolder, now: datetime, calendar: WorkCalendar | None, blind: list[str]
) -> Iterator[tuple[str, date | None]]:
    """Numbers and last days of открытые обращения as they were last read, and into ``blind`` what is not seen of them.

    One that is long overdue is told by `rpa due` alone. Who never read any works without them.
    """
    today, cards = moscow_date(now), len(list(folder.inquiries.glob("*.json")))
    if not cards and not folder.inquiries_read.exists():
        return
    # Only then: the guard and `rpa status` must answer at once.
    from rpa.inquiries.recognise import last_day as last_day_of
    from rpa.operate.inquiries.last_reading import read_reading
    from rpa.operate.inquiries.store import InquiryStore

    whole = list(InquiryStore(folder.inquiries).readable())
    if lost := cards - len(whole):
        blind.append(f"Файлов обращений не читается: {lost}. Их сроки не видны, выполните `rpa inquiries sync`.")
    reading = read_reading(folder.inquiries_read)
    # A store of before the record was kept tells at least when its newest card was opened.
    _tell_age(reading.at if reading else max((one.read_at for one in whole), default=None), now, calendar, blind)
    if reading and reading.unread:
        blind.append(f"Карточки обращений не прочитаны: {reading.unread}. Их сроки не видны: откройте их в кабинете.")
    for stored in whole:
        one = stored.inquiry
        if not stored.waits:
            continue
        day = last_day_of(one, calendar or WorkCalendar.load())
        if day is None or today - day <= LATE_FOR:
            yield one.number, day


def _tell_age(read_at: datetime | None, now: datetime, calendar: WorkCalendar | None, blind: list[str]) -> None:
    """New ones are seen only by reading; a reading of a clock that ran ahead says nothing of when that was."""
    if read_at is not None and not dated_ahead(read_at, now):
        if days_left(moscow_date(read_at), moscow_date(now), calendar, []) <= 1:
            return
        when = f"последний раз прочитаны {moscow_date(read_at):%d.%m.%Y}"
    else:
        when = "прочитаны неизвестно когда"
    blind.append(f"Обращения {when}: новые не видны. Выполните `rpa inquiries sync`.")


def days_left(today: date, due: date, calendar: WorkCalendar | None, blind: list[str]) -> int:
    """Working days after today up to ``due``; negative if it has passed. Without a calendar: Monday to Friday."""
    if due < today:
        return -1
    if calendar is not None:
        try:
            return calendar.working_days_between(today, due)
        except CalendarError:
            blind.append(f"В производственном календаре нет {due.year} года: дни считаются без праздников.")
    return sum((today.toordinal() + n) % 7 not in (6, 0) for n in range(1, (due - today).days + 1))
