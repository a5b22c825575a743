"""Runs a scenario by its name, if it only reads. What changes the cabinet has a command of its own."""

from __future__ import annotations

from rpa.errors import BadSettings
from rpa.job import catalogue
from rpa.job.results import RunSummary
from rpa.operate.inquiries import sync
from rpa.operate.place import Listener, Place, silent
from rpa.operate.verifying import verify_answers


def read_by_name(place: Place, name: str, on_progress: Listener = silent) -> tuple[dict[str, int], RunSummary]:
    """Run it; numbers of what was read, and the summary.

    Raises ``BadSettings`` for an unknown scenario and for one that does not declare ``READ_ONLY = True``.
    """
    scenario = catalogue.load(name)
    if not catalogue.only_reads(scenario):
        raise BadSettings(
            f"Сценарий {name!r} меняет кабинет и по имени не запускается.",
            hint="У таких сценариев свои команды: `rpa debts`, `rpa cabinet`, `rpa inquiries`.",
        )
    if name == "sync_inquiries":
        synced = sync(place, on_progress)
        return {"listed": synced.listed, "opened": synced.opened}, synced.summary
    if name == "verify_answers":
        verified = verify_answers(place, on_progress=on_progress)
        return {finding.value: count for finding, count in verified.counts().items()}, verified.summary
    finished = place.run(name, on_progress=on_progress)
    value = finished.value
    read = (
        value if isinstance(value, int) else len(value) if isinstance(value, list | tuple) else int(value is not None)
    )
    return {"read": read}, finished.summary
