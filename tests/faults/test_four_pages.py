"""Four pages answer at once: the process is killed, or the site breaks, while several answers are in hand."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from rpa.model import Decision
from tests.faults.conftest import TRIES, while_time_lasts
from tests.faults.matrix import PAGES, Cell, Try, cells_together, dangerous_first
from tests.faults.notebook import Matrix
from tests.faults.terrain import Terrain, open_place
from tests.faults.trying import try_fault_together, try_kills_at_once, try_kills_together

pytestmark = pytest.mark.xdist_group("four_pages")

REQUESTS = 30
KILLS, FAULTS = cells_together()
IN_HAND = [
    Cell("kill", "SIGKILL", where, decision, PAGES)
    for where, decision in (
        ("click:Сохранить ответ:after", Decision.DEBT),
        ("click:Да:before", Decision.DEBT),
        ("click:Да:after", Decision.NO_DEBT),
        # At once when this one is clicked: whether the call has left the browser nobody knows.
        ("click:Да:after", Decision.DEBT),
    )
]
CHUNK = 4
"""So many killed runs of eight answers are left to one last run."""


def bad(tries: list[Try]) -> list[tuple[str, str, str, str, int, int]]:
    return [
        (found.cell.what, found.cell.where, found.first, found.last, found.sends, found.attempts)
        for found in tries
        if found.twice or found.lost
    ]


def signed_in(terrain: Terrain) -> int:
    lines = open_place(terrain.data).folder.journal.read_text(encoding="utf-8").splitlines()
    return sum('"kind":"sign_in"' in line and '"screen":"done"' in line for line in lines)


def test_killed_with_four_answers_in_hand_and_then_losing_its_session_every_answer_is_sent_once(
    terrain: Terrain, matrix: Matrix
) -> None:
    """Each of the four was at another click when the process died, the others had not been begun; under the run after
    it the session is lost while four pages answer those: that costs one sign-in."""
    [lost] = [cell for cell in FAULTS if cell.what == "session_lost"]
    before = signed_in(terrain)
    tries = matrix.add(try_kills_at_once(terrain.without_pictures(), IN_HAND, lost, waiting=PAGES))
    assert bad(tries) == []
    for found in tries:
        terrain.assert_sent_once(found.number)
        terrain.assert_journal_tells(found.number)
    assert signed_in(terrain) == before + 1
    met = [found for found in tries if found.cell.what == "session_lost"]
    # Whose click met the dead session was told "no rights": surely not sent, the next run's business.
    assert {found.first for found in met} <= {"done", "not_sent"}
    assert {found.last for found in met} == {"done"}
    for found in met:
        if found.first == "done":
            assert "filled" in terrain.pictured(found.number), "pages side by side take pictures side by side"


@pytest.mark.kill
@pytest.mark.timeout(7200)
def test_a_run_of_four_pages_killed_at_any_main_crossing_is_finished_by_the_next_one(
    terrains: Callable[..., Terrain], matrix: Matrix
) -> None:
    terrain = terrains(requests=100 + 420 * TRIES, seed=13)
    found, cells = [], matrix.left(KILLS, TRIES)
    for start in while_time_lasts(range(0, len(cells), CHUNK)):
        found += matrix.add(try_kills_together(terrain, cells[start : start + CHUNK]))
    assert bad(found) == []


@pytest.mark.kill
@pytest.mark.timeout(7200)
def test_no_fault_under_four_pages_doubles_or_loses_an_answer(terrains: Callable[..., Terrain], matrix: Matrix) -> None:
    terrain = terrains(requests=900, seed=17)
    found = []
    for cell in while_time_lasts(matrix.left(dangerous_first(FAULTS))):
        found += matrix.add(try_fault_together(terrain, cell))
    assert bad(found) == []
