"""What is no fault of the site: two runs at once, no room on the disk, no rights, a stop, clocks that jump."""

from __future__ import annotations

import os
import resource
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from rpa.model import Decision
from tests.faults.notebook import Matrix
from tests.faults.ran import finished
from tests.faults.robot import NOBODY
from tests.faults.terrain import Terrain

pytestmark = pytest.mark.xdist_group("troubles")
REQUESTS = 34


def test_of_two_runs_at_once_one_works_and_a_stop_finishes_its_answer_in_hand_and_says_what_is_left(
    terrain: Terrain, matrix: Matrix
) -> None:
    terrain = terrain.without_pictures()
    numbers, since = [terrain.take() for _ in range(3)], terrain.now()
    processes = [terrain.spawn(*numbers), terrain.spawn(*numbers)]
    one_ended = time.monotonic() + 60
    while not (idle := [process for process in processes if process.ended(0.05) is not None]):
        assert time.monotonic() < one_ended, "both work"
    [working] = [process for process in processes if process not in idle]
    assert finished(idle[0]).code == 73
    terrain.stand.wait_for_event("stored", 60, since=since)
    working.send_signal(signal.SIGTERM)
    ran = finished(working)
    assert ran.code == 130, ran
    sent = [number for number in numbers if terrain.record(number)["sends"]]
    assert 0 < len(sent) < len(numbers)
    assert ran.told["left"] == len(numbers) - len(ran.told["results"])
    assert ran.told["stopped"]
    assert terrain.here(*numbers).code == 0
    for number in numbers:
        terrain.assert_sent_once(number)
        assert terrain.record(number)["send_attempts"] == 1
    matrix.note("two runs at once", "the same answers", "each sent once; the other run exits with 73")
    matrix.note("SIGTERM", "while three answers are sent", "the one in hand is finished, the rest are counted")


@contextmanager
def a_full_disk_in_the_end() -> Iterator[Callable[[], None]]:
    """Every write of this process that would make a file longer fails from the call on, to the end of the block; the
    browser, started earlier, is not concerned."""
    room = resource.getrlimit(resource.RLIMIT_FSIZE)
    try:
        yield lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (0, room[1]))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, room)


@contextmanager
def no_rights_in_the_end() -> Iterator[Callable[[], None]]:
    """From the call on this process is nobody's, to the end of the block; the browser, started earlier, is not."""
    ourselves = os.geteuid()
    try:
        yield lambda: os.seteuid(NOBODY)
    finally:
        os.seteuid(ourselves)


def test_a_full_disk_or_lost_rights_lose_nothing_and_double_nothing_and_the_next_run_finishes(
    terrain: Terrain, matrix: Matrix
) -> None:
    before = {
        where: terrain.take() for where in ("ledger:intend:before", "journal:intent:before", "journal:act:before")
    }
    after = {where: terrain.take(Decision.DEBT) for where in ("journal:read_back:before", "ledger:conclude:before")}
    for where, number in (before | after).items():
        with a_full_disk_in_the_end() as fill:
            ran = terrain.here(number, at={(where, number): fill})
        assert ran.code == 78, (where, ran)
        if where in before:
            assert terrain.record(number)["sends"] == 0, where
    number, where = terrain.take(), "journal:intent:before"
    with no_rights_in_the_end() as take_away:
        assert terrain.here(number, at={(where, number): take_away}).code == 78
    assert terrain.record(number)["sends"] == 0
    last = terrain.here(*before.values(), *after.values(), number)
    assert last.ending(number) == "done"
    terrain.assert_sent_once(number)
    matrix.note("no rights in the data folder", "from the intent on", "nothing sent; the next run sends once")
    for where, number in (before | after).items():
        assert last.ending(number) == "done" or (where in after and last.ending(number) == "already"), (where, last)
        terrain.assert_sent_once(number)
        assert terrain.record(number)["send_attempts"] == 1, where
        found = "nothing sent; the next run sends once" if where in before else "sent once; the next run reads it"
        matrix.note("disk full", f"from `{where}` on", found)
    terrain.assert_journal_sound()


def test_a_folder_that_cannot_be_written_is_told_before_anything_is_opened(terrain: Terrain, matrix: Matrix) -> None:
    number = terrain.take()
    calls = terrain.now()
    ran = terrain.run(number, nobody_at="start")
    assert ran.code == 78, ran
    assert "нет прав" in ran.errors, "the person is told why"
    assert terrain.record(number)["sends"] == 0
    assert terrain.now() == calls, "the cabinet was not even opened"
    matrix.note("no rights in the data folder", "from the start", "refused before the browser opens")


def test_a_clock_of_this_machine_that_jumps_between_two_runs_changes_nothing(terrain: Terrain, matrix: Matrix) -> None:
    """Killed once, and gone on with on four machines whose clocks say something else each: three have a copy of what
    the killed one left on its disk, the last is that one itself. Forward first: only the first meets an answer that is
    still on its way, which a clock that is ahead takes for one that can arrive no more."""
    number, jumps, terrain = terrain.take(), (20, 1, -1, -400), terrain.without_pictures()
    terrain.stand.arm("slow", path=f"{terrain.answers[number].portal_id}/send", seconds=10, count=1)
    terrain.kill_while_it_sends(number)
    assert terrain.record(number)["sends"] == 0, "still on its way"
    machines = [*(terrain.copy(f"clock-{days}") for days in jumps[:-1]), terrain]
    for days, machine in zip(jumps, machines, strict=True):
        patient = machine.place(pacing={"settle_seconds": 13})
        shifted = replace(patient, now=lambda days=days: datetime.now(UTC) + timedelta(days=days))  # type: ignore[misc]
        assert machine.ending(number, place=shifted) == "done", days
        machine.assert_sent_once(number)
        assert machine.record(number)["send_attempts"] == 1, days
        assert len(machine.ledger(number)) == 1, "read, not sent again"
    matrix.note(
        "this machine's clock jumps", "by -400, -1, 1 and 20 days after a kill while the answer is sent", "sent once"
    )


def test_data_grown_old_do_not_leave_and_a_stand_whose_clock_jumps_and_whose_session_dies_change_nothing(
    terrains: Callable[..., Terrain], matrix: Matrix
) -> None:
    """Its stand is its own: the clock goes on for everybody, and some requests are due today."""
    terrain = terrains(requests=REQUESTS)
    # Its last day must not pass with the jump: then the portal answers by itself, and nothing is to be sent.
    number = terrain.take(due_after=datetime.now(UTC).date() + timedelta(days=2))
    later = replace(terrain.place(), now=lambda: datetime.now(UTC) + timedelta(days=60))
    summary = terrain.apply(number, place=later).summary
    assert summary is not None
    [result] = summary.results
    assert result.ending.value == "skipped" and "устарели" in result.detail
    assert terrain.record(number)["saves"] == 0, "not even a draft"
    assert terrain.ledger(number) == [], "nothing was begun"
    matrix.note("data grown old", "60 days between approval and sending", "nothing begun; left to a person")
    # The same approval on a day when the data are fresh.
    terrain.stand.advance(hours=11)
    assert terrain.here(number).ending(number) == "done"
    terrain.assert_sent_once(number)
    matrix.note("clock jumps 11 hours", "between plan and apply", "signed in again, sent once")
