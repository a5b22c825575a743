"""The product in a process of its own, as ``rpa debts apply`` runs it, for some requests of a plan that lies ready.

    python -m tests.faults.robot '{"data": …, "numbers": […], "die_at": ["journal:act:before", NUMBER] | null}'

Prints one JSON line and exits as the command would. ``trace`` prints every crossing of the first request instead.
"""

from __future__ import annotations

import json
import random
import resource
import sys
from pathlib import Path
from typing import Any

from rpa.cli.output import print_error
from rpa.errors import RpaError
from rpa.operate.answering import apply_plan
from rpa.operate.planning import open_plan
from tests.faults import protections
from tests.faults.crossings import Crossings, die
from tests.faults.terrain import only, open_place


def main() -> int:
    wish: dict[str, Any] = json.loads(sys.argv[1])
    trace: list[str] = []
    if wish.get("die_at") or wish.get("trace") or wish.get("die_in"):
        Crossings(_listener(wish, trace))
    for name in wish.get("without", ()):
        protections.take_out(name)
    place = open_place(Path(wish["data"]))
    plan, approval = open_plan(place)
    if limit := wish.get("file_size_limit"):
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))
    try:
        applied = apply_plan(place, plan, only(approval, wish["numbers"]))
    except RpaError as error:
        print_error(error)
        sys.stdout.write(json.dumps({"error": type(error).__name__, "results": {}, "trace": trace}) + "\n")
        return error.exit_code
    summary = applied.summary
    assert summary is not None
    sys.stdout.write(
        json.dumps(
            {
                "results": {result.key: result.ending.value for result in summary.results},
                "details": {result.key: result.detail for result in summary.results},
                "left": summary.left,
                "stopped": summary.stopped,
                "error": type(summary.error).__name__ if summary.error else None,
                "trace": trace,
            },
            ensure_ascii=False,
        )
        + "\n"
    )
    return summary.exit_code


def _listener(wish: dict[str, Any], trace: list[str]) -> Any:
    name, number = wish.get("die_at") or (None, None)
    # Random kills: after so many crossings, whatever they are.
    left = [random.Random(wish["die_in"]).randint(1, 45) if wish.get("die_in") is not None else -1]

    def hear(crossing: str, at: str | None) -> None:
        if wish.get("trace"):
            if at == wish["numbers"][0]:
                trace.append(crossing)
            return
        left[0] -= 1
        if left[0] == 0 or (name is not None and (crossing, at) == (name, number)):
            die()

    return hear


if __name__ == "__main__":
    sys.exit(main())
