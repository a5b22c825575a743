"""Collects the tries of a test run and prints them as ``docs/reliability.md`` (``make kill-matrix``).

python -m tests.faults.matrix_report NOTEBOOK DOCUMENT     # exit code 1 if anything was doubled or lost
"""

from __future__ import annotations

import json
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rpa.model import Decision
from tests.faults.matrix import FAULTS, ROUND, SCREEN, STAGES, UI_FAULTS, Cell, Try

ANSWERS = {Decision.DEBT: "«да»", Decision.NO_DEBT: "«нет»"}

HEAD = """# Reliability: exactly one answer, whatever breaks

Written by `make kill-matrix`; do not edit. Every figure is what the **stand itself** recorded, never the robot's word.

## What is claimed

An answer is sent at most once, with the approved content, however often the run is killed and whatever the site does;
and it ends in one of three ways: *sent* (and the stand holds exactly what was approved), *refused* (with the site's own
words), or *in a person's hands* (the run says so and sends nothing by itself).

How: an intent is on disk before anything is filled; the card is read again before the click and after it; an intent
without an outcome is solved by reading, never by sending (`rpa/job/commit.py`, `rpa/job/settling.py`).

## How a cell is tried

- **Kill** — the product runs in a process of its own; at the named crossing it and its browser get SIGKILL. `before`
  and `after` stand around one write or click; `torn` is a journal line of which only half reached the file. Then the
  product is run again with nothing broken. A cell is good if the stand holds one answer with the planned content, the
  journal's chain verifies, and the run says "sent".
- **Fault** — a fault of the stand (`rpa/stand/README.md`) hits one call of one answer: opening the card, uploading an
  act, saving, the reading before the click, the sending itself, the reading after it; or the screen, where it concerns
  buttons. If that run did not send the answer, the product is run again without the fault.
- A cell shows how the broken run ended, then, after an arrow, how the next one did. `×N` is the number of tries.
- **Twice**: the stand stored two sends, or two sends reached it although nothing cut the connection (a browser repeats
  a request by itself when a connection drops; the stand then stores the first and refuses the second).
- **Lost**: told as sent and not there, there and not told, or neither sent nor in a person's hands.

Words of the endings: `done` sent and read back · `already` it was there · `not_sent` surely not sent, the next run
may · `failed` gave up before the click · `refused` the site's refusal · `unknown` only a person can tell · `skipped`
left to a person · `not_begun` the run ended before its turn · `answered_by_other` somebody else's answer stands ·
`stale` the card changed since the approval.
"""


@dataclass
class Matrix:
    """Everything tried. ``notebook`` (JSON lines) lets several processes try at once and the document be made later."""

    notebook: Path | None = None
    tries: list[Try] = field(default_factory=list)
    others: list[tuple[str, str, str]] = field(default_factory=list)
    times: list[float] = field(default_factory=list)

    def add(self, tries: Iterable[Try]) -> list[Try]:
        """Note tries and hand them on."""
        found = list(tries)
        self.tries += found
        for tried in found:
            self._write({"try": asdict(tried)})
        return found

    def note(self, what: str, how: str, result: str) -> None:
        """Note something tried that is no cell."""
        self.others.append((what, how, result))
        self._write({"other": [what, how, result]})

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
            else:
                cell = record["try"].pop("cell")
                found.tries.append(Try(Cell(**{**cell, "decision": Decision(cell["decision"])}), **record["try"]))
        return found

    def totals(self) -> dict[str, int]:
        return {
            "cells": len({found.cell for found in self.tries}),
            "tries": len(self.tries),
            "twice": sum(found.twice for found in self.tries),
            "lost": sum(found.lost for found in self.tries),
        }

    def markdown(self) -> str:
        totals = self.totals()
        minutes = (max(self.times) - min(self.times)) / 60
        day = datetime.fromtimestamp(max(self.times), UTC)
        lines = [
            HEAD,
            "## Totals",
            "",
            f"{day:%Y-%m-%d}, {minutes:.0f} minutes: **{totals['cells']} cells,"
            f" {totals['tries']} tries, {totals['twice']} twice, {totals['lost']} lost.**",
            "",
            "## Killed at a crossing",
            "",
            *self._kills(),
            "",
            "## A fault at a stage",
            "",
            *self._faults(),
            "",
            "## Besides the cells",
            "",
            "| what | how | result |",
            "|---|---|---|",
            *(f"| {what} | {how} | {result} |" for what, how, result in sorted(set(self.others))),
            "",
            "Each protection is also taken out, to show that its test would notice:"
            " `tests/faults/test_protections_matter.py`.",
        ]
        return "\n".join(lines) + "\n"

    def _kills(self) -> list[str]:
        by_cell = self._by_cell("kill")
        lines = ["| crossing | when | «да» | «нет» |", "|---|---|---|---|"]
        for what in ROUND:
            for when in ("before", "torn", "after"):
                cells = [by_cell.get(Cell("kill", "SIGKILL", f"{what}:{when}", decision)) for decision in ANSWERS]
                if any(cells):
                    lines.append(f"| `{what}` | {when} | {' | '.join(map(_shown, cells))} |")
        return lines

    def _faults(self) -> list[str]:
        by_cell = self._by_cell("fault")
        stages = (*STAGES, SCREEN)
        lines = [
            f"| fault | answer | {' | '.join(_ENGLISH[stage] for stage in stages)} |",
            "|---" * (2 + len(stages)) + "|",
        ]
        for fault in (*FAULTS, *UI_FAULTS):
            for decision, answer in ANSWERS.items():
                cells = [by_cell.get(Cell("fault", fault.label, stage, decision)) for stage in stages]
                if any(cells):
                    lines.append(f"| `{fault.label}` | {answer} | {' | '.join(map(_shown, cells))} |")
        return lines

    def _by_cell(self, kind: str) -> dict[Cell, list[Try]]:
        found: dict[Cell, list[Try]] = defaultdict(list)
        for tried in self.tries:
            if tried.cell.kind == kind:
                found[tried.cell].append(tried)
        return found


_ENGLISH = {
    "открытие": "open",
    "файл": "upload",
    "сохранение": "save",
    "сверка": "look",
    "отправка": "send",
    "чтение": "read back",
    SCREEN: "screen",
}


def _shown(tries: list[Try] | None) -> str:
    if not tries:
        return ""
    ways = Counter(
        found.last
        if found.first == "killed"
        else found.first
        if found.first == found.last
        else f"{found.first} → {found.last}"
        for found in tries
    )
    bad = " **TWICE**" if any(found.twice for found in tries) else ""
    bad += " **LOST**" if any(found.lost for found in tries) else ""
    return f"{', '.join(ways)} ×{len(tries)}{bad}"


def main(notebook: str, document: str) -> int:
    """Print the document; tell whether every try was good."""
    matrix = Matrix.read(Path(notebook))
    Path(document).write_text(matrix.markdown(), encoding="utf-8")
    totals = matrix.totals()
    sys.stdout.write(f"{document}: {totals}\n")
    return int(bool(totals["twice"] or totals["lost"]))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]))
