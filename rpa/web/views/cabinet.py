"""Settings of the cabinet: the difference between what is wanted and what is, and its application."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from datetime import datetime
from typing import Any

from starlette.responses import Response

from rpa.inquiries.notification import explain
from rpa.operate.cabinet_settings import SettingsPlan
from rpa.private_files import store_private
from rpa.web.desk import Desk
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
        verdict=last_verdict(visit),
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


def remember(desk: Desk, planned: SettingsPlan) -> SettingsPlan:
    """Keep what the rule of the messages says now: sentences and counts, no names."""
    verdict = explain(planned.state)
    told = {"at": desk.place.moscow_now().isoformat(), "arrives": verdict.arrives,
            "findings": [asdict(found) for found in verdict.findings]}  # fmt: skip
    store_private(_path(desk), json.dumps(told, ensure_ascii=False).encode())
    return planned


def last_verdict(visit: Visit) -> dict[str, Any] | None:
    """What the last reading said of the messages, and when that was."""
    try:
        told: dict[str, Any] = json.loads(_path(visit.site.desk).read_bytes())
        told["at"] = datetime.fromisoformat(told["at"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return told


def _path(desk: Desk) -> Any:
    return desk.place.folder.review / "notification.json"
