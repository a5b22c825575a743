"""Destroys an organization's files whose days are over, as its settings say. Shown first, done only when asked.

What an answer that stands or is uncertain has to be checked against stays, whatever its age: without its plan nobody,
the robot included, could say what was sent. The newest plan stays too: the guard of deadlines lives from it; and notes
of its requests, or what somebody left to people would be approved by the policy. So does an обращение that waits for an
answer, with its files: without its card nobody would be told of its last day.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path, PurePosixPath

from rpa.audit.backwards import backwards
from rpa.audit.retention import Expired, Purged, find_expired, purge
from rpa.operate.inquiries import InquiryStore
from rpa.operate.newest import newest_names
from rpa.operate.notes import note_path
from rpa.operate.place import Place
from rpa.operate.recorded import recorded
from rpa.operate.recording import journal_of

VERIFY_DAYS = 30
"""How far back the portal's list and the answers given are compared every day; by hand everything is."""

LONGEST_SILENCE = timedelta(days=3)
"""A machine that wrote nothing for longer, by its own clock, may have a clock that jumped."""


def expired_files(place: Place) -> list[Expired]:
    """What is past its days today, Moscow time, and not needed any more. Raises as ``Ledger.open`` does."""
    expired = find_expired(place.folder.root, place.settings.retention.days(), today=place.moscow_now().date())
    if any(item.kind == "inquiries" for item in expired):
        waiting = InquiryStore(place.folder.inquiries).waiting()
        expired = [item for item in expired if item.kind != "inquiries" or _inquiry(item) not in waiting]
    if not any(item.kind == "plans" for item in expired):
        return expired
    newest, marks = newest_names(place.folder, place.now()), _plans_in_use(place)
    noted = _notes_in_use(place, newest)
    return [item for item in expired if item.kind != "plans" or not _needed(item, newest, marks, noted)]


def destroy(place: Place, expired: Sequence[Expired]) -> Purged:
    """Destroy it, with an act and a record in the chain. Raises as ``purge`` does."""
    name = place.settings.organization.name
    with journal_of(place) as journal:
        return purge(place.folder.root, expired, journal, organization_name=name, now=place.moscow_now())


def clock_doubt(place: Place, since: datetime) -> str:
    """Why nobody but a person should destroy by today's date; empty if nothing speaks against it.

    ``since``: when this run began; the last record before that tells what the clock said then.
    """
    last = _last_record(place.folder.journal, since)
    if last is None:
        return "В журнале нет записей до этого прогона: верны ли часы, не видно."
    if place.now() - last > LONGEST_SILENCE:
        return f"Последняя запись журнала до этого прогона — от {last:%d.%m.%Y}: часы могли уйти вперёд."
    return ""


def _plans_in_use(place: Place) -> frozenset[str]:
    """The marks (the end of the file's name) of the plans behind uncertain intents and answers lately sent."""
    organization, since = place.settings.organization.ogrn, place.now() - timedelta(days=VERIFY_DAYS)
    with recorded(place.folder, place.settings, place.now) as ledger:
        if ledger is None:
            return frozenset()
        intents = ledger.uncertain(organization)
        intents += [one.intent for one in ledger.answered(organization) if (one.concluded_at or one.intent.at) >= since]
    return frozenset(intent.plan_sha256[:8] for intent in intents if intent.plan_sha256)


def _notes_in_use(place: Place, newest: frozenset[str]) -> frozenset[str]:
    """Paths of the notes of every request in these plans."""
    found = set[Path]()
    for name in newest:
        try:
            items = json.loads((place.folder.plans / f"{name}.json").read_bytes())["plan"]["items"]
            found |= {note_path(place.folder.notes, str(item["request_number"])) for item in items}
        except (OSError, ValueError, KeyError, TypeError):
            continue
    return frozenset(path.relative_to(place.folder.root).as_posix() for path in found)


def _inquiry(item: Expired) -> str:
    """``inquiries/NAME.json`` or ``inquiries/files/NAME/01.pdf`` → NAME."""
    path = PurePosixPath(item.path)
    return path.parent.name if path.is_relative_to("inquiries/files") else path.stem


def _needed(item: Expired, newest: frozenset[str], marks: frozenset[str], noted: frozenset[str]) -> bool:
    name = PurePosixPath(item.path).stem
    return item.path in noted or name in newest or name.rpartition("-")[2] in marks


def _last_record(journal: Path, until: datetime) -> datetime | None:
    """When the last record up to this moment was written, read from the end: a journal may be long."""
    for line in backwards(journal):
        try:
            at = datetime.fromisoformat(json.loads(line)["at"])
            if at <= until:
                return at
        except (ValueError, KeyError, TypeError):
            continue
    return None
