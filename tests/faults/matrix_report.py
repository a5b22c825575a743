"""Collects the tries of a test run and prints them as ``docs/reliability.md`` (``make kill-matrix``).

python -m tests.faults.matrix_report NOTEBOOK DOCUMENT [COMMAND [REMARK]]  # exit code 1 if anything was doubled or lost
"""

from __future__ import annotations

import json
import os
import platform
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rpa.model import Decision
from tests.faults.matrix import (
    FAULTS,
    KILL_CELLS,
    ROUND,
    SCREEN,
    SITE,
    STAGES,
    TOGETHER,
    UI_FAULTS,
    Cell,
    Try,
    cells_together,
    fault_cells,
)

ANSWERS = {Decision.DEBT: "«да»", Decision.NO_DEBT: "«нет»"}

HEAD = """# Reliability: exactly one answer, whatever breaks

Written by `make kill-matrix`; do not edit. Every figure is what the **training stand itself** recorded (how often it
received and stored a send, and with which content), never the robot's word.

## What is claimed

An answer is sent at most once, with the approved content, however often the run is killed and whatever the site does;
and it ends in one of three ways: *sent* (and the stand holds exactly what was approved), *refused* (with the site's own
words), or *in a person's hands* (the run says so and sends nothing by itself).

How: an intent is on disk before anything is filled; the card is read again before the click and after it; an intent
without an outcome is solved by reading, never by sending (`rpa/job/commit.py`, `rpa/job/settling.py`; why:
[decisions/0002](decisions/0002-a-commit-is-never-repeated.md)).
"""

READING = """## How to read the tables

A **cell** is one thing that breaks, at one moment, while one kind of answer is sent: «да» (a debt, with persons and
the files of court acts) or «нет». A **try** is one answer that went through a cell: a request nobody had touched, a run
that breaks there, and a run of the same product with nothing broken. `×N` in a cell is the number of its tries.

- **Kill** — the product runs in a process of its own; at the named crossing it and its browser get SIGKILL. `before`
  and `after` stand around one write or click; `torn` is a journal line of which only half reached the file. The cell
  shows how the next run ended. Good: the stand holds one answer with the approved content, the journal's chain
  verifies, and the next run says "sent".
- **Fault** — a fault of the stand (`rpa/stand/README.md`) hits one call of one answer: opening the card, uploading an
  act, saving, the reading before the click, the sending itself, the reading after it; or the screen, where it concerns
  buttons. The cell shows how that run ended and, after an arrow, how the next one did, if there had to be one.
- **Four pages** — the same with four pages of one browser answering at once, eight answers a run; every one of the
  eight is a try, those that were in hand when it broke and those that waited. A fault "of the site" hits whatever any
  page asks for next.
- **Sent twice**: the stand stored two sends, or two sends reached it although nothing cut the connection (a browser
  repeats a request by itself when a connection drops; the stand then stores the first and refuses the second).
- **Lost**: told as sent and not there, there and not told, or neither sent nor in a person's hands.

Words of the endings: `done` sent and read back · `already` it was there · `not_sent` surely not sent, the next run
may · `failed` gave up before the click · `refused` the site's refusal · `unknown` only a person can tell · `skipped`
left to a person · `not_begun` the run ended before its turn · `answered_by_other` somebody else's answer stands ·
`stale` the card changed since the approval.
"""

LIMITS = """## What this does not prove

- The site is our stand, built from what is published about the cabinet; nothing here was run against the live one.
- SIGKILL is not a power cut: the operating system lives on and writes out what it was given. That a write survives a
  power cut rests on `fsync` and on SQLite's `synchronous=FULL`, which are asked for and not put to the test here.
- Kills are placed around writes and clicks, not between any two instructions; the random kills sample the rest. With
  few tries in a cell a race that is rarer than that can be missed.
- One thing breaks at a time (apart from the kills that hit four pages, and the random ones).
- A send that arrives later than `pacing.settle_seconds` after the run that clicked died is not waited for. If the next
  run has sent by then, only the site's own refusal of a second answer stands between the two; the stand refuses, as the
  cabinet is described to.
- One machine, Linux, Chromium without a window, the ledger in SQLite. The ledger in PostgreSQL and workers on several
  machines are another proof ([scale.md](scale.md)); Windows is not covered.
"""

