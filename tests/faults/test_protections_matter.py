"""Each protection taken out once: the same scene then ends badly, so the tests that rest on it can fail."""

from __future__ import annotations

import pytest

from rpa.model import Decision
from tests.faults.notebook import Matrix
from tests.faults.terrain import Terrain

pytestmark = pytest.mark.xdist_group("protections")

REQUESTS = 34


@pytest.fixture(autouse=True)
def no_pictures_here(terrain: Terrain) -> None:
    """Nothing here is asked of them."""
    terrain.pictures = False


def send_path(terrain: Terrain, number: str) -> str:
    return f"{terrain.answers[number].portal_id}/send"


def refused(terrain: Terrain, number: str) -> bool:
    """Whether the stand was asked to take something for this request, and refused."""
    identity = terrain.answers[number].portal_id
    return any(identity in event["path"] for event in terrain.stand.events("fault"))


def test_without_memory_and_patience_an_answer_that_is_still_on_its_way_is_sent_again(
    terrain: Terrain, matrix: Matrix
) -> None:
    """The first send is held back far longer than the test lasts, so whatever is stored came from the second run."""
    number, protection = terrain.take(), "the ledger's memory and its patience"
    scene = "killed while the send is on its way, run again"
    terrain.stand.arm("slow", path=send_path(terrain, number), seconds=3600, count=1)
    patient: dict[str, float] = {"settle_seconds": 600}
    terrain.kill_while_it_sends(number, settings={"pacing": patient})
    # What it leaves open, every later run would wait for: it has a folder of its own.
    beside = terrain.copy("with-memory")
    beside.here(number, place=beside.place(pacing=patient | {"item_timeout_seconds": 12}))
    assert terrain.record(number)["sends"] == 0
    found = "waits and leaves it to a person"
    matrix.protection(protection, scene, there=True, found=found)
    # It has an answer to send, not a wait to be cut short: a slow machine may take its time.
    place = terrain.place(pacing=patient | {"item_timeout_seconds": 120})
    terrain.here(number, place=place, without=("no_ledger_memory", "no_settling"))
    assert terrain.record(number)["sends"] == 1
    found = "sent again while the first is still on its way"
    matrix.protection(protection, scene, there=False, found=found)


def test_without_reading_back_the_ground_or_the_lease_check_what_one_run_meets_ends_badly(
    terrain: Terrain, matrix: Matrix
) -> None:
    """Three answers of one run, each in the scene of one of the protections; then the same with none of the three."""
    all_three = ("no_read_back", "no_ground_check", "no_lease_check")
    for without, told, drafts, sends in (((), "unknown", "skipped", 0), (all_three, "done", "done", 1)):
        swallowed, drafted = terrain.take(), terrain.take()
        last = terrain.take(after=max(swallowed, drafted, key=list(terrain.answers).index))
        terrain.stand.arm("swallowed", path=send_path(terrain, swallowed))
        body = {"request_number": drafted, "has_debt": True, "send": False}
        terrain.stand.control.post("/__stand__/colleague", json=body).raise_for_status()
        ran = terrain.here(
            swallowed,
            drafted,
            last,
            without=without,
            at={("journal:step#3:after", last): terrain.lose_the_organization},
        )

        scene, protection = "the site says it took a send and stores nothing", "reading back after the click"
        assert ran.ending(swallowed) == told, without
        assert terrain.record(swallowed)["sends"] == 0, "the stand never stored it"
        matrix.protection(protection, scene, there=not without, found=f"told as `{told}`, not stored")

        scene = "a colleague left an unsent answer after the approval"
        assert ran.ending(drafted) == drafts, without
        left_alone = drafts == "skipped"
        assert terrain.record(drafted)["has_debt"] is left_alone, "the colleague's draft says «да», ours «нет»"
        found, protection = (
            "left alone" if left_alone else "overwritten and sent",
            "the ground, compared before anything",
        )
        matrix.protection(f"{protection} is filled", scene, there=not without, found=found)

        scene = "another machine takes the organization over before the click"
        assert terrain.record(last)["sends"] == sends, without
        found = "clicks nevertheless" if sends else "does not click"
        matrix.protection("the lease, checked right before the click", scene, there=not without, found=found)


def test_without_the_stop_after_three_a_broken_site_is_asked_for_every_answer(terrain: Terrain, matrix: Matrix) -> None:
    # It refuses to store a draft already: what is sent is refused the same way, and costs four times as much.
    terrain.stand.arm("answer_refused", count="always")
    for without, tried in (((), 3), (("no_stop_after_three",), 4)):
        numbers = [terrain.take(Decision.NO_DEBT) for _ in range(4)]
        terrain.here(*numbers, without=without)
        assert sum(refused(terrain, number) for number in numbers) == tried, without
        found = f"asked for {tried} of 4 answers"
        matrix.protection("the stop after three", "the site refuses every answer", there=not without, found=found)
