"""Runs of an earlier version, asked for anew: each with what it was asked for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from rpa.fleet import engine
from rpa.fleet.configuration import FleetSettings
from rpa.fleet.engine import Console
from rpa.fleet.upgrading import restart_stale
from rpa.ledger import LedgerUnavailable

dbos = pytest.importorskip("dbos")


@pytest.fixture
def console(tmp_path: Path) -> Iterator[Console]:
    settings = FleetSettings(work=tmp_path)
    dbos.run_dbos_database_migrations(f"sqlite:///{tmp_path / 'queue.db'}")
    opened = Console(settings)
    yield opened
    opened.close()


def test_a_run_of_an_approved_plan_keeps_its_plan(console: Console, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "APPLICATION_VERSION", "fleet-0")
    console.enqueue("uk-a", "apply", "t1", ("apply",), "20261124-090000-aaaaaaaa")
    console.enqueue("uk-b", "debts", "t1", ("plan", "apply"))
    monkeypatch.undo()
    again = restart_stale(console)
    assert console.plans_of(again) == {
        f"uk-a:apply:t1@{engine.APPLICATION_VERSION}": "20261124-090000-aaaaaaaa",
        f"uk-b:debts:t1@{engine.APPLICATION_VERSION}": None,
    }
    assert {run.id: run.status for run in console.runs()}["uk-a:apply:t1"] == "CANCELLED"
    assert console.plans_of([]) == {} and restart_stale(console) == []


def test_a_run_is_not_lost_where_asking_anew_breaks_off(console: Console, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as older:
        older.setattr(engine, "APPLICATION_VERSION", "fleet-0")
        console.enqueue("uk-a", "apply", "t1", ("apply",), "20261124-090000-aaaaaaaa")
        console.enqueue("uk-b", "debts", "t1", ("plan", "apply"))
    ask, asked = console.enqueue, []

    def breaks_off(slug: str, *given: object) -> str:
        asked.append(slug)
        if len(asked) == 2:
            raise LedgerUnavailable("нет связи")
        return ask(slug, *given)  # type: ignore[arg-type]

    with monkeypatch.context() as cut:
        cut.setattr(console, "enqueue", breaks_off)
        with pytest.raises(LedgerUnavailable):
            restart_stale(console)
    restart_stale(console)
    runs = {run.id: run.status for run in console.runs()}
    again = [f"uk-a:apply:t1@{engine.APPLICATION_VERSION}", f"uk-b:debts:t1@{engine.APPLICATION_VERSION}"]
    assert [runs.get(run) for run in again] == ["ENQUEUED"] * 2
    assert [runs[run] for run in ("uk-a:apply:t1", "uk-b:debts:t1")] == ["CANCELLED"] * 2
