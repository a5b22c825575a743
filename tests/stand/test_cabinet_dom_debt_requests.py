"""The debt request screens keep every tag, class and caption that public robots of the live site use."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING

import openpyxl
import pytest
from cabinet_browser import DEBTS, CabinetPage, unanswered
from playwright.sync_api import Page, expect

from tests.stand.conftest import start_stand, stop_stand

if TYPE_CHECKING:
    from conftest import RunningStand

FORM = (
    "body > div.page-wrapper > div.app-content-wrapper > div > div > div:nth-child(1) > div > "
    "debtreq-received-requests-search > ng-form > div > ef-bp-form > div > form"
)
NUMBER_FIELD = (
    FORM + " > div.collapse-toggle__cnt.collapse.in > div > div > div > div > div:nth-child(1) > div.col-xs-7"
    " > div:nth-child(1) > div > div > input"
)
SEARCH_BUTTON = (
    FORM + " > div.collapse-toggle__pane.collapse-toggle__pane_utility.fix-ef-bp > div"
    " > div.col-xs-8.text-right.ng-scope > button"
)


@pytest.fixture(scope="module")
def shared_stand() -> Iterator[RunningStand]:
    """One stand for tests that only look."""
    stand = start_stand("--requests", "120", "--inquiries", "30")
    yield stand
    stop_stand(stand)


@pytest.fixture
def cabinet(tab: Page, shared_stand: RunningStand) -> Iterator[CabinetPage]:
    opened = CabinetPage(tab, shared_stand)
    yield opened
    assert not opened.script_errors


def test_the_menu_leads_to_the_requests_by_the_two_captions_of_the_live_site(cabinet: CabinetPage) -> None:
    page = cabinet.open("")
    page.locator("span", has_text="Объекты управления").filter(visible=True).first.click()
    page.get_by_text("Ответ на полученные запросы о наличии задолженности за ЖКУ", exact=True).filter(
        visible=True
    ).first.click()
    cabinet.found()
    assert page.url == cabinet.address(DEBTS)


def test_the_search_form_is_nested_as_full_path_robots_count_it_and_its_cross_empties_the_field(
    cabinet: CabinetPage,
) -> None:
    page = cabinet.open_list()
    assert page.locator(NUMBER_FIELD).count() == 1
    assert page.locator(SEARCH_BUTTON).count() == 1
    assert page.locator(SEARCH_BUTTON).inner_text() == "Найти"
    assert page.locator("button[type='submit']").count() == 1
    assert page.locator("input[type='text'][placeholder='Введите номер запроса']").count() == 1

    cross = page.locator("span.form-base__form-control-clear").first
    assert "display: none" in (cross.get_attribute("style") or "")
    page.fill(NUMBER_FIELD, "1")
    assert "display: block" in (cross.get_attribute("style") or "")
    cross.click()
    expect(page.locator(NUMBER_FIELD)).to_have_value("")


def test_results_live_in_the_second_body_which_every_search_replaces_at_once(cabinet: CabinetPage) -> None:
    page = cabinet.open_list()
    results = page.locator("div.app-content-wrapper div.section-base__body").nth(1)
    cards = results.locator(".register-card")
    assert cards.count() == 10
    title = cards.first.locator("a.register-card__header-title")
    assert title.locator("span").inner_text().startswith("Запрос № ")
    assert "/organization-cabinet/#!/debts/received-requests/view?id=" in (title.get_attribute("href") or "")
    assert title.get_attribute("target") == "_blank"
    icon = cards.first.locator("i.icon-debtreq-status").get_attribute("class") or ""
    assert icon.split()[1].startswith("icon-debtreq-status__subrequest_")
    assert results.locator("h4").first.inner_text().startswith("Всего записей: ")
    assert page.locator("select#count option").all_inner_texts() == ["10", "20", "50", "100"]

    # Robots take the second body right after their click and read the outcome from it.
    outcome = page.evaluate(
        """async () => {
            const body = () => document.querySelectorAll('div.section-base__body')[1];
            const before = body();
            document.querySelector("button[type='submit']").click();
            const atOnce = body();
            while (!atOnce.innerText.includes('Всего записей')) await new Promise(requestAnimationFrame);
            return {replaced: before !== atOnce, gone: !before.isConnected, kept: body() === atOnce};
        }"""
    )
    assert outcome == {"replaced": True, "gone": True, "kept": True}


def test_the_executor_goes_by_a_click_icons_follow_the_filter_and_nothing_found_is_said_in_a_div(
    cabinet: CabinetPage,
) -> None:
    page = cabinet.open_list()
    chips = page.locator("xpath=//label[contains(text(),' Исполнитель ')]/..").locator("ul > li > a")
    expect(chips).to_have_count(1)
    person = cabinet.stand.account["person"]
    expect(page.locator("executor-chips li", has_text=person)).to_be_visible()
    chips.first.click()
    expect(chips).to_have_count(0)
    for caption, icon in (
        ("Не отправлен", "not-sent"),
        ("Отправлен", "sent"),
        ("Сформирован автоматически", "generated-automatically"),
    ):
        box = page.get_by_label(caption, exact=True)
        box.check()
        page.locator(SEARCH_BUTTON).click()
        cabinet.found()
        box.uncheck()
        icons = page.locator("i.icon-debtreq-status").evaluate_all("all => all.map(one => one.className)")
        assert set(icons) <= {f"icon-debtreq-status icon-debtreq-status__subrequest_{icon}"}
    page.fill(NUMBER_FIELD, "999")
    page.locator(SEARCH_BUTTON).click()
    expect(page.locator("xpath=//div[contains(text(),'Отсутствуют результаты поиска')]")).to_be_visible()


def test_the_pager_walks_all_records_once(cabinet: CabinetPage) -> None:
    page = cabinet.open_list()
    page.select_option("select#count", "50")
    seen: list[str] = []
    number = 1
    while True:
        expect(page.locator("ul.pagination li.active")).to_have_text(str(number))
        seen += page.locator("a.register-card__header-title").all_inner_texts()
        following = page.locator("xpath=//a/span[text()='следующая']")
        if page.locator("ul.pagination li.disabled", has=page.locator("span", has_text="следующая")).count():
            break
        following.click()
        number += 1
    total = int(page.locator("h4", has_text="Всего записей").inner_text().rsplit(" ", 1)[1])
    assert len(seen) == len(set(seen)) == total > 50


def test_the_card_opens_in_a_new_tab_and_shows_what_robots_read_by_position(cabinet: CabinetPage) -> None:
    page = cabinet.open_list()
    number = unanswered(cabinet.stand)[0]
    page.fill(NUMBER_FIELD, number)
    page.locator(SEARCH_BUTTON).click()
    title = page.get_by_text(f"Запрос № {number}", exact=True)
    with page.context.expect_page() as opening:
        title.click()
    card = opening.value
    expect(card.locator("div.section-base__footer")).to_be_visible()
    header = card.locator("div.section-base__header").first
    assert header.locator("b.ng-binding").inner_text() == "Ответ не отправлен"
    assert header.locator("div.debtreq__result-type.debtreq__result-type--1").count() == 1
    record = next(r for r in cabinet.stand.state(only="requests")["requests"] if r["request_number"] == number)
    contents = card.locator("div.section-base__content")
    deadline = contents.nth(0).locator("table > tbody > tr > td:nth-child(4)").inner_text()
    assert "-".join(reversed(deadline.split("."))) == record["due_date"]
    assert (
        contents.nth(1).locator("table > tbody > tr:nth-child(4) > td:nth-child(2)").inner_text() == record["address"]
    )
    button = card.locator("div.section-base__footer > div > div.col-xs-6.text-right > button.btn-action")
    assert button.get_attribute("ng-click") == "vm.addResponse()"
    assert card.locator("button.btn-action").count() == 1


def test_the_register_is_downloaded_with_the_columns_known(cabinet: CabinetPage) -> None:
    page = cabinet.open_list()
    total = int(page.locator("h4", has_text="Всего записей").inner_text().rsplit(" ", 1)[1])
    with page.expect_download() as downloading:
        page.get_by_role("button", name="Скачать").click()
    sheet = openpyxl.load_workbook(io.BytesIO(downloading.value.path().read_bytes()), read_only=False).worksheets[0]
    captions = [cell.value for cell in sheet[1]]
    assert captions[8:11] == ["Идентификатор адреса", "Адрес дома", "Номер квартиры, комнаты, блока жилого дома"]
    assert sheet.max_row == total + 1


def test_every_page_says_what_it_is_and_asks_no_other_host(cabinet: CabinetPage) -> None:
    page = cabinet.page
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    cabinet.open_list()
    expect(page.locator(".stand-ribbon")).to_contain_text("УЧЕБНЫЙ СТЕНД")
    page.emulate_media(media="print")
    expect(page.locator(".stand-ribbon")).to_be_visible()
    page.emulate_media(media="screen")
    for address in (cabinet.stand.facts["dom"] + "/", cabinet.stand.facts["dom"] + "/404"):
        page.goto(address)
        expect(page.locator(".stand-ribbon")).to_contain_text("УЧЕБНЫЙ СТЕНД")
    port = cabinet.stand.url.rsplit(":", 1)[1]
    own = tuple(f"http://{host}:{port}/" for host in ("dom.localhost", "my.dom.localhost"))
    assert all(url.startswith((*own, "data:", "blob:")) for url in asked)


def test_the_home_page_has_the_way_in(tab: Page, shared_stand: RunningStand) -> None:
    page = tab
    for route in ("/", "/#!/main"):
        page.goto(shared_stand.facts["dom"] + route)
        expect(page.locator("a[ng-click='sign()']")).to_have_text("Войти")
    page.locator("a[ng-click='sign()']").click()
    page.wait_for_url("**/esia.localhost:*/**")


def test_without_a_session_the_cabinet_leads_to_no_privileges(tab: Page, shared_stand: RunningStand) -> None:
    page = tab
    page.goto(f"{shared_stand.facts['my']}/organization-cabinet/#!/{DEBTS}")
    page.wait_for_url(shared_stand.facts["my"] + "/#!/no-privileges")
    expect(page.get_by_role("heading", name="Недостаточно прав")).to_be_visible()


def test_static_files_are_kept_and_revalidated(shared_stand: RunningStand) -> None:
    cabinet = shared_stand.control.get("/organization-cabinet/")
    assert (
        shared_stand.control.get(
            "/organization-cabinet/", headers={"If-None-Match": cabinet.headers["etag"]}
        ).status_code
        == 304
    )
    bundle = cabinet.text.split('script src="')[1].split('"')[0]
    assert "immutable" in shared_stand.control.get(bundle).headers["cache-control"]


WATCHERS = """() => {
  let count = 0;
  const look = scope => {
    count += (scope.$$watchers || []).length;
    for (let child = scope.$$childHead; child; child = child.$$nextSibling) look(child);
  };
  look(angular.element(document.querySelector('.ng-scope')).injector().get('$rootScope'));
  return count;
}"""


def test_a_card_of_the_register_is_looked_at_by_few_watchers(cabinet: CabinetPage) -> None:
    """What a digest costs: with a watcher for each cell, a page of a hundred cards is a second of script."""
    page = cabinet.open_list()
    counted = {}
    for size in (10, 100):
        page.select_option("select#count", str(size))
        expect(page.locator(".register-card")).to_have_count(size)
        counted[size] = page.evaluate(WATCHERS)
    assert (counted[100] - counted[10]) / 90 < 1, counted
