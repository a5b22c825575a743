"""A folder copied for a second organization: the first one's journal, its reports and proofs are not gone on with."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from rpa.audit import Journal, verify_journal
from rpa.audit.verifier.program import main
from rpa.errors import BadSettings

FIRST, SECOND = "1027700000001", "1027700000009"


def opened(path: Path, organization: str) -> Journal:
    return Journal.open(path, organization=organization, run_id="20261124-060000-0001", wait_seconds=0)


def written(path: Path, organization: str, *kinds: str) -> bytes:
    with opened(path, organization) as journal:
        for kind in kinds:
            journal.record(kind)
    return path.read_bytes()


@pytest.mark.parametrize("kind", ["plan", "intent", "item", "assignment_plan"])
def test_a_journal_of_another_organizations_requests_is_not_gone_on_with(tmp_path: Path, kind: str) -> None:
    """Its reports showed the first one's requests under the second one's name, and called themselves sound."""
    path = tmp_path / "journal.jsonl"
    before = written(path, FIRST, "run_started", kind, "run_finished")
    with pytest.raises(BadSettings, match="другой организации") as refused:
        opened(path, SECOND)
    assert path.read_bytes() == before and FIRST not in str(refused.value)
    written(path, FIRST, "run_started")


def test_a_number_mistyped_on_the_first_day_is_put_right_and_the_journal_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    written(path, FIRST, "run_started", "sign_in", "run_finished")
    written(path, SECOND, "run_started", "plan")
    written(path, SECOND, "run_started")
    with pytest.raises(BadSettings):
        opened(path, FIRST)


def test_whoever_checks_a_journal_of_two_organizations_is_told_where_it_changes_hands(tmp_path: Path) -> None:
    """One that an earlier version went on with, or that was put together by whoever has both keys."""
    path, told = tmp_path / "journal.jsonl", io.StringIO()
    written(path, FIRST, "run_started", "decision")
    assert not [remark for remark in verify_journal(path).remarks if "рганизаци" in remark]
    written(path, SECOND, "run_started", "decision")
    written(path, FIRST, "sign_in")
    verdict = verify_journal(path)
    assert verdict.ok and any("с записей 3, 5" in remark for remark in verdict.remarks)
    assert main([str(path)], told) == 0 and "changes at records: 3, 5." in told.getvalue()
