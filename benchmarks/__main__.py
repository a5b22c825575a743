"""The benchmark: every side does the same work on the same stand, in turns.

    python -m benchmarks --install                     environments of the peers, once
    python -m benchmarks                               everything, five rounds (about two hours); goes on where it was
    python -m benchmarks --work answers --minutes 7    a piece of it
    python -m benchmarks --rounds 1 --requests 100 --cards 20 --answers 10 --many 300 --rows 2000 --results /tmp/b.json
    python -m benchmarks --report                      the table of what is measured so far

Results lie in ``var/bench/results.json``. Every side is timed inside its own process, from a signed-in page on; what it
really did is asked of the stand. The works: ``list`` reads the register, ``cards`` reads cards in full, ``answers``
sends answers, ``idle`` is a whole ``rpa debts plan`` with nothing new (browser start included), ``thousand`` and
``many`` read and plan that many requests against a register of ``--rows`` rows.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from rich.console import Console

from benchmarks.measuring import Failed, Sizes, measure
from benchmarks.results import Results, each
from benchmarks.sides import ENVIRONMENTS, SIDES, Side, install


def main() -> int:
    arguments = _arguments()
    console = Console(width=max(shutil.get_terminal_size().columns, 140))
    if arguments.install:
        install(lambda text: console.print(text, markup=False))
        return 0
    results = Results(arguments.results)
    if not arguments.report:
        left = _measure(arguments, results, console)
        if left:
            console.print(f"{left} measurements left: run the same command again.")
    if arguments.markdown:
        sys.stdout.write("\n".join(results.markdown()) + "\n")
    else:
        results.show(console)
    return 0


def _measure(arguments: argparse.Namespace, results: Results, console: Console) -> int:
    """Measure what is not there yet, until it is all there or the time is up; how many are left."""
    sizes = Sizes(arguments.requests, arguments.cards, arguments.answers, arguments.many, arguments.rows)
    begun, skipped = time.monotonic(), set()
    todo = [
        (work, round_, side)
        for work, round_, side in _turns(arguments)
        if not results.has(work=work, side=side.name, size=sizes.of(work), latency=arguments.latency, round=round_)
    ]
    for number, (work, round_, side) in enumerate(todo):
        if arguments.minutes and time.monotonic() - begun > 60 * arguments.minutes:
            return len(todo) - number
        if why := side.missing():
            if side.name not in skipped:
                console.print(f"{side.title}: left out, {why}", markup=False)
            skipped.add(side.name)
            continue
        title = f"{number + 1}/{len(todo)} {work}, round {round_}: {side.title}"
        try:
            with console.status(title):
                row = measure(work, side, sizes, arguments.latency, arguments.results.resolve().parent / "worlds")
        except Failed as failed:
            console.print(f"{title}: FAILED, {failed}", markup=False)
            continue
        results.add({**row, "round": round_, "load": round(os.getloadavg()[0], 1) if hasattr(os, "getloadavg") else 0})
        console.print(f"{title}: {each(row):,.1f} ms each", markup=False)
    return 0


def _turns(arguments: argparse.Namespace) -> Iterator[tuple[str, int, Side]]:
    """Round after round, and in each all sides in turns: what disturbs the machine disturbs them alike."""
    for work in arguments.work or SIDES:
        for round_ in range(1, arguments.rounds + 1):
            for side in SIDES[work]:
                if not arguments.side or side.name in arguments.side:
                    yield work, round_, side


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add = parser.add_argument
    add("--install", action="store_true", help="make the peers' environments")
    add("--report", action="store_true", help="only show the table")
    add("--markdown", action="store_true", help="the table as Markdown")
    add("--work", nargs="*", choices=list(SIDES), help="which works")
    add("--side", nargs="*", choices=sorted({side.name for sides in SIDES.values() for side in sides}))
    add("--rounds", type=int, default=5)
    add("--minutes", type=float, help="begin nothing new after so many")
    add("--latency", type=float, default=40, help="of every answer of the site's service, ms")
    add("--requests", type=int, default=1000, help="in the register that is read")
    add("--cards", type=int, default=200)
    add("--answers", type=int, default=100)
    add("--many", type=int, default=10_000, help="requests read and planned in `many`")
    add("--rows", type=int, default=100_000, help="rows of the register they are planned against")
    add("--results", type=Path, default=ENVIRONMENTS / "results.json")
    return parser.parse_args()


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (KeyboardInterrupt, subprocess.SubprocessError) as stopped:
        sys.exit(f"{type(stopped).__name__}: what is measured is kept; run the same command again")
