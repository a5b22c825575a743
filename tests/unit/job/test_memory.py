"""A ledger that lost what the journal remembers sends nothing; a crash between the two stops no run."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from protocol import CONFIRMED, NUMBER, ORGANIZATION, Killed, Robot, Send, Site, State, robot, run

from rpa.errors import EvidenceBroken
from rpa.job import memory
from rpa.job.commit import intend
from rpa.job.results import Ending
from rpa.ledger import IntentKind, Outcome


def copy_ledger(folder: Path) -> None:
    with closing(sqlite3.connect(folder / "ledger.db")) as now, closing(sqlite3.connect(folder / "copy.db")) as copy:
        now.backup(copy)


def put_back(folder: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        (folder / f"ledger.db{suffix}").unlink(missing_ok=True)
    shutil.copy(folder / "copy.db", folder / "ledger.db")


def answered(folder: Path, site: Site, run_id: str) -> Any:
    with robot(folder, run_id=run_id) as ours:
        return run(ours.job.commit(Send(site)))


def forgetful() -> Site:
    """It says that the answer was taken and goes on showing none."""
    return Site(script=[(State.ABSENT, CONFIRMED)])


def test_a_ledger_put_back_from_a_copy_made_before_the_intent_sends_nothing(tmp_path: Path) -> None:
    site = forgetful()
    with robot(tmp_path, run_id="20260310-060000-0001"):
        copy_ledger(tmp_path)
    assert answered(tmp_path, site, "20260311-060000-0001").ending is Ending.UNKNOWN
    put_back(tmp_path)
    for number in range(2):
        with pytest.raises(EvidenceBroken, match=f"намерение 1 .запрос {NUMBER}") as broken:
            answered(tmp_path, site, f"20260312-060000-000{number}")
        assert broken.value.exit_code == 74 and "Верните" in broken.value.hint
    assert site.clicks == 1


def test_a_ledger_that_lost_only_an_outcome_sends_nothing_else(tmp_path: Path) -> None:
    with robot(tmp_path, run_id="20260310-060000-0001") as ours:
        intent = ours.job.intend(Send(Site()))
        copy_ledger(tmp_path)
        ours.job.conclude(intent, Outcome.REFUSED, "")
    put_back(tmp_path)
    with robot(tmp_path, run_id="20260311-060000-0001") as ours, pytest.raises(EvidenceBroken, match="исход намерения"):
        ours.job.intend(Send(Site()))


def test_an_outcome_read_anew_into_an_older_copy_does_not_hide_the_one_it_lost(tmp_path: Path) -> None:
    site = Site()
    with robot(tmp_path, run_id="20260310-060000-0001") as ours:
        intent = ours.intend()
        copy_ledger(tmp_path)
        ours.job.conclude(intent, Outcome.DONE, "")
    put_back(tmp_path)  # and a colleague has taken the answer back in the cabinet meanwhile
    with pytest.raises(EvidenceBroken, match="исход намерения"):
        answered(tmp_path, site, "20260311-060000-0001")
    assert site.clicks == 0


def test_what_is_settled_meanwhile_does_not_hide_what_is_missing(tmp_path: Path) -> None:
    with robot(tmp_path, run_id="20260310-060000-0001") as ours:
        old = ours.intend()
        copy_ledger(tmp_path)
        ours.job.conclude(old, Outcome.NOT_SENT, "")
    site = forgetful()
    answered(tmp_path, site, "20260311-060000-0001")
    put_back(tmp_path)
    with pytest.raises(EvidenceBroken):
        answered(tmp_path, site, "20260312-060000-0001")
    assert site.clicks == 1


@pytest.mark.parametrize("verb", ["prepare", "fire", "keep_result"])
@pytest.mark.parametrize("when", ["before", "after"])
def test_a_process_that_died_anywhere_leaves_a_ledger_that_may_go_on(tmp_path: Path, verb: str, when: str) -> None:
    site = Site(die_at=(verb, when))
    with pytest.raises(Killed):
        answered(tmp_path, site, "20260310-060000-0001")
    assert answered(tmp_path, site, "20260311-060000-0001").ending in (Ending.DONE, Ending.ALREADY)
    assert site.sends == 1
    with robot(tmp_path, run_id="20260312-060000-0001") as ours:
        memory.require_memory(ours.journal_path, ours.ledger, ORGANIZATION)


def test_a_journal_that_lacks_its_end_or_was_put_aside_stops_no_run(tmp_path: Path) -> None:
    with robot(tmp_path, run_id="20260310-060000-0001") as ours:
        ours.job.conclude(ours.job.intend(Send(Site())), Outcome.REFUSED, "")
        ours.intend()
    journal = tmp_path / "journal.jsonl"
    lines = journal.read_bytes().splitlines(keepends=True)
    for kept in range(len(lines) + 1):
        journal.write_bytes(b"".join(lines[:kept]) + b'{"intent":99,"kind":"intent"')
        with robot(tmp_path, run_id=f"20260311-060000-00{kept:02}") as ours:
            memory.require_memory(journal, ours.ledger, ORGANIZATION)


def test_another_organizations_records_and_intents_are_not_ours(tmp_path: Path) -> None:
    with robot(tmp_path, run_id="20260310-060000-0001") as ours:
        intent = ours.job.intend(Send(Site()))
        ours.job.journal.record("outcome", intent=intent.id, outcome="unknown", request_number=NUMBER)
        memory.require_memory(ours.journal_path, ours.ledger, "1027700000002")
        assert ours.ledger.outcomes("1027700000002", {intent.id}) == {}
        with pytest.raises(EvidenceBroken):
            memory.require_memory(ours.journal_path, ours.ledger, ORGANIZATION)


def told(folder: Path) -> list[tuple[Any, Any]]:
    lines = map(json.loads, (folder / "journal.jsonl").read_text(encoding="utf-8").splitlines())
    return [(line["intent"], line["outcome"]) for line in lines if line["kind"] == "outcome"]


@pytest.mark.parametrize("kind", [IntentKind.SEND, IntentKind.REVOKE])
def test_an_outcome_that_only_the_ledger_was_told_is_journaled_by_the_next_run(
    tmp_path: Path, kind: IntentKind
) -> None:
    site = Site()
    with pytest.raises(Killed), robot(tmp_path, run_id="20260310-060000-0001") as ours:
        ours.job.conclude(intend(ours.job, Send(site, content="d" * 64)), Outcome.REFUSED, "")
        conclude = ours.ledger.conclude

        def concluded_and_killed(*given: Any, **named: Any) -> None:
            conclude(*given, **named)
            raise Killed

        ours.ledger.conclude = concluded_and_killed  # type: ignore[method-assign]
        run(ours.job.commit(Send(site, kind=kind)))
    assert (site.clicks, told(tmp_path)) == (1, [(1, "refused")])
    for number in range(2):
        with robot(tmp_path, run_id=f"20260311-060000-000{number}") as ours:
            run(entered(ours))
            [late] = [line for line in ours.journal("outcome") if line["intent"] == 2]
            assert (late["outcome"], late["action"], late["request_number"]) == ("done", kind.value, NUMBER)
            assert late["concluded_at"] == str(ours.history()[1].concluded_at).replace(" ", "T")
    assert told(tmp_path) == [(1, "refused"), (2, "done")], "once"


def test_a_journal_begun_anew_is_not_told_of_what_it_never_knew(tmp_path: Path) -> None:
    answered(tmp_path, Site(), "20260310-060000-0001")
    (tmp_path / "journal.jsonl").unlink()
    with robot(tmp_path, run_id="20260311-060000-0001") as ours:
        run(entered(ours))
    assert told(tmp_path) == []


async def entered(ours: Robot) -> None:
    async with ours.job.settling(lambda _cabinet, _intent: None):
        pass
