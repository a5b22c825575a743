"""One measurement: a stand of its own, one side at work on it, and the stand's word for what was done."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks.big_register import write_register
from benchmarks.memory import Memory
from benchmarks.ours import PASS_PHRASE, make_place
from benchmarks.sides import FOUR, Side
from benchmarks.stand import ROOT, SEED, Stand, running

IDLE_REQUESTS = 40
THOUSAND = 1000
LONGEST_SECONDS = 1800


class Failed(Exception):
    """The side did not do the work; the text says what is known."""


@dataclass(frozen=True)
class Sizes:
    requests: int
    cards: int
    answers: int
    many: int
    rows: int

    def of(self, work: str) -> int:
        """How many items this work has."""
        sizes = {"list": self.requests, "cards": self.cards, "answers": self.answers, "idle": 1, "many": self.many}
        return sizes.get(work, min(THOUSAND, self.many))

    def requests_for(self, work: str) -> int:
        """How many requests the stand must have for it: some are answered already, some have to be left to people."""
        if work in ("list", "idle"):
            return self.requests if work == "list" else IDLE_REQUESTS
        items = self.of(work)
        return int(items * (2.0 if work == "answers" else 1.2)) + min(20, 2 * items)


def measure(work: str, side: Side, sizes: Sizes, latency: float, worlds: Path) -> dict[str, Any]:
    """Do it once; the accounting files of the stand's worlds are kept in ``worlds``. Raises ``Failed``."""
    requests = sizes.requests_for(work)
    accounting = world(requests, worlds)
    with running(requests) as stand, tempfile.TemporaryDirectory() as folder:
        task: dict[str, Any] = {
            "work": work, "facts": stand.facts, "cookie": stand.session(), "latency": latency, "folder": folder,
            "accounting": str(accounting), "pages": 1, "pictures": True,
        }  # fmt: skip
        if work == "idle":
            seconds, units, extra = _idle(stand, task)
        elif work in ("thousand", "many"):
            seconds, units, extra = _planned(side, task | _against(accounting, sizes.rows), sizes.of(work))
        else:
            wanted = _wanted(work, stand, accounting, sizes)
            told = _told(side, task | wanted)
            seconds, units = told.pop("seconds"), told.pop("units")
            extra = told
            _judge(work, stand, wanted, units)
    return {
        "work": work, "side": side.name, "size": sizes.of(work), "latency": latency, "seconds": seconds,
        "units": units, "extra": extra,
    }  # fmt: skip


def world(requests: int, worlds: Path) -> Path:
    """The accounting files of the world with so many requests; made once a day, because they hold dates."""
    folder = worlds / f"{date.today():%Y%m%d}-{requests}"
    if not (folder / "ground_truth.json").exists():
        command = ["accounting", "--seed", str(SEED), "--requests", str(requests), str(folder)]
        subprocess.run([sys.executable, "-m", "rpa.stand", *command], cwd=ROOT, check=True, capture_output=True)
    return folder


def _wanted(work: str, stand: Stand, accounting: Path, sizes: Sizes) -> dict[str, Any]:
    """What every side of this work is given."""
    found = stand.control.get("/__stand__/state", params={"only": "requests"}).raise_for_status().json()["requests"]
    waiting = [request for request in found if request["status"] == "NOT_SENT" and not request["withdrawn"]]
    if work == "list":
        return {"units": sum(not request["withdrawn"] for request in found)}
    if work == "cards":
        return {"ids": [request["id"] for request in waiting][: sizes.cards]}
    proven = _proven(stand, accounting)
    truth = json.loads((accounting / "ground_truth.json").read_text(encoding="utf-8"))
    answers = [
        {
            "id": request["id"], "number": request["request_number"], "version": request["version"],
            "has_debt": proven[request["request_number"]] == "debt",
            "debtors": [
                debtor | {"file": str(accounting / debtor["act_file"])}
                for debtor in truth[request["request_number"]]["debtors"]
            ],
        }
        for request in waiting
        if proven.get(request["request_number"]) in ("debt", "no_debt")
        and proven[request["request_number"]] == truth[request["request_number"]]["expected"]
    ][: sizes.answers]  # fmt: skip
    if len(answers) < sizes.answers:
        raise Failed(f"only {len(answers)} of {sizes.answers} requests are proven by a rule in this world")
    return {"answers": answers, "numbers": [answer["number"] for answer in answers]}


