"""What people decided, or took back, of late: the journal's last word on each request."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

from rpa.audit.backwards import backwards
from rpa.debts.approval import How


def decided_since(journal: Path, since: datetime) -> dict[str, str]:
    """By number, the newest decision given since then on the page or the command line, ``""`` where it was taken back.
    Where a sheet or the policy had the last word, there is none here."""
    last: dict[str, str | None] = {}
    for line in backwards(journal):
        try:
            record = json.loads(line)
            if datetime.fromisoformat(record["at"]) < since:
                break
            if record["kind"] == "approval":
                ours = set(record["how"]) & {How.SHEET, How.AUTOMATIC} and record["how"][-1] not in (How.PAGE, How.CLI)
                last.setdefault(record["request_number"], None if ours else record["decision"])
        except (ValueError, KeyError, TypeError, IndexError):
            continue  # the last line may still be being written
    return {number: decision for number, decision in last.items() if decision is not None}
