"""A real stand in a process of its own, killed whatever happens; and a bare HTTP client of its cabinet."""

from __future__ import annotations

import json
import os
import selectors
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Page

from tests.forking import Forked, start
from tests.stand.esia_visitor import Visitor

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 60


@dataclass
class RunningStand:
    """``facts`` is the line ``--json`` printed; ``control`` a client without a session."""

    process: Forked
    facts: dict[str, Any]
    control: httpx.Client

    @property
    def url(self) -> str:
        return str(self.facts["control"])

    @property
    def account(self) -> dict[str, Any]:
        """The first organization's administrator."""
        first: dict[str, Any] = self.facts["accounts"][0]
        return first

    def state(self, **query: str) -> dict[str, Any]:
        value: dict[str, Any] = self.control.get("/__stand__/state", params=query).raise_for_status().json()
        return value

    def events(self, kind: str | None = None) -> list[dict[str, Any]]:
        value: list[dict[str, Any]] = self.control.get(
            "/__stand__/events", params={"kind": kind} if kind else {}
        ).json()
        return value

    def wait_for_event(self, kind: str, seconds: float = 30, *, since: int = 0) -> dict[str, Any]:
        """The first event of this kind after number ``since``, held for by the stand itself (no polling)."""
        query: dict[str, Any] = {"kind": kind, "wait": seconds, "since": since}
        found = self.control.get("/__stand__/events", params=query, timeout=seconds + 10).json()
        assert found, f"no {kind} event in {seconds} s"
        first: dict[str, Any] = found[0]
        return first

    def answer(self, number: str) -> dict[str, Any] | None:
        """The stand's own record of the answer to one request."""
        found = self.state(only="answers", request_number=number)["answers"]
        return found[0] if found else None

    def arm(self, name: str, **options: Any) -> None:
        self.control.post("/__stand__/faults", json={"name": name, **options}).raise_for_status()

    def advance(self, **timespan: float) -> None:
        seconds = timespan.get("days", 0) * 86400 + timespan.get("hours", 0) * 3600 + timespan.get("seconds", 0)
        self.control.post("/__stand__/clock", json={"advance": seconds}).raise_for_status()

    def session(self, account: dict[str, Any] | None = None, ogrn: str | None = None) -> str:
        account = account or self.account
        body = {"login": account["login"], "ogrn": ogrn or account["ogrn"]}
        answer = self.control.post("/__stand__/session", json=body).raise_for_status().json()
        return str(answer["sessionid"])

    def cabinet(self, account: dict[str, Any] | None = None) -> httpx.Client:
        """A plain HTTP client that has nothing but the session cookie."""
        return httpx.Client(
            base_url=self.url, headers={"Cookie": f"sessionid={self.session(account)}"}, timeout=30, verify=False
        )


def start_stand(*arguments: str, module: str = "rpa.stand") -> RunningStand:
    """Start ``python -m rpa.stand --json`` and wait for its one line. The caller must ``stop_stand``.

    ``module`` stands in for ``rpa.stand`` with a world of its own.
    """
    environ = {**os.environ, "PYTHONUNBUFFERED": "1"}
    process = start(module, "--json", *arguments, env=environ, text=False, stderr=None)
    try:
        assert process.stdout is not None
        with selectors.DefaultSelector() as ready:
            ready.register(process.stdout, selectors.EVENT_READ)
            assert ready.select(START_SECONDS), f"the stand said nothing in {START_SECONDS} s"
        line = process.stdout.readline()
        assert line, f"the stand ended with code {process.wait(10)}"
        facts = json.loads(line)
        control = httpx.Client(base_url=facts["control"], timeout=30, verify=False)
        return RunningStand(process, facts, control)
    except BaseException:
        process.kill()
        process.wait()
        raise


def stop_stand(stand: RunningStand) -> None:
    stand.control.close()
    stand.process.kill()
    stand.process.wait()
    if stand.process.stdout is not None:
        stand.process.stdout.close()


@pytest.fixture
def stands() -> Iterator[Callable[..., RunningStand]]:
    """Start stands with arguments of one's own; all end with the test."""
    running: list[RunningStand] = []

    def begin(*arguments: str) -> RunningStand:
        running.append(start_stand(*arguments))
        return running[-1]

    yield begin
    for stand in running:
        stop_stand(stand)


@pytest.fixture
def stand(stands: Callable[..., RunningStand]) -> RunningStand:
    """A fresh stand for one test."""
    return stands()


@pytest.fixture(scope="module")
def shared_stand() -> Iterator[RunningStand]:
    """One stand for a module's tests that only read or that touch different requests."""
    running = start_stand()
    yield running
    stop_stand(running)


@pytest.fixture(scope="module")
def kept_page(browser: Browser, browser_context_args: dict[str, Any]) -> Iterator[Page]:
    """A page for the tests of a file: its browser has loaded the scripts of the stand already."""
    context = browser.new_context(**browser_context_args)
    yield context.new_page()
    context.close()


@pytest.fixture
def tab(kept_page: Page) -> Iterator[Page]:
    """The file's page, empty and known to nobody."""
    yield kept_page
    for other in kept_page.context.pages:
        if other is not kept_page:
            other.close()
    kept_page.goto("about:blank")
    kept_page.context.clear_cookies()


@pytest.fixture
def visitor(tab: Page, shared_stand: RunningStand) -> Visitor:
    return Visitor(tab, shared_stand)
