"""The watched sign-in: what the file for the developers says of the screens, and that nobody's data is in it."""

from __future__ import annotations

import asyncio
import itertools
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pyotp
import pytest
import yaml
from playwright.async_api import Page

from rpa.audit import Redactor
from rpa.cabinet import Addresses, CabinetSession
from rpa.cabinet.recorder import Recorder
from rpa.cli import main
from rpa.errors import BadInput, NeedsOperator, SiteUnavailable
from rpa.job.arriving import open_session
from rpa.operate.place import Place
from rpa.operate.watching import FILE, record, redactor_for
from tests.scenarios.commands_here import run_here
from tests.scenarios.conftest import PASS_PHRASE, make_place
from tests.stand.conftest import RunningStand, start_stand, stop_stand


class Person:
    """Works the window by the ways of the site, as a person would; waits for the record of each screen."""

    def __init__(self, stand: RunningStand, page: Page, noted: asyncio.Condition) -> None:
        self.stand, self.page, self._noted, self.record = stand, page, noted, ""
        self.code = ""

    async def sees(self, css: str, line: str = "") -> None:
        """Look at a screen until the record has it: a line of its outline holds ``line`` (else ``css`` itself).

        Their number does not tell: a screen that is still empty may be recorded as one of its own.
        """
        await self.page.locator(css).first.wait_for(timeout=60_000)
        async with self._noted:
            await asyncio.wait_for(self._noted.wait_for(lambda: (line or css.removeprefix(".")) in self.record), 60)

    async def signs_in(self) -> None:
        account, page = self.stand.account, self.page
        await self.sees("a[ng-click='sign()']", "signin-action")
        await page.locator("a[ng-click='sign()']").click()
        await self.sees("#password")
        await page.locator("#login").press_sequentially(account["login"])
        await page.locator("#password").press_sequentially(account["password"])
        await page.get_by_role("button", name="Войти", exact=True).click()
        await self.sees("esia-code-input input", "esia-code-input")
        self.code = pyotp.TOTP(account["totp_secret"]).now()
        await page.locator("esia-code-input input").first.press_sequentially(self.code)
        await self.sees("esia-confirm-contacts")
        await page.get_by_role("button", name="Всё верно").click()
        await self.sees("form button", "role-card")
        await page.locator("form button").filter(has_text=account["ogrn"]).click()
        await self.sees("#bContinue")
        await page.locator("#bContinue").click()
        await self.sees(".portal-header__user")

    async def looks_around(self) -> None:
        """A register and a card: addresses, flats, people of other organizations."""
        await self.page.goto(f"{self.stand.facts['my']}/organization-cabinet/#!/debts/received-requests")
        await self.sees(".register-card")
        async with self.page.expect_popup() as opened:
            await self.page.locator("a.register-card__header-title").first.click()
        self.page = await opened.value
        await self.sees(".debtreq__result-type")


@pytest.fixture(scope="module")
def stand() -> Iterator[RunningStand]:
    running = start_stand()
    running.control.post("/__stand__/signin", json={"login": "*", "variants": ["unknown_screen"]}).raise_for_status()
    yield running
    stop_stand(running)


@pytest.fixture(scope="module")
def place(stand: RunningStand, tmp_path_factory: pytest.TempPathFactory) -> Place:
    return make_place(stand, tmp_path_factory.mktemp("data"))


@dataclass(frozen=True)
class Whole:
    """The record of a whole sign-in and of a register and a card looked at; what was typed and what cookies came."""

    text: str
    code: str
    cookies: list[str]


@pytest.fixture(scope="module")
def whole(stand: RunningStand, place: Place, tmp_path_factory: pytest.TempPathFactory) -> Whole:
    cookies: list[str] = []

    async def the_whole_way(person: Person) -> None:
        await person.signs_in()
        await person.looks_around()
        cookies.extend(one["value"] for one in await person.page.context.cookies() if len(one["value"]) > 3)

    text, code = watched(stand, place, tmp_path_factory.mktemp("record") / "out", the_whole_way)
    return Whole(text, code, cookies)


def watched(stand: RunningStand, place: Place, out: Path, does: Callable[[Person], Any]) -> tuple[str, str]:
    """Record while a person works in the same (windowless) browser; the file's text and the code that was typed."""

    async def both() -> str:
        noted = asyncio.Condition()
        ended = asyncio.Event()
        waking: list[asyncio.Future[None]] = []
        async with open_session(place.settings, None, headless=True) as session:
            person = Person(stand, await session.page(), noted)

            def tell(_screens: int) -> None:
                person.record = (out / FILE).read_text(encoding="utf-8")
                waking.append(asyncio.ensure_future(_wake(noted)))

            # Nobody was asked who signs in: names must be recognised.
            redactor = redactor_for(place, [])
            watching = asyncio.ensure_future(record(session, place, out, redactor, ended, tell))
            try:
                await does(person)
            finally:
                await _close(session)
                await asyncio.wait_for(watching, 60)
                await asyncio.gather(*waking)
        return person.code

    code = asyncio.run(both())
    return (out / FILE).read_text(encoding="utf-8"), code


async def _wake(noted: asyncio.Condition) -> None:
    async with noted:
        noted.notify_all()


async def _close(session: CabinetSession) -> None:
    """The person closes the window."""
    for page in session.context.pages:
        await page.close()


def words_of_people(value: Any) -> Iterator[str]:
    """Every text the stand holds of people: names, addresses, flats, telephones, free text."""
    if isinstance(value, dict):
        for item in value.values():
            yield from words_of_people(item)
    elif isinstance(value, list):
        for item in value:
            yield from words_of_people(item)
    elif isinstance(value, str) and re.search(r"[А-ЯЁа-яё]{3}", value):
        yield value


