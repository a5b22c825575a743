"""The stand as a process of its own, for one measurement or for one side after another."""

from __future__ import annotations

import json
import selectors
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

ROOT = Path(__file__).resolve().parents[1]
START_SECONDS = 120
SEED = 7
"""One seed, one world: every side meets the same people, addresses and debts."""


@dataclass(frozen=True)
class Stand:
    """``facts`` is the line the stand announces itself with; ``control`` a client of its control door."""

    facts: dict[str, Any]
    control: httpx.Client

    @property
    def account(self) -> dict[str, Any]:
        """The first organization's administrator."""
        first: dict[str, Any] = self.facts["accounts"][0]
        return first

    def session(self) -> str:
        """The cookie of a new signed-in session."""
        body = {"login": self.account["login"], "ogrn": self.account["ogrn"]}
        answer = self.control.post("/__stand__/session", json=body).raise_for_status()
        return str(answer.json()["sessionid"])

    def answers(self) -> dict[str, dict[str, Any]]:
        """What the stand holds, by request number: the only judge of what a side really did."""
        found = self.control.get("/__stand__/state", params={"only": "answers"}).raise_for_status().json()["answers"]
        return {answer["request_number"]: answer for answer in found}

    def answer_everything(self) -> None:
        """Let a colleague answer every request, so that nothing new is left."""
        found = self.control.get("/__stand__/state", params={"only": "requests"}).raise_for_status().json()["requests"]
        for request in found:
            if request["status"] == "NOT_SENT":
                body = {"request_number": request["request_number"], "has_debt": False, "send": True}
                self.control.post("/__stand__/colleague", json=body).raise_for_status()

    def latency(self, milliseconds: float) -> None:
        """How long every REST answer is held back from now on."""
        self.control.post("/__stand__/settings", json={"latency_ms": milliseconds}).raise_for_status()


@contextmanager
def running(requests: int, *, accounting: Path | None = None) -> Iterator[Stand]:
    """Start a stand without latency (it is set when measuring begins), and end it."""
    process = subprocess.Popen(
        [
            sys.executable, "-m", "rpa.stand", "--json", "--seed", str(SEED), "--requests", str(requests),
            "--inquiries", "0", "--session-minutes", "600", *(["--accounting", str(accounting)] if accounting else []),
        ],
        cwd=ROOT, stdout=subprocess.PIPE,
    )  # fmt: skip
    try:
        assert process.stdout is not None
        with selectors.DefaultSelector() as ready:
            ready.register(process.stdout, selectors.EVENT_READ)
            if not ready.select(START_SECONDS):
                raise RuntimeError(f"the stand said nothing in {START_SECONDS} s")
        facts = json.loads(process.stdout.readline())
        with httpx.Client(base_url=facts["control"], timeout=60, trust_env=False) as control:
            yield Stand(facts, control)
    finally:
        process.kill()
        process.wait()
        if process.stdout is not None:
            process.stdout.close()
