"""The production calendar: right on every day of its years, and never guessing another one."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import holidays
import pytest

from rpa.cli import main
from rpa.debts.calendar import CalendarError, WorkCalendar, add_years, parse_years, read_calendar_file
from rpa.errors import BadSettings
from rpa.settings import DataRoot

CALENDAR = WorkCalendar.load()


def days(first: int, last: int) -> list[date]:
    start = date(first, 1, 1)
    return [start + timedelta(days=offset) for offset in range((date(last, 12, 31) - start).days + 1)]


def test_every_day_of_2021_to_2027_agrees_with_an_independent_library() -> None:
    russia = holidays.country_holidays("RU", years=range(2021, 2028))
    assert [day for day in days(2021, 2027) if CALENDAR.is_working(day) is not russia.is_working_day(day)] == []


def test_yearly_totals_are_those_of_the_decrees() -> None:
    totals = {year: sum(map(CALENDAR.is_working, days(year, year))) for year in range(2021, 2028)}
    assert totals == {2021: 247, 2022: 247, 2023: 247, 2024: 248, 2025: 247, 2026: 247, 2027: 247}
    assert all(entry.source for entry in CALENDAR.years.values())


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        (date(2024, 4, 27), True), (date(2024, 11, 2), True), (date(2024, 12, 28), True), (date(2024, 12, 30), False),
        (date(2025, 2, 24), True), (date(2025, 3, 10), True), (date(2025, 11, 1), True), (date(2026, 1, 9), False),
        (date(2026, 3, 9), False), (date(2026, 12, 31), False), (date(2022, 5, 1), False),
    ],
)  # fmt: skip
def test_days_that_libraries_got_wrong_are_right(day: date, worked: bool) -> None:
    assert CALENDAR.is_working(day) is worked


@pytest.mark.parametrize("day", [date(2020, 12, 31), date(2028, 1, 1)])
def test_a_year_without_data_is_an_error_that_says_how_to_add_it(day: date) -> None:
    with pytest.raises(CalendarError) as caught:
        CALENDAR.is_working(day)
    assert str(day.year) in caught.value.what
    assert "rpa calendar add" in caught.value.hint


def year_2026() -> dict[str, Any]:
    return CALENDAR.years[2026].as_json()


@pytest.mark.parametrize(
    ("change", "part"),
    [
        ({"total": 248}, "247"),
        ({"off": [*year_2026()["off"], "03-08"]}, "08.03.2026"),
        ({"work": ["03-10"]}, "10.03.2026"),
        ({"off": year_2026()["off"][:-1]}, "248"),
        ({"off": [*year_2026()["off"], "12-31"]}, "дважды"),
        ({"off": ["31-12"]}, "ММ-ДД"),
        ({"off": "12-31"}, "списками"),
        ({"total": None}, "total"),
    ],
)
def test_a_year_that_contradicts_itself_is_refused(change: dict[str, Any], part: str) -> None:
    with pytest.raises(CalendarError) as caught:
        parse_years({"2026": year_2026() | change})
    assert part in caught.value.what


def calendar_xml(year: int, marks: list[tuple[str, int]]) -> str:
    inner = "".join(f'<day d="{day}" t="{kind}"/>' for day, kind in marks)
    return f'<?xml version="1.0" encoding="UTF-8"?><calendar year="{year}" lang="ru"><days>{inner}</days></calendar>'


def marks_of(year: int) -> list[tuple[str, int]]:
    entry = CALENDAR.years[year]
    # A shortened day on a weekday says nothing; a shortened Saturday is a worked one.
    marks = [(f"{day:%m.%d}", 1) for day in entry.off] + [
        (f"{day:%m.%d}", 2 + number % 2) for number, day in enumerate(entry.work)
    ]
    return [*marks, ("06.11", 2), ("03.12", 2), ("03.09", 1)] if year == 2025 else [*marks, ("06.11", 2), ("03.12", 2)]


@pytest.mark.parametrize("year", [2024, 2025, 2027])
def test_xml_of_the_public_calendar_is_read_with_its_traps(tmp_path: Path, year: int) -> None:
    path = tmp_path / "c.xml"
    path.write_text(calendar_xml(year, marks_of(year)), encoding="utf-8")
    found = read_calendar_file(path, total=CALENDAR.years[year].total)[year]
    assert (found.off, found.work) == (CALENDAR.years[year].off, CALENDAR.years[year].work)


def test_xml_that_lacks_a_worked_saturday_is_refused_by_the_total(tmp_path: Path) -> None:
    path = tmp_path / "c.xml"
    marks = [mark for mark in marks_of(2024) if mark[0] != "04.27"]
    path.write_text(calendar_xml(2024, marks), encoding="utf-8")
    with pytest.raises(CalendarError, match="247"):
        read_calendar_file(path, total=248)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        (calendar_xml(2028, []), "--total"),
        ('<!DOCTYPE a [<!ENTITY b "c">]><calendar year="2028"/>', "не принимаются"),
        ("<calendar>", "не разбирается"),
        ("{", "строка 1"),
        ("[]", "ни одного года"),
    ],
)
def test_a_calendar_file_that_cannot_be_checked_is_refused(tmp_path: Path, text: str, part: str) -> None:
    path = tmp_path / "c.xml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CalendarError) as caught:
        read_calendar_file(path)
    assert part in str(caught.value)


def test_added_years_are_used_and_kept_beside_each_other(tmp_path: Path) -> None:
    extra = tmp_path / "folder" / "calendar.json"
    new = {"2028": {"off": ["01-03", "01-04", "01-05", "01-06", "01-07"], "work": [], "total": 255, "source": "пример"}}
    add_years(extra, parse_years(new))
    add_years(extra, parse_years({"2026": year_2026() | {"source": "исправлено"}}))
    calendar = WorkCalendar.load(extra)
    assert not calendar.is_working(date(2028, 1, 7))
    assert calendar.years[2026].source == "исправлено"
    assert sorted(json.loads(extra.read_text(encoding="utf-8"))) == ["2026", "2028"]


def test_a_spoilt_file_of_added_years_is_never_passed_over(tmp_path: Path) -> None:
    extra = tmp_path / "calendar.json"
    extra.write_text("{", encoding="utf-8")
    with pytest.raises(BadSettings):
        WorkCalendar.load(extra)
    with pytest.raises(BadSettings):
        add_years(extra, parse_years({"2026": year_2026()}))
    assert extra.read_text(encoding="utf-8") == "{"


def test_the_age_in_working_days_skips_the_weekend() -> None:
    assert CALENDAR.working_days_between(date(2026, 11, 20), date(2026, 11, 23)) == 1
    assert CALENDAR.working_days_between(date(2026, 11, 23), date(2026, 11, 20)) == 0
    assert CALENDAR.working_days_between(date(2026, 11, 23), date(2026, 11, 23)) == 0


def test_a_year_is_added_where_the_runs_of_that_data_folder_look_for_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("RPA_DATA", raising=False)
    monkeypatch.setenv("COLUMNS", "500")
    new = tmp_path / "new.json"
    new.write_text(json.dumps({"2026": year_2026() | {"source": "исправлено"}}))
    with pytest.raises(SystemExit) as ended:
        main(["calendar", "add", str(new), "--data", str(tmp_path / "srv")])
    assert not ended.value.code and str(tmp_path / "srv") in capsys.readouterr().out
    known = WorkCalendar.load(DataRoot(tmp_path / "srv").organization("uk").machine.calendar)
    assert known.years[2026].source == "исправлено"
