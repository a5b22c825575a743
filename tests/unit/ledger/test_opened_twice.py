"""One process opens a ledger again and again while it holds it: the review page shows it and starts runs beside it."""

from __future__ import annotations

from pathlib import Path

from rpa.ledger import Outcome
from tests.forking import run as run_process
from tests.unit.ledger.opening import ORGANIZATION, intend, open_ledger


def seen_by_another_process(place: Path) -> int:
    done = run_process("tests.unit.ledger.another_process", "count", str(place))
    assert done.returncode == 0, done.stderr
    return int(done.stdout)


def test_what_is_written_after_another_process_was_there_is_not_lost(tmp_path: Path) -> None:
    place = tmp_path / "ledger.db"
    with open_ledger(place) as shown:
        assert shown.everything(ORGANIZATION) == []
        # A run begins and ends in this process, and a command in another: it may take itself for the last one.
        open_ledger(place).close()
        assert seen_by_another_process(place) == 0
        with open_ledger(place) as run, run.lease(ORGANIZATION, "run") as lease:
            intent = intend(run, lease)
            assert seen_by_another_process(place) == 1, "an intent is on disk before the click, for everybody"
            run.conclude(intent, Outcome.DONE)
        assert seen_by_another_process(place) == 1
        [record] = shown.everything(ORGANIZATION)
        assert record.outcome is Outcome.DONE
    with open_ledger(place) as later:
        assert [found.outcome for found in later.everything(ORGANIZATION)] == [Outcome.DONE]
