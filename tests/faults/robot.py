"""The product in a process of its own, as ``rpa debts apply`` runs it, for some requests of a plan that lies ready.

    python -m tests.faults.robot '{"data": …, "numbers": […], "die_at": [["journal:act:before", NUMBER]]}'

Prints one JSON line and exits as the command would. Other wishes: ``hold`` has answers wait at clicks until another one
comes to its death; ``die_in`` kills at a random crossing; ``nobody_at`` takes the rights away from a crossing on;
``close_at`` asks the browser to end (SIGTERM), ``orphan_at`` kills the driver between it and us; ``without`` takes
protections out, ``settings`` changes some, ``pictures`` says whether any are taken. What ends neither process nor
browser is done by ``Terrain.here``.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
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
from tests.faults.crossings import Crossings, Hold, Listener, die
from tests.faults.ran import told
from tests.faults.terrain import only, open_place
from tests.no_pictures import take_no_pictures

NOBODY = 65534
DANGEROUS = ("ledger:", "click:", "journal:intent", "journal:act", "journal:read_back", "journal:outcome")


def main() -> int:
    wish: dict[str, Any] = json.loads(sys.argv[1])
    Crossings(_listener(wish), hold=_hold(wish))
    for name in wish.get("without", ()):
        protections.take_out(name)
    if not wish.get("pictures", True):
        take_no_pictures()
    place = open_place(Path(wish["data"]), wish.get("settings"))
    plan, approval = open_plan(place)
    if wish.get("nobody_at") == "start":
        _become_nobody()
    try:
        applied = apply_plan(place, plan, only(approval, wish["numbers"]))
    except RpaError as error:
        print_error(error)
        _tell({"error": type(error).__name__, "results": {}})
        return error.exit_code
    except KeyboardInterrupt:
        return 130
    summary = applied.summary
    assert summary is not None
    _tell(told(summary))
    return summary.exit_code


def _hold(wish: dict[str, Any]) -> Hold:
    """Who has to die begins once all whom it shall take along wait where they have to; they wait for ever."""
    places, dying = {tuple(place) for place in wish.get("hold", ())}, [number for _, number in wish.get("die_at", ())]
    waiting: set[tuple[str, str | None]] = set()
    complete = asyncio.Event()

    async def hold(crossing: str, number: str | None) -> None:
        if (crossing, number) in places:
            waiting.add((crossing, number))
            if waiting == places:
                complete.set()
            await asyncio.Event().wait()
        elif places and crossing == "begin" and number in dying:
            await complete.wait()

    return hold


def _listener(wish: dict[str, Any]) -> Listener:
    acts: dict[str, Callable[[], None]] = {
        "die_at": die,
        "nobody_at": _become_nobody,
        "close_at": _close_the_browser,
        "orphan_at": _kill_the_driver,
    }
    places = [(at, act) for name, act in acts.items() if name in wish and wish[name] != "start" for at in wish[name]]
    chance = wish.get("die_in")
    left = random.Random(chance).randint(1, wish.get("within", 300)) if chance is not None else 0

    def hear(crossing: str, number: str | None) -> None:
        nonlocal left
        for place, act in [found for found in places if found[0] == [crossing, number]]:
            # Once: a request whose browser died is taken up again and comes by here again.
            places.remove((place, act))
            act()
        if left and crossing.startswith(DANGEROUS):
            left -= 1
            if not left:
                die()

    return hear


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
