"""One organization, one run: a lease with a fencing token, and an operating system lock where all is on one machine.

Two clocks are asked, because each can lie alone: our monotonic clock (does not jump, but may stand still while the
machine sleeps) and the database's (goes on, but may be set). The lease is held only while both say so and the
fence in the database is still ours.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

import filelock
import sqlalchemy as sa

from rpa.audit.folder import disk_words
from rpa.errors import OrganizationBusy
from rpa.ledger.engine import speaking_plainly
from rpa.ledger.tables import leases
from rpa.ledger.values import LedgerUnavailable


def database_time(connection: sa.Connection) -> float:
    """Seconds since 1970 by the database's clock."""
    if connection.dialect.name == "sqlite":
        query = "SELECT (julianday('now') - 2440587.5) * 86400.0"
    else:
        query = "SELECT extract(epoch FROM clock_timestamp())"
    return float(connection.exec_driver_sql(query).scalar_one())


class Lease:
    """Held from construction until ``release`` (or the end of the ``with`` block). ``fence`` grows with each holder."""

    def __init__(
        self,
        engine: sa.Engine,
        organization: str,
        holder: str,
        ttl_seconds: float,
        *,
        lock_path: Path | None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.organization, self.holder, self.ttl_seconds = organization, holder, ttl_seconds
        self._engine, self._monotonic = engine, monotonic
        self._lock: filelock.BaseFileLock | None = None
        if lock_path is not None:
            self._lock = _os_lock(lock_path)
        try:
            self.fence, self._deadline = self._take(alone=lock_path is not None)
        except BaseException:
            self._unlock()
            raise

    def _take(self, *, alone: bool) -> tuple[int, float]:
        """``alone``: we hold the machine's own lock, so whoever the row names is dead, whatever its time says."""
        deadline = self._monotonic() + self.ttl_seconds
        with speaking_plainly(), self._engine.begin() as connection:
            if connection.dialect.name == "postgresql":
                # Also orders two takers of an organization that has no row yet.
                connection.execute(sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtext(self.organization))))
            row = connection.execute(sa.select(leases).where(leases.c.organization == self.organization)).first()
            now = database_time(connection)
            if row is None:
                fence = 1
                connection.execute(
                    leases.insert().values(
                        organization=self.organization,
                        holder=self.holder,
                        fence=fence,
                        expires_at=now + self.ttl_seconds,
                    )
                )
                return fence, deadline
            if row.expires_at > now and not alone:
                raise OrganizationBusy(f"Организацию сейчас обрабатывает другой прогон ({row.holder}).")
            fence = row.fence + 1
            connection.execute(
                leases.update()
                .where(leases.c.organization == self.organization)
                .values(holder=self.holder, fence=fence, expires_at=now + self.ttl_seconds)
            )
            return fence, deadline

    def renew(self) -> None:
        """Hold for another ``ttl_seconds`` from now. Raises ``OrganizationBusy`` if the lease is already lost."""
        deadline = self._monotonic() + self.ttl_seconds
        with speaking_plainly(), self._engine.begin() as connection:
            now = self._still_held(connection)
            connection.execute(leases.update().where(*self._ours()).values(expires_at=now + self.ttl_seconds))
        self._deadline = deadline

    def check(self) -> None:
        """To be called right before a click that changes something. Raises ``OrganizationBusy`` if it must not happen.

        Renews by itself when less than half of the time is left, so that the click fits into what remains.
        """
        with speaking_plainly(), self._engine.connect().execution_options(reading=True) as connection:
            self._still_held(connection)
        if self._deadline - self._monotonic() < self.ttl_seconds / 2:
            self.renew()

    def _ours(self) -> tuple[sa.ColumnElement[bool], ...]:
        """Not by the number alone: a database restored from before our lease gives it to the next holder, too."""
        mine = leases.c.fence == self.fence, leases.c.holder == self.holder
        return (leases.c.organization == self.organization, *mine)

    def _still_held(self, connection: sa.Connection) -> float:
        row = connection.execute(
            sa.select(leases.c.fence, leases.c.expires_at, leases.c.holder).where(
                leases.c.organization == self.organization
            )
        ).first()
        now = database_time(connection)
        if row is None or (row.fence, row.holder) != (self.fence, self.holder):
            raise OrganizationBusy("Организацию взял другой прогон: этот остановлен, ничего не нажато.")
        if row.expires_at <= now or self._monotonic() >= self._deadline:
            raise OrganizationBusy(
                "Прогон слишком долго не отвечал и потерял организацию: он остановлен, ничего не нажато.",
                hint="Запустите прогон снова: он продолжит с того места, что показывает кабинет.",
            )
        return now

    def release(self) -> None:
        """Give the organization free at once. Harmless when repeated or when the lease was lost meanwhile."""
        try:
            with speaking_plainly(), self._engine.begin() as connection:
                connection.execute(leases.update().where(*self._ours()).values(expires_at=0.0))
        finally:
            self._deadline = float("-inf")
            self._unlock()

    def _unlock(self) -> None:
        if self._lock is not None:
            self._lock.release()

    def __enter__(self) -> Lease:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self.release()
        except LedgerUnavailable:
            # The lease runs out by itself; the error that ended the work must not be hidden by this one.
            if error is None:
                raise


def lock_path_for(ledger: Path, organization: str) -> Path:
    """The lock file's name beside the ledger; a hash, since an organization's key may hold any letter."""
    return ledger.with_name(f"{ledger.name}.{hashlib.sha256(organization.encode()).hexdigest()[:12]}.lock")


def _os_lock(path: Path) -> filelock.BaseFileLock:
    lock = filelock.FileLock(path, timeout=0, mode=0o600, thread_local=False)
    try:
        lock.acquire()
    except filelock.Timeout as error:
        raise OrganizationBusy("Организацию сейчас обрабатывает другой прогон на этом компьютере.") from error
    except OSError as error:
        raise LedgerUnavailable(f"Не удалось занять организацию: {disk_words(error)}.") from error
    return lock
