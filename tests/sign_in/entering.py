"""One sign-in in a browser without cookies: how it ended, and what the stand's own record says of it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

from playwright.async_api import Browser

from rpa.cabinet import Addresses, CabinetSession, Liveness, Timeouts
from rpa.cabinet.sign_in import Credentials, Patience, sign_in
from rpa.errors import AccessDenied, BadSettings, InteractionNeeded, RpaError, SignInRejected, SiteUnavailable
from tests.looping import Loop
from tests.stand.conftest import RunningStand

QUICK = Patience(step=20, unknown=3, stuck=2, settle=0.4, person=40)
ENDS: dict[type[RpaError], str] = {SiteUnavailable: "unavailable", SignInRejected: "rejected", BadSettings: "settings"}


class Stand:
    """The stand's own record of the sign-in, over HTTP, and the browser that visits it."""

    def __init__(self, running: RunningStand, loop: Loop, browser: Browser) -> None:
        self.running, self.loop, self._browser = running, loop, browser
        self._opening: AbstractAsyncContextManager[CabinetSession] | None = None
        self._base: CabinetSession
        self.accounts: list[dict[str, Any]] = running.facts["accounts"]
        self.addresses = Addresses.of_stand(running.control.base_url.port or 0)
        self.ogrn: str = running.account["ogrn"]
        self._seen = 0

    def credentials(self, account: int = 0, **changed: str) -> Credentials:
        facts = {key: self.accounts[account][key] for key in ("login", "password", "totp_secret")}
        return Credentials(**(facts | changed))

    def begin(self, *variants: str) -> None:
        """Only these variants from now on; ``events`` forgets what was before."""
        wanted = {"login": "*", "variants": variants}
        self.running.control.post("/__stand__/signin", json=wanted).raise_for_status()
        self._seen = max((event["seq"] for event in self.running.events()), default=0)

    def events(self, kind: str) -> list[dict[str, Any]]:
        return [event for event in self.running.events(kind) if event["seq"] > self._seen]

    @asynccontextmanager
    async def visit(
        self, addresses: Addresses | None = None, timeouts: Timeouts | None = None
    ) -> AsyncIterator[CabinetSession]:
        """A session whose cookies, pages and routes go with it. What was loaded is kept: a first load costs most."""
        if self._opening is None:
            self._opening = CabinetSession.on(self._browser, self.addresses)
            self._base = await self._opening.__aenter__()
        context = self._base.context
        try:
            yield CabinetSession.within(context, addresses or self.addresses, timeouts=timeouts)
        finally:
            for page in context.pages:
                await page.close()
            await context.unroute_all(behavior="ignoreErrors")
            await context.clear_cookies()

    async def close(self) -> None:
        if self._opening is not None:
            await self._opening.__aexit__(None, None, None)


def in_a_loop(stand: Stand, work: Coroutine[Any, Any, Any]) -> Any:
    return stand.loop.run(work)


async def entering(
    stand: Stand,
    after: Callable[[CabinetSession], Coroutine[Any, Any, Any]] | None = None,
    *,
    before: Callable[[CabinetSession], Coroutine[Any, Any, Any]] | None = None,
    **options: Any,
) -> str:
    """One sign-in in a browser without cookies; how it ended, in the words of the table."""
    options = {"ogrn": stand.ogrn, "credentials": stand.credentials(), "patience": QUICK} | options
    async with stand.visit(options.pop("addresses", None)) as session:
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
