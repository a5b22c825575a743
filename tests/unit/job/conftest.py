"""A run's job without a browser, and its retries without their pauses."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from protocol import Robot, robot

from rpa.job import retry


@pytest.fixture
def no_pause_between_tries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retry, "policy", partial(retry.policy, pause=0))


@pytest.fixture
def ours(tmp_path: Path) -> Iterator[Robot]:
    with robot(tmp_path) as begun:
        yield begun
