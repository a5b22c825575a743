"""The report as its reader meets it: in a browser, without a network, by keyboard, on a phone, on paper."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from rpa.cabinet.printing import print_pdf
from tests.accessibility import at_widths, violations
from tests.report.sample import NUMBERS, fill_long, reporter, write

NUMBERS_ALONE = """() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync("#register tbody td { display: none }");
    document.adoptedStyleSheets = [sheet];
}"""


def opened(page: Page, report: Path) -> tuple[list[str], list[str]]:
    """Open the page; what it asked for, and what it complained of."""
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(report.as_uri())
    return asked, said


def shown(page: Page) -> list[str]:
    return page.locator("#register tbody tr:visible th").all_inner_texts()


def test_every_report_opens_without_a_network_and_without_a_complaint(page: Page, every_report: list[Path]) -> None:
    for report in every_report:
        asked, said = opened(page, report)
        assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
        assert [url for url in asked if url.startswith("file:")] == [report.as_uri()], "one file is all it needs"
        assert said == []
        expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_every_report_is_accessible_and_uncut_at_any_width(page: Page, every_report: list[Path]) -> None:
    for report in every_report:
        opened(page, report)
        sizes = [(width, 768) for width in (1366, 1230, 1024, 768, 360)]
        # The stylesheet knows three layouts: down to 76rem, down to 30rem, and narrower.
        for width, problems in at_widths(page, sizes, coloured_alike=(1366, 1024)):
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (report.name, width)
            for cell in page.locator("#register tbody td[data-label='Правило']:visible").all()[:1]:
                assert cell.evaluate("cell => cell.clientWidth") > 110, "a rule reads in words, not in letters"
            assert problems == [], (report.name, width)
        # A browser's zoom of 200 % halves the width a page is laid out in.
        page.set_viewport_size({"width": 683, "height": 384})
        assert page.evaluate("document.documentElement.scrollWidth") <= 683, report.name


def test_texts_of_strangers_are_shown_and_never_run(page: Page, every_report: list[Path]) -> None:
    for report in every_report:
        opened(page, report)
        assert "owned" not in page.title()
        assert page.locator("img[src=x]").count() == 0
    opened(page, every_report[0])
    row = page.get_by_role("row").filter(has_text=NUMBERS[1])
    expect(row).to_contain_text("<script>document.title='owned'</script>")
    expect(row).to_contain_text("⟦U+202E⟧=HYPERLINK(1)")
    assert "\u202e" not in page.content()


def test_what_got_into_the_page_all_the_same_can_do_nothing(page: Page, report: Path, tmp_path: Path) -> None:
    clean, changed = report.read_text(encoding="utf-8"), tmp_path / report.name
    for injected in (
        "<script>document.title='owned'</script>",
        "<img src=x onerror=\"document.title='owned'\">",
        "<style>body { display: none }</style>",
        "<iframe srcdoc=\"<script>parent.document.title='owned'</script>\"></iframe>",
    ):
        changed.write_text(clean.replace("</main>", f"{injected}</main>"), encoding="utf-8")
        opened(page, changed)
        assert "owned" not in page.title(), injected
        expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_search_and_filters_narrow_the_table_the_pictures_and_say_by_how_much(page: Page, report: Path) -> None:
    opened(page, report)
    expect(page.get_by_role("status")).to_have_text("Всего 6")
    page.get_by_label("Поиск").fill(NUMBERS[3])
    expect(page.get_by_role("status")).to_have_text("Показано 1 из 6")
    assert shown(page) == [NUMBERS[3]]
    assert page.locator(".shot:visible").count() == 3
    page.get_by_label("Поиск").fill("")
    page.get_by_label("Состояние").select_option("refused")
    assert shown(page) == [NUMBERS[2]]
    page.get_by_label("Состояние").select_option("tone:bad")
    assert shown(page) == [NUMBERS[2], NUMBERS[3]]
    page.get_by_label("Состояние").select_option("")
    page.get_by_label("Срок ответа").select_option("overdue")
    assert shown(page) == [NUMBERS[0]], "answered a day late"
    page.get_by_label("Поиск").fill("нет такого")
    expect(page.get_by_text("Ничего не найдено")).to_be_visible()
    page.get_by_role("button", name="Сбросить").click()
    assert len(shown(page)) == 6
    expect(page.get_by_label("Поиск")).to_be_focused()


def test_a_column_is_sorted_by_keyboard_and_says_how(page: Page, report: Path) -> None:
    opened(page, report)
    head = page.get_by_role("columnheader", name="№ запроса")
    head.get_by_role("button").focus()
    page.keyboard.press("Enter")
    assert head.get_attribute("aria-sort") == "ascending"
    assert shown(page) == NUMBERS
    page.keyboard.press("Enter")
    assert head.get_attribute("aria-sort") == "descending"
    assert shown(page) == NUMBERS[::-1]
    assert page.get_by_role("columnheader", name="Срок ответа").get_attribute("aria-sort") == "none"


def test_pictures_are_looked_through_and_zoomed_by_keyboard(page: Page, report: Path) -> None:
    opened(page, report)
    opener = page.locator(".shot__open").first
    opener.focus()
    page.keyboard.press("Enter")
    viewer = page.get_by_role("dialog")
    expect(viewer).to_be_visible()
    expect(viewer.get_by_role("status").first).to_contain_text(f"1 из 10 · {NUMBERS[0]}")
    page.keyboard.press("ArrowRight")
    expect(viewer.get_by_role("status").first).to_contain_text("2 из 10")
    page.keyboard.press("End")
    expect(viewer.get_by_role("status").first).to_contain_text("10 из 10")
    expect(viewer.get_by_role("button", name="Вперёд")).to_be_disabled()
    page.keyboard.press("+")
    expect(page.locator("#view-zoom")).to_have_text("100 %")
    page.keyboard.press("+")
    expect(page.locator("#view-zoom")).to_have_text("150 %")
    page.keyboard.press("0")
    expect(page.locator("#view-zoom")).to_have_text("по окну")
    assert violations(page) == []
    page.keyboard.press("Escape")
    expect(viewer).not_to_be_visible()
    expect(opener).to_be_focused()


def test_a_row_leads_to_its_own_pictures(page: Page, report: Path) -> None:
    opened(page, report)
    page.get_by_role("link", name=f"Снимки запроса {NUMBERS[4]}: 2").click()
    expect(page.locator("#viewer-caption")).to_contain_text(NUMBERS[4])


def test_pictures_too_heavy_to_embed_lie_beside_the_page_and_are_shown(page: Page, folder: Path) -> None:
    report = write(reporter(folder, embed_bytes=100)).files["html"]
    asked, said = opened(page, report)
    page.locator(".shot__open").first.click()
    expect(page.locator("#view-image")).to_have_js_property("complete", True)
    assert page.evaluate("document.getElementById('view-image').naturalWidth") == 1
    assert said == []
    assert any(f"{report.stem}-pictures/" in url for url in asked)
    assert [url for url in asked if not url.startswith("file:")] == []


def test_a_picture_that_was_changed_is_not_shown_as_evidence(page: Page, folder: Path) -> None:
    changed = next((folder / "evidence").rglob("*-result.jpg"))
    changed.chmod(0o600)
    changed.write_bytes(changed.read_bytes() + b"x")
    next((folder / "evidence").rglob("*-filled.jpg")).unlink()
    opened(page, write(reporter(folder)).files["html"])
    expect(page.get_by_text("хеш не совпадает")).to_have_count(1)
    expect(page.get_by_text("Файла нет")).to_have_count(1)
    assert page.locator(".shot img").count() == 8


def test_a_journal_that_was_changed_is_told_on_the_report(page: Page, folder: Path) -> None:
    book = folder / "journal.jsonl"
    book.write_bytes(book.read_bytes().replace(b"R53", b"R54", 1))
    written = write(reporter(folder))
    assert not written.sound
    opened(page, written.files["html"])
    expect(page.get_by_role("heading", name="Журнал не сходится")).to_be_visible()


def test_the_stand_is_named_loudly_and_on_every_report(page: Page, every_report: list[Path]) -> None:
    for report in every_report:
        opened(page, report)
        expect(page.get_by_role("complementary")).to_contain_text("УЧЕБНЫЙ СТЕНД")
        assert page.title().startswith("УЧЕБНЫЙ СТЕНД")


def test_charts_speak_to_who_cannot_see_them(page: Page, folder: Path) -> None:
    opened(page, write(reporter(folder), "month", "2026-11").files["html"])
    chart = page.get_by_role("img", name="Как ответили: Отвечено в срок — 2; Отвечено поздно — 1")
    expect(chart).to_be_visible()
    page.get_by_text("Числа таблицей").first.click()
    expect(page.get_by_role("row", name="Отвечено в срок 2")).to_be_visible()


def test_a_long_register_is_shown_in_parts_found_whole_and_printed_whole(page: Page, tmp_path: Path) -> None:
    fill_long(tmp_path, 650)
    report = write(reporter(tmp_path)).files["html"]
    opened(page, report)
    assert len(shown(page)) == 300
    more = page.get_by_role("button", name="Показать ещё 300 (осталось 350)")
    more.click()
    assert len(shown(page)) == 600
    page.get_by_label("Поиск").fill("770649")
    assert shown(page) == ["770649"]
    page.get_by_role("columnheader", name="№ запроса").get_by_role("button").click()
    page.get_by_role("columnheader", name="№ запроса").get_by_role("button").click()
    page.get_by_role("button", name="Сбросить").click()
    assert shown(page)[0] == "770649", "sorted whole, not what is shown"
    assert 0 < len(shown(page)) < 650, "what is on the screen is a part, what is on paper must not be"
    # By the same browser; starting one to print is proven by the print of the short register. Of each row its number
    # alone: nothing else says which rows are there, and fifty thousand words are dear to lay out and to read.
    page.evaluate(NUMBERS_ALONE)
    text = "".join(sheet.extract_text() for sheet in PdfReader(BytesIO(page.pdf())).pages)
    assert all(f"77{place:04}" in text for place in range(650))


def test_without_script_everything_is_still_there(page: Page, tmp_path: Path) -> None:
    browser = page.context.browser
    assert browser is not None
    fill_long(tmp_path, 310)
    plain = browser.new_context(java_script_enabled=False).new_page()
    plain.goto(write(reporter(tmp_path)).files["html"].as_uri())
    assert plain.locator("#register tbody tr:visible").count() == 310
    assert not plain.get_by_label("Поиск").is_visible(), "a control that can do nothing is not offered"
    plain.context.close()


# The module's tab may be closed right after it, which needs the loop that tests without a page are kept from.
@pytest.mark.usefixtures("tab")
def test_the_print_holds_every_request_under_a_header_on_every_page(folder: Path) -> None:
    # In a thread of its own: the browser fixture's loop lives in this one.
    with ThreadPoolExecutor(1) as pool:
        written = pool.submit(write, reporter(folder, formats=("pdf",), print_pdf=print_pdf)).result()
    assert list(written.files) == ["pdf"]
    assert not list((folder / "reports").glob("*.html")), "only the PDF was asked for"
    sheets = [sheet.extract_text() for sheet in PdfReader(written.files["pdf"]).pages]
    text = "".join(sheets)
    assert all(number in text for number in NUMBERS)
    assert "УЧЕБНЫЙ СТЕНД" in sheets[0]
    assert written.checkpoint[:40] in text.replace("\n", "")
    assert all(f"{place} / {len(sheets)}" in sheet for place, sheet in enumerate(sheets, start=1))
    assert "Поиск" not in text
