"""Each protection taken out once: the same scene then ends badly, so the tests that rest on it can fail."""

from __future__ import annotations

import pytest

from rpa.model import Decision
from tests.faults.notebook import Matrix
from tests.faults.terrain import Terrain

pytestmark = pytest.mark.xdist_group("protections")

REQUESTS = 34


def send_path(terrain: Terrain, number: str) -> str:
    return f"{terrain.answers[number].portal_id}/send"


def sends_received(terrain: Terrain, number: str) -> int:
    """How many sends of this request arrived at the stand, stored or not (a call still held back counts too)."""
    path = send_path(terrain, number)
    calls = [event for event in terrain.stand.events("call") if event["path"].endswith(path)]
    return max(len(calls), terrain.record(number)["send_attempts"])


def test_without_reading_back_a_swallowed_answer_is_told_as_sent(terrain: Terrain, matrix: Matrix) -> None:
    scene = "the site says it took a send and stores nothing"
    for without, told in (((), "unknown"), (("no_read_back",), "done")):
        number = terrain.take()
        terrain.stand.arm("swallowed", path=send_path(terrain, number))
        assert terrain.here(number, without=without).ending(number) == told, without
        assert terrain.record(number)["sends"] == 0, "the stand never stored it"
        found = f"told as `{told}`, not stored"
        matrix.protection("reading back after the click", scene, there=not without, found=found)


def test_without_memory_and_patience_an_answer_that_is_still_on_its_way_is_sent_again(
    terrain: Terrain, matrix: Matrix
) -> None:
    """The first send is held back far longer than the test lasts, so whatever is stored came from the second run."""
    number, protection = terrain.take(), "the ledger's memory and its patience"
    scene = "killed while the send is on its way, run again"
    terrain.stand.arm("slow", path=send_path(terrain, number), seconds=3600, count=1)
    patient: dict[str, float] = {"settle_seconds": 600, "item_timeout_seconds": 20}
    terrain.kill_while_it_sends(number, settings={"pacing": patient})
    # What it leaves open, every later run would wait for: it has a folder of its own.
    beside = terrain.copy("with-memory")
    beside.here(number, place=beside.place(pacing=patient))
    assert terrain.record(number)["sends"] == 0
    found = "waits and leaves it to a person"
    matrix.protection(protection, scene, there=True, found=found)
    # It has an answer to send, not a wait to be cut short: a slow machine may take its time.
    place = terrain.place(pacing=patient | {"item_timeout_seconds": 120})
    terrain.here(number, place=place, without=("no_ledger_memory", "no_settling"))
    assert terrain.record(number)["sends"] == 1
    found = "sent again while the first is still on its way"
    matrix.protection(protection, scene, there=False, found=found)


def test_without_the_lease_check_a_run_that_lost_the_organization_still_clicks(
    terrain: Terrain, matrix: Matrix
) -> None:
    scene = "another machine takes the organization over before the click"
    for without, sends in (((), 0), (("no_lease_check",), 1)):
        number = terrain.take()
        terrain.here(number, without=without, at={("journal:step#3:after", number): terrain.lose_the_organization})
        assert terrain.record(number)["sends"] == sends, without
        found = "clicks nevertheless" if sends else "does not click"
        matrix.protection("the lease, checked right before the click", scene, there=not without, found=found)


def test_without_the_ground_check_a_colleagues_unsent_answer_is_overwritten(terrain: Terrain, matrix: Matrix) -> None:
    scene, protection = "a colleague left an unsent answer after the approval", "the ground, compared before anything"
    for without, told in (((), "skipped"), (("no_ground_check",), "done")):
        number = terrain.take()
        body = {"request_number": number, "has_debt": True, "send": False}
        terrain.stand.control.post("/__stand__/colleague", json=body).raise_for_status()
        assert terrain.here(number, without=without).ending(number) == told, without
        left_alone = told == "skipped"
        assert terrain.record(number)["has_debt"] is left_alone, "the colleague's draft says «да», ours «нет»"
        found = "left alone" if left_alone else "overwritten and sent"
        matrix.protection(f"{protection} is filled", scene, there=not without, found=found)


def test_without_the_stop_after_three_a_broken_site_is_asked_for_every_answer(terrain: Terrain, matrix: Matrix) -> None:
    terrain.stand.arm("answer_refused", path="/send", count="always")
    for without, tried in (((), 3), (("no_stop_after_three",), 4)):
        numbers = [terrain.take(Decision.NO_DEBT) for _ in range(4)]
        terrain.here(*numbers, without=without)
        assert sum(sends_received(terrain, number) > 0 for number in numbers) == tried, without
        found = f"asked for {tried} of 4 answers"
        matrix.protection("the stop after three", "the site refuses every send", there=not without, found=found)
