"""How a cell of the kill matrix is tried. The stand's own record decides, never the robot's word."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from rpa.model import Decision
from tests.faults.matrix import (
    FAULTS,
    LOOK,
    OPEN,
    PAGES,
    READ,
    SAVE,
    SEND,
    SENT,
    SITE_FAULTS,
    TOGETHER,
    UI_FAULTS,
    UPLOAD,
    Cell,
    Try,
)
from tests.faults.terrain import Terrain

_CARD_CALL = {OPEN: 0, SAVE: 1, LOOK: 2, READ: 3}
"""The card's own address is called in this order: read, saved, read, (sent elsewhere), read."""


def arm(terrain: Terrain, cell: Cell, number: str) -> None:
    """Set the cell's fault for this request alone."""
    fault = next(known for known in (*FAULTS, *UI_FAULTS, *SITE_FAULTS) if known.label == cell.what)
    options = dict(fault.options)
    identity = terrain.answers[number].portal_id
    if cell.where in _CARD_CALL:
        options |= {"path": f"sub/{identity}", "after": _CARD_CALL[cell.where]}
    elif cell.where == SEND:
        options |= {"path": f"{identity}/send"}
    elif cell.where == UPLOAD:
        options |= {"path": "/filestore/upload"}
    terrain.stand.arm(fault.name, **options)


def try_fault(terrain: Terrain, cell: Cell, **place: Any) -> Try:
    """Run once under the fault and, unless that sent the answer, once more without it."""
    return try_faults(terrain, [cell], **place)[0]


def try_faults(terrain: Terrain, cells: Iterable[Cell], *, alone: Iterable[Cell] = (), **place: Any) -> list[Try]:
    """As ``try_fault``, all in one run, each fault for a request of its own; those ``alone`` in a run of their own that
    takes pictures.

    One more run finishes what all of them left. Files have one address for all requests: a fault there hits the first
    upload of the run, and a run begins with the request that was taken first.
    """
    taken: list[tuple[Cell, str]] = []
    first: dict[str, str] = {}
    for run, together in (*((terrain.with_pictures(), [cell]) for cell in alone), (terrain, list(cells))):
        met = [(cell, terrain.take(cell.decision)) for cell in together]
        for cell, number in met:
            arm(terrain, cell, number)
        first |= run.endings(*(number for _cell, number in met), place=run.place(**place))
        assert_all_fired(terrain, len(met))
        terrain.stand.control.delete("/__stand__/faults").raise_for_status()
        taken += met
    numbers = [number for _cell, number in taken]
    left = [number for number in numbers if first[number] not in SENT]
    last = first | (terrain.endings(*left) if left else {})
    return [judged(terrain, cell, number, first[number], last[number]) for cell, number in taken]


def assert_all_fired(terrain: Terrain, count: int) -> None:
    """Every fault that was armed for this run hit something."""
    armed = terrain.stand.state(only="faults")["faults"]
    assert len(armed) == count
    assert [fault for fault in armed if not fault["fired"]] == []


def try_kills(terrain: Terrain, cells: Iterable[Cell], **wish: Any) -> list[Try]:
    """Kill a run at each crossing, one after the other in one folder, then let a last run finish what is left."""
    killed: list[tuple[Cell, str]] = []
    for cell in cells:
        number = terrain.take(cell.decision)
        ran = terrain.run(number, die_at=[[cell.where, number]], **wish)
        assert ran.code == -9, f"{cell} was never crossed: {ran.code} {ran.told} {ran.errors[-2000:]}"
        killed.append((cell, number))
    summary = terrain.apply(*(number for _cell, number in killed)).summary
    assert summary is not None
    endings = {result.key: result.ending.value for result in summary.results}
    terrain.assert_journal_sound()
    return [judged(terrain, cell, number, "killed", endings[number]) for cell, number in killed]