def _proven(stand: Stand, accounting: Path) -> dict[str, str]:
    """What our plan decides for this world. Read once and kept: all sides send the answers it proves."""
    kept = accounting / "decisions.json"
    if not kept.exists():
        with tempfile.TemporaryDirectory() as folder:
            task = {
                "work": "plan", "facts": stand.facts, "cookie": stand.session(), "latency": 0, "folder": folder,
                "accounting": str(accounting), "pictures": True,
            }  # fmt: skip
            kept.write_text(json.dumps(_told(FOUR, task)["decisions"]), encoding="utf-8")
    found: dict[str, str] = json.loads(kept.read_text(encoding="utf-8"))
    return found


def _judge(work: str, stand: Stand, wanted: dict[str, Any], units: int) -> None:
    """Ask the stand whether the work was done."""
    if work != "answers":
        due = wanted["units"] if work == "list" else len(wanted["ids"])
        if units != due:
            raise Failed(f"{units} of {due} read")
        return
    held = stand.answers()
    for answer in wanted["answers"]:
        found = held.get(answer["number"])
        debtors = len(answer["debtors"]) if answer["has_debt"] else 0
        shown = found and (found["sends"], found["has_debt"], len(found["persons"]))
        if shown != (1, answer["has_debt"], debtors):
            raise Failed(f"the stand holds another answer than was to be sent: {shown}")


def _told(side: Side, task: dict[str, Any]) -> dict[str, Any]:
    """Run the side's process and take its one line."""
    # A peer may leave files where it runs.
    where = task["folder"] if side.packages else ROOT
    done = subprocess.run(
        side.command(task), cwd=where, capture_output=True, text=True, timeout=LONGEST_SECONDS, check=False
    )
    return _line(done.returncode, done.stdout, done.stderr)


def _line(code: int, output: str, errors: str) -> dict[str, Any]:
    lines = output.strip().splitlines()
    if code or not lines:
        said = [line for line in errors.splitlines() if line.strip() and not line.startswith(("#", "  "))]
        raise Failed(f"code {code}: {' | '.join(said[-3:])}")
    told: dict[str, Any] = json.loads(lines[-1])
    return told


def _idle(stand: Stand, task: dict[str, Any]) -> tuple[float, int, dict[str, Any]]:
    """The whole command as a person waits for it: interpreter, browser, session, list, plan."""
    stand.answer_everything()
    make_place(task)
    command = [sys.executable, "-m", "rpa", "debts", "plan", "--json", "--data", task["folder"]]
    environment = {**os.environ, "RPA_VAULT_PASSPHRASE": PASS_PHRASE}
    stand.latency(task["latency"])
    started = time.perf_counter()
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=LONGEST_SECONDS, check=False
    )
    seconds = time.perf_counter() - started
    found = json.loads(done.stdout) if done.stdout.startswith("{") else None
    if done.returncode or found is None or found["items"]:
        raise Failed(f"code {done.returncode}: {done.stderr[-300:]}")
    return seconds, 1, {}


def _against(accounting: Path, rows: int) -> dict[str, Any]:
    register = accounting / f"register-{rows}.csv"
    if not register.exists():
        write_register(register, accounting / "served_houses.xlsx", rows)
    return {"dataset": str(register)}


def _planned(side: Side, task: dict[str, Any], size: int) -> tuple[float, int, dict[str, Any]]:
    """Read and plan ``size`` requests; memory of Python, driver and browser together is watched from outside."""
    process = subprocess.Popen(
        side.command(task | {"work": "many", "size": size}), cwd=ROOT, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    with Memory(process.pid) as memory:
        output, errors = process.communicate(timeout=LONGEST_SECONDS)
    told = _line(process.returncode, output, errors)
    if told["units"] != size:
        raise Failed(f"{told['units']} of {size} planned")
    pss = {"pss_peak_mib": memory.peak, "pss_third_mib": memory.at(1 / 3), "pss_end_mib": memory.at(0.95)}
    return told.pop("seconds"), told.pop("units"), told | pss
