"""The product in a process of its own, as ``rpa debts apply`` runs it, for some requests of a plan that lies ready.

    python -m tests.faults.robot '{"data": …, "numbers": […], "die_at": ["journal:act:before", NUMBER]}'

Prints one JSON line and exits as the command would. Other wishes: ``trace`` tells every crossing of the first request,
``die_in`` kills at a random one; from a crossing on ``full_at`` fills the disk, ``nobody_at`` takes the rights away and
``steal_at`` the lease; ``close_at`` asks the browser to end (SIGTERM), ``orphan_at`` kills the driver between it and
us; ``without`` takes protections out, ``settings`` changes some.
"""

from __future__ import annotations

import json
import os
import random
import resource
import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil

from rpa.cli.output import print_error
from rpa.errors import RpaError
from rpa.operate.answering import apply_plan
from rpa.operate.planning import open_plan
from tests.faults import protections
from tests.faults.crossings import Crossings, Listener, die
from tests.faults.terrain import only, open_place

NOBODY = 65534
DANGEROUS = ("ledger:", "click:", "journal:intent", "journal:act", "journal:read_back", "journal:outcome")


def main() -> int:
    wish: dict[str, Any] = json.loads(sys.argv[1])
    trace: list[str] = []
    Crossings(_listener(wish, trace))
    for name in wish.get("without", ()):
        protections.take_out(name)
    place = open_place(Path(wish["data"]), wish.get("settings"))
    plan, approval = open_plan(place)
    if wish.get("nobody_at") == "start":
        _become_nobody()
    try:
        applied = apply_plan(place, plan, only(approval, wish["numbers"]))
    except RpaError as error:
        print_error(error)
        _tell({"error": type(error).__name__, "results": {}, "trace": trace})
        return error.exit_code
    except KeyboardInterrupt:
        return 130
    summary = applied.summary
    assert summary is not None
    _tell(
        {
            "results": {result.key: result.ending.value for result in summary.results},
            "details": {result.key: result.detail for result in summary.results},
            "left": summary.left,
            "stopped": summary.stopped,
            "error": type(summary.error).__name__ if summary.error else None,
            "trace": trace,
        }
    )
    return summary.exit_code


def _listener(wish: dict[str, Any], trace: list[str]) -> Listener:
    acts: dict[str, Callable[[], None]] = {
        "die_at": die,
        "full_at": _fill_the_disk,
        "nobody_at": _become_nobody,
        "steal_at": lambda: _steal_the_lease(Path(wish["data"])),
        "close_at": _close_the_browser,
        "orphan_at": _kill_the_driver,
    }
    places = [(wish[name], act) for name, act in acts.items() if isinstance(wish.get(name), list)]
    chance = wish.get("die_in")
    left = random.Random(chance).randint(1, wish.get("within", 300)) if chance is not None else 0

    def hear(crossing: str, number: str | None) -> None:
        nonlocal left
        if wish.get("trace") and number == wish["numbers"][0]:
            trace.append(crossing)
        for place, act in [found for found in places if found[0] == [crossing, number]]:
            # Once: a request whose browser died is taken up again and comes by here again.
            places.remove((place, act))
            act()
        if left and crossing.startswith(DANGEROUS):
            left -= 1
            if not left:
                die()

    return hear


def _fill_the_disk() -> None:
    # Every write that would make a file longer fails from now on; the browser, started earlier, is not concerned.
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))


def _steal_the_lease(data: Path) -> None:
    """Another machine took the organization over: the fence moved on."""
    database = sqlite3.connect(open_place(data).folder.ledger, timeout=30)
    with database:
        database.execute("UPDATE leases SET fence = fence + 1, holder = 'another machine'")
    database.close()


def _close_the_browser() -> None:
    """Ask the browser itself to end: not the script it may be started by, not its children."""
    started = {one.pid: one for one in psutil.Process().children(recursive=True)}
    ours = [one for one in started.values() if any(word.startswith("--type=") for word in one.cmdline())]
    heads = {one.ppid() for one in ours} - {one.pid for one in ours}
    assert heads & started.keys(), "the run has no browser"
    for head in heads & started.keys():
        started[head].terminate()


def _kill_the_driver() -> None:
    [driver] = [one for one in psutil.Process().children() if "playwright" in " ".join(one.cmdline())]
    driver.kill()


def _become_nobody() -> None:
    os.seteuid(NOBODY)


def _tell(document: dict[str, Any]) -> None:
    # A full disk must not keep the process from telling its end: this is a pipe.
    sys.stdout.write(json.dumps(document, ensure_ascii=False) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