def try_kills_together(terrain: Terrain, cells: Iterable[Cell], answers: int = TOGETHER) -> list[Try]:
    """As ``try_kills``, with several answers in hand at each kill; all of them are judged."""
    four, killed = {"browser": {"pages": PAGES}}, []
    for cell in cells:
        numbers, hit = taken_together(terrain, cell, answers)
        ran = terrain.run(*numbers, die_at=[[cell.where, hit]], settings=four)
        assert ran.code == -9, f"{cell} was never crossed: {ran.code} {ran.told} {ran.errors[-2000:]}"
        killed += [(replace(cell, decision=terrain.answers[number].decision), number) for number in numbers]
    summary = terrain.apply(*(number for _cell, number in killed), place=terrain.place(**four)).summary
    assert summary is not None
    endings = {result.key: result.ending.value for result in summary.results}
    terrain.assert_journal_sound()
    return [judged(terrain, cell, number, "killed", endings.get(number, "not_begun")) for cell, number in killed]


def try_kills_at_once(terrain: Terrain, cells: Sequence[Cell], then: Cell, waiting: int) -> list[Try]:
    """Kill one run with all these answers in hand, each at the click of its cell; the last cell's is what kills it.

    Some more answers wait behind them: the run after it finishes all, and ``then`` breaks under it while those are
    in hand. What that leaves, a last run finishes.
    """
    four, order = {"browser": {"pages": PAGES}}, list(terrain.answers).index
    taken = [(cell, terrain.take(cell.decision)) for cell in cells]
    behind = [terrain.take(after=max((number for _cell, number in taken), key=order)) for _ in range(waiting)]
    numbers = [*(number for _cell, number in taken), *behind]
    *held, dying = [[cell.where, number] for cell, number in taken]
    ran = terrain.run(*numbers, hold=held, die_at=[dying], settings=four)
    assert ran.code == -9, f"not all were reached: {ran.code} {ran.told} {ran.errors[-2000:]}"
    assert [number for number in behind if terrain.ledger(number)] == [], "not begun"
    arm(terrain, then, behind[2])
    # Pages that answer side by side also take their pictures side by side.
    first = terrain.with_pictures().endings(*numbers, place=terrain.place(**four))
    assert_all_fired(terrain, 1)
    terrain.stand.control.delete("/__stand__/faults").raise_for_status()
    left = [number for number in numbers if first[number] not in SENT]
    # One page is enough for that.
    last = first | (terrain.endings(*left) if left else {})
    terrain.assert_journal_sound()
    return [judged(terrain, cell, number, "killed", last[number]) for cell, number in taken] + [
        judged(terrain, replace(then, decision=Decision.NO_DEBT), number, first[number], last[number])
        for number in behind
    ]


def try_fault_together(terrain: Terrain, cell: Cell, answers: int = TOGETHER) -> list[Try]:
    """As ``try_fault``, with several answers in hand; all of them are judged."""
    numbers, hit = taken_together(terrain, cell, answers)
    arm(terrain, cell, hit)
    place = terrain.place(browser={"pages": PAGES})
    first = terrain.endings(*numbers, place=place)
    assert_all_fired(terrain, 1)
    terrain.stand.control.delete("/__stand__/faults").raise_for_status()
    left = [number for number in numbers if first[number] not in SENT]
    last = first | (terrain.endings(*left, place=place) if left else {})
    return [
        judged(terrain, replace(cell, decision=terrain.answers[number].decision), number, first[number], last[number])
        for number in numbers
    ]


def taken_together(terrain: Terrain, cell: Cell, answers: int) -> tuple[list[str], str]:
    """So many untouched requests of both answers, and the one to hit: the third, while others are in hand."""
    other = Decision.NO_DEBT if cell.decision is Decision.DEBT else Decision.DEBT
    places = list(terrain.answers)
    mine = [terrain.take(cell.decision) for _ in range(answers // 2)]
    numbers = sorted(mine + [terrain.take(other) for _ in range(answers // 2)], key=places.index)
    return numbers, next(number for number in numbers[2:] if number in mine)


def judged(terrain: Terrain, cell: Cell, number: str, first: str, last: str) -> Try:
    held = terrain.record(number)
    return Try(
        cell,
        number,
        first,
        last,
        sends=held["sends"],
        attempts=held["send_attempts"],
        as_planned=terrain.holds_what_was_planned(number),
        by_colleague=held["status"] == "SENT" and held["sends"] == 0,
    )
