"""Notices to people: what happened, in numbers and dates only. Composed from a day's record, delivered by apprise."""

from rpa.operate.notices.compose import digest, from_day, from_guard, missed
from rpa.operate.notices.deliver import Delivery, deliver, resolve
from rpa.operate.notices.memory import forget_told
from rpa.operate.notices.message import Kind, Notice

__all__ = [
    "Delivery",
    "Kind",
    "Notice",
    "deliver",
    "digest",
    "forget_told",
    "from_day",
    "from_guard",
    "missed",
    "resolve",
]
