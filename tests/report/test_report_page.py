"""The report as its reader meets it: in a browser, without a network, by keyboard, on a phone, on paper."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from rpa.cabinet.printing import print_pdf


def opened(page: Page, report: Path) -> tuple[list[str], list[str]]:
    """Open the page; what it asked of the outside and what it complained of."""
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(report.as_uri())
    return asked, said


def test_it_opens_without_a_network_and_without_a_complaint(page: Page, report: Path) -> None:
    asked, said = opened(page, report)
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
    assert said == []
    expect(page.get_by_role("heading", level=1)).to_have_text("Ответы на запросы о задолженности")


def test_texts_of_strangers_are_shown_and_never_run(page: Page, report: Path) -> None:
    opened(page, report)
    assert "owned" not in page.title()
    expect(page.get_by_role("row").filter(has_text="260000000001")).to_contain_text("<script>document.title='owned'</script>")


def test_a_script_that_got_in_all_the_same_would_not_run(page: Page, report: Path) -> None:
    report.write_text(
        report.read_text(encoding="utf-8").replace("</body>", "<script>document.title='owned'</script></body>"),
        encoding="utf-8",
    )
    opened(page, report)
    assert page.title() != "owned"


@pytest.mark.parametrize("width", [1366, 768, 360])
def test_nothing_is_cut_or_inaccessible_at_any_width(page: Page, report: Path, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    opened(page, report)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def test_search_and_filters_narrow_the_table_and_say_by_how_much(page: Page, report: Path) -> None:
    opened(page, report)
    rows = page.locator("#requests tbody tr:visible")
    page.get_by_label("Найти").fill("260000000003")
    expect(rows).to_have_count(1)
    expect(page.locator("#shown")).to_have_text("1 из 6")
    page.get_by_label("Найти").fill("")
    page.get_by_label("Итог").select_option("refused")
    expect(rows).to_have_count(1)
    page.get_by_label("Итог").select_option("")
    page.get_by_label("Срок до").fill("2026-11-25")
    expect(rows).to_have_count(3)


def test_pictures_are_looked_through_by_keyboard(page: Page, report: Path) -> None:
    opened(page, report)
    page.locator(".shot").first.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    expect(page.locator("#caption")).to_contain_text("1 из 10")
    page.keyboard.press("ArrowRight")
    expect(page.locator("#caption")).to_contain_text("2 из 10")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).not_to_be_visible()


def test_a_picture_that_was_changed_is_not_shown_as_evidence(page: Page, report: Path) -> None:
    from tests.report.conftest import page_of

    changed = next((report.parent / "evidence").rglob("*-result.jpg"))
    changed.chmod(0o600)
    changed.write_bytes(changed.read_bytes() + b"x")
    opened(page, page_of(report.parent))
    expect(page.get_by_text("снимка нет или он изменён")).to_have_count(1)


def test_the_stand_is_named_loudly(page: Page, report: Path) -> None:
    opened(page, report)
    expect(page.get_by_role("complementary")).to_contain_text("УЧЕБНЫЙ СТЕНД")


def test_the_print_holds_every_request(report: Path) -> None:
    from concurrent.futures import ThreadPoolExecutor

    from pypdf import PdfReader

    # In a thread of its own: the browser fixture's loop lives in this one.
    with ThreadPoolExecutor(1) as pool:
        printed = pool.submit(print_pdf, report).result()
    target = report.with_suffix(".pdf")
    target.write_bytes(printed)
    text = "".join(sheet.extract_text() for sheet in PdfReader(target).pages)
    assert all(f"26000000{number:04d}" in text for number in range(6))
