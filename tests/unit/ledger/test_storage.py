"""Crashes, full disks, wrong places, old and new schemas."""

from __future__ import annotations

import os
import random
import shutil
import signal
import sqlite3
import stat
from collections import namedtuple
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import psutil
import pytest

from rpa.errors import EvidenceBroken
from rpa.ledger import IntentConflict, IntentKind, LedgerUnavailable, Outcome
from rpa.ledger.migrate import steps
from tests.forking import run as run_process
from tests.forking import start
from tests.unit.ledger.opening import ORGANIZATION, intend, open_ledger

FIXTURES = Path(__file__).parents[2] / "fixtures" / "ledgers"
posix_only = pytest.mark.skipif(os.name != "posix", reason="rights and limits of POSIX systems")

ANOTHER = "tests.unit.ledger.another_process"


@posix_only
def test_what_was_intended_survives_any_kill_and_nothing_is_half_written(tmp_path: Path) -> None:
    place, told, rng = tmp_path / "ledger.db", -1, random.Random(6)
    for _ in range(6):
        first = told + 2
        writer = start(ANOTHER, "write", str(place), str(first))
        assert writer.stdout is not None
        for _ in range(rng.randrange(1, 40)):
            told = int(writer.stdout.readline())
        writer.kill()  # in the middle of whatever it does now
        for line in writer.communicate()[0].splitlines():
            told = int(line)
        assert writer.returncode == -signal.SIGKILL
        with open_ledger(place) as ledger:
            for number in range(first, told + 1):
                found = ledger.last(ORGANIZATION, f"77-{number}")
                assert found is not None, f"intent {number} was told as durable and is gone"
                assert found.outcome in ((Outcome.DONE,) if number % 2 and number < told else (None, Outcome.DONE))
                assert found.intent.content_sha256 == "a" * 64
            assert ledger.last(ORGANIZATION, f"77-{told + 2}") is None


@posix_only
def test_a_file_that_cannot_grow_stops_the_run_before_anything_is_sent(tmp_path: Path) -> None:
    place = tmp_path / "ledger.db"
    open_ledger(place).close()
    ended = run_process(ANOTHER, "write little", str(place), timeout=60)
    assert ended.returncode != 0
    assert "LedgerUnavailable" in ended.stderr
    told = [int(line) for line in ended.stdout.split()]
    assert told
    with open_ledger(place) as ledger:
        assert all(ledger.last(ORGANIZATION, f"77-{number}") for number in told)
        assert ledger.last(ORGANIZATION, f"77-{told[-1] + 1}") is None


def test_a_full_disk_is_told_in_words_and_the_ledger_goes_on_afterwards(tmp_path: Path) -> None:
    with open_ledger(tmp_path / "ledger.db") as ledger, ledger.lease(ORGANIZATION, "run", 600) as lease:
        with ledger._engine.connect() as connection:
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
            connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 1}")
        number = 0
        with pytest.raises(LedgerUnavailable, match="кончилось место"):
            while True:
                intend(ledger, lease, f"77-{number}")
                number += 1
        assert number > 0
        assert ledger.last(ORGANIZATION, f"77-{number}") is None
        with ledger._engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA max_page_count = 1000000")
        intend(ledger, lease, f"77-{number}")


@posix_only
def test_a_read_only_folder_is_told_in_words(tmp_path: Path) -> None:
    with open_ledger(tmp_path / "ledger.db") as ledger, ledger.lease(ORGANIZATION, "run", 600) as lease:
        intend(ledger, lease)
    tmp_path.chmod(0o500)
    with bound_by_rights():
        for name in ("ledger.db", "new.db", "deeper/new.db"):
            with pytest.raises(LedgerUnavailable, match="нет прав"):
                open_ledger(tmp_path / name)
    assert [found.name for found in tmp_path.glob("*.db")] == ["ledger.db"]


