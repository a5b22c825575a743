"""Answering in the page: windows nested and worded as robots of the live site expect; the stand's record decides."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest
from cabinet_browser import CabinetPage, unanswered
from playwright.sync_api import Page, expect

from tests.stand.conftest import start_stand, stop_stand

if TYPE_CHECKING:
    from conftest import RunningStand

FOOTER_BUTTON = (
    "body > div.page-wrapper > div.app-content-wrapper > div > div > div > div.section-base__footer > div"
    " > div.col-xs-6.text-right > button"
)
DIALOG = "body > div.modal.fade.ng-isolate-scope.in > div > div > div"
CHOICE = DIALOG + " > form > div:nth-child(1) > div > div.form-base__body > div > div.col-xs-4"
RADIO = CHOICE + " > div:nth-child({}) > label > input"
PERSON = DIALOG + " > form > debtreq-debt-person-info-form > ng-form > div > div.form-base__body"
NAME = PERSON + " > div.row > div:nth-child({}) > div > input"
FILE = (
    PERSON + " > div.form-horizontal > div:nth-child(4) > div > debtreq-attachment > ef-prf-form > div"
    " > div.upload-area-wrapper.file-panel__group.without-wrap.ng-scope > div.file-panel__row"
    " > div.file-panel__row-item.file-panel__controls > label > input"
)
SAVE = DIALOG + " > div.modal-footer.modal-base__footer > button.btn.btn-action"
TOP = (
    "body > div.modal.fade.ng-isolate-scope.z-index-xxl.in > div > div > div"
    " > div.modal-footer.modal-base__footer.text-center"
)
ACT = b"%PDF-1.4\n% court act, invented\n%%EOF\n"


@pytest.fixture(scope="module")
def shared_stand() -> Iterator[RunningStand]:
    """One stand for tests that answer different requests."""
    stand = start_stand("--requests", "40", "--inquiries", "1")
    yield stand
    stop_stand(stand)


@pytest.fixture
def cabinet(tab: Page, shared_stand: RunningStand) -> Iterator[CabinetPage]:
    opened = CabinetPage(tab, shared_stand)
    yield opened
    assert not opened.script_errors


def confirm(page: Page) -> None:
    page.locator(TOP + " > button.btn-action", has_text="Да").click()
    expect(page.locator(".modal-dialog")).to_have_count(1)
    expect(page.locator(".modal-dialog")).to_contain_text("Операция выполнена успешно")
    expect(page.locator(TOP + " > button")).to_have_count(1)
    page.locator(TOP + " > button").click()
    expect(page.locator(".modal-dialog")).to_have_count(0)


def test_no_is_saved_then_sent_then_withdrawn_after_a_confirmation_and_the_footer_follows(cabinet: CabinetPage) -> None:
    number = unanswered(cabinet.stand)[0]
    page = cabinet.open_card(number)
    page.click(FOOTER_BUTTON)
    cabinet.window(f"Добавление ответа на запрос № {number} от ")
    assert page.locator("input[type=radio]").count() == 2
    expect(page.locator(SAVE)).to_be_disabled()
    page.click(RADIO.format(2))
    page.click(SAVE)
    expect(page.locator(".modal-dialog")).to_have_count(0)
    assert page.locator(FOOTER_BUTTON).first.inner_text() == "Отправить ответ"
    record = cabinet.stand.answer(number)
    assert record and (record["has_debt"], record["status"], record["saves"], record["sends"]) == (
        False,
        "NOT_SENT",
        1,
        0,
    )
    page.click(FOOTER_BUTTON)
    assert cabinet.window("Подтверждение").locator("xpath=.//button/span[contains(text(),'Да')]").count() == 1
    confirm(page)
    assert page.locator(FOOTER_BUTTON).count() == 0
    assert page.locator("div.section-base__header b.ng-binding").first.inner_text() == "Ответ отправлен"
    assert page.locator("div.debtreq__result-type--4").count() == 1
    record = cabinet.stand.answer(number)
    assert record and (record["status"], record["saves"], record["sends"]) == ("SENT", 1, 1)
    withdraw = page.get_by_role("button", name="Отозвать ответ")
    withdraw.click()
    page.locator(TOP + " > button", has_text="Нет").click()
    expect(page.locator(".modal-dialog")).to_have_count(0)
    record = cabinet.stand.answer(number)
    assert record and record["status"] == "SENT"
    withdraw.click()
    confirm(page)
    record = cabinet.stand.answer(number)
    assert record and (record["status"], record["revokes"], record["sends"]) == ("NOT_SENT", 1, 1)
    assert page.locator(FOOTER_BUTTON).first.inner_text() == "Отправить ответ"


def test_yes_takes_several_debtors_each_with_a_court_act(cabinet: CabinetPage) -> None:
    number = unanswered(cabinet.stand)[0]
    page = cabinet.open_card(number)
    page.click(FOOTER_BUTTON)
    page.click(RADIO.format(1))
    for position, text in ((1, "Выдуманная"), (2, "Анна"), (3, "Петровна")):
        page.fill(NAME.format(position), text)
    page.set_input_files(FILE, {"name": "акт.pdf", "mimeType": "application/pdf", "buffer": ACT})
    expect(page.locator(".file-panel__file-name")).to_have_text("акт.pdf")
    page.click("a.add-debt-person")
    expect(page.locator("debtreq-debt-person-info-form")).to_have_count(2)
    expect(page.locator(SAVE)).to_be_disabled()
    second = page.locator("debtreq-debt-person-info-form").nth(1).locator("div.row input")
    second.nth(0).fill("Выдуманный")
    second.nth(1).fill("Пётр")
    page.get_by_label("Дополнительная информация").fill("Пояснение к ответу")
    page.click(SAVE)
    expect(page.locator(".modal-dialog")).to_have_count(0)
    people = page.locator("debtreq-debt-person-info")
    lines = people.first.evaluate("person => person.innerText").split("\n")
    assert lines[1] == "Выдуманная Анна Петровна"
    assert "Копия судебного акта" in lines
    assert "Копия судебного акта" not in people.nth(1).inner_text()
    page.click(FOOTER_BUTTON)
    confirm(page)
    assert page.locator("div.debtreq__result-type--3").count() == 1
    record = cabinet.stand.answer(number)
    assert record and record["status"] == "SENT" and record["has_debt"]
    assert record["persons"] == [
        {
            "last_name": "Выдуманная",
            "first_name": "Анна",
            "middle_name": "Петровна",
            "files": [hashlib.sha256(ACT).hexdigest()],
        },
        {"last_name": "Выдуманный", "first_name": "Пётр", "middle_name": None, "files": []},
    ]
    assert record["additional_information"] == "Пояснение к ответу"


def test_a_draft_may_be_changed_before_it_is_sent(cabinet: CabinetPage) -> None:
    number = unanswered(cabinet.stand)[0]
    page = cabinet.open_card(number)
    page.click(FOOTER_BUTTON)
    page.click(RADIO.format(1))
    page.fill(NAME.format(1), "Ошибочная")
    page.fill(NAME.format(2), "Анна")
    page.click(SAVE)
    page.get_by_role("button", name="Изменить ответ").click()
    expect(page.locator(NAME.format(1))).to_have_value("Ошибочная")
    page.click(RADIO.format(2))
    page.click(SAVE)
    expect(page.locator(".modal-dialog")).to_have_count(0)
    record = cabinet.stand.answer(number)
    assert record and (record["has_debt"], record["persons"], record["saves"], record["sends"]) == (False, [], 2, 0)


CLOSED = "Период запроса закрыт, ответ не принимается."
FAILING = {
    "answer_refused": {"text": CLOSED},
    "attention": {},
    "version_conflict": {},
    "waf_page": {},
    "gateway_504": {},
    # A browser repeats a call by itself when a kept connection drops: one cut would pass unseen.
    "cut_before": {"count": "always"},
}


def test_a_failed_save_shows_attention_over_the_dialog_and_a_refusal_word_for_word(cabinet: CabinetPage) -> None:
    for number, (fault, options) in zip(unanswered(cabinet.stand), FAILING.items(), strict=False):
        page = cabinet.open_card(number)
        expect(page.get_by_role("heading", name=number)).to_be_visible()
        page.click(FOOTER_BUTTON)
        page.click(RADIO.format(2))
        request_id = page.url.rsplit("=", 1)[1]
        cabinet.stand.arm(fault, path=f"/sub/{request_id}", **options)
        page.click(SAVE)
        attention = cabinet.window("Внимание")
        expect(attention).to_have_class("modal z-index-xxl fade ng-scope ng-isolate-scope in")
        expect(attention.locator(".modal-dialog .glyphicon-exclamation-sign")).to_be_visible()
        if fault == "answer_refused":
            expect(attention).to_contain_text(CLOSED)
        assert cabinet.stand.answer(number) is None, fault
        cabinet.stand.control.delete("/__stand__/faults").raise_for_status()
        attention.get_by_role("button", name="Закрыть", exact=True).click()
        if fault == "version_conflict":
            expect(page.locator(".modal-dialog")).to_have_count(0)
        else:
            page.click(SAVE)
            expect(page.locator(".modal-dialog")).to_have_count(0)
            record = cabinet.stand.answer(number)
            assert record and record["saves"] == 1, fault
    assert {event["name"] for event in cabinet.stand.events("fault")} == FAILING.keys()


def test_a_lost_session_leads_to_no_privileges_and_changes_nothing(
    tab: Page, stands: Callable[..., RunningStand]
) -> None:
    """Its stand is its own: the clock goes on for everybody."""
    cabinet = CabinetPage(tab, stands("--requests", "40", "--inquiries", "1"))
    # The last to fall due: an hour before midnight the first of them is answered by the portal itself.
    due = {r["request_number"]: r["due_date"] for r in cabinet.stand.state(only="requests")["requests"]}
    number = max(unanswered(cabinet.stand), key=due.__getitem__)
    page = cabinet.open_card(number)
    page.click(FOOTER_BUTTON)
    page.click(RADIO.format(2))
    cabinet.stand.advance(hours=1)
    page.click(SAVE)
    page.wait_for_url("**/#!/no-privileges")
    assert cabinet.stand.answer(number) is None
    assert not cabinet.script_errors


def test_a_colleagues_answer_leaves_no_button_to_press(cabinet: CabinetPage) -> None:
    number = unanswered(cabinet.stand)[0]
    cabinet.stand.control.post(
        "/__stand__/colleague", json={"request_number": number, "has_debt": False, "send": True}
    ).raise_for_status()
    page = cabinet.open_card(number)
    assert page.locator(FOOTER_BUTTON).count() == 0
    assert page.locator("button.btn-action").count() == 0
