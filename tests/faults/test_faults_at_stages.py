"""Every fault of the stand at every stage of one answer: it ends sent once, refused, or in a person's hands."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from rpa.model import Decision
from tests.faults.conftest import while_time_lasts
from tests.faults.matrix import LOOK, OPEN, READ, SAVE, SCREEN, SEND, UPLOAD, Cell, dangerous_first, fault_cells
from tests.faults.notebook import Matrix
from tests.faults.terrain import Terrain
from tests.faults.trying import try_fault, try_faults

pytestmark = pytest.mark.xdist_group("faults")

NO, YES = Decision.NO_DEBT, Decision.DEBT
# The fault at the file first: it hits the first upload of its run.
CORE = {
    Cell("fault", "error_500_once", UPLOAD, YES): "done",
    Cell("fault", "attention", OPEN, NO): "done",
    Cell("fault", "reply_lost", SAVE, YES): "done",
    Cell("fault", "answer_refused", SAVE, NO): "refused",
    Cell("fault", "version_conflict", SAVE, NO): "done",
    Cell("fault", "colleague_answered", SAVE, YES): "answered_by_other",
    Cell("fault", "session_lost", LOOK, NO): "done",
    Cell("fault", "cut_after (count=9)", SEND, YES): "done",
    Cell("fault", "cut_before (count=9)", SEND, NO): "not_sent",
    Cell("fault", "reply_lost", SEND, NO): "done",
    Cell("fault", "swallowed", SEND, NO): "unknown",
    Cell("fault", "answer_refused", SEND, NO): "refused",
    Cell("fault", "version_conflict", SEND, NO): "done",
    Cell("fault", "colleague_answered", SEND, NO): "answered_by_other",
    Cell("fault", "waf_page", READ, NO): "done",
}
DOUBLED = Cell("fault", "button_doubled (caption=Да)", SCREEN, NO)


def test_each_fault_at_its_stage_ends_as_it_should_and_the_next_run_finishes(terrain: Terrain, matrix: Matrix) -> None:
    """One run meets them all, each at a request of its own; a button shown twice, which every request of that run would
    meet, is met by a run before it, and is not pressed. What was on the screen then is kept."""
    found = matrix.add(try_faults(terrain.without_pictures(), CORE, alone=[DOUBLED]))
    assert [one for one in found if one.twice or one.lost] == []
    assert {one.cell: one.first for one in found} == CORE | {DOUBLED: "failed"}
    [doubled] = [one.number for one in found if one.cell == DOUBLED]
    assert terrain.pictured(doubled)[:2] == ["filled", "failure"]


@pytest.mark.kill
@pytest.mark.timeout(7200)
@pytest.mark.parametrize("decision", [YES, NO])
def test_no_fault_at_any_stage_doubles_or_loses_an_answer(
    terrains: Callable[..., Terrain], matrix: Matrix, decision: Decision
) -> None:
    terrain = terrains(requests=900)
    bad = []
    cells = matrix.left(dangerous_first(cell for cell in fault_cells() if cell.decision is decision))
    for cell in while_time_lasts(cells):
        [found] = matrix.add([try_fault(terrain, cell)])
        if found.twice or found.lost:
            bad.append((cell, found.first, found.last, found.sends, found.attempts))
    assert bad == []
