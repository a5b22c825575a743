"""«Обращения» and «Администрирование» in the page: the captions of the task, and what the stand recorded."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest
from cabinet_browser import CabinetPage
from playwright.sync_api import Page, expect

from tests.stand.conftest import start_stand, stop_stand

if TYPE_CHECKING:
    from conftest import RunningStand

NOTIFICATION = "Получать почтовые сообщения о поступивших в ГИС ЖКХ обращениях на электронную почту"
DISTRIBUTE = "Распределение обращений по исполнителям"
WORK = "Работа с обращениями, назначенными на пользователя"


@pytest.fixture(scope="module")
def shared_stand() -> Iterator[RunningStand]:
    """One stand for tests that change different things."""
    stand = start_stand("--requests", "5", "--inquiries", "25")
    yield stand
    stop_stand(stand)


@pytest.fixture
def cabinet(tab: Page, shared_stand: RunningStand) -> Iterator[CabinetPage]:
    opened = CabinetPage(tab, shared_stand)
    yield opened
    assert not opened.script_errors


def done(page: Page) -> None:
    shown = page.locator(".modal-dialog", has_text="Операция выполнена успешно")
    expect(shown).to_be_visible()
    shown.get_by_role("button", name="Закрыть", exact=True).click()
    expect(page.locator(".modal-dialog")).to_have_count(0)


def inquiry(cabinet: CabinetPage, **wanted: Any) -> dict[str, Any]:
    rows = cabinet.stand.state(only="inquiries")["inquiries"]
    return next(row for row in rows if all(row[key] == value for key, value in wanted.items()))


def test_the_list_of_inquiries_shows_every_field_with_its_caption(cabinet: CabinetPage) -> None:
    page = cabinet.open("messages/received")
    cabinet.found()
    expect(page.locator("messages-received-search")).to_be_visible()
    results = page.locator("div.section-base__body").nth(1)
    card = results.locator(".register-card").first
    title = card.locator("a.register-card__header-title > span").inner_text()
    number = title.removeprefix("Обращение № ")
    record = inquiry(cabinet, number=number)
    captions = card.locator("table.register-card__table td:first-child").all_inner_texts()
    assert captions == [
        "Дата создания", "Тема", "Адрес", "Номер помещения", "Исполнитель",
        "Дата окончания срока исполнения", "Планируемая дата исполнения",
    ]  # fmt: skip
    values = card.locator("table.register-card__table td:nth-child(2)").all_inner_texts()
    assert values[1:3] == [record["topic"], record["address"]]
    assert card.locator("span.message-status").inner_text() in {"Получено", "В работе", "Исполнено", "Отозвано"}


def test_inquiries_are_found_by_status_and_number(cabinet: CabinetPage) -> None:
    page = cabinet.open("messages/received")
    cabinet.found()
    page.get_by_label("В работе", exact=True).check()
    page.get_by_role("button", name="Найти").click()
    cabinet.found()
    badges = page.locator("span.message-status").evaluate_all("all => all.map(one => one.className)")
    assert set(badges) <= {"message-status message-status__in-work"}
    page.get_by_label("В работе", exact=True).uncheck()
    number = inquiry(cabinet)["number"]
    page.get_by_placeholder("Введите номер обращения").fill(number)
    page.get_by_role("button", name="Найти").click()
    expect(page.locator("a.register-card__header-title")).to_have_count(1)
    expect(page.locator("a.register-card__header-title")).to_have_text(f"Обращение № {number}")


def test_an_inquiry_gets_an_executor_and_a_new_term(cabinet: CabinetPage) -> None:
    record = inquiry(cabinet, status="SENT")
    page = cabinet.open(f"messages/received/view?id={record['id']}")
    expect(page.locator("message-card .message-text")).to_have_text(record["text"])
    page.get_by_role("button", name="Назначить исполнителя").click()
    people = page.locator("select[name=performer]")
    expect(people.locator("option")).not_to_have_count(1)
    person = people.locator("option").nth(1).inner_text()
    people.select_option(label=person)
    page.locator(".modal hcs-datepicker input").fill(russian(record["execution_end"]))
    page.get_by_role("button", name="Сохранить").click()
    done(page)
    expect(page.locator("message-card .section-base__header b")).to_have_text("В работе")
    assert inquiry(cabinet, id=record["id"])["performer_fio"] == person

    page.get_by_role("button", name="Продлить срок").click()
    later = f"30.12.{int(record['execution_end'][:4]) + 1}"
    page.locator(".modal hcs-datepicker input").fill(later)
    page.locator(".modal textarea").fill("Слишком коротко")
    expect(page.get_by_role("button", name="Сохранить")).to_be_disabled()
    page.locator(".modal textarea").fill("Требуется дополнительное обследование дома подрядчиком.")
    page.get_by_role("button", name="Сохранить").click()
    done(page)
    history = page.locator("table.message-history tbody tr")
    assert history.count() == len(inquiry(cabinet, id=record["id"])["history"])


def test_the_notification_box_is_saved_only_when_changed(cabinet: CabinetPage) -> None:
    page = cabinet.open("administration/organization-settings")
    expect(page.get_by_role("heading", name="Настройки организации")).to_be_visible()
    box, save = page.get_by_label(NOTIFICATION, exact=True), page.get_by_role("button", name="Сохранить")
    expect(save).to_be_disabled()
    before = box.is_checked()
    box.set_checked(not before)
    save.click()
    done(page)
    expect(save).to_be_disabled()
    ogrn = cabinet.stand.account["ogrn"]
    settings = next(row for row in cabinet.stand.state(only="settings")["settings"] if row["ogrn"] == ogrn)
    assert settings["email_inquiry_notifications"] is not before
    page.reload()
    expect(box).to_be_checked(checked=not before)


def test_rights_are_reached_through_the_context_menu_and_confirmed(cabinet: CabinetPage) -> None:
    page = cabinet.open("administration/employees")
    table = page.locator("employees-list table.table.table-entity")
    expect(table.locator("thead th")).to_contain_text(["ФИО", "Должность", "Роль", "Электронная почта", "Статус"])
    row = table.locator("tbody tr", has_text="Диспетчер")
    name = row.locator("td").first.inner_text()
    row.locator("button.context-menu__toggle").click()
    row.locator("ul.dropdown-menu").get_by_text("Права доступа", exact=True).click()
    expect(page.locator("employee-rights .employee-name")).to_have_text(name)
    expect(page.locator("fieldset > legend")).not_to_have_count(0)
    distribute, save = page.get_by_label(DISTRIBUTE, exact=True), page.get_by_role("button", name="Сохранить")
    expect(distribute).not_to_be_checked()
    expect(page.get_by_label(WORK, exact=True)).to_be_checked()
    expect(save).to_be_disabled()
    distribute.check()
    save.click()
    cabinet.window("Подтверждение").locator("button", has=page.locator("span", has_text="Да")).click()
    done(page)
    rights = next(r for r in cabinet.stand.state(only="rights")["rights"] if r["employee"] == name)
    assert {DISTRIBUTE, WORK} <= set(rights["rights"])


def test_the_menu_shows_a_specialist_only_what_he_may_open(tab: Page, shared_stand: RunningStand) -> None:
    page = tab
    accountant = next(a for a in shared_stand.facts["accounts"] if a["login"].startswith("specialist1"))
    cabinet = CabinetPage(page, shared_stand, accountant)
    cabinet.open("")
    expect(page.locator(".portal-header__user")).to_have_text(accountant["person"])
    expect(page.locator(".portal-header__organization")).to_have_text(accountant["name"])
    sections = page.locator(".portal-menu__section > a > span")
    expect(sections).to_have_text(["Объекты управления"])
    cabinet.open("administration/organization-settings")
    page.wait_for_url("**/#!/no-privileges")


def test_news_is_shown_once_after_entry_and_closed_by_the_header_button(
    tab: Page, stands: Callable[..., RunningStand]
) -> None:
    page, stand = tab, stands("--requests", "5", "--inquiries", "5")
    stand.control.post("/__stand__/signin", json={"login": "*", "variants": ["news_window"]}).raise_for_status()
    cabinet = CabinetPage(page, stand)
    cabinet.open("")
    window = "body > div.modal.fade.ng-isolate-scope.in > div > div > div"
    button = window + " > div.modal-header.modal-base__header > div > button"
    page.click(button)
    expect(page.locator(".modal")).to_have_count(0)
    with page.expect_response("**/news/unread"):
        page.reload()
    cabinet.open("debts/received-requests")
    cabinet.found()
    assert page.locator(".modal").count() == 0


def russian(iso: str) -> str:
    return ".".join(reversed(iso[:10].split("-")))
