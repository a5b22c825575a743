"""The browser crashes, hangs, or an answer takes too long; a person presses Ctrl-C twice."""

from __future__ import annotations

import signal
from contextlib import suppress
from typing import Any

import psutil
import pytest

from rpa.cabinet.pages.debt_request import DebtRequest
from rpa.errors import NotFinished, SiteUnavailable
from rpa.ledger import Outcome
from rpa.model import Decision
from tests.faults.notebook import Matrix
from tests.faults.ran import finished
from tests.faults.terrain import Terrain, open_place
from tests.forking import Forked

pytestmark = pytest.mark.xdist_group("browser")
REQUESTS = 34

ASKED_TO_END_AT = ("click:Сохранить ответ:after", "click:Да:after", "journal:step:after")
COVER = """() => document.body.insertAdjacentHTML(
  "beforeend", "<i style='position:fixed;inset:0;z-index:99999'></i>")"""


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


def wait_for_another(terrain: Terrain, stored: dict[str, Any]) -> None:
    """Until the stand stored something of another request than then."""
    then = stored["request_number"]
    while stored["request_number"] == then:
        stored = terrain.stand.wait_for_event("stored", 120, since=stored["seq"])


def test_a_browser_asked_to_end_by_the_system_is_replaced_each_time_and_nothing_is_lost(
    terrain: Terrain, matrix: Matrix
) -> None:
    """SIGTERM lets the browser close its pages one by one: it looks connected while calls already fail.

    Three times in one run, at a request each: a fourth would be one too many for any run. The last one dies before
    anything of its answer is done, so all of that is the last browser's.
    """
    terrain, turn = terrain.without_pictures(), list(terrain.answers).index
    numbers = sorted([terrain.take(), terrain.take(), terrain.take(Decision.DEBT)], key=turn)
    before = journaled(terrain, "browser_replaced")
    ran = terrain.run(*numbers, close_at=list(zip(ASKED_TO_END_AT, numbers, strict=True)))
    assert (ran.code, set(ran.told["results"].values()) - {"done", "already"}) == (0, set()), (ran.told, ran.errors)
    for number in numbers:
        terrain.assert_sent_once(number)
    assert journaled(terrain, "browser_replaced") == before + 3
    for where in ASKED_TO_END_AT:
        matrix.note("browser gets SIGTERM", f"at `{where}`", "replaced; all answers sent once by the same run")


def test_a_browser_that_crashes_or_hangs_is_replaced_with_all_its_children_and_a_second_ctrl_c_leaves_at_once(
    terrain: Terrain, matrix: Matrix
) -> None:
    """One run whose browser is killed, whose next one hangs, and whose person presses Ctrl-C twice at the last answer.

    The next run reads what became of that one."""
    turn = list(terrain.answers).index
    numbers = sorted([terrain.take(), terrain.take(Decision.DEBT), terrain.take()], key=turn)
    last = terrain.take(after=numbers[-1])
    terrain.stand.arm("slow", path=f"{terrain.answers[last].portal_id}/send", seconds=4, count=1)
    replaced, ended = journaled(terrain, "browser_replaced"), journaled(terrain, "browser_ended")
    since = terrain.now()
    process = terrain.spawn(*numbers, last, settings={"pacing": {"item_timeout_seconds": 30}})
    first = terrain.stand.wait_for_event("stored", 120, since=since)
    crashed = browser_of(process)
    for victim in crashed:
        with suppress(psutil.Error):
            victim.kill()
    psutil.wait_procs(crashed, timeout=30)
    wait_for_another(terrain, first)
    assert journaled(terrain, "browser_replaced") == replaced + 1
    assert journaled(terrain, "browser_ended") == ended, "there was nothing to end"
    hung = browser_of(process)
    for victim in hung:
        with suppress(psutil.Error):
            victim.suspend()
    terrain.stand.wait_for_event("fault", 240, since=since)
    process.send_signal(signal.SIGINT)
    process.send_signal(signal.SIGTERM)
    for number in numbers:
        terrain.assert_sent_once(number)
        assert terrain.ledger(number)[-1].outcome is Outcome.DONE, "told by the same run"
    assert journaled(terrain, "browser_replaced") == replaced + 2
    assert journaled(terrain, "browser_ended") > ended
    assert not [victim for victim in hung if victim.is_running() and victim.status() != psutil.STATUS_ZOMBIE]
    matrix.note("browser killed", "in the middle of three answers", "replaced; all three sent once by the same run")
    matrix.note("browser hangs", "stopped by SIGSTOP in the middle", "ended with its children, replaced, sent once")
    assert finished(process).code == 130
    ran = terrain.here(last, place=terrain.place(pacing={"settle_seconds": 8}))
    assert ran.ending(last) == "done", ran
    terrain.assert_sent_once(last)
    assert terrain.record(last)["send_attempts"] == 1
    matrix.note("Ctrl-C twice", "while the answer is on its way", "leaves at once; the next run reads it as sent")


def test_a_driver_that_dies_leaves_an_error_of_ours_and_the_next_run_finishes(terrain: Terrain, matrix: Matrix) -> None:
    terrain = terrain.without_pictures()
    where, number, following = "click:Да:after", terrain.take(), terrain.take(Decision.DEBT)
    ran = terrain.run(number, following, orphan_at=[[where, number]])
    # 1: it died before the answer had left it, and was read at the end as not sent.
    assert ran.code in (0, NotFinished.exit_code, SiteUnavailable.exit_code) and "Traceback" not in ran.errors, (
        ran.told,
        ran.errors,
    )
    assert terrain.here(number, following).code == 0
    for each in (number, following):
        terrain.assert_sent_once(each)
        assert terrain.record(each)["send_attempts"] == 1
    matrix.note("browser's driver killed", f"at `{where}`", "a stable exit code; both sent once by the next run")


def test_answers_cut_off_before_or_in_their_click_are_read_and_are_not_in_the_way_of_the_next_one(
    terrain: Terrain, matrix: Matrix, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One's click waits under a cover and never happens, another's hangs on its way: both are out of time."""
    terrain = terrain.without_pictures()
    covered, hanging, following = terrain.take(), terrain.take(), terrain.take()
    send = DebtRequest.send

    async def send_under_a_cover(self: DebtRequest) -> None:
        await send(self)
        if self.portal_id == terrain.answers[covered].portal_id:
            await self.page.evaluate(COVER)

    monkeypatch.setattr(DebtRequest, "send", send_under_a_cover)
    terrain.stand.arm("hang", path=f"{terrain.answers[hanging].portal_id}/send")
    place = terrain.place(pacing={"item_timeout_seconds": 15}, browser={"timeout_seconds": 60})
    ran = terrain.here(covered, hanging, following, place=place)
    # Read at the run's end, not guessed.
    assert ran.told["results"] == {covered: "not_sent", hanging: "not_sent", following: "done"}
    assert terrain.record(covered)["send_attempts"] == 0
    assert terrain.stand.state(only="faults")["faults"][0]["fired"] == 1
    monkeypatch.undo()
    assert terrain.endings(covered, hanging) == {covered: "done", hanging: "done"}
    for number in (covered, hanging, following):
        terrain.assert_sent_once(number)
    matrix.note(
        "an answer takes too long", "cancelled while the click hangs", "read at the run's end; sent by the next"
    )
