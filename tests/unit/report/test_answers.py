"""What a report of a plan or a run says is what the journal says."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from rpa.audit.report.answers import build_plan, build_run
from rpa.audit.report.page import clip, visible
from rpa.errors import BadInput, SiteUnavailable, WrongUsage
from rpa.job.results import RunSummary
from tests.report.sample import (
    AGAIN,
    HOSTILE,
    NUMBERS,
    PLAN,
    READING,
    RUN,
    answer_again,
    fill,
    journal,
    reporter,
    write,
)

DAY = date(2026, 11, 24)


def states(report: object) -> dict[str, str]:
    return {row.number: row.state.key for row in report.rows}  # type: ignore[attr-defined]


def test_a_plan_is_shown_with_all_its_runs_earliest_deadline_first(tmp_path: Path) -> None:
    fill(tmp_path)
    answer_again(tmp_path)
    report = build_plan(tmp_path / "journal.jsonl", today=DAY)
    assert report.plan_sha256 == PLAN
    assert [run.run_id for run in report.runs] == [READING, RUN, AGAIN]
    assert [row.number for row in report.rows] == NUMBERS
    assert report.retries() == 5
    assert states(report) == dict(
        zip(NUMBERS, ["sent", "sent", "refused", "unknown", "sent", "review"], strict=True)
    ), "a second run that found everything sent changes nothing"


def test_a_run_of_answers_is_shown_with_what_waits_for_a_person(tmp_path: Path) -> None:
    fill(tmp_path)
    report = build_run(tmp_path / "journal.jsonl", RUN)
    assert states(report)[NUMBERS[5]] == "review"
    assert len(report.pictures) == 11
    assert report.tones() == {"good": 3, "wait": 1, "bad": 2, "calm": 0}


def test_a_second_run_sent_nothing_and_says_so(tmp_path: Path) -> None:
    fill(tmp_path)
    answer_again(tmp_path)
    report = build_run(tmp_path / "journal.jsonl")
    assert report.run_id == AGAIN
    assert states(report)[NUMBERS[0]] == "already"
    assert not report.pictures


def test_an_earlier_run_does_not_know_what_later_runs_did(tmp_path: Path) -> None:
    fill(tmp_path)
    report = build_run(tmp_path / "journal.jsonl", READING)
    assert states(report)[NUMBERS[0]] == "left", "approved before the next run began, not sent by then"
    assert states(report)[NUMBERS[5]] == "review"


def test_an_approval_taken_back_leaves_the_request_unapproved(tmp_path: Path) -> None:
    fill(tmp_path)
    with journal(tmp_path, "20261124-100000-dddd") as book:
        book.record("approval", request_number=NUMBERS[2], plan_sha256=PLAN, decision="", approvers=[], how=[])
    case = next(row.case for row in build_plan(tmp_path / "journal.jsonl", today=DAY).rows if row.number == NUMBERS[2])
    assert (case.approved, case.approvers, case.approved_at) == ("", (), None)


def test_a_withdrawn_answer_is_no_answer(tmp_path: Path) -> None:
    fill(tmp_path)
    with journal(tmp_path, "20261124-100000-dddd") as book:
        book.record("run_started", scenario="withdraw_answers", target="http://my.dom.localhost", stand=True)
        book.record("outcome", request_number=NUMBERS[0], action="revoke", outcome="done", intent=9, detail="")
        book.record("item", request_number=NUMBERS[0], ending="done", detail="")
    assert states(build_run(tmp_path / "journal.jsonl"))[NUMBERS[0]] == "revoked"
    assert states(build_plan(tmp_path / "journal.jsonl", today=DAY))[NUMBERS[0]] == "revoked"


def test_a_late_answer_is_overdue_and_one_in_time_is_not(tmp_path: Path) -> None:
    fill(tmp_path)
    dues = {row.number: row.due for row in build_plan(tmp_path / "journal.jsonl", today=DAY).rows}
    assert dues[NUMBERS[0]] == "overdue"
    assert dues[NUMBERS[1]] == "met"
    assert dues[NUMBERS[2]] == "soon"


def test_an_unknown_run_and_a_missing_journal_are_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="Журнал не читается"):
        build_plan(tmp_path / "journal.jsonl", today=DAY)
    fill(tmp_path)
    with pytest.raises(BadInput, match="нет прогона"):
        build_run(tmp_path / "journal.jsonl", "20260101-000000-ffff")
    with pytest.raises(WrongUsage, match="Нет такого вида"):
        reporter(tmp_path, formats=("docx",))


def test_a_run_that_was_killed_is_shown_unfinished(tmp_path: Path) -> None:
    fill(tmp_path)
    with journal(tmp_path, AGAIN) as book:
        book.record("run_started", scenario="answer_debt_requests", target="http://my.dom.localhost", stand=False)
    report = build_run(tmp_path / "journal.jsonl")
    assert report.run is not None
    assert report.run.duration is None


def test_what_stopped_a_run_is_told_in_words(tmp_path: Path) -> None:
    fill(tmp_path)
    summary = RunSummary(AGAIN, left=2, error=SiteUnavailable("Сайт не отвечает."))
    with journal(tmp_path, AGAIN) as book:
        book.record("run_started", scenario="answer_debt_requests", target="", stand=True)
        book.record("run_finished", scenario="answer_debt_requests", **summary.told())
    run = build_run(tmp_path / "journal.jsonl").run
    assert run is not None
    assert (run.error, run.left) == ("Сайт не отвечает.", 2)
    assert "Сайт не отвечает</bdi>. Не начато: 2." in write(reporter(tmp_path), "run").files["html"].read_text("utf-8")


def test_the_checkpoint_is_the_journals_own(tmp_path: Path) -> None:
    fill(tmp_path)
    written = write(reporter(tmp_path))
    lines = (tmp_path / "journal.jsonl").read_text(encoding="utf-8").splitlines()
    head, _, count = written.checkpoint.partition(":")
    assert f'"hash":"{head}"' in lines[-1]
    assert int(count) == len(lines)
    assert written.checkpoint in written.files["html"].read_text(encoding="utf-8")


def test_a_report_is_readable_by_its_owner_alone(tmp_path: Path) -> None:
    fill(tmp_path)
    written = write(reporter(tmp_path, formats=("html", "xlsx")))
    assert {path.stat().st_mode & 0o777 for path in written.files.values()} == {0o600}


def test_unseen_characters_are_made_visible_and_long_texts_cut() -> None:
    assert visible("a\u202eb\u0000c") == "a⟦U+202E⟧b⟦U+0000⟧c"
    assert visible("Обычный текст — «да», ё 12/3\n") == "Обычный текст — «да», ё 12/3\n"
    assert len(clip("ж" * 10_000)) < 500
    assert clip(HOSTILE).startswith("<script>"), "escaping is the template's work, not lost here"
