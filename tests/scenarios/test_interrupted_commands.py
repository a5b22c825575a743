"""Ctrl-C, once, in the middle of each long command: 130, a sentence without a traceback, and nothing half decided."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.forking import Forked, start
from tests.scenarios.commands_here import run_here
from tests.scenarios.conftest import PASS_PHRASE, make_place
from tests.stand.conftest import RunningStand

SLOW_SECONDS = 3
CARDS, MESSAGES = "/debtreq/api/rest/services/debtreq/sub", "/messages/api/rest/services/messages/received"


@pytest.fixture
def organization(stands: Callable[..., RunningStand], tmp_path: Path) -> Iterator[tuple[RunningStand, Path]]:
    accounting = tmp_path / "accounting"
    stand = stands("--requests", "2", "--inquiries", "1", "--seed", "150", "--accounting", str(accounting))
    dataset = {"file": str(accounting / "debts.xlsx"), "served_houses": str(accounting / "served_houses.xlsx")}
    make_place(stand, tmp_path / "data", dataset=dataset, decision={"automatic": "no_debt"})
    yield stand, tmp_path / "data"
    stand.control.delete("/__stand__/faults").raise_for_status()


def command(data: Path, *words: str) -> Forked:
    environ = os.environ | {"RPA_VAULT_PASSPHRASE": PASS_PHRASE, "RPA_DATA": str(data)}
    return start("rpa", *words, env=environ, new_session=True)


def finished(process: Forked, code: int) -> str:
    output, errors = process.communicate(timeout=120)
    assert process.returncode == code, (output, errors)
    assert "Traceback" not in errors
    return str(output) + str(errors)


def interrupted(stand: RunningStand, data: Path, path: str, *words: str) -> str:
    """What the command says when Ctrl-C comes while a call to ``path`` hangs for a while."""
    seen = stand.control.get("/__stand__/events", params={"kind": "fault"}).json()
    stand.arm("slow", path=path, seconds=SLOW_SECONDS, count=2)
    process = command(data, *words)
    stand.wait_for_event("fault", 120, since=seen[-1]["seq"] if seen else 0)
    process.send_signal(signal.SIGINT)
    said = finished(process, 130)
    stand.control.delete("/__stand__/faults").raise_for_status()
    return said


def plans(data: Path) -> list[Path]:
    return sorted((data / "organizations" / "uk" / "plans").glob("*.json"))


def test_a_plan_is_not_made_of_the_half_that_was_read(organization: tuple[RunningStand, Path]) -> None:
    stand, data = organization
    said = interrupted(stand, data, CARDS + "/", "debts", "plan")
    assert "План не построен" in said and not plans(data)
    planned = run_here("debts", "plan", env={"RPA_VAULT_PASSPHRASE": PASS_PHRASE, "RPA_DATA": str(data)})
    assert planned.returncode == 0, planned.stderr
    [whole] = plans(data)
    said = interrupted(stand, data, "/send", "debts", "apply")
    assert "Ctrl-C" in said and "не начато" in said
    interrupted(stand, data, CARDS + "/", "debts", "verify")
    interrupted(stand, data, MESSAGES, "inquiries", "sync")
    assert plans(data) == [whole]


def test_the_page_ends_with_a_sentence(organization: tuple[RunningStand, Path]) -> None:
    _stand, data = organization
    process = command(data, "ui", "--port", "0")
    assert process.stdout is not None
    while "Конец работы" not in process.stdout.readline():
        pass
    process.send_signal(signal.SIGINT)
    finished(process, 130)


@pytest.mark.parametrize("where", ["organizations", "approvals"])
def test_the_demonstration_takes_its_stand_along(tmp_path: Path, where: str) -> None:
    process = start(
        "rpa", "demo", "--out", str(tmp_path / "shown"), "--requests", "2", "--inquiries", "1", new_session=True
    )
    while not any((tmp_path / "shown" / "data").glob(f"**/{where}/*")):
        assert process.ended(0.2) is None
    process.send_signal(signal.SIGINT)
    said = finished(process, 130)
    assert "Остановлено" in said and "Итог" not in said
