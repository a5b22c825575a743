"""«Обращения» in a report: what a manager asks of them, and none of the people who wrote them."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import openpyxl

from rpa.audit.report.inquiries import gather
from rpa.debts.calendar import WorkCalendar
from tests.report.sample import INQUIRIES, NUMBERS, fill, reporter, write


def test_the_most_urgent_stand_first_and_a_debt_request_has_five_working_days() -> None:
    found = gather(INQUIRIES, today=date(2026, 11, 24), calendar=WorkCalendar.load())
    assert [line.number for line in found.waiting] == ["55-1", "55-3", "55-2"]
    assert [line.urgency for line in found.waiting] == ["overdue", "later", "later"]
    assert found.waiting[1].due == date(2026, 11, 30)
    assert (found.overdue, found.unassigned, found.about_debt, len(found.closed)) == (1, 2, 1, 2)
    assert found.waiting[2].executor == "И***а В. П."


def test_no_report_holds_an_applicant_an_address_a_text_or_a_whole_executor(tmp_path: Path) -> None:
    fill(tmp_path)
    for kind, arguments in (("plan", ()), ("month", ("2026-11",))):
        files = write(reporter(tmp_path, formats=("html", "xlsx")), kind, *arguments).files
        book = openpyxl.load_workbook(io.BytesIO(files["xlsx"].read_bytes()))
        cells = [str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell]
        for told in (files["html"].read_text(encoding="utf-8"), "\n".join(cells)):
            assert "55-2" in told
            assert "И***а В. П." in told
            for secret in ("Заявитель", "Секретная", "кв. 77", "Исполнителева", "Отопление"):
                assert secret not in told


def test_a_month_counts_those_received_in_it_and_a_run_those_it_read(tmp_path: Path) -> None:
    fill(tmp_path)
    writer = reporter(tmp_path)
    assert {line.number for line in writer.month("2026-11").values["inquiries"].lines} == {
        "55-1",
        "55-2",
        "55-3",
        "55-5",
    }
    assert writer.run().values["inquiries"].lines == ()
    assert writer.request(NUMBERS[0]).values["inquiries"].lines == ()
    assert len(writer.plan().values["inquiries"].lines) == 5
