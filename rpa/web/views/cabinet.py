"""Settings of the cabinet: the difference between what is wanted and what is, and its application."""

from __future__ import annotations

import hashlib

from starlette.responses import Response

from rpa.operate.cabinet_settings import SettingsPlan, last_verdict
from rpa.web.runs import Kind
from rpa.web.site import Visit


def show(visit: Visit) -> Response:
    runs = visit.site.runs
    planned = last_reading(visit)
    return visit.show(
        "cabinet.html",
        read=runs.last.get(Kind.CABINET),
        applied=runs.last.get(Kind.CABINET_APPLY),
        planned=planned,
        digest=digest(planned) if planned is not None else "",
        verdict=last_verdict(visit.site.desk.last_place),
        wishes=visit.site.desk.place.settings.cabinet,
        Kind=Kind,
    )


def last_reading(visit: Visit) -> SettingsPlan | None:
    """What the page shows as the difference."""
    read = visit.site.runs.last.get(Kind.CABINET)
    return read.value if read is not None and not read.alive else None


def digest(planned: SettingsPlan) -> str:
    """Of the difference that was shown, so that no other is made."""
    return hashlib.sha256(repr(planned.difference).encode()).hexdigest()
