"""Signing in as a state machine over what is visible. Every screen is acted on at most once; the password once a run.

    start → password → totp → (max_offer | promo) → roles → secure → done
    captcha, question, sms, push, max_quiz, signature, unknown … → a person
    no_privileges, our ОГРН absent → AccessDenied · a refused secret → SignInRejected · maintenance → SiteUnavailable

Nothing here solves a captcha, answers a question or hides that a robot is at work. With ``hand_over`` the machine
tells the person which screen waits and goes on by itself once the screen is passed; without it, it stops there.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from playwright.async_api import Error as PlaywrightError

from rpa.cabinet.going import go_to, load_anew
from rpa.cabinet.outline import outline
from rpa.cabinet.scripts import went_elsewhere
from rpa.cabinet.session import CabinetSession
from rpa.cabinet.sign_in_screens import PERSONS, UNKNOWN, Screens, Seen
from rpa.cabinet.sign_in_secrets import Credentials, foreign_host
from rpa.cabinet.sign_in_steps import Steps
from rpa.errors import AccessDenied, InteractionNeeded, RpaError, SignInRejected, SiteUnavailable

__all__ = ["Credentials", "HandOver", "Patience", "sign_in"]

HandOver = Callable[[str], Awaitable[None]]
"""Called once per screen with its name (keys of ``PERSONS``): show the window, send the notice. Must not wait."""

_STUCK = frozenset({"totp", "max_offer", "promo"})
"""Screens that, once acted on, may stand still although the server has moved on: loaded anew, once."""

_TOLD = {"max_offer": "MAX_QUIZ", "promo": "FILL_MFA"}
"""Screens passed by a button of a common class → what the site's own answer must have called them."""

_LOADING = ("Page.goto: Timeout", "Page.reload: Timeout")
"""How Playwright says that no document came: no key of ours was looked for yet."""

_REFUSED = {"password": "логин или пароль", "totp": "код из приложения"}


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds. ``unknown``: until a screen nobody described counts as one; ``stuck``: until a page that stands still
    after the right code is loaded anew (a public robot of 2024 had to); ``settle``: until a person's screen is real."""

    step: float = 60
    unknown: float = 60
    stuck: float = 15
    settle: float = 1
    person: float = 1800


async def sign_in(
    session: CabinetSession,
    *,
    ogrn: str,
    credentials: Credentials | None = None,
    hand_over: HandOver | None = None,
    patience: Patience | None = None,
    on_screen: Callable[[str, list[str]], None] | None = None,
    now: Callable[[], float] = time.time,
) -> None:
    """Sign in on the session's main page, for the organization with ``ogrn``; ends on the cabinet's first screen.

    Without ``credentials`` a person types them. ``on_screen`` hears each screen's name and, for an unknown one, its
    outline (tags, classes and captions, no values, no people). Raises ``InteractionNeeded`` (with ``screen``),
    ``SignInRejected``, ``AccessDenied``, ``SiteUnavailable``, ``BadSettings`` (a foreign host), ``PageChanged``.
    """
    page = await session.page()
    screens = Screens(page, session.addresses, session.selectors)
    steps = Steps(page, session, ogrn, credentials, now)
    machine = _Machine(steps, screens, hand_over, patience or Patience(), on_screen or (lambda _name, _lines: None))
    try:
        with screens.listening(), session.renewals.one():
            await go_to(page, session.addresses.portal + "/")
            await machine.run()
    except PlaywrightError as error:
        raise _judged(error, steps, screens) from error


def _judged(error: PlaywrightError, steps: Steps, screens: Screens) -> RpaError:
    """Playwright's error by who acts next: the machine waits, or the fixer mends the line of the last key."""
    if steps.page.is_closed() or "closed" in error.message or "crashed" in error.message:
        return SiteUnavailable("Окно браузера закрылось во время входа.")
    if "net::" in error.message or "NS_ERROR" in error.message or screens.status >= 500:
        return SiteUnavailable("Нет связи с сайтом во время входа.")
    if error.message.startswith(_LOADING):
        return SiteUnavailable("Сайт не ответил вовремя во время входа.")
    if went_elsewhere(error):
        return SiteUnavailable("Страница входа сменилась посреди действия.")
    return steps.changed("не найден или не откликается")


