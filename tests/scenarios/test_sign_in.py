"""Sign-in against every variant of the stand: where it ends, what was typed, and what the stand saw of it."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import threading
import traceback
import urllib.request
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import replace
from typing import Any

import pyotp
import pytest
from playwright.async_api import Browser, Page
from playwright.async_api import Error as PlaywrightError

from rpa.cabinet import Addresses, Cabinet, CabinetSession, Liveness
from rpa.cabinet.browser import open_browser
from rpa.cabinet.sign_in import Credentials, HandOver, Patience, sign_in
from rpa.cabinet.sign_in_secrets import code_at, fresh_code, type_secret
from rpa.errors import AccessDenied, BadSettings, InteractionNeeded, RpaError, SignInRejected, SiteUnavailable
from rpa.stand.signin_variants import VARIANTS

QUICK = Patience(step=20, unknown=3, stuck=2, settle=0.4, person=40)
ENDS: dict[type[RpaError], str] = {SiteUnavailable: "unavailable", SignInRejected: "rejected", BadSettings: "settings"}


class Stand:
    """The stand's own record of the sign-in, over HTTP, and the browser that visits it."""

    loop: asyncio.AbstractEventLoop
    browser: Browser

    def __init__(self, facts: dict[str, Any]) -> None:
        self.control: str = facts["control"]
        self.accounts: list[dict[str, Any]] = facts["accounts"]
        self.addresses = Addresses.of_stand(int(self.control.rsplit(":", 1)[1]))
        self.ogrn: str = self.accounts[0]["ogrn"]
        self._seen = 0

    def credentials(self, account: int = 0, **changed: str) -> Credentials:
        facts = {key: self.accounts[account][key] for key in ("login", "password", "totp_secret")}
        return Credentials(**(facts | changed))

    def begin(self, *variants: str) -> None:
        """Only these variants from now on; ``events`` forgets what was before."""
        self.call("POST", "signin", {"login": "*", "variants": variants})
        self._seen = max((event["seq"] for event in self.call("GET", "events")), default=0)

    def events(self, kind: str) -> list[dict[str, Any]]:
        return [event for event in self.call("GET", f"events?kind={kind}") if event["seq"] > self._seen]

    def call(self, method: str, path: str, body: Any = None) -> Any:
        data = json.dumps(body).encode() if body is not None else None
        headers = {"Content-Type": "application/json"}
        request = urllib.request.Request(f"{self.control}/__stand__/{path}", data=data, headers=headers, method=method)
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)