def test_the_record_says_how_the_screens_are_built(place: Place, whole: Whole) -> None:
    document = yaml.safe_load(whole.text)
    screens = {screen["known_as"]: screen for screen in document["screens"]}
    assert {"start", "password", "totp", "unknown", "roles", "secure", "done"} <= screens.keys()
    assert screens["start"]["selectors"]["esia_start.landmark"] == 1
    password = screens["password"]
    assert password["address"].endswith("/login/")
    assert "esia-login" in password["components"]
    assert "Войти" in password["captions"]["button"]
    assert any("input[type=password]#password" in line for line in password["outline"])
    assert screens["totp"]["selectors"]["esia_factor.cell"] == 6
    assert "esia-confirm-contacts" in screens["unknown"]["components"]
    assert "Всё верно" in screens["unknown"]["captions"]["button"]
    assert "esia_secure.landmark" in screens["secure"]["selectors"]
    login = next(one for one in document["answers"] if one["address"].endswith("/aas/oauth2/api/login"))
    assert (login["method"], login["action"]) == ("POST", "ENTER_MFA")
    assert any(one["address"].endswith("verify?code=") and one["status"] == 202 for one in document["answers"])
    reads = [(one["method"], one["address"], one["status"]) for one in document["answers"]]
    assert not [one for one, following in itertools.pairwise(reads) if one == following and one[0] == "GET"]
    data = {one["read_as"]: one for one in document["open_questions"]["debt_data"]}
    assert {key: one["missing"] for key, one in data.items()} == {
        "debt_requests.search_data": [],
        "debt_request.card_data": [],
    }
    assert {"total", "debtSubReqList[].debtReq.houseId"} <= set(data["debt_requests.search_data"]["fields"])
    search = next(one for one in document["answers"] if one.get("read_as") == "debt_requests.search_data")
    assert {"statuses", "answerUserIds[]"} & {name.partition(".")[0] for name in search["sent_fields"]}
    [cookie] = [one for one in document["cookies"] if one["name"] == "sessionid"]
    assert (cookie["lives"], cookie["http_only"], cookie["length"]) == (False, True, 34)
    questions = document["open_questions"]
    assert questions["protocol"] == "oauth2"
    assert questions["role_page"][0]["address"].startswith(place.settings.site.origin("esia"))
    assert screens["unknown"]["number"] in {one["number"] for one in questions["nobody_described"]}
    seen = [step["screen"] for step in document["path"]]
    assert seen[:3] == [1, 2, 3], "the order of the screens is the order of the path"


def test_no_value_and_no_person_is_in_the_record(stand: RunningStand, whole: Whole) -> None:
    text = whole.text
    account = stand.account
    secrets = {
        account["login"],
        account["password"],
        account["totp_secret"],
        account["ogrn"],
        whole.code,
        *whole.cookies,
    }
    assert len(secrets) > 5
    for secret in secrets:
        assert secret not in text
    state = stand.state()
    known = {name: state[name] for name in ("requests", "inquiries", "answers", "rights") if name in state}
    # Captions of rights are the site's words, and so is «Ответ», an event of an обращение.
    site = {caption for one in known["rights"] for caption in one["rights"]} | {"Ответ"}
    people = set(words_of_people(known)) - site | {account["name"], account["person"], *account["person"].split()}
    assert len(people) > 20, "the stand holds people to look for"
    folded = re.sub(r"\s+", " ", text.lower())
    found = sorted({one for one in people if len(one) > 4 and one.lower() in folded})
    assert found == []
    screens = yaml.safe_load(text)["screens"]
    assert any("{…}" in one["address"] or "id=" in one["address"] for one in screens), "a card was looked at"


def test_what_was_seen_is_kept_although_the_person_leaves_in_the_middle(
    stand: RunningStand, place: Place, tmp_path: Path
) -> None:
    async def only_the_first_screen(person: Person) -> None:
        await person.sees("a[ng-click='sign()']", "signin-action")

    text, _code = watched(stand, place, tmp_path / "out", only_the_first_screen)
    document = yaml.safe_load(text)
    assert document["screens"][-1]["known_as"] == "start"
    assert document["open_questions"]["role_page"] is None
    if os.name == "posix":
        assert (tmp_path / "out" / FILE).stat().st_mode & 0o077 == 0


def test_where_there_is_no_screen_it_says_where_to_record(bare: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    done = run_here("record", "--data", str(bare.folder.machine.path), env={"RPA_VAULT_PASSPHRASE": PASS_PHRASE})
    assert done.returncode == NeedsOperator.exit_code
    assert "rpa record" in done.stderr


def test_a_recording_is_not_written_over_by_the_next(bare: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.setenv("RPA_VAULT_PASSPHRASE", PASS_PHRASE)
    kept = bare.folder.root / "out" / FILE
    kept.parent.mkdir()
    kept.write_text("the one sign-in there was", encoding="utf-8")
    with pytest.raises(SystemExit) as ended:
        main(["record", "--out", str(kept.parent), "--data", str(bare.folder.machine.path)])
    assert ended.value.code == BadInput.exit_code
    assert kept.read_text(encoding="utf-8") == "the one sign-in there was"


def test_a_site_that_does_not_open_leaves_no_record(
    bare: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def nobody(_recorder: Recorder, _ended: asyncio.Event) -> None:
        raise SiteUnavailable("Сайт не открывается: нет связи с ним.")

    monkeypatch.setattr(Recorder, "watch", nobody)
    session = cast(Any, SimpleNamespace(context=SimpleNamespace(browser=None), addresses=Addresses()))
    with pytest.raises(SiteUnavailable):
        asyncio.run(record(session, bare, tmp_path / "out", Redactor(), asyncio.Event()))
    assert not (tmp_path / "out").exists()
