"""Whether a day can be worked: the first stage of the daily run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from itertools import chain

from rpa.audit import verify_journal
from rpa.audit.verify import read_checkpoint
from rpa.errors import AccessDenied, EvidenceBroken, NeedsOperator, NotFinished, RpaError
from rpa.inquiries.notification import explain
from rpa.operate.cabinet_settings import plan_settings
from rpa.operate.day import Day, Trouble, days_until, last_days, read_day, worst
from rpa.operate.doctor import examine
from rpa.operate.place import Place
from rpa.operate.planning import work_calendar
from rpa.operate.stage import Result

CALENDAR_DAYS = 31
_JOURNAL_HINT = (
    f"{EvidenceBroken.hint} Если журнал начат заново или возвращён из копии нарочно, больше ничего не нужно: "
    "следующий день сравнит с тем, что есть."
)


def check(place: Place, _day: Day) -> Result:
    """Whether the day can be worked: what ``rpa doctor`` sees here, the journal, the cabinet and its messages."""
    troubles: list[Trouble] = []
    counts: dict[str, int] = {}
    fatal: list[RpaError] = []
    complaints = [one for one in examine(place, with_site=False) if one.state == "wrong"]
    troubles += [
        Trouble("Complaint", f"{one.what}: {one.said}.", one.cure, RpaError.who, NotFinished.exit_code)
        for one in complaints
    ]
    for part in (_check_journal, check_calendar, _check_cabinet):
        try:
            counts |= part(place)
        except AccessDenied as error:
            # Nothing of the day's work depends on the administrator's screens.
            troubles.append(replace(Trouble.of(error), code=NotFinished.exit_code))
        except RpaError as error:
            fatal.append(error)
    if len(fatal) == 1 and not troubles:
        raise fatal[0]
    troubles += map(Trouble.of, fatal)
    troubles += _of_the_cabinet(place.folder.slug, counts)
    return Result(worst(trouble.code for trouble in troubles), counts, tuple(troubles))


def _of_the_cabinet(slug: str, counts: Mapping[str, int]) -> Iterator[Trouble]:
    """What of the cabinet asks for a person, in words: of numbers the nought, which is the news here, is not shown."""
    if not counts.get("letters", 1):
        yield Trouble(
            "Complaint",
            "Письмо о новом обращении сейчас не получит никто.",
            f"Почему и что с этим делать: `rpa cabinet check -o {slug}`.",
            NeedsOperator.who,
            NotFinished.exit_code,
        )
    if found := counts.get("differences", 0):
        yield Trouble(
            "Complaint",
            f"Настройки кабинета не те, что в settings.yaml; отличий: {found}.",
            f"Посмотреть: `rpa cabinet plan -o {slug}`, исправить: `rpa cabinet apply -o {slug}`.",
            NeedsOperator.who,
            NotFinished.exit_code,
        )


def _check_journal(place: Place) -> dict[str, int]:
    """It verifies and holds what the last day counted: one whose end was cut off, or an older copy, verifies, too."""
    reports = place.folder.reports
    # Records of a clock that ran ahead count where there are no others.
    days = chain(days_until(reports, place.moscow_now().date()), map(read_day, last_days(reports)))
    kept = next((day.checkpoint for day in days if day and day.checkpoint), "")
    if not place.folder.journal.exists():
        if kept:
            raise EvidenceBroken("Журнала нет, а прошлый ежедневный прогон его вёл.", hint=_JOURNAL_HINT)
        return {"records": 0}
    verdict = verify_journal(place.folder.journal, checkpoint=read_checkpoint(kept) if kept else None)
    if verdict.findings:
        raise EvidenceBroken(f"Журнал не сходится: {verdict.findings[0].sentence}", hint=_JOURNAL_HINT)
    return {"records": verdict.records}


def check_calendar(place: Place) -> dict[str, int]:
    """A deadline of a request that arrives within a month must be countable. Raises ``CalendarError``."""
    work_calendar(place).is_working(place.moscow_now().date() + timedelta(days=CALENDAR_DAYS))
    return {}


def _check_cabinet(place: Place) -> dict[str, int]:
    planned = plan_settings(place)
    found = planned.difference
    return {
        "letters": int(explain(planned.state).arrives),
        "differences": int(found.box is not None) + len(found.rights),
    }
