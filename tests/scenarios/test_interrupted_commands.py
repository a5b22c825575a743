"""Ctrl-C, once, in the middle of each long command: 130, a sentence without a traceback, and nothing half decided."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest

from rpa.cli.demo import _Demo
from rpa.operate.place import Place
from tests.forking import Forked, start
from tests.scenarios.commands_here import Works, browser_of_the_main_thread, run_here
from tests.scenarios.conftest import PASS_PHRASE, make_place
from tests.stand.conftest import RunningStand

SLOW_SECONDS = 3
STEPS = ("_cabinet", "_inquiries", "_debts")
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


def here(data: Path, works: Works, *words: str) -> subprocess.CompletedProcess[str]:
    return run_here(*words, env={"RPA_VAULT_PASSPHRASE": PASS_PHRASE, "RPA_DATA": str(data)}, works=works)


def finished(process: Forked, code: int) -> str:
    output, errors = process.communicate(timeout=120)
    return sound(subprocess.CompletedProcess(process.args, process.wait(), output, errors), code)


def sound(done: subprocess.CompletedProcess[str], code: int = 130) -> str:
    assert done.returncode == code, (done.stdout, done.stderr)
    assert "Traceback" not in done.stderr
    return done.stdout + done.stderr


@contextmanager
def hanging(stand: RunningStand, path: str) -> Iterator[Callable[[], object]]:
    """Two calls to ``path`` hang for a while; what is given waits for the first."""
    seen = stand.control.get("/__stand__/events", params={"kind": "fault"}).json()
    stand.arm("slow", path=path, seconds=SLOW_SECONDS, count=2)
    yield lambda: stand.wait_for_event("fault", 120, since=seen[-1]["seq"] if seen else 0)
    stand.control.delete("/__stand__/faults").raise_for_status()


def interrupted(stand: RunningStand, data: Path, works: Works, path: str, *words: str) -> str:
    """What the command says when Ctrl-C comes, in this very process, while a call to ``path`` hangs."""
    at_work = threading.Event()

    def press() -> None:
        met()
        assert at_work.is_set(), "nobody is there to hear it"
        os.kill(os.getpid(), signal.SIGINT)

    assert threading.current_thread() is threading.main_thread(), "signals are heard nowhere else"
    with hanging(stand, path) as met, ThreadPoolExecutor(1) as pool:
        at_work.set()
        pressed = pool.submit(press)
        done = here(data, works, *words)
        at_work.clear()
        pressed.result()
    return sound(done)


def plans(data: Path) -> list[Path]:
    return sorted((data / "organizations" / "uk" / "plans").glob("*.json"))


def test_a_plan_is_not_made_of_the_half_that_was_read(organization: tuple[RunningStand, Path]) -> None:
    stand, data = organization
    with browser_of_the_main_thread() as works:
        said = interrupted(stand, data, works, CARDS + "/", "debts", "plan")
        assert "План не построен" in said and not plans(data)
        sound(here(data, works, "debts", "plan"), 0)
        [whole] = plans(data)
        said = interrupted(stand, data, works, "/send", "debts", "apply")
        assert "Ctrl-C" in said and "не начато" in said
        interrupted(stand, data, works, CARDS + "/", "debts", "verify")
        interrupted(stand, data, works, MESSAGES, "inquiries", "sync")
    assert plans(data) == [whole]


def test_the_page_ends_with_a_sentence(organization: tuple[RunningStand, Path]) -> None:
    _stand, data = organization
    process = command(data, "ui", "--port", "0")
    assert process.stdout is not None
    while "Конец работы" not in process.stdout.readline():
        pass
    process.send_signal(signal.SIGINT)
    finished(process, 130)


@pytest.mark.parametrize("where", ["organizations/*", "organizations/*/session*"], ids=["begun", "signed in"])
def test_the_demonstration_takes_its_stand_along(tmp_path: Path, where: str) -> None:
    process = start(
        "rpa", "demo", "--out", str(tmp_path / "shown"), "--requests", "2", "--inquiries", "1", new_session=True
    )
    while not any((tmp_path / "shown" / "data").glob(where)):
        assert process.ended(0.2) is None
    process.send_signal(signal.SIGINT)
    said = finished(process, 130)
    assert "Остановлено" in said and "Итог" not in said


@pytest.mark.parametrize("interrupted", STEPS)
def test_no_step_of_the_demonstration_is_begun_after_the_one_that_was_interrupted(
    bare: Place, monkeypatch: pytest.MonkeyPatch, interrupted: str
) -> None:
    begun: list[str] = []
    demo = _Demo.__new__(_Demo)
    demo._place, demo._stand, demo._quiet = bare, {"my": "http://my.test"}, True

    def step(name: str) -> None:
        begun.append(name)
        if name == interrupted:
            bare.stop.stop("Ctrl-C")

    for name in (*STEPS, "_recorded", "_report"):
        monkeypatch.setattr(demo, name, partial(step, name))
    with pytest.raises(KeyboardInterrupt):
        demo._run()
    assert begun == [*STEPS[: STEPS.index(interrupted) + 1]]
