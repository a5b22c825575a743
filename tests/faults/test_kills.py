"""The process and its browser are killed before, in the middle of and after every write and click of an answer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable

import pytest

from rpa.model import Decision
from tests.faults.conftest import TRIES, while_time_lasts
from tests.faults.matrix import KILL_CELLS, Cell, crossings, dangerous_first
from tests.faults.notebook import Matrix
from tests.faults.terrain import Terrain
from tests.faults.trying import try_kills

pytestmark = pytest.mark.xdist_group("kills")

CHUNK = 12
"""So many killed runs are left to one last run."""
CORE = (
    Cell("kill", "SIGKILL", "journal:intent:torn", Decision.NO_DEBT),
    Cell("kill", "SIGKILL", "ledger:conclude:before", Decision.DEBT),
    Cell("kill", "SIGKILL", "ledger:conclude:after", Decision.NO_DEBT),
)
"""Around writes: each leaves ledger, journal and site saying something else. Around clicks it is killed with four
answers in hand (``test_four_pages``): one whose act is journaled and not carried out is among those. Killed while a
send is on its way: ``test_troubles``."""


def test_the_matrix_names_every_write_and_click_of_an_answer(terrain: Terrain) -> None:
    trace = defaultdict(list)
    numbers = [terrain.take(decision) for decision in (Decision.DEBT, Decision.NO_DEBT)]
    ran = terrain.here(*numbers, hear=lambda where, number: trace[number].append(where))
    assert list(ran.told["results"].values()) == ["done", "done"], ran
    last = max(numbers, key=list(terrain.answers).index)
    for number in numbers:
        # Which request is taken depends on the order of the tests; each further act of it is one more file chosen.
        crossed = [one for one in trace[number] if not one.startswith("click:файл#")]
        if number != last:
            # The run's own end belongs to its last answer.
            crossed += [one for one in trace[last] if one.startswith("journal:run_finished")]
        assert crossed == list(crossings(terrain.answers[number].decision))


def test_a_run_killed_where_it_hurts_most_is_finished_by_the_next_one(terrain: Terrain, matrix: Matrix) -> None:
    tries = matrix.add(try_kills(terrain.without_pictures(), CORE))
    assert [(found.cell.where, found.twice, found.lost) for found in tries if found.twice or found.lost] == []
    for found in tries:
        terrain.assert_sent_once(found.number)
        terrain.assert_journal_tells(found.number)


@pytest.mark.kill
@pytest.mark.timeout(7200)
@pytest.mark.parametrize("decision", [Decision.DEBT, Decision.NO_DEBT])
def test_a_run_killed_at_any_crossing_is_finished_by_the_next_one(
    terrains: Callable[..., Terrain], matrix: Matrix, decision: Decision
) -> None:
    terrain = terrains(requests=60 + 350 * TRIES)
    cells = matrix.left(dangerous_first(cell for cell in KILL_CELLS if cell.decision is decision), TRIES)
    tries = []
    for start in while_time_lasts(range(0, len(cells), CHUNK)):
        tries += matrix.add(try_kills(terrain, cells[start : start + CHUNK]))
    assert [(found.cell.where, found.twice, found.lost) for found in tries if found.twice or found.lost] == []


@pytest.mark.kill
@pytest.mark.timeout(7200)
def test_twenty_random_kills_over_two_hundred_answers_lose_and_double_nothing(
    terrains: Callable[..., Terrain], matrix: Matrix
) -> None:
    terrain = terrains(requests=460, seed=11)
    numbers = [terrain.take() for _ in range(170)] + [terrain.take(Decision.DEBT) for _ in range(30)]
    pages = {"browser": {"pages": 4}}
    for seed in range(20):
        assert terrain.run(*numbers, die_in=seed, within=26 * 12, settings=pages).code == -9
    last = terrain.apply(*numbers, place=terrain.place(**pages)).summary
    assert last is not None
    assert set(last.counts()) <= {"done", "already"}, last.counts()
    for number in numbers:
        terrain.assert_sent_once(number)
    terrain.assert_journal_sound()
    matrix.note("20 random kills over 200 answers", "four pages at once, one last run", "200 sent once, as planned")