@contextmanager
def bound_by_rights() -> Iterator[None]:
    """Root may write anywhere, so for a moment this process is nobody."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


def test_a_network_drive_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    part = namedtuple("part", "device mountpoint fstype opts")
    mounts = [part("/dev/sda1", "/", "ext4", "rw"), part("server:/share", str(tmp_path), "nfs4", "rw")]
    monkeypatch.setattr(psutil, "disk_partitions", lambda all: mounts)
    with pytest.raises(LedgerUnavailable, match="сетевом диске"):
        open_ledger(tmp_path / "deeper" / "ledger.db")
    assert list(tmp_path.iterdir()) == []
    mounts.append(part("/dev/sdb1", str(tmp_path / "local"), "ext4", "rw"))
    open_ledger(tmp_path / "local" / "ledger.db").close()


@pytest.mark.parametrize("place", [r"\\server\share\ledger.db", "//server/share/ledger.db"])
def test_a_unc_path_is_refused(place: str) -> None:
    with pytest.raises(LedgerUnavailable, match="сетевом диске"):
        open_ledger(place)


@posix_only
def test_the_ledger_is_readable_by_its_owner_alone(tmp_path: Path) -> None:
    old = os.umask(0)
    try:
        with open_ledger(tmp_path / "new" / "ledger.db") as ledger, ledger.lease(ORGANIZATION, "run") as lease:
            intend(ledger, lease)
            for found in (tmp_path / "new").iterdir():
                assert stat.S_IMODE(found.stat().st_mode) == 0o600, found.name
    finally:
        os.umask(old)
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o700


def test_a_damaged_ledger_is_not_opened(tmp_path: Path) -> None:
    place = tmp_path / "ledger.db"
    with open_ledger(place) as ledger, ledger.lease(ORGANIZATION, "run") as lease:
        for number in range(50):
            intend(ledger, lease, f"77-{number}")
    data = bytearray(place.read_bytes())
    data[8192:16384] = b"\xff" * 8192
    place.write_bytes(data)
    with pytest.raises(EvidenceBroken):
        open_ledger(place)
    place.write_bytes(b"this is no database at all" * 100)
    with pytest.raises(EvidenceBroken):
        open_ledger(place)


def test_commits_reach_the_disk(tmp_path: Path) -> None:
    with open_ledger(tmp_path / "ledger.db") as ledger, ledger._engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2  # FULL


def test_a_new_ledger_has_nothing_to_keep_a_copy_of(tmp_path: Path) -> None:
    with open_ledger(tmp_path / "ledger.db") as ledger, ledger._engine.connect() as connection:
        made = connection.exec_driver_sql("SELECT version FROM schema_version ORDER BY version").scalars().all()
    assert made == sorted(steps())
    assert [found.name for found in tmp_path.iterdir()] == ["ledger.db"]


def test_a_ledger_of_version_1_is_read_and_continued_with_a_copy_kept(tmp_path: Path) -> None:
    place = tmp_path / "ledger.db"
    shutil.copy(FIXTURES / "version-1.db", place)
    with open_ledger(place) as ledger, ledger.lease(ORGANIZATION, "run") as lease:
        assert lease.fence == 2
        assert [found.intent.request_number for found in ledger.answered(ORGANIZATION)] == ["77-2026-0001"]
        assert [found.request_number for found in ledger.uncertain(ORGANIZATION)] == ["77-2026-0004", "77-2026-0005"]
        for taken in ("77-2026-0001", "77-2026-0004", "77-2026-0005"):
            with pytest.raises(IntentConflict):
                intend(ledger, lease, taken)
        for free in ("77-2026-0002", "77-2026-0003"):
            ledger.conclude(intend(ledger, lease, free), Outcome.DONE)
        ledger.conclude(intend(ledger, lease, "77-2026-0001", IntentKind.REVOKE), Outcome.DONE)
        assert len(list(ledger.answered(ORGANIZATION))) == 2
    (copy,) = tmp_path.glob("ledger.db.v1-*.backup")
    before, kept = sqlite3.connect(FIXTURES / "version-1.db"), sqlite3.connect(copy)
    assert list(before.iterdump()) == list(kept.iterdump())
    before.close()
    kept.close()


def test_a_ledger_of_version_2_loses_the_reasons_people_typed_and_nothing_else(
    place: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    real = steps()
    monkeypatch.setattr("rpa.ledger.migrate.steps", lambda: {1: real[1], 2: real[2]})
    with open_ledger(place) as ledger:
        with ledger.lease(ORGANIZATION, "run") as lease:
            ledger.conclude(intend(ledger, lease), Outcome.DONE)
        with ledger._engine.begin() as connection:
            connection.exec_driver_sql(
                "INSERT INTO intents"
                " (organization, request_number, kind, content_sha256, run_id, fence, at, holds, reason)"
                " SELECT organization, '77-2', 'send', 'b', run_id, 1, at, true, 'Смирнова из кв. 5' FROM intents"
            )
    monkeypatch.undo()
    with open_ledger(place, backup_folder=tmp_path / "copies") as ledger:
        assert [one.intent.request_number for one in ledger.everything(ORGANIZATION)] == ["77-1", "77-2"]
        assert len(list(ledger.answered(ORGANIZATION))) == 1
        with ledger._engine.begin() as connection:
            assert connection.exec_driver_sql("SELECT count(reason) FROM intents").scalar() == 0
            assert connection.exec_driver_sql("SELECT count(*) FROM answers").scalar() == 1
    if Path(place).exists():
        assert "Смирнова".encode() not in b"".join(path.read_bytes() for path in tmp_path.glob("ledger.db*"))


def test_a_migration_that_fails_leaves_the_old_version_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = tmp_path / "ledger.db"
    shutil.copy(FIXTURES / "version-1.db", place)
    real = steps()

    def broken(connection: object) -> None:
        real[2](connection)  # type: ignore[arg-type]
        raise RuntimeError("power lost")

    monkeypatch.setattr("rpa.ledger.migrate.steps", lambda: {1: real[1], 2: broken})
    with pytest.raises(RuntimeError):
        open_ledger(place)
    monkeypatch.undo()
    with open_ledger(place) as ledger:
        assert len(ledger.uncertain(ORGANIZATION)) == 2


def test_a_copy_that_the_disk_does_not_take_is_told_and_not_left_half(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was an unexpected error (71), and every try left one more piece of a copy on the full disk."""
    place = tmp_path / "ledger.db"
    shutil.copy(FIXTURES / "version-1.db", place)

    class Full(sqlite3.Connection):
        def backup(self, target: sqlite3.Connection, **_options: object) -> None:
            target.execute("PRAGMA max_page_count = 1")
            target.execute("CREATE TABLE no_place_for_it (number)")

    monkeypatch.setattr("rpa.ledger.migrate.sqlite3.connect", partial(sqlite3.connect, factory=Full))
    with pytest.raises(LedgerUnavailable, match="перед обновлением: на диске кончилось место"):
        open_ledger(place)
    assert not list(tmp_path.glob("*.backup"))
    monkeypatch.undo()
    with open_ledger(place) as ledger:
        assert len(ledger.uncertain(ORGANIZATION)) == 2


