"""Plain Playwright as a tutorial writes it: its own auto-waiting, one page, no evidence, no reading back."""

from __future__ import annotations

from typing import Any

import work
from playwright.sync_api import Page, expect, sync_playwright


def read_list(page: Page, task: dict[str, Any]) -> int:
    page.goto(task["facts"]["my"] + work.LIST)
    page.locator(work.CHIP).click()
    page.locator(work.FIND).click()
    expect(page.locator(work.WAITING)).to_have_count(0)
    page.locator(work.SIZE).select_option("100")
    rows: list[Any] = []
    number = 1
    while True:
        if number > 1 or task["units"] > 100:
            expect(page.locator(work.active_page(number))).to_be_visible()
        expect(page.locator(".register-card").nth(min(100, task["units"] - len(rows)) - 1)).to_be_visible()
        rows += page.evaluate(work.READ_ROWS)
        following = page.locator(work.NEXT)
        if not following.count():
            return len({row["title"] for row in rows})
        following.click()
        number += 1


def send_answers(page: Page, task: dict[str, Any]) -> int:
    for answer in task["answers"]:
        page.goto(task["facts"]["my"] + work.card(answer["id"]))
        page.locator(work.ADD).click()
        dialog = page.locator(work.DIALOG)
        dialog.get_by_role("radio").nth(0 if answer["has_debt"] else 1).check()
        for index, debtor in enumerate(answer["debtors"] if answer["has_debt"] else [], 1):
            if index > 1:
                dialog.get_by_text("Добавить должника").click()
            page.locator(work.field(index, 1)).fill(debtor["last_name"])
            page.locator(work.field(index, 2)).fill(debtor["first_name"])
            page.locator(work.field(index, 3)).fill(debtor["middle_name"] or "")
            page.locator(work.upload(index)).set_input_files(debtor["file"])
            expect(page.locator(work.uploaded(index))).to_be_visible()
        page.locator(work.SAVE).click()
        page.locator(work.SEND).click()
        page.locator(work.YES).click()
        expect(page.get_by_text(work.DONE)).to_be_visible()
        page.locator(work.CLOSE).click()
        expect(page.locator(work.SENT)).to_be_visible()
    return len(task["answers"])


def main() -> None:
    task = work.task()
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=task["browser"], args=["--no-sandbox"])
        context = browser.new_context(viewport={"width": 1280, "height": 900})
        cookie = {"name": "sessionid", "value": task["cookie"], "domain": ".dom.localhost", "path": "/"}
        context.add_cookies([cookie])  # type: ignore[list-item]
        page = context.new_page()
        page.goto(task["facts"]["my"] + "/organization-cabinet/#!/")
        expect(page.locator(".portal-header__user")).to_be_visible()
        work.perform({"list": lambda t: read_list(page, t), "answers": lambda t: send_answers(page, t)})
        browser.close()


if __name__ == "__main__":
    main()
