"""Debt requests that social services wrote as an обращение: they have a deadline of their own and must not be missed.

The reading is generous on purpose: what is found is shown to a person beside the debt requests and decides nothing,
while one that is missed answers itself with silence.
"""

from __future__ import annotations

import re
from datetime import date

from rpa.debts.calendar import CalendarError, WorkCalendar
from rpa.debts.deadline import due, work_to
from rpa.debts.text import normal
from rpa.model import Inquiry

_DEBT = re.compile(
    r"задолж|\bдолг(а|ов|и|у|е|ом|ам|ах|ами)?\b|непогаш|неоплач|недоимк|неплат[её]ж|неупла[тч]"
    r"|должни[кц]|просроч\w+\s+(плат|оплат|начисл|обязат)|не\s?исполнен\w+\s+обязат|исполнительн\w+\s+(произв|лист|документ)"
    r"|судебн\w+\s+(акт|приказ|решени)|(решени|приказ)\w*\s+(мирового\s+)?суд",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"сведени|информаци|наличи|отсутстви|подтвер|запрос|запраш|справк|сообщ|выписк|предостав|представ|направ|ответ"
    r"|име(ет|ют|ющ)|есть ли",
    re.IGNORECASE,
)
_SOCIAL = re.compile(
    r"социальн|\bсоц[\s.\-]*(защит|поддержк|обслуж|помощ|обеспеч|развит|выплат|политик|фонд|услуг|отнош|гарант)"
    r"|субсиди|компенсаци|мер\w*\s+поддержки|льгот|пенсионн\w+\s+фонд|населени"
    r"|\b\w{0,3}(СЗН|ЦЗН|ЦСП|ЦСПН|ЦСВ|СФР|МФЦ|ЦСОН|СОН)\b|\b(ЕДК|ЕДВ)\b|ст(\.|ать\w+)\s*(159|160)\b",
    re.IGNORECASE,
)
_INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_BROKEN_LINE = re.compile(r"(?<=[а-яё])-\s*\n\s*(?=[а-яё])", re.IGNORECASE)
_LONGEST = 10_000


def asks_about_debt(inquiry: Inquiry) -> bool:
    """Whether an обращение reads as a request about debt. Shown to a person; decides nothing."""
    # A service that writes its request on paper sends a letter that says «см. вложение»; the robot opens no files.
    files = " ".join(file.name.replace("_", " ") for file in inquiry.attachments)
    said = _read(f"{inquiry.topic}\n{inquiry.text[:_LONGEST]}\n{files}")
    whole = f"{said}\n{_read(inquiry.applicant or '')}"
    return bool(_DEBT.search(said) and _ASKS.search(said) and _SOCIAL.search(whole))


def _read(text: str) -> str:
    """As a person reads it: invisible marks dropped, words put together again, a look-alike of another alphabet taken
    for the Russian letter it stands for."""
    return normal(_BROKEN_LINE.sub("", _INVISIBLE.sub("", text)))


def last_day(inquiry: Inquiry, calendar: WorkCalendar) -> date | None:
    """The day to work to: the term by law; for a debt request in disguise also its five working days, if earlier.

    ``None``: unknown, also where the calendar lacks the year in which the five days end: the term by law is later.
    """
    if not asks_about_debt(inquiry):
        return inquiry.execution_end_date
    try:
        counted = due(inquiry.created, calendar) if inquiry.created is not None else None
    except CalendarError:
        return None
    return work_to(inquiry.execution_end_date, counted)
