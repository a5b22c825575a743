"""A daily run that holds the organization and does nothing: cron and launchd never end it, and no other run begins."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from rpa.audit.backwards import backwards
from rpa.audit.verifier.chain import parse
from rpa.operate.day import Day
from rpa.operate.day_lock import begun_at, under_way
from rpa.settings import OrganizationFolder

SILENT_FOR = timedelta(hours=2)
"""A run at work journals each step and each request; only while it waits for a person it writes nothing."""


def hangs(folder: OrganizationFolder, last: Day | None, now: datetime) -> str:
    """What to say of a run that is under way and gives no sign of life any more; empty if none hangs.

    ``last`` is the last day on record, ``now`` aware, of the clock people read.
    """
    if not under_way(folder):
        return ""
    signs = [sign for sign in (begun_at(folder), last.last_sign if last else None, *_written(folder, now)) if sign]
    if not signs or now - max(signs) <= SILENT_FOR:
        return ""
    return (
        f"Ежедневный прогон не закончен, но с {max(signs).astimezone(now.tzinfo):%d.%m.%Y %H:%M} ничего не делает: "
        "видимо, завис, а другой при нём не начнётся. Завершите его процесс и выполните `rpa run daily`: он продолжит."
    )


def _written(folder: OrganizationFolder, now: datetime) -> Iterator[datetime]:
    """When the journal was last written, and until when a run that stands at the sign-in waits for a person."""
    try:
        for line in backwards(folder.journal):
            record = parse(line)
            if record is None:
                continue  # the last one may still be being written
            at = datetime.fromisoformat(str(record.fields.get("at")))
            yield at
            if record.fields.get("kind") == "parked":
                yield at + timedelta(minutes=int(record.fields.get("minutes") or 0))
            if record.fields.get("kind") != "sign_in":
                return
    except OSError:
        # Whether it hangs nobody can say then: no run is called dead for that.
        yield now
    except ValueError:
        return
