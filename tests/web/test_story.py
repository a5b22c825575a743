"""The whole story in a browser, on a stand: data, plan, decisions, sending, result, verification, reports."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page as Tab
from playwright.sync_api import expect

from rpa.audit import verify_journal
from rpa.settings import OrganizationSettings, load_settings, save_settings
from rpa.web.accounts import Role
from tests.scenarios.conftest import make_place
from tests.stand.conftest import RunningStand
from tests.web.conftest import Served, serving, sign_in

PATIENCE = 120_000


def test_from_the_upload_of_data_to_verified_answers_with_a_sending_that_is_stopped_and_goes_on(
    stands: Callable[..., RunningStand], page: Tab, tmp_path: Path
) -> None:
    books = tmp_path / "accounting"
    stand = stands("--requests", "7", "--inquiries", "0", "--seed", "5", "--accounting", str(books))
    place = make_place(
        stand,
        tmp_path / "data",
        dataset={"served_houses": str(books / "served_houses.xlsx"), "acts": str(books / "acts")},
        # Time enough between two answers to press a button.
        pacing={"answers_per_minute": 20, "settle_seconds": 0.5},
    )
    page.on("dialog", lambda dialog: dialog.accept())
    with serving(place) as served:
        sign_in(page, served.person("Седова Анна", Role.APPROVER))
        _upload(page, books / "debts.xlsx")
        page.get_by_role("link", name="Сегодня").click()
        page.get_by_role("button", name="Прочитать запросы").click()
        _ended(page, "Чтение запросов и новый план")
        decided = _decide_first(page)
        _approve_rules(page)
        approved = _in_state(served, "approved")
        assert decided in approved and len(approved) > 3
        assert all(stand.answer(number) is None for number in approved), "nothing is sent by approving"

        page.get_by_role("button", name=f"Отправить утверждённые ({len(approved)})").click()
        picture = page.get_by_role("img", name="Последний снимок кабинета")
        expect(picture).to_be_visible(timeout=PATIENCE)
        assert picture.evaluate("async image => { await image.decode(); return image.naturalWidth }") > 200
        page.get_by_role("button", name="Остановить после текущего").click()
        expect(page.get_by_text("остановил Седова Анна")).to_be_visible(timeout=PATIENCE)
        sent, left = _in_state(served, "sent"), _in_state(served, "approved")
        assert sent and left and sent | left == approved
        assert all((stand.answer(number) or {}).get("sends") == 1 for number in sent)
        assert not [number for number in left if stand.answer(number)]
        # What is left can be decided again: the stopped run does not hold it.
        again, undone = served.client("Другая", Role.REVIEWER), min(left)
        assert again.post(f"/requests/{undone}/undo").status_code == 303
        assert undone not in served.approval().items
        approved.remove(undone)

        # As the page left them: with the file of data that was taken into use.
        save_settings(place.folder.settings, _without_pauses(load_settings(place.folder.settings)))
        page.reload()
        page.get_by_role("button", name=f"Отправить утверждённые ({len(left) - 1})").click()
        # The heading of the stopped one goes before that of this one comes.
        stopped = page.get_by_role("heading", name="Отправка утверждённых ответов: остановлено")
        expect(stopped).to_have_count(0, timeout=PATIENCE)
        _ended(page, "Отправка утверждённых ответов")
        lines = served.page.site.desk.lines()
        for number in approved:
            answer, line = stand.answer(number), lines[number]
            assert answer is not None and answer["status"] == "SENT" and answer["sends"] == 1, (number, answer)
            assert answer["has_debt"] == (line.decision.value == "debt")
            assert len(answer["persons"]) == (len(line.item.debtors) if answer["has_debt"] else 0)
        others = set(lines) - approved
        assert undone in others
        assert not [number for number in others if (stand.answer(number) or {}).get("sends")]

        page.get_by_role("button", name="Сверить отправленные").click()
        _ended(page, "Сверка отправленных ответов")
        expect(page.get_by_role("listitem").filter(has_text="отправлено то, что утверждено")).to_contain_text(
            str(len(approved))
        )
        page.get_by_role("link", name="Доказательства").click()
        shot = page.locator(".gallery img").first
        assert shot.evaluate("async image => { await image.decode(); return image.naturalWidth }") > 200
        page.get_by_role("link", name="отчёт за месяц").first.click()
        expect(page.locator("body")).to_contain_text(place.settings.organization.name)
        assert '"by":"Седова Анна"' in served.journal()
    assert verify_journal(place.folder.journal, evidence_root=place.folder.evidence).ok


def _in_state(served: Served, state: str) -> set[str]:
    return {number for number, line in served.page.site.desk.lines().items() if line.state.value == state}


def _without_pauses(settings: OrganizationSettings) -> OrganizationSettings:
    pacing = settings.pacing.model_copy(update={"answers_per_minute": 0})
    return settings.model_copy(update={"pacing": pacing})


def _ended(page: Tab, what: str) -> None:
    """Wait until the run is over, however; it must have ended well."""
    over = page.get_by_role("heading", name=re.compile(f"^{what}: "))
    expect(over).to_be_visible(timeout=PATIENCE)
    expect(over).to_have_text(f"{what}: закончено")


def _upload(page: Tab, register: Path) -> None:
    page.get_by_role("link", name="Данные").click()
    page.get_by_label("Реестр долгов").set_input_files(register)
    page.get_by_role("button", name="Проверить").click()
    expect(page.get_by_role("heading", name="Проверен файл «debts.xlsx»")).to_be_visible()
    with page.expect_download() as marked:
        page.get_by_role("link", name="Скачать копию с отметками").click()
    assert marked.value.path().read_bytes().startswith(b"PK")
    page.get_by_role("button", name="Использовать эти данные").click()
    expect(page.get_by_role("status").first).to_contain_text("Новые данные приняты")


def _decide_first(page: Tab) -> str:
    page.get_by_role("link", name="Очередь").click()
    page.locator("[data-list] th a").first.click()
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_text(re.compile("^Запрос "))
    number = heading.inner_text().removeprefix("Запрос ")
    page.get_by_role("radio", name="Нет").check()
    page.get_by_label("Основание для «нет»").select_option("Другое жильё, строка не относится")
    page.get_by_role("button", name="Записать и дальше").click()
    expect(page.get_by_role("status").first).to_contain_text(number)
    return number


def _approve_rules(page: Tab) -> None:
    page.get_by_role("link", name="План и отправка").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("План и отправка")
    while page.get_by_role("link", name="Посмотреть и утвердить").count():
        page.get_by_role("link", name="Посмотреть и утвердить").first.click()
        page.get_by_role("checkbox", name="Список просмотрен").check()
        page.get_by_role("button", name="Утвердить все").click()
        expect(page.get_by_role("status").first).to_contain_text("утверждено")
        expect(page.get_by_role("heading", level=1)).to_have_text("План и отправка")
