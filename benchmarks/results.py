"""Results in one JSON file, so that a long benchmark can be done in pieces; the table out of them."""

from __future__ import annotations

import json
import os
import platform
import statistics
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import psutil
from rich.console import Console
from rich.table import Table

from benchmarks.sides import SIDES

CAPTIONS = ("side", "rounds", "ms each", "range", "times the limit, per round", "more")
KEY = ("work", "side", "size", "latency", "round")


class Results:
    """One row a measurement. What is there already is not measured again."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.rows: list[dict[str, Any]] = json.loads(path.read_text())["rows"] if path.exists() else []

    def has(self, **key: Any) -> bool:
        return any(all(row[name] == key[name] for name in KEY) for row in self.rows)

    def add(self, row: dict[str, Any]) -> None:
        """Keep one measurement, whole or not at all."""
        self.rows.append(row)
        self.path.parent.mkdir(parents=True, exist_ok=True)
        fresh = self.path.with_suffix(".new")
        fresh.write_text(json.dumps({"machine": machine(), "rows": self.rows}, ensure_ascii=False, indent=1))
        os.replace(fresh, self.path)

    def show(self, console: Console) -> None:
        """A table for every work and size."""
        for title, rows in self._works():
            table = Table(title=title)
            for caption in CAPTIONS:
                table.add_column(caption, justify="left" if caption in ("side", "more") else "right")
            for line in _lines(rows):
                table.add_row(*line)
            console.print(table)

    def markdown(self) -> Iterator[str]:
        """The same tables for a document."""
        for title, rows in self._works():
            yield f"**{title}**\n\n| {' | '.join(CAPTIONS)} |\n|{'---|' * len(CAPTIONS)}"
            yield from (f"| {' | '.join(line)} |" for line in _lines(rows))
            yield ""

    def _works(self) -> Iterator[tuple[str, list[dict[str, Any]]]]:
        for work in SIDES:
            for size in sorted({row["size"] for row in self.rows if row["work"] == work}):
                yield f"{work}: {size}", [row for row in self.rows if row["work"] == work and row["size"] == size]


def _lines(rows: list[dict[str, Any]]) -> Iterator[tuple[str, ...]]:
    """One line for every side, in the order of ``SIDES``."""
    limits = {row["round"]: each(row) for row in rows if row["side"] == "limit"}
    order = [side.name for side in SIDES[rows[0]["work"]]]
    for side in sorted({row["side"] for row in rows}, key=order.index):
        of_side = [row for row in rows if row["side"] == side]
        times = [each(row) for row in of_side]
        ratios = [each(row) / limits[row["round"]] for row in of_side if row["round"] in limits]
        yield (
            side,
            str(len(of_side)),
            f"{statistics.median(times):,.1f}",
            spread(times, ",.1f"),
            f"{statistics.median(ratios):.2f} ({spread(ratios, '.2f')})" if ratios else "",
            more(of_side),
        )


def each(row: dict[str, Any]) -> float:
    """Milliseconds a request of this measurement took; of a run, the run's."""
    return 1000 * float(row["seconds"]) / (row["units"] or 1)


def spread(values: Iterable[float], form: str) -> str:
    found = list(values)
    return f"{min(found):{form}}–{max(found):{form}}"


def more(rows: list[dict[str, Any]]) -> str:
    """What a side told besides, as medians."""
    told = []
    for name in sorted({name for row in rows for name in row["extra"]}):
        values = [row["extra"][name] for row in rows if name in row["extra"]]
        told.append(f"{name} {statistics.median(values):,.1f}")
    return ", ".join(told)


def machine() -> dict[str, Any]:
    return {
        "system": platform.platform(), "python": platform.python_version(), "cpus": os.cpu_count(),
        "memory_gib": round(psutil.virtual_memory().total / 2**30, 1),
    }  # fmt: skip