PARTS = {
    "Killed at a crossing": ("kill", False),
    "A fault at a stage": ("fault", False),
    "Four pages at once, killed": ("kill", True),
    "Four pages at once, a fault": ("fault", True),
}


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

    def markdown(self, command: str = "make kill-matrix", remark: str = "") -> str:
        """The document. ``command`` is what the run was started with, ``remark`` a sentence about that run."""
        sections = [
            HEAD,
            self._totals(),
            READING,
            _section("Killed at a crossing", self._kills()),
            _section("A fault at a stage", self._faults()),
            _section("Four pages at once", self._together()),
            _section("Besides the cells", self._others()),
            _section("Each protection taken out", self._protections()),
            LIMITS,
            self._again(command, remark),
        ]
        return "\n".join(section.rstrip("\n") + "\n" for section in sections if section)

    def _part(self, kind: str, together: bool) -> list[Try]:
        return [found for found in self.tries if found.cell.kind == kind and (found.cell.pages > 1) is together]

    def _totals(self) -> str:
        lines = ["| part | cells | tries | sent twice | lost | how they ended |", "|---|---|---|---|---|---|"]
        cells = _whole()
        for part, (kind, together) in PARTS.items():
            lines.append(self._total(part, self._part(kind, together), cells[part]))
        lines.append(self._total("**all**", self.tries, sum(cells.values())))
        left = Counter(_ENGLISH.get(cell.where, cell.where) for cell in self.left(fault_cells()))
        if left and self._part("fault", together=False):
            told = ", ".join(f"{stage} {count}" for stage, count in sorted(left.items()))
            lines += ["", f"Faults not tried in the time this run was given, by stage: {told}."]
        return _section("Totals", lines)

    def _total(self, part: str, tries: list[Try], whole: int) -> str:
        found = self.totals(tries)
        endings = Counter(tried.last for tried in tries).most_common()
        ended = ", ".join(f"`{ending}` {count}" for ending, count in endings) or "not run"
        cells = f"{found['cells']} of {whole}" if found["cells"] < whole else str(whole)
        return f"| {part} | {cells} | {found['tries']} | **{found['twice']}** | **{found['lost']}** | {ended} |"

    def _kills(self) -> list[str]:
        by_cell = self._by_cell()
        lines = ["| crossing | when | «да» | «нет» |", "|---|---|---|---|"]
        for what in ROUND:
            for when in ("before", "torn", "after"):
                cells = [by_cell.get(Cell("kill", "SIGKILL", f"{what}:{when}", decision)) for decision in ANSWERS]
                if any(cells):
                    lines.append(f"| `{what}` | {when} | {' | '.join(map(_shown, cells))} |")
        return lines if len(lines) > 2 else []

    def _faults(self) -> list[str]:
        by_cell = self._by_cell()
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
        return lines if len(lines) > 2 else []

    def _together(self) -> list[str]:
        by_cell = self._by_cell()
        lines = ["| what breaks | where | «да» | «нет» |", "|---|---|---|---|"]
        for cell in [cell for cells in cells_together() for cell in cells]:
            tried = [by_cell.get(replace(cell, decision=decision)) for decision in ANSWERS]
            if any(tried):
                where = _ENGLISH.get(cell.where, f"`{cell.where}`")
                lines.append(f"| `{cell.what}` | {where} | {' | '.join(map(_shown, tried))} |")
        return lines if len(lines) > 2 else []

    def _others(self) -> list[str]:
        if not self.others:
            return []
        rows = [f"| {what} | {how} | {result} |" for what, how, result in sorted(set(self.others))]
        return ["| what | how | result |", "|---|---|---|", *rows]

    def _protections(self) -> list[str]:
        """One line a protection: the same scene with it and without it."""
        scenes: dict[tuple[str, str], dict[bool, str]] = defaultdict(dict)
        for name, scene, there, found in self.protections:
            scenes[name, scene][there] = found
        rows = [
            f"| {name} | {scene} | {ends.get(True, 'not run')} | {ends.get(False, 'not run')} |"
            for (name, scene), ends in sorted(scenes.items())
        ]
        if not rows:
            return []
        return [
            "The same scene is played with the protection and with it taken out of the process under test"
            " (`tests/faults/protections.py`): a test that passed either way would prove nothing.",
            "",
            "| protection | scene | with it | without it |",
            "|---|---|---|---|",
            *rows,
        ]

    def _again(self, command: str, remark: str) -> str:
        per_cell = Counter(found.cell for found in self.tries if found.cell.pages == 1)
        often = sorted(set(per_cell.values()))
        each = f"{often[0]}–{often[-1]}" if len(often) > 1 else str(often[0] if often else 0)
        minutes = (max(self.times) - min(self.times)) / 60
        day = datetime.fromtimestamp(max(self.times), UTC)
        lines = [
            f"This document: `{command}`, {day:%Y-%m-%d}, {minutes:.0f} minutes from the first try to the last on"
            f" {os.cpu_count()} cores ({platform.system()}, Python {platform.python_version()}); {each} tries in a cell"
            f" with one page, up to {TOGETHER} with four. {remark}".rstrip(),
            "",
            "- `make kill-matrix` runs everything again and writes this file; `KILL_TRIES=3` tries each kill three"
            " times, `KILL_MINUTES=9` lets each of its seven tests take up new cells for so long (the cells around the"
            " click come first; 0 is to the last), `KILL_RESUME=1` goes on with the cells an earlier run left. Its exit"
            " code is not 0 if a cell was sent twice or lost, or a test failed.",
            "- `make test` runs the core of it: the cells that hurt most, and everything under *Besides the cells* but"
            " the random kills.",
        ]
        return _section("How to run it again", lines)

    def _by_cell(self) -> dict[Cell, list[Try]]:
        found: dict[Cell, list[Try]] = defaultdict(list)
        for tried in self.tries:
            found[tried.cell].append(tried)
        return found


def _whole() -> dict[str, int]:
    """How many cells each part has: with several pages, each of them is seen by a «да» and by a «нет»."""
    kills, faults = cells_together()
    return dict(
        zip(PARTS, (len(KILL_CELLS), len(fault_cells()), len(kills) * 2, len(faults) * 2), strict=True),
    )


def _section(title: str, lines: list[str]) -> str:
    return "\n".join([f"## {title}", "", *lines, ""]) if lines else ""


_ENGLISH = {
    "открытие": "open",
    "файл": "upload",
    "сохранение": "save",
    "сверка": "look",
    "отправка": "send",
    "чтение": "read back",
    SCREEN: "screen",
    SITE: "the site",
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


def main(notebook: str, document: str, command: str = "make kill-matrix", remark: str = "") -> int:
    """Print the document; tell whether every try was good."""
    matrix = Matrix.read(Path(notebook))
    Path(document).write_text(matrix.markdown(command, remark), encoding="utf-8")
    totals = matrix.totals()
    sys.stdout.write(f"{document}: {totals}\n")
    return int(bool(totals["twice"] or totals["lost"]))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:5]))
