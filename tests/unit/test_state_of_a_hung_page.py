"""A page that hangs answers nothing, and a session's state is asked of its pages: no run may wait for it for ever."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest

from rpa.cabinet import Addresses, CabinetSession, Timeouts, kept_browser
from rpa.cabinet.locators import Selectors
from rpa.errors import SiteUnavailable

NOWHERE = Addresses(
    portal="http://dom.localhost:9", cabinet="http://my.dom.localhost:9", esia="http://esia.localhost:9"
)


async def never(*_: object) -> Any:
    await asyncio.Event().wait()


def session(*, seconds: float, **context: Any) -> CabinetSession:
    hung: Any = SimpleNamespace(**context)
    return CabinetSession(hung, NOWHERE, Selectors(), Timeouts(action=seconds))


def test_a_session_whose_page_hangs_is_not_waited_for_at_the_end_of_a_run() -> None:
    """The run held the organization's lease and its journal until somebody killed it."""

    async def go() -> None:
        async with asyncio.timeout(5):
            await session(seconds=0.01, storage_state=never).state()

    with pytest.raises(SiteUnavailable):
        asyncio.run(go())


@pytest.mark.parametrize("hangs", ["storage_state", "page"])
def test_a_context_with_a_hung_page_does_not_wait_for_the_next_run(hangs: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Half a minute later the watchdog ended the browser in which other organizations were at work."""
    monkeypatch.setattr(kept_browser, "_ANSWER_SECONDS", 0.01)

    async def nothing() -> dict[str, Any]:
        return {}

    async def go() -> bytes | None:
        state = never if hangs == "storage_state" else nothing
        left = session(seconds=60, storage_state=state, pages=[SimpleNamespace(close=never)])
        left.read = b"{}"
        async with asyncio.timeout(5):
            return await kept_browser._as_it_saved_it(left)

    assert asyncio.run(go()) is None
