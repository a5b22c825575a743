"""Who is alive, who is fenced, who is parked, and what the shared database can read of the secrets: nothing."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from fleet_under_test import wait_until

from rpa.errors import BadSettings
from rpa.fleet import worker as worker_module
from rpa.fleet.configuration import FleetSettings, fleet_key, load_fleet_settings
from rpa.fleet.crew import Crew
from rpa.fleet.engine import is_latest
from rpa.fleet.heart import FENCED, Heart
from rpa.fleet.records import Records
from rpa.fleet.vault import FleetSecrets
from rpa.ledger import LedgerUnavailable
from rpa.settings import DataRoot, OrganizationSettings, save_settings
from tests.postgresql import PostgreSQL
from tests.unit.notices.receivers import web_server

pytest.importorskip("dbos")
KEY = bytes(range(32))


@pytest.fixture
def records(tmp_path: Path) -> Iterator[Records]:
    opened = Records(tmp_path / "fleet.db")
    yield opened
    opened.close()


class Beating:
    """A heart whose death is heard instead of died."""

    def __init__(self, records: Records, lease: float) -> None:
        self.died: list[int] = []
        self.drained, self.buried = threading.Event(), threading.Event()
        records.enter("w1", "host", 1, "fleet-1", lease)
        self.heart = Heart(records, "w1", lease, on_drain=self.drained.set, bury=self.buried.set, die=self.died.append)
        self.heart.start()
        self.heart.start_reaping()


def test_a_worker_whose_database_is_silent_for_half_its_lease_ends_itself(
    records: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    beating = Beating(records, 0.8)
    wait_until(beating.buried.is_set, 10, "the reaper's round", every=0.02)
    assert beating.died == []

    def silent(*_: object) -> bool:
        raise LedgerUnavailable("нет связи")

    monkeypatch.setattr(records, "beat", silent)
    wait_until(lambda: bool(beating.died), 10, "self-fencing", every=0.02)
    beating.heart.stop()
    assert set(beating.died) == {FENCED}


def test_a_worker_that_was_taken_for_dead_ends_at_its_next_beat(records: Records) -> None:
    beating = Beating(records, 1.0)
    records.leave("w1")
    wait_until(lambda: bool(beating.died), 10, "the end", every=0.02)
    beating.heart.stop()


def test_a_worker_asked_to_drain_hears_it_with_its_next_beat(records: Records) -> None:
    beating = Beating(records, 1.0)
    assert records.ask_to_drain() == 1
    wait_until(beating.drained.is_set, 10, "the request", every=0.02)
    assert records.workers()[0].drain
    beating.heart.stop()


def test_an_organization_is_parked_after_failures_in_a_row_and_a_good_run_sets_them_back(records: Records) -> None:
    records.enroll("a")
    records.enroll("a")
    assert [records.failed("a", "plan: SignInRejected", 3) for _ in range(2)] == [False, False]
    records.succeeded("a", "t1", 0)
    assert [records.failed("a", "plan: SignInRejected", 3) for _ in range(3)] == [False, False, True]
    [member] = records.members()
    assert member.parked and member.reason == "plan: SignInRejected" and member.last_tick == "t1"
    records.unpark("a")
    assert not records.members()[0].parked


def test_a_good_run_that_was_still_queued_silences_no_reminder_of_a_parked_organization(
    records: Records, tmp_path: Path
) -> None:
    records.enroll("uk-primer")
    assert records.failed("uk-primer", "plan: SignInRejected", 1)
    records.succeeded("uk-primer", "t2", 0)
    [member] = records.members()
    assert (member.parked, member.failures, member.reason) == (True, 1, "plan: SignInRejected")
    assert (member.last_tick, member.last_code) == ("t2", 0)
    crew = Crew(FleetSettings(work=tmp_path), DataRoot(tmp_path), records, None)
    with web_server() as receiver:
        settings = {
            "organization": {"name": "УК Пример (вымышлена)", "ogrn": "1200000000000"},
            "notices": {"urls": [f"json://{receiver.address}"]},
        }
        folder = DataRoot(tmp_path).organization("uk-primer").create()
        save_settings(folder.settings, OrganizationSettings.model_validate(settings))
        worker_module.tell_people(crew, "uk-primer", {})
        assert any("rpa fleet resume uk-primer" in body["message"] for _, _, body in receiver.requests)


def test_the_runs_of_the_dead_are_taken_over_and_a_run_that_kills_its_workers_is_given_up(
    records: Records, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    records.enroll("good")
    records.enroll("poison")
    records.enter("alive", "host", 1, "fleet-1", 60)
    lost = ("lost:debts:t", "dead", "lost")  # its row went with a database that was restored
    runs = [lost, ("good:debts:t", "dead", "good"), ("poison:debts:t", "dead", "poison"), ("x:debts:t", "alive", "x")]
    done: list[tuple[str, str]] = []
    monkeypatch.setattr(worker_module.engine, "pending", lambda: runs)
    monkeypatch.setattr(worker_module.engine, "take_over", lambda run, slug: done.append(("taken", run)))
    monkeypatch.setattr(worker_module.engine, "give_up", lambda run: done.append(("given up", run)))
    monkeypatch.setattr(worker_module.engine, "forget_finished", lambda _before: 0)
    crew = Crew(FleetSettings(work=tmp_path, park_after=2), DataRoot(tmp_path), records, None)
    worker_module.bury_dead(crew)
    assert done == [("taken", "lost:debts:t"), ("taken", "good:debts:t"), ("taken", "poison:debts:t")]
    records.succeeded("good", "t", 0)
    done.clear()
    with web_server() as receiver:
        settings = {
            "organization": {"name": "УК Пример (вымышлена)", "ogrn": "1200000000000"},
            "notices": {"urls": [f"json://{receiver.address}"]},
        }
        folder = DataRoot(tmp_path).organization("poison").create()
        save_settings(folder.settings, OrganizationSettings.model_validate(settings))
        worker_module.bury_dead(crew)
        assert any("rpa fleet resume poison" in body["message"] for _, _, body in receiver.requests)
    assert done == [("taken", "lost:debts:t"), ("taken", "good:debts:t"), ("given up", "poison:debts:t")]
    assert [member.slug for member in records.members() if member.parked] == ["poison"]


def test_a_secret_opens_with_the_fleets_key_for_its_organization_and_its_name_only(
    records: Records, tmp_path: Path
) -> None:
    secrets = FleetSecrets(records, "a", KEY)
    secrets.set("password", "Stend-000000")
    secrets.save_session(b'{"cookies": []}')
    assert (secrets.get("password"), secrets.load_session()) == ("Stend-000000", b'{"cookies": []}')
    assert secrets.get("session") is None, "an address that names vault:session would have carried it away"
    secrets.set("session", "a word of a notice's address")
    assert secrets.load_session() == b'{"cookies": []}'
    sealed = records.sealed("a", "password")
    assert sealed is not None and b"Stend" not in sealed
    records.put_sealed("b", "password", sealed)
    records.put_sealed("a", "login", sealed)
    for moved, name in ((FleetSecrets(records, "b", KEY), "password"), (secrets, "login")):
        with pytest.raises(BadSettings, match="не открывается"):
            moved.get(name)
    stranger = FleetSecrets(records, "a", bytes(32))
    with pytest.raises(BadSettings):
        stranger.get("password")
    assert stranger.load_session() is None, "a session that does not open costs a sign-in, no more"
    secrets.delete("password")
    assert secrets.get("password") is None


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", "ключ".encode(), b"", b"c2hvcnQ="])
def test_a_broken_file_with_the_fleets_key_is_told_and_not_repeated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes
) -> None:
    (tmp_path / "rpa-fleet-key").write_bytes(content)
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    with pytest.raises(BadSettings, match="не передан или испорчен"):
        fleet_key()


def test_of_several_missed_ticks_only_the_latest_counts() -> None:
    def at(hour: int) -> datetime:
        return datetime(2026, 11, 24, hour, 0, tzinfo=UTC)

    now = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
    assert [is_latest(at(hour), "0 * * * *", "Europe/Moscow", now) for hour in (6, 7, 8, 9)] == [
        False, False, False, True,
    ]  # fmt: skip


def test_of_six_fields_the_first_is_the_seconds_as_the_engine_reads_them() -> None:
    """Read as the last, «0 30 7 * * *» is no schedule at all, and no tick ever began."""
    at = datetime(2026, 11, 24, 4, 30, tzinfo=UTC)
    for later, latest in ((timedelta(seconds=2), True), (timedelta(hours=25), False)):
        assert is_latest(at, "0 30 7 * * *", "Europe/Moscow", at + later) is latest


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("work: w\ndatabase_url: postgresql://x/y", "storage_url"),
        ("work: w\nstorage_url: s3://b/c", "storage_url"),
        ("work: w\nworker_concurrency: 5\nglobal_concurrency: 2", "global_concurrency"),
        ("work: w\nworkers: 5", "workers"),
        ("- w", "ключ: значение"),
        ("work: w\ncron: '99 99 * * *'", "не расписание"),
        ("work: w\ncron: '30 7 * *'", "не расписание"),
        ("work: w\ntimezone: Europe/Mosow", "часового пояса"),
        ("work: w\ntimezone: ../etc", "часового пояса"),
        *(
            (f"work: w\ndatabase_url: postgresql://x/y\nstorage_url: {url}", "полный адрес")
            for url in ("shared", "./shared", "file://shared", "file:shared", "~/shared")
        ),
    ],
)
def test_settings_that_cannot_work_are_refused_with_their_reason(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "fleet.yaml"
    path.write_text(text)
    with pytest.raises(BadSettings, match=told):
        load_fleet_settings(path)


def test_a_folder_of_the_fleet_is_the_same_wherever_a_command_is_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker under a service manager and an administrator at home would have had a queue each."""
    (tmp_path / "conf").mkdir()
    (tmp_path / "conf" / "fleet.yaml").write_text("work: fleet")
    monkeypatch.chdir(tmp_path)
    assert load_fleet_settings(Path("conf/fleet.yaml")).work == tmp_path / "conf" / "fleet"
    whole = "work: /srv/work\ndatabase_url: postgresql://x/y\nstorage_url: "
    for url in ("file:///mnt/rpa", "/mnt/rpa", "s3://b/c", "memory://x"):
        (tmp_path / "fleet.yaml").write_text(whole + url)
        assert load_fleet_settings(tmp_path / "fleet.yaml").storage_url == url


