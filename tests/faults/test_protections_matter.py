"""Each protection taken out once: the same scene then ends badly, so the tests that rest on it can fail."""

from __future__ import annotations

import pytest

from rpa.model import Decision
from tests.faults.notebook import Matrix
from tests.faults.terrain import Terrain

pytestmark = pytest.mark.xdist_group("protections")

REQUESTS = 60


def send_path(terrain: Terrain, number: str) -> str:
    return f"{terrain.answers[number].portal_id}/send"


def sends_received(terrain: Terrain, number: str) -> int:
    """How many sends of this request arrived at the stand, stored or not (a call still held back counts too)."""
    path = send_path(terrain, number)
    calls = [event for event in terrain.stand.events("call") if event["path"].endswith(path)]
    return max(len(calls), terrain.record(number)["send_attempts"])


@pytest.mark.parametrize(("without", "told"), [((), "unknown"), (("no_read_back",), "done")])
def test_without_reading_back_a_swallowed_answer_is_told_as_sent(
    terrain: Terrain, matrix: Matrix, without: tuple[str, ...], told: str
) -> None:
    number = terrain.take()
    terrain.stand.arm("swallowed", path=send_path(terrain, number))
    assert terrain.run(number, without=without).ending(number) == told
    assert terrain.record(number)["sends"] == 0, "the stand never stored it"
    scene = "the site says it took a send and stores nothing"
    matrix.protection("reading back after the click", scene, there=not without, found=f"told as `{told}`, not stored")


# In this order: what the run with its memory leaves open, a later run would wait for.
@pytest.mark.parametrize(("without", "sends"), [(("no_ledger_memory", "no_settling"), 1), ((), 0)])
def test_without_memory_and_patience_an_answer_that_is_still_on_its_way_is_sent_again(
    terrain: Terrain, matrix: Matrix, without: tuple[str, ...], sends: int
) -> None:
    """The first send is held back far longer than the test lasts, so whatever is stored came from the second run."""
    number = terrain.take()
    terrain.stand.arm("slow", path=send_path(terrain, number), seconds=3600, count=1)
    patient: dict[str, dict[str, float]] = {"pacing": {"settle_seconds": 600, "item_timeout_seconds": 20}}
    terrain.kill_while_it_sends(number, settings=patient)
    if without:
        # It has an answer to send, not a wait to be cut short: a slow machine may take its time.
        patient["pacing"]["item_timeout_seconds"] = 120
    terrain.run(number, settings=patient, without=without)
    assert terrain.record(number)["sends"] == sends
    scene = "killed while the send is on its way, run again"
    found = "sent again while the first is still on its way" if sends else "waits and leaves it to a person"
    matrix.protection("the ledger's memory and its patience", scene, there=not without, found=found)


@pytest.mark.parametrize(("without", "sends"), [((), 0), (("no_lease_check",), 1)])
def test_without_the_lease_check_a_run_that_lost_the_organization_still_clicks(
    terrain: Terrain, matrix: Matrix, without: tuple[str, ...], sends: int
) -> None:
    number = terrain.take()
    terrain.run(number, without=without, steal_at=["journal:step#3:after", number])
    assert terrain.record(number)["sends"] == sends
    scene = "another machine takes the organization over before the click"
    found = "clicks nevertheless" if sends else "does not click"
    matrix.protection("the lease, checked right before the click", scene, there=not without, found=found)


@pytest.mark.parametrize(("without", "told"), [((), "skipped"), (("no_ground_check",), "done")])
def test_without_the_ground_check_a_colleagues_unsent_answer_is_overwritten(
    terrain: Terrain, matrix: Matrix, without: tuple[str, ...], told: str
) -> None:
    number = terrain.take()
    body = {"request_number": number, "has_debt": True, "send": False}
    terrain.stand.control.post("/__stand__/colleague", json=body).raise_for_status()
    assert terrain.run(number, without=without).ending(number) == told
    assert terrain.record(number)["has_debt"] is (told == "skipped"), "the colleague's draft says «да», ours «нет»"
    scene = "a colleague left an unsent answer after the approval"
    found = "left alone" if told == "skipped" else "overwritten and sent"
    matrix.protection("the ground, compared before anything is filled", scene, there=not without, found=found)


@pytest.mark.parametrize(("without", "tried"), [((), 3), (("no_stop_after_three",), 5)])
def test_without_the_stop_after_three_a_broken_site_is_asked_for_every_answer(
    terrain: Terrain, matrix: Matrix, without: tuple[str, ...], tried: int
) -> None:
    numbers = [terrain.take(Decision.NO_DEBT) for _ in range(5)]
    terrain.stand.arm("answer_refused", path="/send", count="always")
    terrain.run(*numbers, without=without)
    assert sum(sends_received(terrain, number) > 0 for number in numbers) == tried
    scene = "the site refuses every send"
    matrix.protection("the stop after three", scene, there=not without, found=f"asked for {tried} of 5 answers")
