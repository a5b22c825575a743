"""The day the site changed: check names the line, pick writes it anew, capture saves the page without people's data."""

from __future__ import annotations

import asyncio
import json
import re
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from rpa.cabinet import Cabinet, CabinetSession
from rpa.cabinet.kept_browser import KeptBrowser
from rpa.cabinet.screens import open_screen
from rpa.cabinet.selector_capture import Capture
from rpa.cabinet.selector_capture import capture_screen as take
from rpa.cabinet.selector_check import ScreenCheck
from rpa.cabinet.selector_file import default_path, read_selectors
from rpa.cabinet.selector_line import present_text
from rpa.cabinet.selector_pick import Proposal, pick
from rpa.cli import main
from rpa.cli.context import locate
from rpa.errors import BadSettings, PageChanged
from rpa.job.arriving import open_session
from rpa.job.keeping import load_session
from rpa.operate.place import Place
from rpa.operate.selector_tools import capture_screen, pick_element, write_choice
from tests.kept_browser import in_kept_browser
from tests.scenarios.conftest import PASS_PHRASE, make_place
from tests.stand.conftest import RunningStand, start_stand, stop_stand

Command = Callable[..., tuple[object, str]]


@pytest.fixture(scope="module")
def stand() -> Iterator[RunningStand]:
    running = start_stand("--requests", "5", "--inquiries", "6", "--session-minutes", "600")
    yield running
    stop_stand(running)


@pytest.fixture(autouse=True)
def no_faults(stand: RunningStand) -> Iterator[None]:
    yield
    stand.control.delete("/__stand__/faults").raise_for_status()


