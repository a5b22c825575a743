"""Which requests will miss their deadline at the speed measured here."""

from __future__ import annotations

from datetime import datetime
from statistics import median

from rpa.debts.deadline import will_miss
from rpa.debts.plan import Plan
from rpa.operate.place import Place
from rpa.operate.recorded import recorded

SECONDS_BY_HAND = 360.0
"""Until the robot has answered anything here, a person's six minutes an answer are assumed: the careful guess."""
_NEWEST = 50


def seconds_per_answer(place: Place) -> float:
    """The median time between the last answers' intents and outcomes, in seconds; ``SECONDS_BY_HAND`` if none yet."""
    with recorded(place.folder, place.settings, place.now) as ledger:
        if ledger is None:
            return SECONDS_BY_HAND
        answered = list(ledger.answered(place.settings.organization.ogrn))[-_NEWEST:]
    took = [(one.concluded_at - one.intent.at).total_seconds() for one in answered if one.concluded_at]
    return max(median(took), place.settings.pacing.turn_seconds) if took else SECONDS_BY_HAND


def misses(place: Place, plan: Plan, *, now: datetime) -> list[str]:
    """Numbers of the plan's requests that will not be answered in time if answering begins ``now`` without a pause."""
    dues = {item.request_number: item.due for item in plan.items if item.due}
    return will_miss(dues, seconds_per_answer(place), now=now)
