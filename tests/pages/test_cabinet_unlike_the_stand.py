"""Where the live cabinet differs from the stand in one place, the robot stops, names that place and guesses nothing."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

import pytest
from differing import SHORT, at_every_document, differing, drafted, html, told
from playwright.async_api import Locator, Page

from rpa.cabinet import Cabinet, CabinetSession, Liveness
from rpa.cabinet.locators import Selectors
from rpa.cabinet.pages.answer_form import Answer
from rpa.cabinet.pages.windows import Seen
from rpa.cabinet.selector_check import check_page
from rpa.cabinet.selector_file import default_path
from rpa.errors import PageChanged

REQUESTS = 30
"""A page of them: what one of them lacks, all of them lack."""

CHIP = '<label class="control-label form-base__control-label"> Исполнитель </label>'
FIAS = "<tr><td>Идентификатор дома ФИАС</td><td>{{vm.item.debtReq.fiasHouseGuid}}</td></tr>"
LINK = "/organization-cabinet/#!/debts/received-requests/view?id="
WINDOW = (
    '<div class="modal fade in" style="display: block; z-index: 2000"><div class="modal-dialog"><div'
    ' class="modal-content"><div class="modal-body">Опрос</div><div class="modal-footer"><button>Позже</button>'
)
WITHOUT_A_BUTTON = WINDOW.partition('<div class="modal-footer">')[0]


def edited(tmp_path: Path, *changes: tuple[str, str]) -> Selectors:
    """The shipped selectors after a fixer changed some lines."""
    text = default_path().read_text(encoding="utf-8")
    for known, instead in changes:
        assert known in text
        text = text.replace(known, instead)
    (tmp_path / "selectors.yaml").write_text(text, encoding="utf-8")
    return Selectors(tmp_path / "selectors.yaml")


@pytest.mark.parametrize(
    ("change", "key"),
    [
        (html(CHIP, CHIP.replace("Исполнитель", "Ответственный")), "executor_chip"),
        (html('ng-click="vm.remove($index)"', 'ng-click="vm.nothing()"'), "executor_chip"),
        (("vm.statuses.filter(function (status) { return status.on; })", "[vm.statuses[1]]"), "status_box"),
        (("dates.period(vm.from, vm.to)", "dates.period(new Date(), null)"), "sent_from"),
        (html('<div class="register-card"', '<div class="register-item"'), "row"),
        (html('class="register-card__header-title"', 'class="register-card__caption"'), "row_title"),
        (("title: 'Запрос № '", "title: 'Заявка № '"), "row_title"),
    ],
)  # fmt: skip
async def test_what_hides_requests_or_cannot_be_read_is_named(tab, stand, change, key: str) -> None:
    async with differing(tab, stand, change) as cabinet:
        with pytest.raises(PageChanged) as caught:
            await cabinet.debt_requests.read()
    assert caught.value.key == f"debt_requests.{key}"
    assert f"selectors.yaml:{caught.value.line}" in caught.value.what


@pytest.mark.parametrize(
    "change",
    [("number: vm.number || undefined,", ""), ("number: vm.number || undefined,", "number: '', text: vm.number,")],
)
async def test_a_number_that_was_not_asked_for_is_no_withdrawn_request(tab, stand, change) -> None:
    async with differing(tab, stand, change) as cabinet:
        with pytest.raises(PageChanged) as caught:
            await cabinet.debt_requests.find_request("000000000000")
    assert caught.value.key == "debt_requests.number"


async def test_headings_links_and_loaders_of_another_kind_hide_nothing(tab, stand) -> None:
    """A heading that counts something else, links without the site's beginning, a loader hidden by its style."""
    changes = (
        html('<h4 class="counter__total">', '<h4>Непрочитанных сообщений: 5</h4><h4 class="counter__total">'),
        (f"href: '{LINK}'", f"href: '{LINK.removeprefix('/organization-cabinet/')}'"),
    )
    hidden = ".preloader.ng-hide { display: block !important; visibility: hidden }"
    async with differing(tab, stand, *changes, style=hidden) as cabinet:
        found = await cabinet.debt_requests.read()
    assert {item.request_number for item in found} == stand.numbers()


def put_over(cabinet: Cabinet, window: str) -> AbstractAsyncContextManager[None]:
    """Every document the page shows inside the block has this window over it."""
    return at_every_document(cabinet, f"document.body.insertAdjacentHTML('beforeend', {json.dumps(window)})")


def without_total(answer: Any) -> None:
    del answer["total"]


