"""A run of many items gives memory back between them: that costs no item, and no item is read twice."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from rpa.cabinet import CabinetSession
from rpa.cabinet.locators import Selectors
from rpa.errors import SiteUnavailable
from rpa.job import workplace
from rpa.operate.planning import receive
from tests.scenarios.conftest import make_place
from tests.stand.conftest import RunningStand, start_stand, stop_stand


def received(stand: RunningStand, folder: Path) -> tuple[list[str], list[str], int]:
    """Numbers the run read, addresses of the cards the stand gave out, and how often a whole page was loaded."""
    place = make_place(stand, folder, browser={"pages": 2})
    since = len(stand.events("call"))
    requests, _summary = receive(place)
    asked = [event["path"] for event in stand.events("call")[since:]]
    card = Selectors()["debt_request"].path("card_data", id="")
    cards = [path for path in asked if path.startswith(card) and ";page=" not in path]
    loads = asked.count(Selectors()["shell"].path("current_user"))
    return sorted(request.request_number for request in requests), cards, loads


@pytest.fixture(scope="module")
def stand() -> Iterator[RunningStand]:
    """Some two cards for each of two pages, and one more for the next."""
    running = start_stand("--requests", "6", "--inquiries", "0")
    yield running
    stop_stand(running)


def waiting(stand: RunningStand) -> list[str]:
    state = stand.state()
    requests = [one for one in state["requests"] if one["ogrn"] == stand.account["ogrn"] and not one["withdrawn"]]
    return sorted(one["request_number"] for one in requests if one["status"] == "NOT_SENT")


@pytest.fixture
def often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workplace, "_COLLECT_EVERY", 1)
    monkeypatch.setattr(workplace, "_RENEW_EVERY", 2)


def test_pages_are_taken_anew_in_a_long_run_and_every_card_is_read_once(
    stand: RunningStand, tmp_path: Path, often: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    replace, taken = CabinetSession.replace, []

    async def counted(session: CabinetSession, page: object) -> object:
        taken.append(page)
        return await replace(session, page)  # type: ignore[arg-type]

    monkeypatch.setattr(CabinetSession, "replace", counted)
    read, cards, loads = received(stand, tmp_path)
    assert taken
    assert read == waiting(stand)
    assert len(cards) == len(set(cards)) == len(read)
    assert loads >= len(read) // 2


def test_a_page_that_cannot_be_taken_anew_costs_a_browser_and_no_card(
    stand: RunningStand, tmp_path: Path, often: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    replace, refused = CabinetSession.replace, []

    async def once(session: CabinetSession, page: object) -> object:
        if not refused:
            refused.append(page)
            await session.context.close()
            raise SiteUnavailable("Окно браузера не закрывается.")
        return await replace(session, page)  # type: ignore[arg-type]

    monkeypatch.setattr(CabinetSession, "replace", once)
    read, cards, _loads = received(stand, tmp_path)
    assert refused
    assert read == waiting(stand)
    assert len(set(cards)) == len(read)
