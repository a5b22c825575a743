"""One request's history: complete, in order, in Russian."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from rpa.audit.report.request import build_request
from rpa.errors import BadInput
from tests.report.sample import AGAIN, NUMBERS, RUN, answer_again, fill, journal, reporter, write

LEFT = "оставлено на проверке"


def test_a_history_holds_every_record_of_its_request_in_order(tmp_path: Path) -> None:
    fill(tmp_path)
    answer_again(tmp_path)
    report = build_request(tmp_path / "journal.jsonl", NUMBERS[1], today=date(2026, 11, 24))
    events = [event for stretch in report.stretches for event in stretch.events]
    lines = (tmp_path / "journal.jsonl").read_text(encoding="utf-8").splitlines()
    mine = [place for place, line in enumerate(lines, start=1) if f'"request_number":"{NUMBERS[1]}"' in line]
    assert [event.seq for event in events] == mine
    assert [stretch.run_id for stretch in report.stretches][-2:] == [RUN, AGAIN]
    assert [event.said for event in events if event.title == "Исход"] == ["подтверждено чтением из кабинета"]
    assert [event.said for event in events if event.title == "Утверждено"] == [
        "Задолженность имеется; Бухгалтер Примерова (таблицей)"
    ]


def test_grounds_of_old_records_are_repeated_and_of_new_ones_it_is_said_where_they_are_kept(tmp_path: Path) -> None:
    fill(tmp_path)
    with journal(tmp_path, "20261124-110000-eeee") as book:
        number, known = NUMBERS[0], {"reason_sha256": "0123456789abcdef" * 4}
        old = {"reason": "долг погашен", "approvers": ["Примерова"], "how": ["cli"]}
        book.record("approval", request_number=number, decision="no_debt", **old)
        book.record(
            "approval", request_number=number, decision="no_debt", **known, approvers=["Примерова"], how=["cli"]
        )
        taken, left = (
            {"decision": "", "approvers": [], "how": [], "reason": one} for one in ("утверждение снято", LEFT)
        )
        book.record("approval", request_number=number, **taken)
        book.record("approval", request_number=number, **left, by="Примерова")
        book.record("intent", request_number=number, action="revoke", reason="ошибка (решение: Примерова)")
        book.record("intent", request_number=number, action="revoke", **known, by="Примерова")
        book.record("correction", request_number=number, **known, approvers=["Примерова"])
    report = build_request(tmp_path / "journal.jsonl", NUMBERS[0], today=date(2026, 11, 24))
    assert [event.said for event in report.stretches[-1].events] == [
        "Задолженности нет; Примерова (командой); долг погашен",
        "Задолженности нет; Примерова (командой); основание записано в утверждении, SHA-256 0123456789ab…",
        "утверждение снято",
        "оставлено на проверке; решение: Примерова",
        "отозвать ответ; ошибка (решение: Примерова)",
        "отозвать ответ; решение: Примерова; основание записано в заметке (review/notes), SHA-256 0123456789ab…",
        "основание записано в утверждении, SHA-256 0123456789ab…; Примерова",
    ]
    titles = [event.title for event in report.stretches[-1].events]
    assert titles[:4] == ["Утверждено", "Утверждено", "Не утверждено", "Не утверждено"]


def test_a_number_the_journal_does_not_know_is_refused(tmp_path: Path) -> None:
    fill(tmp_path)
    with pytest.raises(BadInput, match="нет записей о запросе"):
        build_request(tmp_path / "journal.jsonl", "77-0", today=date(2026, 11, 24))


def test_a_hostile_number_cannot_choose_where_a_report_is_written(tmp_path: Path) -> None:
    fill(tmp_path)
    hostile = "../../etc/<passwd>"
    with journal(tmp_path, "20261124-110000-eeee") as book:
        book.record("item", request_number=hostile, ending="failed", detail="")
    written = write(reporter(tmp_path, formats=("html", "xlsx")), "request", hostile)
    assert {path.parent for path in written.files.values()} == {tmp_path / "reports"}