def test_only_one_worker_of_the_fleet_is_its_reaper(postgresql_records: tuple[Records, Records]) -> None:
    first, second = postgresql_records
    with first.as_reaper() as elected, second.as_reaper() as other:
        assert elected and not other
    with second.as_reaper() as elected:
        assert elected


@pytest.fixture(scope="module")
def server() -> Iterator[PostgreSQL]:
    running = PostgreSQL()
    yield running
    running.close()


@pytest.fixture
def postgresql_records(server: PostgreSQL) -> Iterator[tuple[Records, Records]]:
    address = server.empty_database()
    opened = Records(address), Records(address)
    yield opened
    for one in opened:
        one.close()


def test_two_workers_that_make_a_key_at_one_moment_have_one(
    postgresql_records: tuple[Records, Records], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = (FleetSecrets(records, "a", KEY) for records in postgresql_records)

    def make() -> str:
        assert other.made("journal_key", lambda: "the other's") == "the other's"
        return "the one's"

    assert one.made("journal_key", make) == one.get("journal_key") == "the other's"


def test_two_that_replace_one_secret_at_one_moment_are_both_served(
    postgresql_records: tuple[Records, Records],
) -> None:
    """`rpa fleet publish` beside a worker that keeps its session."""
    first, second = (FleetSecrets(records, "a", KEY) for records in postgresql_records)

    def replace(secrets: FleetSecrets) -> None:
        for number in range(100):
            secrets.save_session(b"%d" % number)

    with ThreadPoolExecutor(2) as threads:
        for done in [threads.submit(replace, secrets) for secrets in (first, second)]:
            done.result()
    assert first.load_session() == b"99"


def test_a_lease_that_has_run_out_is_not_renewed(
    postgresql_records: tuple[Records, Records],
) -> None:
    first, second = postgresql_records
    first.enter("w1", "host", 1, "fleet-1", 60)
    second.enter("w2", "host", 2, "fleet-1", -1)
    assert first.beat("w1", 60) is False
    assert second.beat("w2", 60) is None, "a lease that has run out is not renewed: its runs may be somebody else's"
    assert {worker.executor: worker.alive for worker in first.workers()} == {"w1": True, "w2": False}
