"""What became of requests of late, by people and by the robot: the journal's last word on each."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from rpa.audit.backwards import backwards
from rpa.debts.approval import How


def decided_since(journal: Path, since: datetime, now: datetime) -> dict[str, str]:
    """By number, the newest decision given since then on the page or the command line, ``""`` where it was taken back,
    ``"act"`` where the robot began to answer or to withdraw. Where a sheet had the last word, there is none here.

    What comes after a record of that time is of that time, too, although a clock that stood back for a while dated it
    earlier: so the journal is read whole.
    """
    last: dict[str, str | None] = {}
    dated_before: set[str] = set()
    for line in backwards(journal):
        try:
            record = json.loads(line)
            at = datetime.fromisoformat(record["at"])
            if since <= at <= now:
                dated_before.clear()
            word = _word(record)
            if word is not None and word[0] not in last:
                last[word[0]] = word[1]
                if at < since:
                    dated_before.add(word[0])
        except (ValueError, KeyError, TypeError):
            continue  # the last line may still be being written
    return {number: said for number, said in last.items() if said is not None and number not in dated_before}


def _word(record: dict[str, Any]) -> tuple[str, str | None] | None:
    """Whose request a record speaks of, and what it says; ``None`` if it decides nothing."""
    if record["kind"] == "intent":
        return record["request_number"], "act"
    if record["kind"] == "approval" and How.AUTOMATIC not in record["how"]:
        by_sheet = record["how"][-1:] == [How.SHEET]
        return record["request_number"], None if by_sheet else record["decision"]
    return None
