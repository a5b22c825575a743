"""An answer whose time is over while its click waits: the click never happens, and nothing of it stays in the way."""

from __future__ import annotations

import pytest

from rpa.cabinet.pages.debt_request import DebtRequest
from tests.faults.terrain import Terrain

pytestmark = pytest.mark.xdist_group("troubles")

_COVER = """() => document.body.insertAdjacentHTML(
  "beforeend", "<i style='position:fixed;inset:0;z-index:99999'></i>")"""


def test_what_hangs_over_an_answer_that_was_cut_off_is_not_in_the_way_of_the_next_one(
    terrain: Terrain, monkeypatch: pytest.MonkeyPatch
) -> None:
    covered, following = terrain.take(), terrain.take()
    send = DebtRequest.send

    async def send_under_a_cover(self: DebtRequest) -> None:
        await send(self)
        if self.portal_id == terrain.answers[covered].portal_id:
            await self.page.evaluate(_COVER)

    monkeypatch.setattr(DebtRequest, "send", send_under_a_cover)
    place = terrain.place(pacing={"item_timeout_seconds": 15}, browser={"timeout_seconds": 60})
    assert terrain.endings(covered, following, place=place) == {covered: "not_sent", following: "done"}
    assert terrain.record(covered)["send_attempts"] == 0
    monkeypatch.undo()
    assert terrain.ending(covered) == "done"
    for number in (covered, following):
        terrain.assert_sent_once(number)
