"""The tries of a run: several processes note theirs down in one file, and the document is made of it later."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from rpa.model import Decision
from tests.faults.matrix import TOGETHER, Cell, Try


@dataclass
class Matrix:
    """Everything tried. ``notebook`` (JSON lines) lets several processes try at once and the document be made later."""

    notebook: Path | None = None
    tries: list[Try] = field(default_factory=list)
    others: list[tuple[str, str, str]] = field(default_factory=list)
    protections: list[tuple[str, str, bool, str]] = field(default_factory=list)
    times: list[float] = field(default_factory=list)

    def add(self, tries: Iterable[Try]) -> list[Try]:
        """Note tries and hand them on."""
        found = list(tries)
        self.tries += found
        for tried in found:
            self._write({"try": asdict(tried)})
        return found

    def left(self, cells: Iterable[Cell], times: int = 1) -> list[Cell]:
        """The cells that were not tried so often yet, also by earlier runs with the same notebook."""
        known = Matrix.read(self.notebook).tries if self.notebook and self.notebook.exists() else self.tries
        tried = Counter(found.cell for found in known)
        for cell in tried:
            # Of a run with several pages half the answers are of the kind that is hit.
            tried[cell] //= TOGETHER // 2 if cell.pages > 1 else 1
        once = [cell for cell in cells if tried[cell] < times]
        return [cell for nth in range(times) for cell in once if tried[cell] + nth < times]

    def note(self, what: str, how: str, result: str) -> None:
        """Note something tried that is no cell."""
        self.others.append((what, how, result))
        self._write({"other": [what, how, result]})

    def protection(self, name: str, scene: str, *, there: bool, found: str) -> None:
        """Note how a scene ended with a protection ``there`` or taken out."""
        self.protections.append((name, scene, there, found))
        self._write({"protection": [name, scene, there, found]})

    def _write(self, record: dict[str, Any]) -> None:
        if self.notebook is not None:
            with self.notebook.open("a", encoding="utf-8") as stream:
                stream.write(json.dumps({"at": time.time(), **record}, ensure_ascii=False) + "\n")

    @classmethod
    def read(cls, notebook: Path) -> Matrix:
        """What the processes of a run noted down."""
        found = cls()
        for record in map(json.loads, notebook.read_text(encoding="utf-8").splitlines()):
            found.times.append(record["at"])
            if "other" in record:
                what, how, result = record["other"]
                found.others.append((what, how, result))
            elif "protection" in record:
                name, scene, there, shown = record["protection"]
                found.protections.append((name, scene, there, shown))
            else:
                cell = record["try"].pop("cell")
                found.tries.append(Try(Cell(**{**cell, "decision": Decision(cell["decision"])}), **record["try"]))
        return found

    def totals(self, tries: Iterable[Try] | None = None) -> dict[str, int]:
        chosen = self.tries if tries is None else list(tries)
        return {
            "cells": len({found.cell for found in chosen}),
            "tries": len(chosen),
            "twice": sum(found.twice for found in chosen),
            "lost": sum(found.lost for found in chosen),
        }
