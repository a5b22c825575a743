"""Runs a scenario by its name: one that only reads, or one whose answers the person who runs it gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from rpa.errors import BadInput, BadSettings, RpaError, WrongUsage
from rpa.job import catalogue
from rpa.job.asked import answer, wanted
from rpa.job.results import RunSummary
from rpa.operate.inquiries import sync
from rpa.operate.place import Listener, Place, silent
from rpa.operate.verifying import verify_answers


@dataclass(frozen=True, slots=True)
class Ran:
    """``counts``: numbers of what was read or done. ``exit_code`` is the one of the command that does the same;
    ``doubt``: what a person has to look at although everything was read."""

    counts: dict[str, int]
    summary: RunSummary
    exit_code: int
    doubt: RpaError | None = None


def run_by_name(
    place: Place,
    name: str,
    given: Mapping[str, str] | None = None,
    *,
    confirmed: bool = False,
    on_progress: Listener = silent,
) -> Ran:
    """Run it.

    Raises ``BadSettings`` for a scenario that is given its work by a command of its own,
    ``WrongUsage`` for an unknown one, answers that are missing or wrong, and for a change that nobody ``confirmed``.
    """
    scenario = catalogue.load(name)
    asked = catalogue.asks(scenario)
    if asked is not None:
        filled = answer(asked, given or {})
        if not (confirmed or catalogue.only_reads(scenario)):
            raise WrongUsage(
                f"Сценарий {name!r} меняет кабинет, а согласия нет: ничего не сделано.", hint="Добавьте --yes."
            )
        finished = place.run(name, given=filled, on_progress=on_progress, pages=1)
        return Ran(finished.summary.counts(), finished.summary, finished.summary.exit_code)
    if given:
        raise BadInput(f"Сценарий {name!r} ни о чём не спрашивает.", hint="Уберите --set.")
    if not catalogue.only_reads(scenario):
        own, what = catalogue.command(scenario), f"Сценарий {name!r} по имени не запускается."
        if own:
            raise BadSettings(what, hint=f"Его команда: `{own}`.")
        declare = "`READ_ONLY = True`, если он только читает, или класс `Asks`, если ему нужны ответы человека"
        raise BadSettings(what, hint=f"Кто пишет scenarios/{name}.py, ставит в нём {declare} (CONTRIBUTING.md).")
    return _read(place, name, on_progress)


def _read(place: Place, name: str, on_progress: Listener) -> Ran:
    if name == "sync_inquiries":
        synced = sync(place, on_progress)
        counts = {"listed": synced.listed, "opened": synced.opened, "vanished": len(synced.vanished)}
        return Ran(counts, synced.summary, synced.exit_code, None if synced.stopped else synced.doubt)
    if name == "verify_answers":
        verified = verify_answers(place, on_progress=on_progress)
        counts = {finding.value: count for finding, count in verified.counts().items()}
        return Ran(counts, verified.summary, verified.exit_code)
    finished = place.run(name, on_progress=on_progress)
    value = finished.value
    read = len(value) if isinstance(value, list) else int(value is not None)
    return Ran({"read": read}, finished.summary, finished.summary.exit_code)


def asked_by(name: str) -> str:
    """What the scenario asks, in one line; empty if nothing."""
    found = catalogue.asks(catalogue.load(name))
    return wanted(found) if found else ""
