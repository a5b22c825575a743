"""Prints the tries of a test run as ``docs/reliability.md`` (``make kill-matrix``).

python -m tests.faults.matrix_report NOTEBOOK DOCUMENT [COMMAND [REMARK]]  # exit code 1 if anything was doubled or lost
"""

from __future__ import annotations

import os
import platform
import sys
from collections import Counter, defaultdict
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

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
from tests.faults.notebook import Matrix

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

A withdrawal outranks every approval given before it, of whatever plan and by whomever, and every approval by policy:
only what a person decided after it is sent (`rpa debts correct` names the withdrawal it follows). The same holds after
an outcome that ended as `unknown`: a new plan alone sends nothing again.
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
- A send that arrives later than `pacing.settle_seconds` after a click that the site did not confirm (a 504), or after
  the run that clicked died, is not waited for: it is told as `not_sent`; once it stands there, `rpa debts verify` says
  that it came later or a person sent it. If the next run has clicked by then, only the site's own refusal of a second
  answer stands between the two; the stand refuses, as the cabinet is described to.
- One machine, Linux, Chromium without a window, the ledger in SQLite. The ledger in PostgreSQL and workers on several
  machines are another proof ([scale.md](scale.md)); Windows is not covered.
"""

PARTS = {
    "Killed at a crossing": ("kill", False),
    "A fault at a stage": ("fault", False),
    "Four pages at once, killed": ("kill", True),
    "Four pages at once, a fault": ("fault", True),
}


def markdown(matrix: Matrix, command: str = "make kill-matrix", remark: str = "") -> str:
    """The document. ``command`` is what the run was started with, ``remark`` a sentence about that run."""
    sections = [
        HEAD,
        _totals(matrix),
        READING,
        _section("Killed at a crossing", _kills(matrix)),
        _section("A fault at a stage", _faults(matrix)),
        _section("Four pages at once", _together(matrix)),
        _section("Besides the cells", _others(matrix)),
        _section("Each protection taken out", _protections(matrix)),
        LIMITS,
        _again(matrix, command, remark),
    ]
    return "\n".join(section.rstrip("\n") + "\n" for section in sections if section)


def _part(matrix: Matrix, kind: str, together: bool) -> list[Try]:
    return [found for found in matrix.tries if found.cell.kind == kind and (found.cell.pages > 1) is together]


def _totals(matrix: Matrix) -> str:
    lines = ["| part | cells | tries | sent twice | lost | how they ended |", "|---|---|---|---|---|---|"]
    cells = _whole()
    for part, (kind, together) in PARTS.items():
        lines.append(_total(matrix, part, _part(matrix, kind, together), cells[part]))
    lines.append(_total(matrix, "**all**", matrix.tries, sum(cells.values())))
    left = Counter(_ENGLISH.get(cell.where, cell.where) for cell in matrix.left(fault_cells()))
    if left and _part(matrix, "fault", together=False):
        told = ", ".join(f"{stage} {count}" for stage, count in sorted(left.items()))
        lines += ["", f"Faults not tried in the time this run was given, by stage: {told}."]
    return _section("Totals", lines)


def _total(matrix: Matrix, part: str, tries: list[Try], whole: int) -> str:
    found = matrix.totals(tries)
    endings = Counter(tried.last for tried in tries).most_common()
    ended = ", ".join(f"`{ending}` {count}" for ending, count in endings) or "not run"
    cells = f"{found['cells']} of {whole}" if found["cells"] < whole else str(whole)
    return f"| {part} | {cells} | {found['tries']} | **{found['twice']}** | **{found['lost']}** | {ended} |"


def _kills(matrix: Matrix) -> list[str]:
    by_cell = _by_cell(matrix)
    lines = ["| crossing | when | «да» | «нет» |", "|---|---|---|---|"]
    for what in ROUND:
        for when in ("before", "torn", "after"):
            cells = [by_cell.get(Cell("kill", "SIGKILL", f"{what}:{when}", decision)) for decision in ANSWERS]
            if any(cells):
                lines.append(f"| `{what}` | {when} | {' | '.join(map(_shown, cells))} |")
    return lines if len(lines) > 2 else []


def _faults(matrix: Matrix) -> list[str]:
    by_cell = _by_cell(matrix)
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


def _together(matrix: Matrix) -> list[str]:
    by_cell = _by_cell(matrix)
    lines = ["| what breaks | where | «да» | «нет» |", "|---|---|---|---|"]
    for cell in [cell for cells in cells_together() for cell in cells]:
        tried = [by_cell.get(replace(cell, decision=decision)) for decision in ANSWERS]
        if any(tried):
            where = _ENGLISH.get(cell.where, f"`{cell.where}`")
            lines.append(f"| `{cell.what}` | {where} | {' | '.join(map(_shown, tried))} |")
    return lines if len(lines) > 2 else []


def _others(matrix: Matrix) -> list[str]:
    if not matrix.others:
        return []
    rows = [f"| {what} | {how} | {result} |" for what, how, result in sorted(set(matrix.others))]
    return ["| what | how | result |", "|---|---|---|", *rows]


def _protections(matrix: Matrix) -> list[str]:
    """One line a protection: the same scene with it and without it."""
    scenes: dict[tuple[str, str], dict[bool, str]] = defaultdict(dict)
    for name, scene, there, found in matrix.protections:
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


def _again(matrix: Matrix, command: str, remark: str) -> str:
    per_cell = Counter(found.cell for found in matrix.tries if found.cell.pages == 1)
    often = sorted(set(per_cell.values()))
    each = f"{often[0]}–{often[-1]}" if len(often) > 1 else str(often[0] if often else 0)
    minutes = (max(matrix.times) - min(matrix.times)) / 60
    day = datetime.fromtimestamp(max(matrix.times), UTC)
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


def _by_cell(matrix: Matrix) -> dict[Cell, list[Try]]:
    found: dict[Cell, list[Try]] = defaultdict(list)
    for tried in matrix.tries:
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
    Path(document).write_text(markdown(matrix, command, remark), encoding="utf-8")
    totals = matrix.totals()
    sys.stdout.write(f"{document}: {totals}\n")
    return int(bool(totals["twice"] or totals["lost"]))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:5]))
