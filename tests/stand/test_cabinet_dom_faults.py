"""Faults played by the page: each happens when armed, is counted by the stand, and is absent otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from cabinet_browser import DEBTS, CabinetPage, unanswered
from playwright.sync_api import Page, expect

from tests.stand.conftest import start_stand, stop_stand

if TYPE_CHECKING:
    from conftest import RunningStand

FIND = "button[type='submit']"
# Kept by the page itself: what is there for a moment only may be gone before a test asks.
FILLED = """() => {
    const results = () => document.querySelectorAll("div.section-base__body")[1], before = results();
    window.filled = new Set();
    new MutationObserver(() => {
        const now = results();
        if (now && now !== before && now.querySelector(".register-card")) window.filled.add(now);
    }).observe(document.body, {childList: true, subtree: true});
}"""
COVERED = """() => {
    new MutationObserver(() => { window.covered ||= !!document.querySelector(".stand-overlay"); })
        .observe(document.body, {childList: true});
}"""


class Faulty(CabinetPage):
    """``fired``: names of the faults that happened to this page."""

    def __init__(self, page: Page, stand: RunningStand) -> None:
        super().__init__(page, stand)
        self._before = len(stand.events("fault"))

    @property
    def fired(self) -> list[str]:
        return [event["name"] for event in self.stand.events("fault")[self._before :]]


@pytest.fixture(scope="module")
def shared_stand() -> Iterator[RunningStand]:
    """One stand: a fault is armed by the test it happens to, and taken back after it."""
    stand = start_stand("--requests", "12", "--inquiries", "1")
    yield stand
    stop_stand(stand)


@pytest.fixture
def cabinet(tab: Page, shared_stand: RunningStand) -> Iterator[Faulty]:
    opened = Faulty(tab, shared_stand)
    yield opened
    shared_stand.control.delete("/__stand__/faults").raise_for_status()
    assert not opened.script_errors


def fired(cabinet: Faulty, name: str) -> int:
    return cabinet.fired.count(name)


def test_without_faults_nothing_is_renamed_doubled_or_covered(cabinet: Faulty) -> None:
    page = cabinet.open_list()
    assert page.locator(".stand-overlay").count() == 0
    assert page.get_by_role("button", name="Найти", exact=True).count() == 1
    assert cabinet.fired == []


def test_late_results_come_in_one_more_node(cabinet: Faulty) -> None:
    page = cabinet.open_list()
    cabinet.stand.arm("results_late")
    page.evaluate(FILLED)
    page.click(FIND)
    page.wait_for_function("window.filled.size === 2")
    assert page.evaluate("[...window.filled].map(node => node.isConnected)") == [False, True]
    assert fired(cabinet, "results_late") == 1


def test_a_renamed_caption_stays_renamed_wherever_it_appears(cabinet: Faulty) -> None:
    cabinet.stand.arm("label_renamed", caption="Добавить ответ", text="Внести ответ")
    page = cabinet.open_card(unanswered(cabinet.stand)[0])
    expect(page.get_by_role("button", name="Внести ответ", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="Добавить ответ", exact=True)).to_have_count(0)
    assert fired(cabinet, "label_renamed") == 1


def test_a_placeholder_may_be_renamed_too(cabinet: Faulty) -> None:
    cabinet.stand.arm("label_renamed", caption="Введите номер запроса", text="Номер")
    page = cabinet.open_list()
    expect(page.get_by_placeholder("Номер", exact=True)).to_be_visible()
    assert page.get_by_placeholder("Введите номер запроса").count() == 0


def test_a_doubled_button_works_twice_over(cabinet: Faulty) -> None:
    cabinet.stand.arm("button_doubled", caption="Добавить ответ")
    page = cabinet.open_card(unanswered(cabinet.stand)[0])
    buttons = page.get_by_role("button", name="Добавить ответ", exact=True)
    expect(buttons).to_have_count(2)
    buttons.nth(1).click()
    cabinet.window("Добавление ответа")
    assert fired(cabinet, "button_doubled") == 1


def test_an_overlay_eats_clicks_until_escape(cabinet: Faulty) -> None:
    page = cabinet.open_list()
    cabinet.stand.arm("overlay", seconds=600)
    page.click(FIND)
    expect(page.locator(".stand-overlay")).to_be_attached()
    under = page.evaluate(
        """() => {
            const box = document.querySelector("button[type='submit']").getBoundingClientRect();
            return document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2).className;
        }"""
    )
    assert "stand-overlay" in under
    page.keyboard.press("Escape")
    expect(page.locator(".stand-overlay")).to_have_count(0)
    assert fired(cabinet, "overlay") == 1


def test_an_overlay_leaves_by_itself(cabinet: Faulty) -> None:
    page = cabinet.open_list()
    cabinet.stand.arm("overlay", seconds=1, path=DEBTS)
    page.evaluate(COVERED)
    page.click(FIND)
    page.wait_for_function("window.covered")
    expect(page.locator(".stand-overlay")).to_have_count(0)


def test_a_failed_search_never_says_that_nothing_was_found(cabinet: Faulty) -> None:
    """«Отсутствуют результаты поиска» after an error would be read as an answer."""
    page = cabinet.open_list()
    cabinet.stand.arm("attention")
    page.click(FIND)
    attention = cabinet.window("Внимание")
    assert attention.locator(".modal-dialog .glyphicon-exclamation-sign").count() == 1
    assert page.get_by_text("Отсутствуют результаты поиска").count() == 0
    assert page.locator(".register-card").count() == 0
    page.reload()
    cabinet.found()