def test_a_ledger_of_a_newer_program_is_refused(place: str) -> None:
    with open_ledger(place) as ledger, ledger._engine.begin() as connection:
        connection.exec_driver_sql("INSERT INTO schema_version (version, applied_at) VALUES (99, '2030-01-01')")
    with pytest.raises(LedgerUnavailable, match="более новой"):
        open_ledger(place)


def test_postgresql_is_copied_to_a_file_before_a_migration(
    postgresql_server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from datetime import UTC, datetime

    import sqlalchemy as sa

    from rpa.ledger import Ledger

    engine = sa.create_engine(postgresql_server.replace("postgresql:", "postgresql+psycopg:"))
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP SCHEMA IF EXISTS rpa_ledger CASCADE")
    engine.dispose()
    with open_ledger(postgresql_server) as ledger, ledger.lease(ORGANIZATION, "run") as lease:
        intend(ledger, lease)
    real = steps()
    monkeypatch.setattr("rpa.ledger.migrate.steps", lambda: {**real, max(real) + 1: lambda connection: None})
    Ledger.open(postgresql_server, now=lambda: datetime.now(UTC), backup_folder=tmp_path).close()
    (copy,) = tmp_path.glob(f"ledger.v{max(real)}-*.jsonl")
    assert '"request_number": "77-1"' in copy.read_text(encoding="utf-8")


def test_an_unreachable_server_is_told_in_words() -> None:
    with pytest.raises(LedgerUnavailable, match="недоступна"):
        open_ledger("postgresql://nobody:canary-secret@127.0.0.1:9/none")
