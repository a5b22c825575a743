"""The browser crashes, hangs, or an answer takes too long; a person presses Ctrl-C twice."""

from __future__ import annotations

import signal
from contextlib import suppress

import psutil
import pytest

from rpa.errors import SiteUnavailable
from rpa.model import Decision
from tests.faults.notebook import Matrix
from tests.faults.terrain import Terrain, finished, open_place
from tests.forking import Forked

pytestmark = pytest.mark.xdist_group("browser")


def browser_of(process: Forked) -> list[psutil.Process]:
    """The run's browser and everything it started."""
    found: list[psutil.Process] = []
    for child in psutil.Process(process.pid).children(recursive=True):
        with suppress(psutil.Error):
            if any(word.startswith("--robot-run=") for word in child.cmdline()):
                found += [child, *child.children(recursive=True)]
    assert found, "the run has no browser"
    return found


def journaled(terrain: Terrain, kind: str) -> int:
    lines = open_place(terrain.data).folder.journal.read_text(encoding="utf-8").splitlines()
    return sum(f'"kind":"{kind}"' in line for line in lines)


def wait_for_save(terrain: Terrain, *numbers: str, **wish: object) -> Forked:
    since = terrain.now()
    process = terrain.spawn(*numbers, **wish)
    terrain.stand.wait_for_event("stored", 120, since=since)
    return process


def test_a_browser_that_crashes_is_replaced_and_the_run_goes_on(terrain: Terrain, matrix: Matrix) -> None:
    numbers = [terrain.take(), terrain.take(Decision.DEBT), terrain.take()]
    before = journaled(terrain, "browser_replaced")
    process = wait_for_save(terrain, *numbers)
    for victim in browser_of(process):
        with suppress(psutil.Error):
            victim.kill()
    ran = finished(process)
    assert (ran.code, set(ran.told["results"].values()) - {"done", "already"}) == (0, set()), (ran.told, ran.errors)
    for number in numbers:
        terrain.assert_sent_once(number)
    assert journaled(terrain, "browser_replaced") == before + 1
    matrix.note("browser killed", "in the middle of three answers", "replaced; all three sent once by the same run")


@pytest.mark.parametrize("where", ["journal:step:after", "click:Сохранить ответ:after", "click:Да:after"])
def test_a_browser_asked_to_end_by_the_system_is_replaced_and_nothing_is_lost(
    terrain: Terrain, matrix: Matrix, where: str
) -> None:
    """SIGTERM lets the browser close its pages one by one: it looks connected while calls already fail."""
    first, second = terrain.take(), terrain.take(Decision.DEBT)
    before = journaled(terrain, "browser_replaced")
    ran = terrain.run(first, second, close_at=[where, first])
    assert (ran.code, set(ran.told["results"].values()) - {"done", "already"}) == (0, set()), (ran.told, ran.errors)
    for number in (first, second):
        terrain.assert_sent_once(number)
    assert journaled(terrain, "browser_replaced") == before + 1
    matrix.note("browser gets SIGTERM", f"at `{where}`", "replaced; both answers sent once by the same run")


@pytest.mark.parametrize("where", ["click:Сохранить ответ:after", "click:Да:after"])
def test_a_driver_that_dies_leaves_an_error_of_ours_and_the_next_run_finishes(
    terrain: Terrain, matrix: Matrix, where: str
) -> None:
    first, second = terrain.take(), terrain.take(Decision.DEBT)
    ran = terrain.run(first, second, orphan_at=[where, first])
    assert ran.code in (0, SiteUnavailable.exit_code) and "Traceback" not in ran.errors, (ran.told, ran.errors)
    assert terrain.run(first, second).code == 0
    for number in (first, second):
        terrain.assert_sent_once(number)
        assert terrain.record(number)["send_attempts"] == 1
    matrix.note("browser's driver killed", f"at `{where}`", "a stable exit code; both sent once by the next run")


def test_a_browser_that_hangs_is_ended_with_all_its_children_and_replaced(terrain: Terrain, matrix: Matrix) -> None:
    numbers, before = [terrain.take(), terrain.take()], journaled(terrain, "browser_ended")
    process = wait_for_save(terrain, *numbers, settings={"pacing": {"item_timeout_seconds": 20}})
    hung = browser_of(process)
    for victim in hung:
        with suppress(psutil.Error):
            victim.suspend()
    ran = finished(process)
    assert ran.code == 0, (ran.told, ran.errors)
    for number in numbers:
        terrain.assert_sent_once(number)
    assert journaled(terrain, "browser_ended") > before
    assert not [victim for victim in hung if victim.is_running() and victim.status() != psutil.STATUS_ZOMBIE]
    matrix.note("browser hangs", "stopped by SIGSTOP in the middle", "ended with its children, replaced, sent once")


def test_an_answer_cancelled_while_it_is_sent_is_settled_by_reading(terrain: Terrain, matrix: Matrix) -> None:
    number = terrain.take()
    terrain.stand.arm("hang", path=f"{terrain.answers[number].portal_id}/send")
    slow = {"pacing": {"item_timeout_seconds": 20}, "browser": {"timeout_seconds": 60}}
    assert terrain.run(number, settings=slow).ending(number) == "not_sent", "read at the run's end, not guessed"
    assert terrain.run(number).ending(number) == "done"
    terrain.assert_sent_once(number)
    matrix.note(
        "an answer takes too long", "cancelled while the click hangs", "read at the run's end; sent by the next"
    )


def test_a_second_ctrl_c_leaves_at_once_and_the_next_run_reads_what_became_of_it(
    terrain: Terrain, matrix: Matrix
) -> None:
    number = terrain.take()
    terrain.stand.arm("slow", path=f"{terrain.answers[number].portal_id}/send", seconds=4, count=1)
    since = terrain.now()
    process = terrain.spawn(number)
    terrain.stand.wait_for_event("fault", 120, since=since)
    process.send_signal(signal.SIGINT)
    process.send_signal(signal.SIGTERM)
    assert finished(process).code == 130
    ran = terrain.run(number, settings={"pacing": {"settle_seconds": 8}})
    assert ran.ending(number) == "done", ran
    terrain.assert_sent_once(number)
    assert terrain.record(number)["send_attempts"] == 1
    matrix.note("Ctrl-C twice", "while the answer is on its way", "leaves at once; the next run reads it as sent")
