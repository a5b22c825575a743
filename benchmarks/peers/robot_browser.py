"""Robot Framework with the Browser library: runs ``robot_browser.robot`` and is its clock and its task.

The suite asks this library for what to do, and says when the clock starts and stops.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import Any

import work


class robot_browser:
    ROBOT_LIBRARY_SCOPE = "GLOBAL"

    def the_task(self) -> dict[str, Any]:
        return TASK

    def the_ways(self) -> dict[str, Any]:
        """Every way of ``work`` by its name."""
        return {name: value for name, value in vars(work).items() if name.isupper()}

    def way(self, name: str, *values: Any) -> str:
        """A way that depends on a number or an id: ``field``, ``upload``, ``uploaded``, ``active_page``, ``card``."""
        return str(getattr(work, name)(*map(_number, values)))

    def start_clock(self) -> None:
        body = json.dumps({"latency_ms": TASK["latency"]}).encode()
        address = f"{TASK['facts']['control']}/__stand__/settings"
        urllib.request.urlopen(urllib.request.Request(address, body, {"Content-Type": "application/json"})).close()
        MEASURED["started"] = time.perf_counter()

    def stop_clock(self, units: int) -> None:
        MEASURED["seconds"] = time.perf_counter() - MEASURED["started"]
        MEASURED["units"] = int(units)


def _number(value: Any) -> Any:
    return int(value) if str(value).isdigit() else value


TASK: dict[str, Any] = {}
MEASURED: dict[str, Any] = {}


def main() -> None:
    import robot_browser as library  # the module the suite imports, not this one run as a script
    from robot import run

    library.TASK.update(work.task())
    with tempfile.TemporaryDirectory() as folder:
        suite = Path(__file__).with_suffix(".robot")
        with (Path(folder) / "told.txt").open("w") as told:
            code = run(str(suite), outputdir=folder, include=library.TASK["work"], stdout=told, stderr=told)
        if code:
            # The last lines name the report's files; what went wrong stands above them.
            told_lines = (Path(folder) / "told.txt").read_text().splitlines()
            sys.exit(" | ".join(line for line in told_lines if line.strip())[-1500:-300])
    print(json.dumps({key: library.MEASURED[key] for key in ("seconds", "units")}))


if __name__ == "__main__":
    main()
