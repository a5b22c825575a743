"""One sign-in in a fresh browser: how it ended, and what the stand's own record says of it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from playwright.async_api import Browser

from rpa.cabinet import Addresses, CabinetSession, Liveness
from rpa.cabinet.sign_in import Credentials, Patience, sign_in
from rpa.errors import AccessDenied, BadSettings, InteractionNeeded, RpaError, SignInRejected, SiteUnavailable
from tests.stand.conftest import RunningStand

QUICK = Patience(step=20, unknown=3, stuck=2, settle=0.4, person=40)
ENDS: dict[type[RpaError], str] = {SiteUnavailable: "unavailable", SignInRejected: "rejected", BadSettings: "settings"}


class Stand:
    """The stand's own record of the sign-in, over HTTP, and the browser that visits it."""

    loop: asyncio.AbstractEventLoop
    browser: Browser

    def __init__(self, running: RunningStand) -> None:
        self.running = running
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
