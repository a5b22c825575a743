"""Give new обращения to executors: rules propose, a person approves, the commit protocol assigns."""

from __future__ import annotations

from collections.abc import Sequence

from rpa.inquiries.assignment import Assignment, Unassigned, propose
from rpa.job.results import RunSummary
from rpa.operate.cabinet_settings import read_state
from rpa.operate.inquiries.store import InquiryStore
from rpa.operate.place import Listener, Place, silent


def plan_assignments(place: Place) -> tuple[tuple[Assignment, ...], tuple[Unassigned, ...]]:
    """What the rules of the settings would assign, from the stored обращения and the cabinet's employees."""
    stored = [one.inquiry for one in InquiryStore(place.folder.inquiries)]
    return propose(stored, place.settings.inquiries.assign, read_state(place).employees)


def assign(place: Place, approved: Sequence[Assignment], on_progress: Listener = silent) -> RunSummary | None:
    """Assign what was approved. ``None`` if there was nothing to assign."""
    if not approved:
        return None
    return place.run("assign_inquiries", given=tuple(approved), on_progress=on_progress).summary