class _Machine:
    def __init__(
        self,
        steps: Steps,
        screens: Screens,
        hand_over: HandOver | None,
        patience: Patience,
        on_screen: Callable[[str, list[str]], None],
    ) -> None:
        self.steps, self.screens, self.page = steps, screens, steps.page
        self.hand_over, self.patience, self.on_screen = hand_over, patience, on_screen
        self.acted: set[str] = set()
        self.handed: set[str] = set()
        self.person_until: float | None = None

    async def run(self) -> None:
        seen: Seen | None = None
        while True:
            fresh = await self._look(seen)
            if fresh is None:
                await self._nothing_new(seen)
                continue
            seen = fresh
            self.on_screen(seen.name, [])
            if seen.name == "done":
                await self.steps.check_organization()
                return
            await self._act(seen)

    async def _look(self, seen: Seen | None) -> Seen | None:
        """Wait for another screen; after a secret only until its refusal is heard, whatever the page shows of it."""
        end = time.monotonic() + self._wait_for(seen)
        typed = seen is not None and seen.name in _REFUSED and seen.name in self.acted - self.handed
        while typed and (left := end - time.monotonic()) > 0:
            refused = self.screens.failed
            fresh = await self.screens.look(seen, min(left, self.patience.settle))
            if fresh is not None or refused:
                # After a refusal the caption had its time to come.
                return fresh
        return await self.screens.look(seen, end - time.monotonic())

    def _wait_for(self, seen: Seen | None) -> float:
        """How long the screen may stay as it is."""
        if seen is None:
            return self.steps.session.timeouts.navigation
        if seen.name in self.handed:
            return max((self.person_until or 0) - time.monotonic(), 0)
        if seen.name == UNKNOWN:
            return self.patience.settle if self._named_unknown() != UNKNOWN else self.patience.unknown
        return self.patience.stuck if seen.name in _STUCK else self.patience.step

    async def _act(self, seen: Seen) -> None:
        if seen.name == "no_privileges":
            raise AccessDenied(
                "Вход выполнен, но у этой роли нет прав в ГИС ЖКХ.",
                hint="Администратор организации должен дать сотруднику права в разделе «Предоставление прав доступа».",
            )
        if seen.name == "unavailable" or (seen.name == UNKNOWN and self.screens.status >= 500):
            raise SiteUnavailable("Сайт закрыт на технические работы или не отвечает.")
        if seen.name == "foreign":
            raise foreign_host(seen.origin)
        if seen.error and seen.name in ("password", "totp") and seen.name in self.acted - self.handed:
            raise SignInRejected(f"ЕСИА не приняла {_REFUSED[seen.name]}: {seen.error}.")
        if seen.name == UNKNOWN:
            return
        unheard = seen.name in _TOLD and not self._told(seen.name)
        # A screen is drawn before the answer that ordered it is heard here.
        if unheard and await self.screens.look(seen, self.patience.settle) is not None:
            return
        if not self._mine(seen.name):
            await self._person(seen, self._persons(seen.name))
            return
        self.acted.add(seen.name)
        try:
            await self.steps.acts[seen.name]()
        except InteractionNeeded as error:
            if self.hand_over is None:
                raise
            await self._person(seen, error.screen)

    def _mine(self, name: str) -> bool:
        """Whether the machine may act on this screen now: never twice, and only with the secret it needs."""
        able = self.steps.able(name) and (name not in _TOLD or self._told(name))
        return name in self.steps.acts and name not in self.acted | self.handed and able

    def _told(self, name: str) -> bool:
        """Whether the site itself said that this screen may be passed: its button looks like many others."""
        return self.screens.action == _TOLD[name] and self.screens.skippable is not False

    def _persons(self, name: str) -> str:
        name = {"max_offer": "max_quiz"}.get(name, name)
        return name if name in PERSONS else self._named_unknown()

    async def _nothing_new(self, seen: Seen | None) -> None:
        """The screen stayed longer than it may."""
        if seen is None:
            raise SiteUnavailable("Страница входа не открылась вовремя.")
        if seen.name in self.handed:
            raise self._needed(seen.name, waited=True)
        if seen.name in _REFUSED and self.screens.failed:
            raise SignInRejected(f"ЕСИА не приняла {_REFUSED[seen.name]}: {self.screens.failed}.")
        if seen.name == UNKNOWN:
            self.on_screen(UNKNOWN, [part.line for part in await outline(self.page)])
            await self._person(seen, self._named_unknown())
        elif seen.name in _STUCK and "reload" not in self.acted:
            self.acted.add("reload")
            await load_anew(self.page)
        elif self.screens.asked:
            raise SiteUnavailable(f"Вход остановился на экране «{seen.name}»: сайт не отвечает.")
        elif seen.name == "start":
            raise self.steps.changed("нажатие ничего не меняет")
        else:
            # The site owes no answer: trying again would type the password again, and change as little.
            await self._person(seen, self._persons(seen.name))

    async def _person(self, seen: Seen, screen: str) -> None:
        """Leave the screen to a person, if there is one and the screen is not just passing by."""
        waits = screen in self.handed or seen.name == UNKNOWN
        if not waits and await self.screens.look(seen, self.patience.settle) is not None:
            return  # It was passing: the loop looks again from this screen and finds the same change.
        if self.hand_over is None:
            raise self._needed(screen, waited=False)
        if seen.name not in self.handed:
            self.handed.add(seen.name)
            self.person_until = self.person_until or time.monotonic() + self.patience.person
            await self.hand_over(screen)

    def _named_unknown(self) -> str:
        return self.screens.named_by_the_site() or UNKNOWN

    def _needed(self, screen: str, *, waited: bool) -> InteractionNeeded:
        what = PERSONS.get(screen, PERSONS[UNKNOWN])
        return InteractionNeeded(f"{what}{'; человек не пришёл вовремя' if waited else ''}.", screen=screen)
