"""The ledger: what is about to be done and how it ended, on disk before anything is clicked.

    intend → (click) → conclude

An intent without a final outcome is *uncertain*: whoever finds one reads the cabinet before anything else. The
ledger never allows a second send for a request unless a withdrawal of the first is recorded as done in between;
the database refuses it too (``migrations/0001_intents.py``).
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

import sqlalchemy as sa

from rpa.ledger import carrying, reading, rules
from rpa.ledger.engine import open_engine, speaking_plainly
from rpa.ledger.lease import Lease, lock_path_for
from rpa.ledger.migrate import migrate
from rpa.ledger.tables import intents, outcomes, runs
from rpa.ledger.values import Intent, IntentConflict, IntentKind, LedgerUnavailable, Outcome, Record


class Ledger:
    """Open with :meth:`open`. Safe to use from several threads; every method is one transaction."""

    def __init__(
        self, engine: sa.Engine, *, now: Callable[[], datetime], monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._engine, self._now, self._monotonic = engine, now, monotonic

    @classmethod
    def open(
        cls,
        location: str | Path,
        *,
        now: Callable[[], datetime],
        backup_folder: Path | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> Ledger:
        """Open or make the ledger at a path or URL and bring its schema up to date, with a backup before each step.

        ``now`` gives aware times; ``monotonic`` seconds that never jump (leases). ``backup_folder``: beside an SQLite
        file by default, else in the user's data folder. Raises ``LedgerUnavailable`` (place, rights, disk, newer
        version) or ``EvidenceBroken`` (damaged file).
        """
        engine = open_engine(location)
        try:
            with speaking_plainly():
                migrate(engine, now=now, backup_folder=backup_folder)
        except BaseException:
            engine.dispose()
            raise
        return cls(engine, now=now, monotonic=monotonic)

    def close(self) -> None:
        self._engine.dispose()

    def __enter__(self) -> Ledger:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def lease(self, organization: str, holder: str, ttl_seconds: float = 120) -> Lease:
        """Take the organization for one run: ``with ledger.lease(…) as lease``. Raises ``OrganizationBusy``."""
        database = self._engine.url.database if self._engine.dialect.name == "sqlite" else None
        # Of the file itself: one reached by a link as well has one lock.
        lock_path = lock_path_for(Path(database).resolve(), organization) if database else None
        return Lease(self._engine, organization, holder, ttl_seconds, lock_path=lock_path, monotonic=self._monotonic)

    def start_run(self, run_id: str, organization: str) -> None:
        """Note that a run began. Harmless when repeated."""
        with self._writing(organization) as connection:
            self._note_run(connection, run_id, organization)

    def finish_run(self, run_id: str, result: str) -> None:
        """Note how a run ended, in one word or exit code."""
        with speaking_plainly(), self._engine.begin() as connection:
            connection.execute(
                runs.update().where(runs.c.run_id == run_id).values(finished_at=self._stamp(), result=result)
            )

    def intend(
        self,
        *,
        organization: str,
        request_number: str,
        kind: IntentKind,
        content_sha256: str,
        plan_sha256: str | None,
        run_id: str,
        fence: int,
    ) -> Intent:
        """Write what is about to be done; it is on disk when this returns.

        Raises ``IntentConflict`` if it must not be done (see the module), ``OrganizationBusy`` if ``fence`` is not that
        of a living lease, ``LedgerUnavailable`` if it cannot be written.
        """
        with self._writing(organization) as connection:
            rules.require_fence(connection, organization, fence)
            standing = reading.standing(connection, organization, request_number)
            rules.refuse_conflict(kind, request_number, standing)
            self._note_run(connection, run_id, organization)
            at = self._stamp()
            identity = connection.execute(
                intents.insert().values(
                    organization=organization,
                    request_number=request_number,
                    kind=kind.value,
                    content_sha256=content_sha256,
                    plan_sha256=plan_sha256,
                    run_id=run_id,
                    fence=fence,
                    at=at,
                    holds=True,
                )
            ).inserted_primary_key
        return Intent(
            id=int(identity[0]) if identity else 0,
            organization=organization,
            request_number=request_number,
            kind=kind,
            content_sha256=content_sha256,
            plan_sha256=plan_sha256,
            run_id=run_id,
            fence=fence,
            at=datetime.fromisoformat(at),
        )

    def conclude(self, intent: Intent, outcome: Outcome, detail: str = "", evidence: Sequence[str] = ()) -> None:
        """Record how an intent ended. Repeating the same final outcome changes nothing; another one is a conflict.

        ``evidence`` holds paths or hashes of the pictures that show it, never personal data. No fence is asked: the
        truth about what happened may be written by whoever finds it out.
        """
        with self._writing(intent.organization) as connection:
            found = reading.record(connection, intent.id)
            if found is None:
                raise IntentConflict(f"Намерения {intent.id} нет в журнале.")
            if found.outcome not in (None, Outcome.UNKNOWN):
                if found.outcome is outcome:
                    return
                raise IntentConflict(
                    f"Итог по запросу {intent.request_number} уже записан: {found.outcome}.", standing=found
                )
            connection.execute(
                outcomes.insert().values(
                    intent_id=intent.id,
                    outcome=outcome.value,
                    detail=detail,
                    evidence=json.dumps(list(evidence), ensure_ascii=False),
                    at=self._stamp(),
                )
            )
            rules.let_go(connection, intent, outcome)

    def uncertain(self, organization: str) -> list[Intent]:
        """Intents without a final outcome, oldest first: each is solved by reading the cabinet, never by sending."""
        with self._reading() as connection:
            return [found.intent for found in reading.uncertain(connection, organization)]

    def waits_for_people(self, organization: str) -> list[Intent]:
        """Of the uncertain intents those that somebody has to look at: not those whose request is gone."""
        with self._reading() as connection:
            return [found.intent for found in reading.uncertain(connection, organization) if not found.gone]

    def last(self, organization: str, request_number: str) -> Record | None:
        """The newest record of a request, whatever its kind."""
        history = self.history(organization, request_number)
        return history[-1] if history else None

    def history(self, organization: str, request_number: str) -> list[Record]:
        """Everything ever intended for a request, oldest first."""
        with self._reading() as connection:
            return reading.history(connection, organization, request_number)

    def answered(self, organization: str) -> Iterator[Record]:
        """Answers that stand: sent, read back and not withdrawn; in the order they were sent."""
        with self._reading() as connection:
            yield from reading.answered(connection, organization)

    def everything(self, organization: str) -> list[Record]:
        """Every intent ever recorded for an organization, oldest first."""
        with self._reading() as connection:
            return reading.everything(connection, organization)

    def outcomes(self, organization: str, ids: Collection[int]) -> dict[int, Outcome | None]:
        """The last outcome of each of these intents; one that the organization has not is left out."""
        with self._reading() as connection:
            return reading.outcomes_of(connection, organization, ids)

    def concluded(self, organization: str, newest: int) -> list[Record]:
        """The newest outcomes recorded, each with its intent, the oldest first; an intent may have had several."""
        with self._reading() as connection:
            return reading.concluded(connection, organization, newest)

    def carry_from(self, source: Ledger, organization: str, holder: str) -> int:
        """Take over what ``source`` remembers of an organization and this ledger does not; how many intents.

        Safe to repeat. The lease is taken only where there is something: raises ``OrganizationBusy`` if a run holds
        it, and ``IntentConflict`` if both ledgers sent an answer to one request.
        """
        with source._reading() as there, self._reading() as here:
            if next(carrying.lacking(there, here, organization), None) is None:
                return 0
        with self.lease(organization, holder), source._reading() as there, self._writing(organization) as here:
            return carrying.carry(there, here, organization)

    def _note_run(self, connection: sa.Connection, run_id: str, organization: str) -> None:
        known = connection.scalar(sa.select(runs.c.organization).where(runs.c.run_id == run_id))
        if known is None:
            connection.execute(runs.insert().values(run_id=run_id, organization=organization, started_at=self._stamp()))
        elif known != organization:
            raise IntentConflict(f"Прогон {run_id} принадлежит другой организации.")

    @contextmanager
    def _writing(self, organization: str) -> Iterator[sa.Connection]:
        """One transaction; writers of one organization wait for each other (SQLite: all writers do)."""
        with speaking_plainly(), self._engine.begin() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtext(organization))))
            try:
                yield connection
            except sa.exc.IntegrityError as error:
                # The database's own guards: a rule above was broken or another program wrote meanwhile.
                raise IntentConflict("База журнала намерений не приняла запись: она нарушила бы правило.") from error

    @contextmanager
    def _reading(self) -> Iterator[sa.Connection]:
        with speaking_plainly(), self._engine.connect().execution_options(reading=True) as connection:
            yield connection

    def _stamp(self) -> str:
        now = self._now()
        if now.tzinfo is None:
            raise LedgerUnavailable("Часы программы не знают часового пояса.")
        return now.astimezone(UTC).isoformat(timespec="microseconds")
