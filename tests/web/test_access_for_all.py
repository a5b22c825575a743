"""Every screen at every width: axe finds nothing, nothing sticks out sideways, nothing breaks without the script."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Browser, expect
from playwright.sync_api import Page as Tab

from rpa.model import Decision
from rpa.web.accounts import Role
from tests.accessibility import at_widths
from tests.web.conftest import Served, item, sign_in

SCREENS = (
    "/", "/queue", "/queue?show=all", "/requests/100000000001", "/requests/100000000002?show=all", "/plan",
    "/rules/R20/no_debt", "/evidence", "/dataset", "/cabinet", "/me", "/requests/nowhere",
)  # fmt: skip
SIZES = ((1366, 768), (1024, 600), (390, 844))
"""An office, a laptop, a phone."""
_CUT = "[...document.querySelectorAll('.scroll')].filter((one) => one.scrollWidth > one.clientWidth).length"


def test_every_screen_is_clean_for_a_screen_reader(serve: Callable[..., Served], page: Tab) -> None:
    served = serve(item("100000000001", days=-1), item("100000000002", Decision.NO_DEBT, rule="R20"))
    page.goto(f"{served.url}/enter")
    found = _at_every_width(page, "/enter")
    sign_in(page, served.person("Утверждающая Анна Викторовна", Role.APPROVER))
    for path in SCREENS:
        page.goto(served.url + path)
        found |= _at_every_width(page, path)
    assert len(found) == (1 + len(SCREENS)) * len(SIZES)
    assert {where: problems for where, problems in found.items() if problems} == {}


def _at_every_width(page: Tab, path: str) -> dict[tuple[str, int], list[str]]:
    """What axe finds on the open screen at each width; nothing sticks out and nothing is cut off at any."""
    found = {}
    # What the stylesheet says of a low window is where a panel stands; of a narrow one, how everything lies.
    for width, problems in at_widths(page, SIZES, coloured_alike=(1366,)):
        found[path, width] = problems
        assert page.evaluate("document.documentElement.scrollWidth") <= width, (path, width)
        assert page.evaluate(_CUT) == 0, f"{path}, {width}: a column is cut off"
    return found


def test_what_is_decided_about_is_not_hidden_by_what_was_said_of_it(serve: Callable[..., Served], page: Tab) -> None:
    served = serve(item("100000000001"), item("100000000002"), two_people_for_debt=True)
    reviewer = served.client("Решающая", Role.REVIEWER)
    for _ in range(3):
        reviewer.post("/requests/100000000001/note", note="Жду выписку из суда. " * 60)
    reviewer.post("/requests/100000000001", decision="debt", row="100000000001-Петров")
    sign_in(page, served.person("Другая", Role.REVIEWER))
    page.goto(f"{served.url}/requests/100000000001?show=all")
    expect(page.locator(".notes")).to_contain_text("Жду выписку")
    panel = page.locator(".decide")
    # The part of a window the decision may cover while one scrolls; 0: it scrolls with the rest.
    for height, most in ((768, 0.35), (640, 0.4), (600, 0.0)):
        page.set_viewport_size({"width": 1024, "height": height})
        assert panel.evaluate("one => getComputedStyle(one).position") == ("sticky" if most else "static"), height
        if most:
            assert panel.evaluate("one => one.offsetHeight / window.innerHeight") <= most, height


def test_a_request_is_decided_without_the_script(serve: Callable[..., Served], browser: Browser) -> None:
    served = serve(item("100000000001"))
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    sign_in(tab, served.person("Решающая", Role.REVIEWER))
    tab.goto(f"{served.url}/requests/100000000001")
    tab.get_by_role("radio", name="Имеется").check()
    tab.get_by_role("button", name="Записать и дальше").click()
    expect(tab.get_by_role("status").first).to_contain_text("имеется")
    assert served.approval().items["100000000001"].decision is Decision.DEBT
    context.close()


def test_letters_do_nothing_when_keys_are_switched_off(serve: Callable[..., Served], page: Tab) -> None:
    served = serve(item("100000000001"))
    sign_in(page, served.person("Решающая", Role.REVIEWER))
    page.goto(f"{served.url}/requests/100000000001")
    page.get_by_label("без клавиш").check()
    page.keyboard.press("1")
    expect(page.get_by_role("radio", name="Имеется")).not_to_be_checked()
