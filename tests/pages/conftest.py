"""Page objects against the real stand. Tests are coroutines; they run in the thread of ``loop``."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Coroutine, Iterator
from typing import Any

import pytest
from kept_tab import KeptTab

from rpa.cabinet import Addresses, Cabinet, CabinetSession, Timeouts
from tests.looping import Loop
from tests.stand.conftest import RunningStand, start_stand, stop_stand


class Stand:
    """The stand's own record and its faults, over HTTP."""

    def __init__(self, running: RunningStand) -> None:
        self.running = running
        self.accounts: list[dict[str, Any]] = running.facts["accounts"]
        self._fired_before = 0
        self._armed = False
        self.addresses = Addresses.of_stand(int(running.url.rsplit(":", 1)[1]))

    def call(self, method: str, path: str, body: Any = None) -> Any:
        self._armed |= method == "DELETE" and path == "sessions"
        return self.running.control.request(method, f"/__stand__/{path}", json=body).raise_for_status().json()

    def session(self, account: int = 0) -> str:
        return self.running.session(self.accounts[account])

    def session_of_a_stranger(self) -> str:
        """A session of the same person for another organization than ours."""
        self._armed = True
        account = self.accounts[0]
        known = {one["ogrn"] for one in self.call("GET", "state?only=settings")["settings"]}
        twin = min(known - {account["ogrn"]})
        return self.call("POST", "session", {"login": account["login"], "ogrn": twin})["sessionid"]

    def clean(self) -> bool:
        """Whether nothing was done since the last ``clear`` that an open page could still show: faults, sessions."""
        return not self._armed

    def asked_who_we_are(self) -> int:
        """How often the cabinet was asked who is signed in."""
        return sum(call["path"].endswith("/current-user") for call in self.call("GET", "events?kind=call"))

    def state(self, part: str) -> Any:
        """One part of the stand's truth, of the first account's organization (the account has others, too)."""
        return self.call("GET", f"state?only={part}&ogrn={self.accounts[0]['ogrn']}")[part]

    def answer_to(self, number: str) -> dict[str, Any] | None:
        found = [answer for answer in self.state("answers") if answer["request_number"] == number]
        assert len(found) <= 1, "the stand keeps one answer to a request"
        return found[0] if found else None

    def fault(self, name: str, **options: Any) -> None:
        self._fired_before = len(self.call("GET", "events?kind=fault"))
        self._armed = True
        self.call("POST", "faults", {"name": name, **options})

    def clear(self) -> None:
        """No fault any more; what they did to an open page goes with its document."""
        self.call("DELETE", "faults")
        self._armed = False

    def portal_id(self, number: str) -> str:
        """Id in the address of a request's card."""
        return next(str(one["id"]) for one in self.state("requests") if one["request_number"] == number)

    def fired(self) -> int:
        """How often a fault fired since the last one was armed."""
        return len(self.call("GET", "events?kind=fault")) - self._fired_before

    def unanswered(self) -> list[str]:
        """Numbers of requests nobody has answered, drafted or withdrawn."""
        requests = self.state("requests")
        taken = {answer["request_number"] for answer in self.state("answers")}
        return [
            request["request_number"]
            for request in requests
            if request["status"] == "NOT_SENT" and not request["withdrawn"] and request["request_number"] not in taken
        ]

    def answered(self, status: str = "SENT") -> str:
        """Number of a request with an answer; ``NOT_SENT``: a draft."""
        return next(str(one["request_number"]) for one in self.state("answers") if one["status"] == status)

    def numbers(self) -> set[str]:
        """Numbers of all requests the register shows."""
        return {request["request_number"] for request in self.state("requests") if not request["withdrawn"]}


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    if not inspect.iscoroutinefunction(pyfuncitem.obj):
        return None
    names = pyfuncitem._fixtureinfo.argnames
    loop: Loop = pyfuncitem.funcargs["loop"]
    loop.run(pyfuncitem.obj(**{name: pyfuncitem.funcargs[name] for name in names}))
    return True


@pytest.fixture(scope="module")
def stand(request: pytest.FixtureRequest) -> Iterator[Stand]:
    """A stand of the file's own, with as many requests as it says: what is not there need not be shown or read."""
    running = start_stand(
        "--requests", str(getattr(request.module, "REQUESTS", 60)), "--inquiries", "24", "--seed", "7"
    )
    yield Stand(running)
    stop_stand(running)


Opener = Callable[..., Coroutine[Any, Any, Cabinet]]


@pytest.fixture
def enter_as(loop: Loop, chromium: Any, stand: Stand) -> Iterator[Opener]:
    """Open a signed-in cabinet in a context of its own: ``await enter_as(account=1, timeouts=…)``.

    Needed by whoever adds scripts, listens to the whole context or closes pages; all others get a ``cabinet`` at a
    third of the price. Faults are cleared at the end.
    """
    opened = []

    async def open_cabinet(account: int = 0, timeouts: Timeouts | None = None) -> Cabinet:
        context = CabinetSession.on(chromium, stand.addresses, timeouts=timeouts)
        session = await context.__aenter__()
        opened.append(context)
        await session.inject_sessionid(stand.session(account))
        return await Cabinet.of(session)

    yield open_cabinet
    stand.clear()
    for context in opened:
        loop.run(context.__aexit__(None, None, None))


@pytest.fixture(scope="module")
def tab(loop: Loop, chromium: Any, stand: Stand) -> Iterator[KeptTab]:
    kept = KeptTab(chromium, stand.addresses)
    yield kept
    loop.run(kept.close())


@pytest.fixture
def enter(loop: Loop, tab: KeptTab, stand: Stand) -> Iterator[Callable[[Timeouts | None], Cabinet]]:
    def enter(timeouts: Timeouts | None = None) -> Cabinet:
        cabinet: Cabinet = loop.run(tab.enter(stand.session(), timeouts))
        return cabinet

    yield enter
    loop.run(tab.leave(as_it_was=stand.clean()))
    stand.clear()


@pytest.fixture
def cabinet(enter: Callable[..., Cabinet]) -> Cabinet:
    """A session of the test's own, signed in anew, in the tab that other tests of the file had before."""
    return enter()


@pytest.fixture
def hasty_cabinet(enter: Callable[..., Cabinet]) -> Cabinet:
    """Gives up a wait after four seconds, a document after eight: for tests in which something never comes."""
    return enter(Timeouts(action=4, navigation=8))
