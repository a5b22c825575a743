"""Pictures of every screen of the review page, on a stand with invented people: for docs/review.md and for looking.

python -m tests.web.pictures FOLDER     # every screen at both widths; docs/images holds the ones the guide shows
"""

from __future__ import annotations

import os
import re
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page as Tab
from playwright.sync_api import expect, sync_playwright

from rpa.cabinet.browser import find_browser
from rpa.web.accounts import Role
from tests.scenarios.conftest import make_place
from tests.stand.conftest import start_stand, stop_stand
from tests.web.conftest import Served, serving, sign_in

WIDTHS = {"office": (1366, 768), "phone": (390, 844)}
PATIENCE = 240_000


class Album:
    """Takes one screen at both widths."""

    def __init__(self, tab: Tab, folder: Path) -> None:
        self._tab, self._folder = tab, folder
        folder.mkdir(parents=True, exist_ok=True)

    def take(self, name: str, *, whole: bool = True) -> None:
        for width, (across, down) in WIDTHS.items():
            self._tab.set_viewport_size({"width": across, "height": down})
            self._tab.evaluate("window.scrollTo(0, 0)")
            target = self._folder / f"review-{name}-{width}.png"
            self._tab.screenshot(path=target, full_page=whole, animations="disabled")
        self._tab.set_viewport_size({"width": WIDTHS["office"][0], "height": WIDTHS["office"][1]})


def walk(served: Served, tab: Tab, books: Path, album: Album) -> None:
    """The month of one accountant, from the empty page to the evidence."""
    tab.on("dialog", lambda dialog: dialog.accept())
    tab.goto(f"{served.url}/enter")
    album.take("door")
    sign_in(tab, served.person("Седова Анна (вымышлена)", Role.APPROVER))
    album.take("today-empty")
    for path, name in (("/dataset", "dataset-empty"), ("/plan", "plan-empty"), ("/me", "me")):
        tab.goto(served.url + path)
        album.take(name)
    tab.goto(f"{served.url}/dataset")
    tab.get_by_label("Реестр долгов").set_input_files(books / "debts.xlsx")
    tab.get_by_role("button", name="Проверить").click()
    expect(tab.get_by_role("heading", name="Проверен файл «debts.xlsx»")).to_be_visible(timeout=PATIENCE)
    album.take("dataset-checked")
    tab.get_by_role("button", name="Использовать эти данные").click()
    expect(tab.get_by_role("status").first).to_contain_text("Новые данные приняты", timeout=PATIENCE)
    tab.goto(f"{served.url}/cabinet")
    tab.get_by_role("button", name="Прочитать кабинет").click()
    expect(tab.get_by_role("heading", name="Разница с желаемым")).to_be_visible()
    expect(tab.locator("#verdict-title + p strong")).to_be_visible(timeout=PATIENCE)
    album.take("cabinet")
    tab.goto(f"{served.url}/plan")
    tab.get_by_role("button", name="Прочитать запросы").click()
    _ended(tab)
    album.take("plan")
    tab.goto(served.url)
    album.take("today")
    tab.goto(f"{served.url}/queue")
    album.take("queue")
    _every_rule(served, tab, album)
    tab.goto(f"{served.url}/queue")
    tab.locator("[data-list] th a").first.click()
    expect(tab.get_by_role("heading", level=1)).to_have_text(re.compile("^Запрос "))
    tab.get_by_role("radio", name="Оставить").check()
    tab.get_by_label("Заметка").fill("Жду выписку из суда")
    tab.get_by_role("button", name="Записать и дальше").click()
    expect(tab.get_by_role("status").first).to_be_visible()
    album.take("decided")
    _approve_rules(tab, album)
    tab.get_by_role("button", name=re.compile("^Отправить утверждённые")).click()
    expect(tab.get_by_role("img", name="Последний снимок кабинета")).to_be_visible(timeout=PATIENCE)
    album.take("run", whole=False)
    _ended(tab)
    album.take("result")
    tab.get_by_role("button", name="Сверить отправленные").click()
    _ended(tab)
    album.take("verified")
    tab.goto(f"{served.url}/evidence")
    tab.locator(".gallery img").first.evaluate("image => image.decode()")
    album.take("evidence")
    tab.goto(f"{served.url}/queue?show=all")
    album.take("queue-all")
    tab.goto(served.url)
    album.take("today-after")
    tab.goto(f"{served.url}/requests/nowhere")
    album.take("trouble")


def _every_rule(served: Served, tab: Tab, album: Album) -> None:
    """One request of every rule: they differ in what they show."""
    rules = {line.item.rule: number for number, line in served.page.site.desk.lines().items()}
    for rule, number in sorted(rules.items()):
        tab.goto(f"{served.url}/requests/{number}?show=all")
        album.take(f"request-{rule}")


def _approve_rules(tab: Tab, album: Album) -> None:
    tab.get_by_role("link", name="План и отправка").click()
    expect(tab.get_by_role("heading", level=1)).to_have_text("План и отправка")
    links = tab.get_by_role("link", name="Посмотреть и утвердить")
    for left in range(links.count(), 0, -1):
        links.first.click()
        expect(tab.get_by_role("checkbox", name="Список просмотрен")).to_be_visible()
        album.take("rule")
        tab.get_by_role("checkbox", name="Список просмотрен").check()
        tab.get_by_role("button", name="Утвердить все").click()
        expect(tab.get_by_role("status").first).to_contain_text("утверждено", timeout=PATIENCE)
        expect(links).to_have_count(left - 1)


def _ended(tab: Tab) -> None:
    expect(tab.get_by_role("heading", name=re.compile(": (закончено|не удалось)$"))).to_be_visible(timeout=PATIENCE)


def main(folder: Path) -> None:
    """Write every screen into ``folder``."""
    with tempfile.TemporaryDirectory() as scratch:
        books = Path(scratch) / "accounting"
        stand = start_stand("--requests", "30", "--inquiries", "4", "--seed", "5", "--accounting", str(books))
        try:
            files = {"served_houses": str(books / "served_houses.xlsx"), "acts": str(books / "acts")}
            place = make_place(
                stand, Path(scratch) / "data", dataset=files, browser={"pages": 1}, pacing={"answers_per_minute": 30}
            )
            with serving(place) as served, sync_playwright() as driver:
                browser = driver.chromium.launch(
                    executable_path=find_browser(), args=["--lang=ru"], env={**os.environ, "LANGUAGE": "ru"}
                )
                tab = browser.new_page(locale="ru-RU")
                walk(served, tab, books, Album(tab, folder))
        finally:
            stop_stand(stand)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