def with_dates_as_numbers(answer: Any) -> None:
    for item in answer["debtSubReqList"]:
        item["responseDate"] = 1764547200000


@pytest.mark.parametrize(("change", "word"), [(without_total, "total"), (with_dates_as_numbers, "AttributeError")])
async def test_data_of_another_build_are_named_as_far_as_they_can_be(tab, stand, change, word: str) -> None:
    async with differing(tab, stand) as cabinet:
        await told(cabinet, "**/sub/search*", change)
        with pytest.raises(PageChanged, match=word) as caught:
            await cabinet.debt_requests.read()
    assert caught.value.key == "debt_requests.search_data"


@pytest.mark.parametrize(
    ("style", "window", "key"),
    [
        ("body::after { content: ''; position: fixed; inset: 0; z-index: 5000 }", "", "debt_requests.executor_chip"),
        ("", WINDOW, "windows.notice"),
        ("", WITHOUT_A_BUTTON, "windows.notice"),
    ],
)
async def test_what_covers_the_page_is_told_from_a_button_that_is_not_there(
    tab, stand, style: str, window: str, key: str
) -> None:
    async with differing(tab, stand, style=style) as cabinet, put_over(cabinet, window):
        with pytest.raises(PageChanged) as caught:
            await cabinet.debt_requests.read()
    assert caught.value.key == key


