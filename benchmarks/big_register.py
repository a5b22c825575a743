"""A register of debts far larger than the stand's own, over the very houses the stand asks about."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from python_calamine import CalamineWorkbook

from benchmarks.dataset_load import lines, write_csv

ADDRESS, FLAT, GUID = 1, 2, -1


def write_register(path: Path, houses: Path, rows: int) -> None:
    """``rows`` made-up debts in the houses of ``served_houses.xlsx``; one in fifty is broken on purpose."""
    table = CalamineWorkbook.from_path(str(houses)).get_sheet_by_index(0).to_python()
    served = [(str(line[0]), str(line[1])) for line in table[1:] if line[0] and line[1]]
    fresh = path.with_suffix(".new")
    write_csv(fresh, _moved(rows, served))
    fresh.replace(path)


def _moved(rows: int, served: list[tuple[str, str]]) -> Iterator[list[Any]]:
    chance = random.Random(2)
    for row in lines(rows):
        row[ADDRESS], row[GUID] = chance.choice(served)
        row[FLAT] = str(chance.randrange(1, 300))
        yield row
