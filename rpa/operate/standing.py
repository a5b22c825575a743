"""How an organization stands, told without a browser, the site or any secret."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from pathlib import Path

from rpa.audit.backwards import backwards
from rpa.errors import BadSettings, RpaError
from rpa.ledger import ANSWERING, Intent
from rpa.operate.day import AT_THE_SIGN_IN, Day
from rpa.operate.day_lock import under_way
from rpa.operate.guard import Guarded, look
from rpa.operate.hanging import hangs
from rpa.operate.recorded import recorded
from rpa.operate.schedule import jobs_of, last_firing, next_firing, set_up, stands_since
from rpa.settings import DataRoot, OrganizationFolder, OrganizationSettings, load_settings

_NEWEST = 1000
"""Records looked at: more than are written between two looks at a sign-in screen."""


@dataclass(frozen=True, slots=True)
class Standing:
    """``parked``: why the sign-in waits for a person. ``uncertain``: acts whose outcome nobody knows yet; ``None``
    where the ledger cannot be read; ``read_by``: the commands that read it. ``next_at``: ``None`` where nothing will
    start a run. ``problem``: why nothing else could be told."""

    slug: str
    last: Day | None = None
    guarded: Guarded | None = None
    parked: str = ""
    uncertain: int | None = None
    read_by: tuple[str, ...] = ()
    running: bool = False
    missed: bool = False
    next_at: datetime | None = None
    problem: str = ""


def standing(folder: OrganizationFolder, now: datetime) -> Standing:
    """Look at one organization. Broken settings are part of the answer, not an error: the others must be told too."""
    try:
        settings = load_settings(folder.settings)
    except RpaError as error:
        return Standing(folder.slug, problem=error.what)
    jobs = jobs_of(folder.slug, settings.schedule.daily_at, folder.machine.path)
    firing = last_firing(folder.reports, settings.schedule.daily_at, now.astimezone(), stands_since(jobs))
    uncertain, read_by = _uncertain(folder, settings, now)
    guarded, hung = look(folder, settings, now), hangs(folder, firing.last, now.astimezone())
    return Standing(
        slug=folder.slug,
        last=firing.last,
        guarded=replace(guarded, blind=(hung, *guarded.blind)) if hung else guarded,
        parked=why_parked(folder, firing.last),
        uncertain=uncertain,
        read_by=read_by,
        running=under_way(folder),
        missed=firing.missed,
        next_at=next_firing(firing, set_up(jobs)),
    )


def everybodys_standing(root: DataRoot, now: datetime) -> list[Standing]:
    """All that ``root.slugs`` names. A folder that cannot be an organization's by its name, as a copy somebody made, is
    told and hides none of the others."""
    found = []
    for slug in root.slugs():
        try:
            folder = root.organization(slug)
        except BadSettings as error:
            found.append(Standing(slug, problem=f"{error.what} Если это копия, уберите её из папки organizations."))
        else:
            found.append(standing(folder, now))
    return found


def why_parked(folder: OrganizationFolder, last: Day | None) -> str:
    """What the sign-in waits for: of a run that stands there now, else of the last daily one. Empty: for nobody, nor
    where a session was kept since: somebody has signed in."""
    troubles = [] if last is None or _kept_since(folder.session, last.last_sign) else last.troubles()
    return waiting_now(folder.journal) or next((one.what for one in troubles if one.kind in AT_THE_SIGN_IN), "")


def _kept_since(session: Path, moment: datetime) -> bool:
    try:
        return session.stat().st_mtime > moment.timestamp()
    except OSError:
        return False


def waiting_now(journal: Path) -> str:
    """The screen a run waits at for a person, by the last lines of the journal; empty when none waits."""
    try:
        lines = list(islice(backwards(journal), _NEWEST))
    except OSError:
        return ""
    for line in lines:
        try:
            record = json.loads(line)
            kind = record["kind"]
        except (ValueError, KeyError, TypeError):
            # The last one may still be being written.
            continue
        match kind:
            case "parked":
                # Only then: it brings Playwright with it, and `rpa status` must answer at once.
                from rpa.cabinet.sign_in_screens import PERSONS

                return PERSONS.get(record.get("screen", ""), PERSONS["unknown"])
            case "unparked" | "run_finished" | "run_started":
                return ""
    return ""


def _uncertain(
    folder: OrganizationFolder, settings: OrganizationSettings, now: datetime
) -> tuple[int | None, tuple[str, ...]]:
    organization = settings.organization.ogrn
    try:
        with recorded(folder, settings, lambda: now) as ledger:
            if ledger is None:
                return 0, ()
            left = ledger.waits_for_people(organization)
            return len(left), commands_that_read(left)
    except RpaError:
        return None, ()


def commands_that_read(intents: Iterable[Intent]) -> tuple[str, ...]:
    """What to run so that the cabinet tells how these ended."""
    kinds = {intent.kind for intent in intents}
    commands = {"rpa debts verify": kinds & set(ANSWERING), "rpa inquiries assign": kinds - set(ANSWERING)}
    return tuple(command for command, found in commands.items() if found)
