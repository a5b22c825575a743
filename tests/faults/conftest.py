"""One stand and one approved plan for each module of fault tests; every test takes requests of its own."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import pytest

from tests.faults.notebook import Matrix
from tests.faults.terrain import Terrain, build_terrain
from tests.stand.conftest import RunningStand, start_stand, stop_stand

REQUESTS = 40
"""Enough for most modules; one that takes more names its own ``REQUESTS``."""
TRIES = int(os.environ.get("KILL_TRIES", "1"))
"""Tries of each kill cell in the whole matrix."""
MINUTES = float(os.environ.get("KILL_MINUTES", "0"))
"""So long each test of the whole matrix takes up new cells; 0 is to the last cell. The document tells what was left,
and the next run with the same notebook begins there."""

T = TypeVar("T")


def while_time_lasts(parts: Iterable[T]) -> Iterator[T]:
    """Hand on ``parts`` until the time a test of the matrix was given is over."""
    end = time.monotonic() + MINUTES * 60
    for part in parts:
        if MINUTES and time.monotonic() > end:
            return
        yield part


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Many runs in one test, each bounded by itself: on a slow machine their sum is longer than the usual limit."""
    for item in items:
        if item.path.parent == Path(__file__).parent and item.get_closest_marker("timeout") is None:
            item.add_marker(pytest.mark.timeout(1200))


@pytest.fixture(scope="session")
def matrix() -> Matrix:
    """What this session tried; noted down in the file ``KILL_NOTEBOOK`` names, if it names one."""
    wanted = os.environ.get("KILL_NOTEBOOK")
    return Matrix(Path(wanted) if wanted else None)


@pytest.fixture(scope="module")
def terrains(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Terrain]]:
    """Build terrains of one's own: ``terrains(requests=400)``; all stands end with the module."""
    running: list[RunningStand] = []

    def build(*, requests: int = REQUESTS, seed: int = 7, **settings: Any) -> Terrain:
        folder: Path = tmp_path_factory.mktemp("terrain")
        accounting = str(folder / "accounting")
        options = ("--requests", str(requests), "--inquiries", "0", "--seed", str(seed))
        running.append(start_stand(*options, "--session-minutes", "600", "--accounting", accounting))
        return build_terrain(running[-1], folder, **settings)

    yield build
    for stand in running:
        stop_stand(stand)


@pytest.fixture(scope="module")
def terrain(terrains: Callable[..., Terrain], request: pytest.FixtureRequest) -> Terrain:
    return terrains(requests=getattr(request.module, "REQUESTS", REQUESTS))


@pytest.fixture(autouse=True)
def faults_and_runs_end_with_the_test(request: pytest.FixtureRequest) -> Iterator[None]:
    yield
    if "terrain" in request.fixturenames:
        terrain: Terrain = request.getfixturevalue("terrain")
        terrain.end_what_was_left()
        terrain.stand.control.delete("/__stand__/faults").raise_for_status()