@pytest.fixture
def rpa(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """The command ``rpa`` in this process: its code and what it told."""
    monkeypatch.setenv("RPA_VAULT_PASSPHRASE", PASS_PHRASE)
    monkeypatch.setenv("COLUMNS", "200")
    # The command's own, but for the browser.
    monkeypatch.setattr("rpa.cli.selectors.locate", lambda *given: in_kept_browser(locate(*given)))

    def command(*arguments: str) -> tuple[object, str]:
        with pytest.raises(SystemExit) as ended:
            main([*arguments, "--data", str(tmp_path)])
        return ended.value.code, capsys.readouterr().out

    return command


def kept(place: Place) -> KeptBrowser:
    assert place.thread is not None
    return place.thread.browser


@asynccontextmanager
async def opened(place: Place) -> AsyncIterator[tuple[CabinetSession, Cabinet]]:
    """The cabinet in the kept browser: for several looks in one session."""
    state = load_session(place.folder.session, place.secrets)
    async with open_session(place.settings, state, headless=True, browser=kept(place)) as session:
        yield session, await Cabinet.of(session)


def checked(place: Place, *screens: str, file: Path | None = None) -> list[ScreenCheck]:
    finished = place.run("check_selectors", given=screens, pages=1, selectors_file=file)
    assert finished.summary.error is None
    found: list[ScreenCheck] = finished.value
    return found


def own_selectors(folder: Path) -> Path:
    return Path(shutil.copy(default_path(), folder / "selectors.yaml"))


def test_every_key_that_can_be_seen_is_found_on_the_stand_and_no_tool_changes_anything(
    stand: RunningStand, tmp_path: Path
) -> None:
    place = make_place(stand, tmp_path)
    before = {part: stand.state(only=part) for part in ("answers", "settings", "rights", "inquiries")}
    screens = checked(place)
    assert [screen.screen for screen in screens if screen.trouble] == []
    keys = [one for screen in screens for one in screen.checks]
    assert len(keys) > 80
    assert [(one.key, one.line, one.found) for one in keys if not one.good] == []
    lines = default_path().read_text(encoding="utf-8").splitlines()
    assert all(one.key.split(".")[1] + ":" in lines[one.line - 1] for one in keys)
    files = capture_screen(place, "employee_rights", tmp_path / "out")
    assert [file.name.removeprefix("employee_rights") for file in files] == [".html", ".aria.yaml", ".png"]
    assert all(file.stat().st_size for file in files)
    assert not [text for text in people(stand) for file in files[:2] if text in file.read_text(encoding="utf-8")]
    pick_element(place, "organization_settings.save", css="organization-settings button")
    assert {part: stand.state(only=part) for part in before} == before


def test_a_doubled_button_is_two_where_one_is_expected(stand: RunningStand, tmp_path: Path) -> None:
    stand.arm("button_doubled", caption="Найти", count="always")
    [screen] = checked(make_place(stand, tmp_path), "inquiries")
    assert {(one.key, one.found) for one in screen.checks if not one.good} == {("inquiries.search", 2)}


def test_a_changed_caption_is_named_by_the_command_with_its_line_and_a_picture_and_code_70(
    stand: RunningStand, tmp_path: Path, rpa: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Looked at once, told twice: to a person and to a machine."""
    make_place(stand, tmp_path)
    stand.arm("label_renamed", caption="Найти", text="Показать", count="always")
    look, looked = Place.run, list[Any]()

    def once(place: Place, *given: Any, **wishes: Any) -> Any:
        looked[:] = looked or [look(place, *given, **wishes)]
        return looked[0]

    monkeypatch.setattr(Place, "run", once)
    code, told = rpa("selectors", "check", "--page", "debt_requests")
    assert code == PageChanged.exit_code, told
    for part in ("debt_requests.search", "ровно один", "rpa selectors pick debt_requests.search", "-screen.jpg"):
        assert part in " ".join(told.split()).replace("- screen", "-screen"), told
    code, told = rpa("selectors", "check", "--page", "debt_requests", "--json")
    assert code == PageChanged.exit_code
    [screen] = json.loads(told)
    [wrong] = [one for one in screen["checks"] if not one["good"]]
    assert (wrong["key"], wrong["found"], wrong["expected"]) == ("debt_requests.search", 0, "ровно один")
    assert wrong["line"] == read_selectors(default_path())["debt_requests"]["search"].line
    assert Path(wrong["picture"]).read_bytes()[:3] == b"\xff\xd8\xff"
    assert stand.events("fault"), "the fault was really played"


def test_pick_finds_the_renamed_button_and_rewrites_only_its_line(stand: RunningStand, tmp_path: Path) -> None:
    stand.arm("label_renamed", caption="Найти", text="Показать", count="always")
    place, file = make_place(stand, tmp_path), own_selectors(tmp_path)
    before = file.read_bytes()
    css = "debtreq-received-requests-search button[type=submit]"
    picked = pick_element(place, "debt_requests.search", css=css, selectors_file=file)
    assert picked.best is not None
    assert picked.best.text == 'role: button, name: "Показать"'
    kinds = [one.way.kind for one in picked.proposals]
    assert kinds == sorted(kinds, key=["role", "label", "placeholder", "text", "css"].index), "sturdiest first"
    line = write_choice(place, picked, picked.best, author="Иванова # бухгалтерия")
    after = file.read_bytes()
    changed = [
        number
        for number, (old, new) in enumerate(zip(before.splitlines(), after.splitlines(), strict=True), 1)
        if old != new
    ]
    assert changed == [picked.line]
    assert "within: landmark" in line, "what else the entry says is kept"
    assert re.search(r'# \d{4}-\d\d-\d\d Иванова бухгалтерия: было role: button, name: "Найти"', line)
    assert "verified: never" in line, "the stand proves nothing of the live site"
    assert read_selectors(file)["debt_requests"]["search"].ways[0].name == "Показать"
    assert present_text(read_selectors(file)["debt_requests"]["search"]) == 'role: button, name: "Показать"'
    assert [screen.good for screen in checked(place, "debt_requests", file=file)] == [True]
    assert default_path().read_bytes() == before, "the shipped file stays as it was"


def test_what_is_not_unique_is_not_offered_and_its_other_finds_are_shown(stand: RunningStand, tmp_path: Path) -> None:
    stand.arm("button_doubled", caption="Найти", count="always")
    place = make_place(stand, tmp_path)
    css = "debtreq-received-requests-search button[type=submit]"
    picked = pick_element(place, "debt_requests.search", css=css)
    by_role = next(one for one in picked.proposals if one.way.kind == "role")
    assert (by_role.found, by_role.usable) == (2, False)
    assert any("Найти" in other for other in by_role.others)
    assert picked.best is None or picked.best.found == 1


def test_people_and_rows_are_offered_by_css_alone_and_one_row_does_not_stand_for_all(
    stand: RunningStand, tmp_path: Path
) -> None:
    place = make_place(stand, tmp_path)
    rows_css = ".section-base__body .register-card a.register-card__header-title"

    async def work() -> list[list[Proposal]]:
        async with opened(place) as (_session, cabinet):
            home = await open_screen(cabinet, "home")
            person = await pick(home, home.where.entry("user"), at=None, css=".portal-header__user")
            listed = await open_screen(cabinet, "debt_requests")
            return [person, await pick(listed, listed.where.entry("row_title"), at=None, css=rows_css)]

    person, rows = place.complete(work())
    assert {one.way.kind for one in person} == {one.way.kind for one in rows} == {"css"}
    assert any(one.usable for one in person)
    assert any(one.usable for one in rows)
    assert all(one.found > 1 for one in rows if one.usable)
    assert not any("«" in other for one in rows for other in one.others), "captions of rows are data"


def test_a_point_on_the_screen_picks_the_same_element_through_the_command(
    stand: RunningStand, tmp_path: Path, rpa: Command
) -> None:
    make_place(stand, tmp_path)
    file = own_selectors(tmp_path)
    before = file.read_bytes()
    arguments = ("selectors", "pick", "organization_settings.notify", "--file", str(file), "--author", "Пример")
    code, told = rpa(*arguments, "--css", "organization-settings input[type=checkbox]", "--yes")
    assert code == 0, told
    assert "role: checkbox" in told
    assert file.read_bytes() != before
    code, _told = rpa("selectors", "pick", "debt_requests.search_data", "--at", "1,1", "--yes")
    assert code == BadSettings.exit_code


def test_a_click_in_the_window_picks_and_never_reaches_the_site(stand: RunningStand, tmp_path: Path) -> None:
    """The window's own code, in a headless page: the mouse points as a person would."""
    place = make_place(stand, tmp_path)

    async def work() -> list[Any]:
        async with opened(place) as (_session, cabinet):
            page = await open_screen(cabinet, "organization_settings")
            entry = page.where.entry("notify")
            pointing = asyncio.ensure_future(pick(page, entry, at=None, css=None))
            box = page.find("notify")
            before = await box.is_checked()
            place_of = await box.bounding_box()
            assert place_of is not None
            # The outline is there from the moment the picker listens; a click before that would be the site's.
            await cabinet.page.locator("html > div").wait_for(state="attached")
            await cabinet.page.mouse.click(place_of["x"] + 5, place_of["y"] + 5)
            proposals = await asyncio.wait_for(pointing, 60)
            assert await box.is_checked() == before, "the click was the picker's alone"
            return proposals

    proposals = place.complete(work())
    assert proposals[0].way.kind == "role"
    assert proposals[0].usable


def people(stand: RunningStand) -> set[str]:
    """Everything of people the stand could have shown: names, addresses of mail and of flats, numbers."""
    state = stand.state()
    texts: set[str] = set()

    def take(value: Any, key: str = "") -> None:
        if isinstance(value, dict):
            for name, inner in value.items():
                take(inner, name)
        elif isinstance(value, list):
            for inner in value:
                take(inner, key)
        elif isinstance(value, str) and key in (
            "fio", "name", "email", "text", "address", "formattedAddress", "postAddress", "phone", "number",
            "request_number", "last_name", "organization", "applicant", "performer", "tel",
        ) and len(value) >= 6:  # fmt: skip
            texts.add(value)

    take(state)
    return texts


def test_a_captured_page_holds_no_person_and_still_fits_the_selectors(stand: RunningStand, tmp_path: Path) -> None:
    known, place = people(stand), make_place(stand, tmp_path)

    async def work() -> list[tuple[str, str, Capture, dict[str, int]]]:
        """Of each screen: what it shows live, what was captured, how often each locator fits in the captured page."""
        found = []
        async with opened(place) as (session, cabinet):
            for name in ("debt_request", "inquiry", "employees"):
                section = read_selectors(default_path())[name]
                await open_screen(cabinet, name)
                shown = " ".join((await cabinet.page.locator("body").inner_text()).split())
                capture = await take(cabinet, name)
                page = await session.context.new_page()
                await page.set_content(capture.html)
                fits = {key: await page.locator(section[key].ways[0].value).count() for key in ("landmark", "picture")}
                found.append((name, shown, capture, fits))
        return found

    for screen, shown, capture, fits in place.complete(work()):
        really = {text for text in known if text in shown}
        assert really, f"{screen}: the live screen shows people, so their absence below means something"
        for text in really:
            assert text not in capture.html, screen
            assert text not in capture.tree, screen
        assert "<script" not in capture.html, screen
        assert capture.png[:4] == b"\x89PNG", screen
        assert all(fits.values()), (screen, fits)
