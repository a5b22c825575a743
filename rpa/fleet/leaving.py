"""An organization leaves the fleet: no more runs, no password of its in the database. What proves its answers stays.

Nothing but this ends its runs. One whose folder or publication merely vanished goes on failing, and is told of: it may
be a disk that is not there today, and its deadlines run.
"""

from __future__ import annotations

from rpa.errors import BadSettings, OrganizationBusy
from rpa.fleet.crew import Crew
from rpa.fleet.engine import UNFINISHED, Console

KEPT_SECRETS = ("journal_key",)
"""It signs the journal, which stays, and opens nothing: published again, the organization goes on with it."""


def take_out(crew: Crew, console: Console, slug: str) -> None:
    """Forget ``slug``, drop its waiting runs and its secrets. Intents, journal, pictures and plans stay where they are.

    Raises ``OrganizationBusy`` while a worker has a run of it in hand, ``BadSettings`` where an embedded fleet would
    take it in again at the next tick, since its folder is there.
    """
    if crew.storage is None and slug in crew.data.slugs():
        raise BadSettings(
            f"Папка организации {slug} ещё здесь: работник взял бы её снова.",
            hint=f"Перенесите её из {crew.data.organizations} (не удаляйте: в ней журнал и снимки) и повторите.",
        )
    runs = [run for run in console.runs(UNFINISHED) if run.organization == slug]
    if any(run.status == "PENDING" for run in runs):
        raise OrganizationBusy(
            f"Прогон организации {slug} ещё идёт.",
            hint=f"Снимите его (`rpa fleet cancel {slug}`), дождитесь конца стадии и повторите.",
        )
    # First: no tick asks for a run of it any more; what was asked for before is dropped after that.
    crew.records.take_out(slug, KEPT_SECRETS)
    console.cancel([run.id for run in console.runs(UNFINISHED) if run.organization == slug])
