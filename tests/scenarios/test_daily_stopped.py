"""Ctrl-C in the middle of a day: the answer in hand is finished, or left to the next start; nothing is sent twice."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil
import pytest

from tests.forking import Forked, start
from tests.scenarios.commands_here import run_here
from tests.scenarios.conftest import PASS_PHRASE, make_place
from tests.stand.conftest import RunningStand

SLOW_SECONDS = 4
REQUESTS = 3
"""No debt stands against any of the dwellings: all are answered without a person."""


@pytest.fixture
def organization(stands: Callable[..., RunningStand], tmp_path: Path) -> Iterator[tuple[RunningStand, Path]]:
    accounting = tmp_path / "accounting"
    stand = stands("--requests", str(REQUESTS), "--inquiries", "0", "--seed", "150", "--accounting", str(accounting))
    dataset = {"file": str(accounting / "debts.xlsx"), "served_houses": str(accounting / "served_houses.xlsx")}
    pacing = {"answers_per_minute": 0, "settle_seconds": 2 * SLOW_SECONDS}
    make_place(stand, tmp_path / "data", dataset=dataset, decision={"automatic": "no_debt"}, pacing=pacing)
    yield stand, tmp_path / "data"
    stand.control.delete("/__stand__/faults").raise_for_status()


def day(data: Path) -> Forked:
    environ = os.environ | {"RPA_VAULT_PASSPHRASE": PASS_PHRASE}
    return start("rpa", "run", "daily", "--json", "--data", str(data), env=environ, new_session=True)


def sends(stand: RunningStand) -> dict[str, tuple[int, int]]:
    """Answers that were sent, by request number: how often, and how often that was tried."""
    answers = stand.state(only="answers")["answers"]
    return {one["request_number"]: (one["sends"], one["send_attempts"]) for one in answers if one["sends"]}


def stopped_while_it_sends(stand: RunningStand, data: Path, *signals: int) -> tuple[Forked, dict[str, Any], str]:
    """A day that gets ``signals`` while its first send is at the stand; its end, its summary and its errors."""
    seen = stand.events("fault")
    stand.arm("slow", path="/send", seconds=SLOW_SECONDS, count=1)
    process = day(data)
    fault = stand.wait_for_event("fault", 120, since=seen[-1]["seq"] if seen else 0)
    assert fault["path"].endswith("/send")
    for number in signals:
        process.send_signal(number)
    output, errors = process.communicate(timeout=240)
    return process, json.loads(output) if output.strip() else {}, errors


def test_the_first_one_finishes_the_answer_in_hand_the_second_leaves_at_once_and_the_next_start_does_the_rest(
    organization: tuple[RunningStand, Path],
) -> None:
    stand, data = organization
    before = sends(stand)
    process, told, errors = stopped_while_it_sends(stand, data, signal.SIGINT)
    assert process.returncode == 130, errors
    assert told["stopped"] == "Ctrl-C" and told["stages"][-1]["stage"] == "apply", told
    assert len(sends(stand)) == len(before) + 1, "the one in hand, and no other"

    process, told, errors = stopped_while_it_sends(stand, data, signal.SIGINT, signal.SIGTERM)
    assert (process.returncode, told) == (130, {}), errors
    assert "Traceback" not in errors
    left = []
    for other in psutil.process_iter():
        with suppress(psutil.Error, ProcessLookupError):
            if os.getsid(other.pid) == process.pid:
                left.append(other)
    assert psutil.wait_procs(left, timeout=30)[1] == [], "the browser went, too"
    stopped = sends(stand)
    assert len(stopped) <= len(before) + 2, "no other was begun"

    again = run_here("run", "daily", "--json", "--data", str(data), env={"RPA_VAULT_PASSPHRASE": PASS_PHRASE})
    assert json.loads(again.stdout)["stopped"] == ""
    assert len(sends(stand)) == len(before) + REQUESTS, "all of them, the one that was left on its way, too"
    assert set(sends(stand).values()) == {(1, 1)}
