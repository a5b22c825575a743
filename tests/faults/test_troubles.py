"""What is no fault of the site: two runs at once, no room on the disk, no rights, a stop, clocks that jump."""

from __future__ import annotations

import signal
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from rpa.model import Decision
from tests.faults.notebook import Matrix
from tests.faults.terrain import Terrain, finished

pytestmark = pytest.mark.xdist_group("troubles")
REQUESTS = 80


def test_of_two_runs_at_once_one_works_and_the_other_says_so(terrain: Terrain, matrix: Matrix) -> None:
    numbers = [terrain.take() for _ in range(4)]
    processes = [terrain.spawn(*numbers), terrain.spawn(*numbers)]
    ran = [finished(process) for process in processes]
    assert sorted(one.code for one in ran) in ([0, 73], [0, 0]), [one.errors for one in ran]
    for number in numbers:
        terrain.assert_sent_once(number)
        assert terrain.record(number)["send_attempts"] == 1
    matrix.note("two runs at once", "the same four answers", "each sent once; the other run exits with 73")


@pytest.mark.parametrize("where", ["ledger:intend:before", "journal:intent:before", "journal:act:before"])
def test_a_full_disk_before_the_click_sends_nothing_and_the_next_run_finishes(
    terrain: Terrain, matrix: Matrix, where: str
) -> None:
    number = terrain.take()
    ran = terrain.run(number, full_at=[where, number])
    assert ran.code == 78, ran
    assert terrain.record(number)["sends"] == 0
    assert terrain.run(number).ending(number) == "done"
    terrain.assert_sent_once(number)
    terrain.assert_journal_sound()
    matrix.note("disk full", f"from `{where}` on", "nothing sent; the next run sends once")


@pytest.mark.parametrize("where", ["journal:read_back:before", "ledger:conclude:before"])
def test_a_full_disk_after_the_click_loses_nothing_and_doubles_nothing(
    terrain: Terrain, matrix: Matrix, where: str
) -> None:
    number = terrain.take(Decision.DEBT)
    assert terrain.run(number, full_at=[where, number]).code == 78
    assert terrain.run(number).ending(number) in ("done", "already")
    terrain.assert_sent_once(number)
    assert terrain.record(number)["send_attempts"] == 1
    matrix.note("disk full", f"from `{where}` on", "sent once; the next run reads it and says so")


def test_a_folder_that_cannot_be_written_is_told_before_anything_is_opened(terrain: Terrain, matrix: Matrix) -> None:
    number = terrain.take()
    calls = terrain.now()
    ran = terrain.run(number, nobody_at="start")
    assert ran.code == 78, ran
    assert "нет прав" in ran.errors, "the person is told why"
    assert terrain.record(number)["sends"] == 0
    assert terrain.now() == calls, "the cabinet was not even opened"
    matrix.note("no rights in the data folder", "from the start", "refused before the browser opens")


def test_rights_lost_in_mid_run_stop_it_before_the_click(terrain: Terrain, matrix: Matrix) -> None:
    number = terrain.take()
    assert terrain.run(number, nobody_at=["journal:intent:before", number]).code == 78
    assert terrain.record(number)["sends"] == 0
    assert terrain.run(number).ending(number) == "done"
    terrain.assert_sent_once(number)
    matrix.note("no rights in the data folder", "from the intent on", "nothing sent; the next run sends once")


@pytest.mark.parametrize("days", [-400, -1, 1, 20])
def test_a_clock_of_this_machine_that_jumps_between_two_runs_changes_nothing(
    terrain: Terrain, matrix: Matrix, days: int
) -> None:
    number = terrain.take()
    terrain.stand.arm("slow", path=f"{terrain.answers[number].portal_id}/send", seconds=2, count=1)
    terrain.kill_while_it_sends(number)
    patient = terrain.place(pacing={"settle_seconds": 5})
    shifted = replace(patient, now=lambda: datetime.now(UTC) + timedelta(days=days))
    assert terrain.ending(number, place=shifted) == "done"
    terrain.assert_sent_once(number)
    assert terrain.record(number)["send_attempts"] == 1
    assert len(terrain.ledger(number)) == 1, "read, not sent again"
    matrix.note(
        "this machine's clock jumps", "by -400, -1, 1 and 20 days after a kill while the answer is sent", "sent once"
    )


def test_an_answer_whose_data_grew_old_since_the_approval_does_not_leave(terrain: Terrain, matrix: Matrix) -> None:
    number = terrain.take()
    later = replace(terrain.place(), now=lambda: datetime.now(UTC) + timedelta(days=60))
    summary = terrain.apply(number, place=later).summary
    assert summary is not None
    [result] = summary.results
    assert result.ending.value == "skipped" and "устарели" in result.detail
    assert terrain.record(number)["saves"] == 0, "not even a draft"
    assert terrain.ledger(number) == [], "nothing was begun"
    assert terrain.ending(number) == "done", "the same approval on a day when the data are fresh"
    matrix.note("data grown old", "60 days between approval and sending", "nothing begun; left to a person")


def test_a_stop_finishes_the_answer_in_hand_and_says_what_is_left(terrain: Terrain, matrix: Matrix) -> None:
    numbers = [terrain.take() for _ in range(8)]
    since = terrain.now()
    process = terrain.spawn(*numbers)
    terrain.stand.wait_for_event("stored", 60, since=since)
    process.send_signal(signal.SIGTERM)
    ran = finished(process)
    assert ran.code == 130, ran
    sent = [number for number in numbers if terrain.record(number)["sends"]]
    assert 0 < len(sent) < len(numbers)
    assert ran.told["left"] == len(numbers) - len(ran.told["results"])
    assert ran.told["stopped"]
    assert terrain.run(*numbers).code == 0
    for number in numbers:
        terrain.assert_sent_once(number)
    matrix.note("SIGTERM", "while eight answers are sent", "the one in hand is finished, the rest are counted")


def test_a_stand_whose_clock_jumps_and_a_session_that_dies_with_it_change_nothing(
    terrain: Terrain, matrix: Matrix
) -> None:
    # Its last day must not pass with the jump: then the portal answers by itself, and nothing is to be sent.
    number = terrain.take(due_after=datetime.now(UTC).date() + timedelta(days=2))
    terrain.stand.advance(hours=11)
    assert terrain.run(number).ending(number) == "done"
    terrain.assert_sent_once(number)
    matrix.note("clock jumps 11 hours", "between plan and apply", "signed in again, sent once")