async def test_a_window_that_does_not_close_breaks_nothing_of_another_organization(
    chromium, stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The window is closed in a handler of Playwright's, whose errors would end up in anybody's next call."""
    over, add = asyncio.Event(), Page.add_locator_handler

    async def watched(page: Page, locator: Locator, close: Callable[[Locator], Awaitable[None]]) -> None:
        async def closing(found: Locator) -> None:
            try:
                await close(found)
            finally:
                over.set()

        await add(page, locator, closing)

    monkeypatch.setattr(Page, "add_locator_handler", watched)
    one = CabinetSession.on(chromium, stand.addresses, timeouts=SHORT)
    async with one as session, CabinetSession.on(chromium, stand.addresses) as other:
        await session.inject_sessionid(stand.session())
        cabinet, page = await Cabinet.of(session), await other.page()
        async with put_over(cabinet, WITHOUT_A_BUTTON):
            with pytest.raises(PageChanged):
                await cabinet.debt_requests.read()
            await over.wait()
        assert [await page.evaluate(text) for text in ("1", "2", "3")] == [1, 2, 3]


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ([html("<b>{{vm.status.header}}</b>", "<strong>{{vm.status.header}}</strong>")], "status"),
        ([html("<tbody><tr><td>{{vm.item.number}}", "<tbody><tr><th>{{vm.item.number}}")], "summary_cell"),
    ],
)
async def test_what_a_card_lacks_is_named(tab, stand, changes, key: str) -> None:
    async with differing(tab, stand, *changes) as cabinet:
        with pytest.raises(PageChanged) as caught:
            await cabinet.debt_request.open_request(stand.portal_id(stand.unanswered()[0]))
    assert caught.value.key == f"debt_request.{key}"


async def test_a_card_at_another_address_and_without_the_fias_row_is_read_after_one_line_is_mended(
    tab, stand, tmp_path: Path
) -> None:
    changes = (
        ("url: '/debts/received-requests/view?id'", "url: '/debts/received-requests/:id/view'"),
        (f"'{LINK}' + encodeURIComponent(item.id)", f"'{LINK[:-8]}' + encodeURIComponent(item.id) + '/view'"),
        html(FIAS, ""),
    )
    selectors = edited(tmp_path, ("received-requests/view?id={id}", "received-requests/{id}/view"))
    async with differing(tab, stand, *changes, selectors=selectors) as cabinet:
        found = await cabinet.debt_requests.find_request(stand.unanswered()[0])
        card = await cabinet.debt_request.open_request(found.portal_id)
    assert card.request_number == found.request_number
    assert card.housing_fund_object == found.housing_fund_object


async def test_a_deadline_in_another_column_is_not_taken_from_the_old_one(tab, stand, tmp_path: Path) -> None:
    cells = "<td>{{vm.item.sentDate}}</td><td>{{vm.words.request(vm.item.debtReq.status)}}</td>"
    last = "<td>{{vm.item.responseDate}}</td>"
    heads = "<th>Дата направления</th><th>Статус запроса</th><th>Крайний срок ответа</th>"
    changes = (
        html(cells + last, last + "<td></td><td>{{vm.item.sentDate}}</td>"),
        html(heads, "<th>Крайний срок ответа</th><th></th><th>Дата направления</th>"),
    )
    selectors = edited(tmp_path, ('sub/{id}", source: invented', 'elsewhere/{id}", source: invented'))
    async with differing(tab, stand, *changes, selectors=selectors) as cabinet:
        with pytest.raises(PageChanged) as caught:
            await cabinet.debt_request.open_request(stand.portal_id(stand.unanswered()[0]))
    assert caught.value.key == "debt_request.deadline_caption"


async def test_a_draft_that_does_not_show_what_it_answers_is_not_taken_for_a_no(tab, stand, tmp_path: Path) -> None:
    selectors = edited(tmp_path, ('sub/{id}", source: invented', 'elsewhere/{id}", source: invented'))
    number = stand.unanswered()[0]
    stand.call("POST", "colleague", {"request_number": number, "has_debt": True, "send": False})
    changes = (html('class="debtreq__debt-present"', ""),)
    async with differing(tab, stand, *changes, selectors=selectors) as cabinet:
        with pytest.raises(PageChanged) as caught:
            await cabinet.debt_request.open_request(stand.portal_id(number))
    assert caught.value.key == "debt_request.debt_present"


async def test_another_question_than_the_expected_one_is_not_answered(tab, stand) -> None:
    other = html('<h4 class="modal-title">Подтверждение</h4>', '<h4 class="modal-title">Завершение сеанса</h4>')
    async with differing(tab, stand, other) as cabinet:
        number = await drafted(cabinet, stand, Answer(has_debt=False))
        with pytest.raises(PageChanged) as caught:
            await cabinet.debt_request.send()
    assert caught.value.key == "windows.confirmation_title"
    assert stand.answer_to(number)["sends"] == 0


async def test_the_button_for_an_answer_is_missed_on_a_fresh_card_alone(tab, stand) -> None:
    renamed = html("Добавить ответ", "Ответить")
    async with differing(tab, stand, renamed) as cabinet:
        page = cabinet.debt_request
        fresh, draft, sent = stand.unanswered()[:3]
        for number, send in ((draft, False), (sent, True)):
            stand.call("POST", "colleague", {"request_number": number, "has_debt": False, "send": send})
        for number, good in ((fresh, False), (draft, True), (sent, True)):
            await page.open_request(stand.portal_id(number))
            [add] = [one for one in await check_page(page) if one.key == "debt_request.add"]
            assert (add.good, add.found) == (good, 0), number


@pytest.mark.parametrize(
    "change",
    [
        html('ng-click="vm.close()">Закрыть</button>', 'ng-click="vm.close()">ОК</button>'),
        html(
            '<div class="modal-body dialog__message"><span class="glyphicon glyphicon-ok', '<p><span class="glyphicon'
        ),
        html('ng-click="vm.close()">Закрыть</button>', 'ng-click="vm.nothing()">Закрыть</button>'),
    ],
)
async def test_a_window_of_success_of_another_build_is_a_success(tab, stand, change) -> None:
    async with differing(tab, stand, change) as cabinet:
        number = await drafted(cabinet, stand, Answer(has_debt=False))
        await cabinet.debt_request.send()
        assert (await cabinet.debt_request.confirm()).seen is Seen.SUCCESS
        assert not (await cabinet.debt_request.read()).draft
    assert stand.answer_to(number)["sends"] == 1


async def test_a_menu_that_is_not_found_is_no_missing_right(tab, stand) -> None:
    async with differing(tab, stand, html('<nav class="portal-menu"', '<nav class="main-menu"')) as cabinet:
        await cabinet.home.open()
        with pytest.raises(PageChanged) as caught:
            await cabinet.home.offers()
    assert caught.value.key == "home.menu"


async def test_without_the_invented_service_the_session_is_known_by_the_register(tab, stand) -> None:
    async with differing(tab, stand) as cabinet:
        session = cabinet.session
        await session.context.route("**/ppa/current-user", lambda route: route.fulfill(status=404, body="no such page"))
        assert await session.probe() is Liveness.ALIVE
        stand.call("DELETE", "sessions", {})
        assert await session.probe() is Liveness.LOST


async def test_a_result_that_public_robots_saw_and_could_not_name_keeps_no_card_unread(tab, stand) -> None:
    change = html("debtreq__result-type--{{vm.item.resultType}}", "debtreq__result-type--2")
    async with differing(tab, stand, change) as cabinet:
        number = stand.unanswered()[0]
        card = await cabinet.debt_request.open_request(stand.portal_id(number), number)
    assert (card.draft, card.response_data) == (False, None)
