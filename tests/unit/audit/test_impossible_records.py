"""Records whose hash fits and whose values cannot be: the journal is judged all the same, and the record is named."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest

from rpa.audit import verify_journal
from rpa.audit.report.answers import build_run
from rpa.audit.verifier.chain import GENESIS, assemble, parse
from rpa.audit.verifier.program import main
from rpa.audit.verifier.words import spans
from tests.unit.audit.journals import ORGANIZATION, RUN, SIGNER, answer_journal

_AT = "2026-01-12T06:30:00.000+00:00"


def append(journal: Path, **fields: Any) -> int:
    """Add a record as somebody without the key can; returns its number."""
    last = parse(journal.read_bytes().rstrip(b"\n").rpartition(b"\n")[2])
    assert last is not None
    content = {"seq": last.seq + 1, "at": _AT, "organization": ORGANIZATION, "run": RUN, **fields}
    # Not our own way to write: ours refuses what has no UTF-8 form.
    line, _ = assemble(json.dumps(content, sort_keys=True, separators=(",", ":")).encode(), last.hash)
    with journal.open("ab") as stream:
        stream.write(line + b"\n")
    return last.seq + 1


def by_program(journal: Path) -> tuple[int, str]:
    out = io.StringIO()
    return main([str(journal)], out), out.getvalue()


@pytest.mark.parametrize(
    "fields",
    [
        {"signature": "é"},
        {"signature": "AA==", "head": "\ud800"},
        {"signature": "AA==", "organization": "\udfff"},
    ],
)
def test_a_signature_that_is_no_text_of_one_is_a_wrong_signature(tmp_path: Path, fields: dict[str, Any]) -> None:
    journal = answer_journal(tmp_path)
    seq = append(journal, **{"kind": "signature", "key": SIGNER.key_id, "count": 1, "head": GENESIS, **fields})
    assert [(found.kind, found.seq) for found in verify_journal(journal).findings] == [("signature", seq)]
    code, said = by_program(journal)
    assert code == 74 and f"подпись в записи {seq} неверна" in said


@pytest.mark.parametrize("path", ["20260112-060000-a1b2/1\x00.jpg", "20260112-060000-a1b2/\ud800.jpg"])
def test_a_picture_called_as_no_file_can_be_is_a_picture_that_does_not_match(tmp_path: Path, path: str) -> None:
    journal = answer_journal(tmp_path)
    seq = append(journal, kind="picture", request_number="77-1", path=path, sha256="0" * 64)
    verdict = verify_journal(journal, evidence_root=tmp_path / "evidence")
    assert [(found.kind, found.seq) for found in verdict.findings] == [("picture", seq)]


@pytest.mark.timeout(60)
def test_a_number_far_ahead_is_a_gap_that_is_told_at_once(tmp_path: Path) -> None:
    journal = answer_journal(tmp_path)
    append(journal, kind="item", seq=10**15)
    verdict = verify_journal(journal)
    assert [found.kind for found in verdict.findings] == ["removed"]
    assert any(f"–{10**15} ещё не подписаны" in remark for remark in verdict.remarks)
    assert by_program(journal)[0] == 74


def test_numbers_in_a_row_are_told_by_their_ends() -> None:
    assert [spans(range(7, 7)), spans(range(7, 8)), spans(range(7, 10)), spans([7, 19, 20])] == [
        "", "7", "7–9", "7, 19–20",
    ]  # fmt: skip


def test_a_record_dated_before_all_days_is_no_obstacle_to_a_report(tmp_path: Path) -> None:
    journal = answer_journal(tmp_path)
    append(journal, kind="retry", request_number="77-1", at="0001-01-01T00:00:00+14:00")
    assert build_run(journal).rows


def test_a_package_that_begins_nowhere_is_told_to_be_unreadable(tmp_path: Path) -> None:
    (tmp_path / "proof.json").write_text('{"format":1,"prev":"0","first":Infinity}', encoding="utf-8")
    (tmp_path / "records.jsonl").touch()
    assert by_program(tmp_path)[0] == 2
