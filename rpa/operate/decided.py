"""What became of requests of late, by people and by the robot: the journal's last word on each."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

from rpa.audit.backwards import backwards
from rpa.debts.approval import How


def decided_since(journal: Path, since: datetime) -> dict[str, str]:
    """By number, the newest decision given since then on the page or the command line, ``""`` where it was taken back,
    ``"act"`` where the robot began to answer or to withdraw. Where a sheet had the last word, there is none here."""
    last: dict[str, str | None] = {}
    for line in backwards(journal):
        try:
            record = json.loads(line)
            if datetime.fromisoformat(record["at"]) < since:
                break
            if record["kind"] == "intent":
                last.setdefault(record["request_number"], "act")
            elif record["kind"] == "approval" and How.AUTOMATIC not in record["how"]:
                by_sheet = record["how"][-1:] == [How.SHEET]
                last.setdefault(record["request_number"], None if by_sheet else record["decision"])
        except (ValueError, KeyError, TypeError):
            continue  # the last line may still be being written
    return {number: decision for number, decision in last.items() if decision is not None}
