"""What the fleet remembers of its workers and organizations. Every method is one transaction on the shared database."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from rpa.fleet.tables import METADATA, SCHEMA, organizations, secrets, workers
from rpa.ledger.engine import open_engine, speaking_plainly
from rpa.ledger.lease import database_time

_CREATION, _REAPER = 0x52504101, 0x52504102
"""Keys of PostgreSQL's advisory locks: «RPA» and a number."""


@dataclass(frozen=True, slots=True)
class Worker:
    """``silent_for`` is negative while the worker's lease lasts."""

    executor: str
    host: str
    pid: int
    version: str
    silent_for: float
    drain: bool

    @property
    def alive(self) -> bool:
        return self.silent_for < 0


@dataclass(frozen=True, slots=True)
class Member:
    """An organization of the fleet. ``last_code`` is the exit code of its last finished run."""

    slug: str
    failures: int
    parked: bool
    reason: str
    last_tick: str
    last_code: int | None


class Records:
    """Open at a path (SQLite) or URL (PostgreSQL). Raises ``LedgerUnavailable`` where the database does not answer."""

    def __init__(self, location: str | Path) -> None:
        engine = open_engine(location)
        self._postgresql = engine.dialect.name == "postgresql"
        self._engine = engine.execution_options(schema_translate_map=None if self._postgresql else {SCHEMA: None})
        with self._begin() as connection:
            if self._postgresql:
                connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_CREATION)))
                connection.exec_driver_sql(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}")
            METADATA.create_all(connection)

    def close(self) -> None:
        self._engine.dispose()

    # Workers

    def enter(self, executor: str, host: str, pid: int, version: str, lease_seconds: float) -> None:
        """A worker begins. It must stand here before it takes its first run: the reaper collects everybody else's."""
        with self._begin() as connection:
            connection.execute(
                workers.insert().values(
                    executor=executor,
                    host=host,
                    pid=pid,
                    version=version,
                    alive_until=database_time(connection) + lease_seconds,
                    drain=False,
                )
            )

    def beat(self, executor: str, lease_seconds: float) -> bool | None:
        """Live on for ``lease_seconds``. True: asked to drain. ``None``: the lease had run out, the worker must end."""
        with self._begin() as connection:
            now = database_time(connection)
            drain = connection.execute(
                workers.update()
                .where(workers.c.executor == executor, workers.c.alive_until > now)
                .values(alive_until=now + lease_seconds)
                .returning(workers.c.drain)
            ).scalar()
            return None if drain is None else bool(drain)

    def leave(self, executor: str) -> None:
        """A worker ends by itself: what it left unfinished may be taken over at once."""
        with self._begin() as connection:
            connection.execute(workers.delete().where(workers.c.executor == executor))

    def forget_dead(self, longer_than: float) -> None:
        """Forget workers that have been silent for so many seconds."""
        with self._begin() as connection:
            connection.execute(workers.delete().where(workers.c.alive_until < database_time(connection) - longer_than))

    def workers(self) -> list[Worker]:
        with self._begin() as connection:
            now = database_time(connection)
            rows = connection.execute(sa.select(workers).order_by(workers.c.host, workers.c.executor)).all()
        return [Worker(row.executor, row.host, row.pid, row.version, now - row.alive_until, row.drain) for row in rows]

    def ask_to_drain(self, executors: Sequence[str] = ()) -> int:
        """Ask workers (all, if none is named) to finish what they have and end; how many were asked."""
        named = workers.c.executor.in_(executors) if executors else sa.true()
        with self._begin() as connection:
            return connection.execute(
                workers.update().where(named, workers.c.alive_until > database_time(connection)).values(drain=True)
            ).rowcount

    @contextmanager
    def as_reaper(self) -> Iterator[bool]:
        """Hold the reaper's office while the body runs; False if somebody else holds it now."""
        if not self._postgresql:
            yield True
            return
        with speaking_plainly(), self._engine.connect() as connection:
            elected = bool(connection.scalar(sa.select(sa.func.pg_try_advisory_lock(_REAPER))))
            try:
                yield elected
            finally:
                if elected:
                    connection.scalar(sa.select(sa.func.pg_advisory_unlock(_REAPER)))

    # Organizations

    def enroll(self, slug: str) -> None:
        """Add an organization; harmless when it is known."""
        with self._begin() as connection:
            known = connection.scalar(sa.select(organizations.c.slug).where(organizations.c.slug == slug))
            if known is None:
                connection.execute(
                    organizations.insert().values(
                        slug=slug, failures=0, parked=False, reason="", last_tick="", last_code=None
                    )
                )

    def members(self) -> list[Member]:
        with self._begin() as connection:
            rows = connection.execute(sa.select(organizations).order_by(organizations.c.slug)).all()
        return [Member(r.slug, r.failures, r.parked, r.reason, r.last_tick, r.last_code) for r in rows]

    def succeeded(self, slug: str, tick: str, code: int) -> None:
        """A run came to its end, whatever it left to people.

        One that was still queued when its organization was parked brings it not back: the reminders need the reason.
        """
        this = organizations.update().where(organizations.c.slug == slug)
        with self._begin() as connection:
            connection.execute(this.values(last_tick=tick, last_code=code))
            connection.execute(this.where(sa.not_(organizations.c.parked)).values(failures=0, reason=""))

    def failed(self, slug: str, reason: str, park_after: int) -> bool:
        """One more failure in a row; True if that parked the organization. One the fleet does not know has none: where
        its row went with a restored database, its run must not keep the reaper from those of all others."""
        with self._begin() as connection:
            failures = connection.execute(
                organizations.update()
                .where(organizations.c.slug == slug)
                .values(failures=organizations.c.failures + 1, reason=reason)
                .returning(organizations.c.failures)
            ).scalar()
            parked = failures is not None and bool(failures >= park_after)
            if parked:
                connection.execute(organizations.update().where(organizations.c.slug == slug).values(parked=True))
            return parked

    def unpark(self, slug: str) -> None:
        self._set(slug, failures=0, parked=False, reason="")

    def take_out(self, slug: str, keep: Sequence[str]) -> None:
        """Forget an organization and its sealed secrets but those named ``keep``; harmless when it is not known."""
        with self._begin() as connection:
            kept = secrets.c.name.in_(keep)
            connection.execute(secrets.delete().where(secrets.c.slug == slug, sa.not_(kept)))
            connection.execute(organizations.delete().where(organizations.c.slug == slug))

    # Sealed secrets

    def sealed(self, slug: str, name: str) -> bytes | None:
        with self._begin() as connection:
            found = connection.scalar(sa.select(secrets.c.sealed).where(secrets.c.slug == slug, secrets.c.name == name))
        return None if found is None else bytes(found)

    def put_sealed(self, slug: str, name: str, sealed: bytes | None) -> None:
        """Replace one sealed value; ``None`` removes it."""
        with self._begin() as connection:
            if sealed is None:
                connection.execute(secrets.delete().where(secrets.c.slug == slug, secrets.c.name == name))
                return
            # In one statement: of two that removed a row and put their own, PostgreSQL refuses the later one.
            row = self._new_secret().values(slug=slug, name=name, sealed=sealed)
            connection.execute(row.on_conflict_do_update(index_elements=["slug", "name"], set_={"sealed": sealed}))

    def sealed_once(self, slug: str, name: str, sealed: bytes) -> bytes:
        """Keep this value unless one is kept already; what is kept now."""
        with self._begin() as connection:
            row = self._new_secret().values(slug=slug, name=name, sealed=sealed)
            connection.execute(row.on_conflict_do_nothing(index_elements=["slug", "name"]))
            kept = sa.select(secrets.c.sealed).where(secrets.c.slug == slug, secrets.c.name == name)
            return bytes(connection.execute(kept).scalar_one())

    def _new_secret(self) -> postgresql.Insert | sqlite.Insert:
        return postgresql.insert(secrets) if self._postgresql else sqlite.insert(secrets)

    def _set(self, slug: str, **values: object) -> None:
        with self._begin() as connection:
            connection.execute(organizations.update().where(organizations.c.slug == slug).values(**values))

    @contextmanager
    def _begin(self) -> Iterator[sa.Connection]:
        with speaking_plainly(), self._engine.begin() as connection:
            yield connection