@pytest.fixture(scope="module")
def stand() -> Iterator[Stand]:
    command = [sys.executable, "-m", "rpa.stand", "--json", "--requests", "5", "--inquiries", "2"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        yield Stand(json.loads(process.stdout.readline()))
    finally:
        process.kill()
        process.communicate(timeout=20)


@pytest.fixture(scope="module", autouse=True)
def thread(stand: Stand) -> Iterator[None]:
    """A thread with a loop and one browser: pytest-playwright's loop may already live in the main one."""
    loop = asyncio.new_event_loop()
    running = threading.Thread(target=loop.run_forever, daemon=True)
    running.start()
    stand.loop = loop
    opening = open_browser()
    stand.browser = in_a_loop(stand, opening.__aenter__())
    yield
    in_a_loop(stand, opening.__aexit__(None, None, None))
    loop.call_soon_threadsafe(loop.stop)
    running.join(30)
    loop.close()


def in_a_loop(stand: Stand, work: Coroutine[Any, Any, Any]) -> Any:
    return asyncio.run_coroutine_threadsafe(work, stand.loop).result(200)


async def entering(
    stand: Stand,
    after: Callable[[CabinetSession], Coroutine[Any, Any, Any]] | None = None,
    *,
    before: Callable[[CabinetSession], Coroutine[Any, Any, Any]] | None = None,
    **options: Any,
) -> str:
    """One sign-in in a fresh browser; how it ended, in the words of the table."""
    options = {"ogrn": stand.ogrn, "credentials": stand.credentials(), "patience": QUICK} | options
    async with CabinetSession.on(stand.browser, options.pop("addresses", stand.addresses)) as session:
        if before:
            await before(session)
        try:
            await sign_in(session, **options)
        except InteractionNeeded as error:
            return f"person:{error.screen}"
        except AccessDenied as error:
            return "no_organization" if "Войти как" in error.what else "no_privileges"
        except RpaError as error:
            return ENDS[type(error)]
        assert await session.probe() is Liveness.ALIVE
        [cookie] = [c for c in await session.context.cookies() if c["name"] == "sessionid"]
        assert len(cookie["value"]) == 34
        if after:
            await after(session)
        return "cabinet"


def enter(stand: Stand, *arguments: Any, **options: Any) -> str:
    return str(in_a_loop(stand, entering(stand, *arguments, **options)))


@pytest.mark.parametrize("variant", sorted(VARIANTS))
def test_every_variant_ends_as_the_table_says(stand: Stand, variant: str) -> None:
    stand.begin(variant)
    slow = variant == "slow_render"  # three seconds of an empty page are no unknown screen
    patience = replace(QUICK, unknown=20) if slow else QUICK
    assert enter(stand, patience=patience) == VARIANTS[variant].ends
    signed_in = [event["ogrn"] for event in stand.events("sign_in")]
    assert signed_in == ([stand.ogrn] if VARIANTS[variant].ends == "cabinet" else [])
    assert len(stand.events("esia_login")) <= 1, "the password goes out at most once"
    assert len(stand.events("esia_code")) <= 1, "and so does the code"


def test_no_variant_at_all_ends_in_the_cabinet(stand: Stand) -> None:
    stand.begin()
    assert enter(stand) == "cabinet"


def test_several_hindrances_at_once_are_passed(stand: Stand) -> None:
    stand.begin("old_cells", "max_quiz_skippable", "near_equal_names", "stuck_after_totp", "news_window")
    assert enter(stand) == "cabinet"
    assert stand.events("sign_in")[-1]["ogrn"] == stand.ogrn


def test_the_news_window_does_not_stop_the_work_after_it(stand: Stand) -> None:
    async def work(session: CabinetSession) -> None:
        cabinet = await Cabinet.of(session)
        await cabinet.debt_requests.open()

    stand.begin("news_window")
    assert enter(stand, work) == "cabinet"


def test_a_wrong_password_is_tried_once_and_never_again(stand: Stand) -> None:
    stand.begin()
    assert enter(stand, credentials=stand.credentials(password="not-the-password")) == "rejected"
    assert [event["outcome"] for event in stand.events("esia_login")] == ["wrong"]


def test_a_wrong_code_is_tried_once_and_never_again(stand: Stand) -> None:
    stand.begin()
    assert enter(stand, credentials=stand.credentials(totp_secret=pyotp.random_base32())) == "rejected"
    assert [event["outcome"] for event in stand.events("esia_code")] == ["wrong"]


def test_without_a_totp_secret_the_code_is_a_person_s(stand: Stand) -> None:
    stand.begin()
    facts = stand.accounts[0]
    assert enter(stand, credentials=Credentials(facts["login"], facts["password"])) == "person:totp"


def test_without_credentials_everything_is_a_person_s(stand: Stand) -> None:
    stand.begin()
    assert enter(stand, credentials=None) == "person:password"
    assert stand.events("esia_login") == []


def test_the_organization_is_chosen_by_its_whole_number(stand: Stand) -> None:
    stand.begin("near_equal_names")
    assert enter(stand, ogrn=stand.ogrn[:-1] + "0") == "no_organization"
    assert stand.events("esia_role") == []


def test_an_only_role_of_another_organization_is_refused(stand: Stand) -> None:
    stand.begin("no_role_page")
    assert enter(stand, ogrn="1200000000001") == "no_privileges"


def test_while_esia_remembers_us_no_secret_is_typed_again(stand: Stand) -> None:
    async def again(session: CabinetSession) -> None:
        stand.begin()
        await session.context.clear_cookies(name="sessionid")
        await sign_in(session, ogrn=stand.ogrn, credentials=None, patience=QUICK)
        assert await session.probe() is Liveness.ALIVE

    stand.begin()
    assert enter(stand, again) == "cabinet"
    assert stand.events("esia_login") == []


# --- a person takes over -----------------------------------------------------------------------------------------


def person(stand: Stand, called: list[str], **does: Callable[[Page], Coroutine[Any, Any, None]]) -> dict[str, Any]:
    """Options with a person who does what is told on the screens named; ``called`` keeps the names in order."""
    pages: list[Page] = []
    doing: set[asyncio.Task[None]] = set()

    async def before(session: CabinetSession) -> None:
        pages.append(await session.page())

    async def hand_over(screen: str) -> None:
        called.append(screen)
        if screen in does:
            doing.add(asyncio.ensure_future(does[screen](pages[0])))

    hand: HandOver = hand_over
    return {"before": before, "hand_over": hand}


def test_a_person_solves_the_captcha_and_the_robot_goes_on(stand: Stand) -> None:
    async def solve(page: Page) -> None:
        digits = await asyncio.to_thread(lambda: stand.events("esia_reaction")[-1]["expected"])
        await page.locator(".esia-captcha__code-entry input").fill(digits)
        await page.locator(".esia-captcha__code-entry button").click()

    stand.begin("captcha")
    called: list[str] = []
    assert enter(stand, **person(stand, called, captcha=solve)) == "cabinet"
    assert called == ["captcha"]


def test_a_person_types_the_code_from_the_telephone(stand: Stand) -> None:
    async def read_and_type(page: Page) -> None:
        code = await asyncio.to_thread(lambda: stand.events("sms")[-1]["code"])
        await page.locator("esia-code-input input").first.press_sequentially(code)

    stand.begin("sms", "old_cells")
    called: list[str] = []
    assert enter(stand, **person(stand, called, sms=read_and_type)) == "cabinet"
    assert called == ["sms"]


def test_a_person_passes_a_screen_nobody_has_described(stand: Stand) -> None:
    async def agree(page: Page) -> None:
        await page.get_by_role("button", name="Всё верно").click()

    stand.begin("unknown_screen")
    called: list[str] = []
    heard: list[tuple[str, list[str]]] = []
    options = person(stand, called, unknown=agree)
    assert enter(stand, on_screen=lambda name, outline: heard.append((name, outline)), **options) == "cabinet"
    assert called == ["unknown"]
    [outline] = [lines for name, lines in heard if name == "unknown" and lines]
    assert any("esia-confirm-contacts" in line for line in outline)
    assert any("«Всё верно»" in line for line in outline)


def test_a_person_who_signs_in_alone_needs_no_stored_secret(stand: Stand) -> None:
    facts = stand.accounts[0]

    async def password(page: Page) -> None:
        await page.fill("#login", facts["login"])
        await page.fill("#password", facts["password"])
        await page.get_by_role("button", name="Войти", exact=True).click()

    async def totp(page: Page) -> None:
        await page.locator("esia-code-input input").first.press_sequentially(pyotp.TOTP(facts["totp_secret"]).now())

    stand.begin()
    called: list[str] = []
    assert enter(stand, credentials=None, **person(stand, called, password=password, totp=totp)) == "cabinet"
    assert called == ["password", "totp"]


def test_a_person_who_does_not_come_ends_the_waiting(stand: Stand) -> None:
    stand.begin("question")
    called: list[str] = []
    options = person(stand, called) | {"patience": Patience(person=1, settle=0.3)}
    assert enter(stand, **options) == "person:question"
    assert called == ["question"]


# --- secrets ---------------------------------------------------------------------------------------------------


def test_a_password_form_on_a_foreign_host_gets_nothing(stand: Stand) -> None:
    """The form is the real one, served from where the settings do not expect it."""
    typed: list[str] = []

    async def listen(session: CabinetSession) -> None:
        page = await session.page()
        page.on("request", lambda request: typed.append(request.post_data or ""))

    moved = Addresses(stand.addresses.portal, stand.addresses.cabinet, "http://esia.elsewhere.localhost")
    stand.begin()
    assert enter(stand, addresses=moved, before=listen) == "settings"
    assert stand.events("esia_login") == []
    assert not any(stand.accounts[0]["password"] in body for body in typed)


def test_a_page_that_changes_host_under_our_hands_gets_nothing(stand: Stand) -> None:
    """A copy of the form on another origin, put up between the look and the typing."""

    async def scene() -> str:
        async with CabinetSession.on(stand.browser, stand.addresses) as session:
            page = await session.page()
            await page.goto(stand.addresses.portal + "/404")
            await page.set_content("<input id=password>")
            with pytest.raises(BadSettings, match="постороннем адресе"):
                await type_secret(page.locator("#password"), "s3cret", stand.addresses.esia)
            return await page.locator("#password").input_value()

    assert in_a_loop(stand, scene()) == ""


def test_a_field_that_takes_no_text_does_not_put_the_secret_into_the_error(stand: Stand) -> None:
    secret = pyotp.random_base32()

    async def scene() -> str:
        async with CabinetSession.on(stand.browser, stand.addresses) as session:
            page = await session.page()
            await page.goto(stand.addresses.esia + "/esia-static/esia.css")
            await page.set_content("<input id=password disabled>")
            page.set_default_timeout(300)
            # Not a literal in the call below: a traceback prints the line of the call.
            secret = "".join(["s3cret-", "canary"])
            with pytest.raises(PlaywrightError) as refused:
                await type_secret(page.locator("#password"), secret, stand.addresses.esia)
            return "".join(traceback.format_exception(refused.value))

    assert secret not in in_a_loop(stand, scene())


def test_credentials_show_nothing_of_themselves() -> None:
    shown = repr(Credentials("login-canary", "password-canary", "JBSWY3DPEHPK3PXP"))
    assert "canary" not in shown
    assert "JBSWY3DP" not in shown


def test_a_totp_secret_that_is_no_base32_is_named_before_the_sign_in() -> None:
    with pytest.raises(BadSettings) as refused:
        Credentials("login", "password", "not base32!")
    assert "not base32" not in str(refused.value)


@pytest.mark.parametrize(
    "secret",
    [
        "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ",
        "gezd gnbv gy3t qojq gezd gnbv gy3t qojq",
        "otpauth://totp/esia:x?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=esia",
    ],
)
def test_codes_are_those_of_rfc_6238(secret: str) -> None:
    # Appendix B of the RFC, SHA-1, the last six of its eight digits.
    assert [code_at(secret, moment) for moment in (59, 1111111109, 20000000000)] == ["287082", "081804", "353130"]


def test_a_short_seed_gives_the_code_an_authenticator_shows() -> None:
    assert code_at("JBSWY3DPEHPK3PXP", 0) == "282760"


@pytest.mark.parametrize(("second", "waits"), [(0.0, False), (24.9, False), (25.5, True), (29.9, True)])
def test_a_code_about_to_die_is_not_used(stand: Stand, second: float, waits: bool) -> None:
    window = 1_800_000_000
    clock, slept = [window + second], []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)
        clock[0] += seconds

    secret = pyotp.random_base32()
    code = in_a_loop(stand, fresh_code(secret, lambda: clock[0], sleep))
    assert code == pyotp.TOTP(secret).at(window + (30 if waits else 0))
    assert slept == ([pytest.approx(30 - second)] if waits else [])
