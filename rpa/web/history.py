"""What was answered about a dwelling before: earlier requests with the same address, from the plans kept."""

from __future__ import annotations

import json
import re
import threading
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from rpa.debts.plan import PlanItem
from rpa.ledger import Ledger, Record

PLANS_LOOKED_AT = 60
_KINDS = ("send", "revoke")
_PART = re.compile(r"\d+|[^\W\d_]+|\|")


@dataclass(frozen=True, slots=True)
class Earlier:
    """One thing done about a request of this dwelling. ``own``: it is the very request that is open."""

    number: str
    record: Record
    own: bool


class History:
    """Knows which requests asked about which dwelling. Reads each kept plan once."""

    def __init__(self, plans: Path) -> None:
        self._plans = plans
        self._read: set[str] = set()
        self._numbers: dict[tuple[str, ...], set[str]] = defaultdict(set)
        self._guard = threading.Lock()

    def of(self, item: PlanItem, ledger: Ledger, organization: str) -> list[Earlier]:
        """Newest first."""
        with self._guard:
            self._catch_up()
            numbers = {*self._numbers.get(_key(item.address, item.address_details), ()), item.request_number}
        found = [
            Earlier(number, record, number == item.request_number)
            for number in numbers
            for record in ledger.history(organization, number)
            if record.intent.kind.value in _KINDS
        ]
        return sorted(found, key=lambda earlier: earlier.record.intent.at, reverse=True)

    def _catch_up(self) -> None:
        for path in sorted(self._plans.glob("*.json"), reverse=True)[:PLANS_LOOKED_AT]:
            if path.stem in self._read:
                continue
            self._read.add(path.stem)
            try:
                items = json.loads(path.read_bytes())["plan"]["items"]
                for item in items:
                    self._numbers[_key(item["address"], item["address_details"])].add(item["request_number"])
            except (OSError, ValueError, KeyError, TypeError):
                # A damaged plan is told where it matters; here it only knows nothing of the past.
                continue


def _key(address: str, details: str | None) -> tuple[str, ...]:
    """Words and numbers, however they are set apart: but «1/2» is not «12»."""
    text = f"{address} | {details or ''}".casefold().replace("ё", "е")
    return tuple(_PART.findall(text))
