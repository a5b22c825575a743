"""A number of a request may end with a letter, and a register is full of initials: numbers stay whole and apart."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rpa.audit import EvidenceStore, Redactor, verify_journal
from rpa.audit.export import export_request
from rpa.audit.fields import as_content
from tests.unit.audit.journals import JPEG, RUN, open_journal

NUMBERS = ("77/2026-А", "77/2026-Б")


@pytest.fixture
def redactor() -> Redactor:
    found = Redactor()
    for initials in ("А.", "Б."):
        found.learn_person("Ким", initials)
    found.learn(["12-5А"])
    return found


def test_two_requests_that_differ_in_a_letter_are_two_in_the_journal_with_their_pictures(
    tmp_path: Path, redactor: Redactor
) -> None:
    store = EvidenceStore(tmp_path / "evidence")
    with open_journal(tmp_path, redactor=redactor) as journal:
        journal.record("run_started", scenario="debts_apply")
        for number in NUMBERS:
            journal.record("decision", request_number=number, decision="no_debt", rule="R01")
            ref = store.put(RUN, number, "filled", JPEG + number.encode())
            journal.record("picture", request_number=number, path=ref.path, sha256=ref.sha256)
    path = tmp_path / "journal.jsonl"
    verdict = verify_journal(path, evidence_root=tmp_path / "evidence")
    assert (verdict.ok, verdict.pictures) == (True, 2)
    package = export_request(path, tmp_path / "evidence", NUMBERS[0], tmp_path / "one.zip")
    assert (package.pictures, package.findings) == (1, ())
    told = [json.loads(line).get("request_number") for line in path.read_bytes().splitlines()]
    assert [number for number in told if number] == [NUMBERS[0]] * 2 + [NUMBERS[1]] * 2


@pytest.mark.parametrize("text", ["Ким", "12-5А", "кв. 5", "А", "77-А", "77/2026-Ким А. Б.", "77/2026 Ким"])
def test_what_is_no_number_is_hidden_also_where_a_number_should_be(redactor: Redactor, text: str) -> None:
    assert "***" in as_content({"request_number": text}, redactor)["request_number"]
