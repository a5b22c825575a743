"""What a report says is what the journal says."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from rpa.audit.report import read_facts, write_register
from rpa.audit.report.page import state
from rpa.errors import BadInput
from tests.report.conftest import HOSTILE, PLAN, fill


def test_the_last_plan_is_shown_with_its_runs_earliest_deadline_first(tmp_path: Path) -> None:
    fill(tmp_path)
    facts = read_facts(tmp_path / "journal.jsonl")
    assert facts.plan_sha256 == PLAN
    assert list(facts.runs) == ["20261124-080000-bbbb"]
    dues = [line.due for line in facts.by_due()]
    assert dues == sorted(dues)
    assert facts.runs["20261124-080000-bbbb"].retries == 5


def test_each_request_tells_how_it_stands(tmp_path: Path) -> None:
    fill(tmp_path)
    lines = read_facts(tmp_path / "journal.jsonl").requests
    assert [state(lines[f"26000000{n:04d}"]) for n in range(6)] == [
        "done", "done", "refused", "unknown", "done", "waiting",
    ]  # fmt: skip
    assert lines["260000000000"].approvers == ("Иванова А.",)
    assert len(lines["260000000000"].pictures) == 2


def test_the_checkpoint_is_the_journals_own(tmp_path: Path) -> None:
    fill(tmp_path)
    facts = read_facts(tmp_path / "journal.jsonl")
    last = (tmp_path / "journal.jsonl").read_text(encoding="utf-8").splitlines()[-1]
    assert f'"hash":"{facts.head}"' in last
    assert facts.count == len((tmp_path / "journal.jsonl").read_text(encoding="utf-8").splitlines())


def test_an_unknown_run_is_refused(tmp_path: Path) -> None:
    fill(tmp_path)
    with pytest.raises(BadInput, match="нет прогона"):
        read_facts(tmp_path / "journal.jsonl", run="20260101-000000-ffff")
    with pytest.raises(BadInput, match="Журнала ещё нет"):
        read_facts(tmp_path / "absent.jsonl")


def test_the_register_holds_no_formula_whatever_the_journal_holds(tmp_path: Path) -> None:
    fill(tmp_path)
    target = tmp_path / "register.xlsx"
    target.write_bytes(write_register(read_facts(tmp_path / "journal.jsonl")))
    sheet = openpyxl.load_workbook(target).active
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    assert HOSTILE in {cell.value for cell in cells}
    assert sheet.freeze_panes == "B2"
    assert sheet.auto_filter.ref == "A1:K7"
