"""One stand for the sign-ins of a file, in the browser of all."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from entering import Stand

from tests.looping import Loop
from tests.stand.conftest import start_stand, stop_stand


@pytest.fixture(scope="module")
def stand(loop: Loop, chromium: Any) -> Iterator[Stand]:
    running = start_stand("--requests", "5", "--inquiries", "2")
    stand = Stand(running, loop, chromium)
    yield stand
    loop.run(stand.close())
    stop_stand(running)
