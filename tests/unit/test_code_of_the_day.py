"""The code a day ends with is what schedulers and watchers act by: nothing that goes on may hide behind another."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from rpa.errors import RpaError, SiteUnavailable
from rpa.model import Inquiry, InquiryStatus
from rpa.operate.daily import run_daily
from rpa.operate.day import Day, worst
from rpa.operate.inquiries import InquiryStore, StoredInquiry
from rpa.operate.place import Place
from rpa.operate.schedule import gone_through
from rpa.operate.stage import Result, Stage
from rpa.settings import OrganizationFolder, OrganizationSettings
from tests.cheap_vault import cheap_vault
from tests.unit.notices.test_texts_and_guard import OGRN, folder_with_plan

NOW = datetime(2026, 11, 17, 5, 0, tzinfo=UTC)
"""Tuesday, 8:00 in Moscow."""
FAR = date(2026, 12, 10)


def worked(folder: OrganizationFolder, error: RpaError | None = None) -> Day:
    """A day of one stage, which ends with ``error`` or well."""

    def plan(_place: Place, _day: Day) -> Result:
        if error is not None:
            raise error
        return Result()

    settings = OrganizationSettings.model_validate({"organization": {"name": "УК Пример", "ogrn": OGRN}})
    place = Place(folder, settings, cheap_vault(folder.vault, "a made-up pass phrase"), now=lambda: NOW)
    return run_daily(place, stages=[Stage("plan", "План", plan, in_cabinet=False)])


def test_a_passed_deadline_does_not_keep_the_scheduler_from_trying_again(tmp_path: Path) -> None:
    """69 is a run that went through for all of them: with it nothing would go out on the day of other deadlines."""
    folder = folder_with_plan(tmp_path, NOW, {"1": date(2026, 11, 16), "2": NOW.date()})
    day = worked(folder, SiteUnavailable("Сайт не отвечает."))
    assert (day.outcomes["notices"].code, day.exit_code) == (69, 75)
    local = datetime.fromisoformat(day.started_at).astimezone()
    assert gone_through(folder.reports, local.time().replace(second=0, microsecond=0), local) is None
    assert worst([69, 75]) == 75 and worst([69, 73]) == 73 and worst([69, 1]) == 69


@pytest.mark.parametrize(("last", "code"), [(date(2026, 11, 17), 1), (date(2026, 11, 16), 1), (FAR, 0)])
def test_a_day_whose_letters_wait_for_people_is_not_all_done(tmp_path: Path, last: date, code: int) -> None:
    folder = folder_with_plan(tmp_path, NOW, {"1": FAR})
    letter = Inquiry("26-1", InquiryStatus.SENT, date(2026, 11, 10), "Лифт", execution_end_date=last)
    InquiryStore(folder.inquiries).put(StoredInquiry(letter, "a" * 64, NOW))
    assert worked(folder).exit_code == code
