"""One organization, one run: also when clocks jump, processes die and two start at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest

from rpa.errors import OrganizationBusy
from rpa.ledger import IntentConflict, Lease, Ledger, Outcome
from tests.forking import start
from tests.unit.ledger.opening import ORGANIZATION, intend, open_ledger


class HandClock:
    """Monotonic seconds moved by hand."""

    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


def hand_clocked(place: str, clock: HandClock) -> Ledger:
    return Ledger.open(place, now=lambda: datetime.now(UTC), monotonic=clock)


def move_database_clock(ledger: Ledger, seconds: float) -> None:
    """As if the database's clock were set forward (the only effect it has is on what is left of a lease)."""
    with ledger._engine.begin() as connection:
        connection.exec_driver_sql(f"UPDATE leases SET expires_at = expires_at - {seconds}")


class TestLease:
    def test_a_second_run_is_refused_and_the_next_gets_a_higher_fence(self, place: str) -> None:
        with open_ledger(place) as ledger, open_ledger(place) as other:
            with ledger.lease(ORGANIZATION, "first") as lease:
                with pytest.raises(OrganizationBusy):
                    other.lease(ORGANIZATION, "second")
                lease.check()
            with other.lease(ORGANIZATION, "second") as next_lease:
                assert next_lease.fence > lease.fence
                with pytest.raises(OrganizationBusy):
                    lease.check()

    def test_a_lease_is_lost_when_our_own_clock_says_so(self, place: str) -> None:
        clock = HandClock()
        with hand_clocked(place, clock) as ledger, ledger.lease(ORGANIZATION, "run", 60) as lease:
            clock.seconds += 61
            with pytest.raises(OrganizationBusy):
                lease.check()
            with pytest.raises(OrganizationBusy):
                lease.renew()

    def test_a_lease_is_lost_when_the_database_clock_says_so(self, place: str) -> None:
        with open_ledger(place) as ledger, ledger.lease(ORGANIZATION, "run", 60) as lease:
            move_database_clock(ledger, 3600)
            with pytest.raises(OrganizationBusy):
                lease.check()
            with pytest.raises(OrganizationBusy):
                intend(ledger, lease)

    def test_a_lease_is_lost_when_a_restored_database_gave_its_fence_to_another(self, place: str) -> None:
        with open_ledger(place) as ledger, ledger.lease(ORGANIZATION, "first") as lease:
            # A backup, or a standby some seconds behind, knows nothing of our lease: the next holder gets our number.
            with ledger._engine.begin() as connection:
                connection.exec_driver_sql("UPDATE leases SET holder = 'second'")
            with pytest.raises(OrganizationBusy):
                lease.check()
            with pytest.raises(OrganizationBusy):
                lease.renew()
            lease.release()
            with ledger._engine.connect() as connection:
                assert connection.exec_driver_sql("SELECT expires_at FROM leases").scalar_one() > 0, (
                    "is not ours to end"
                )

    def test_a_clock_set_back_does_not_lengthen_a_lease(self, place: str) -> None:
        clock = HandClock()
        with hand_clocked(place, clock) as ledger, ledger.lease(ORGANIZATION, "run", 60) as lease:
            move_database_clock(ledger, -86_400)
            lease.check()
            clock.seconds += 61
            with pytest.raises(OrganizationBusy):
                lease.check()

    def test_a_check_renews_a_lease_that_is_half_over(self, place: str) -> None:
        clock = HandClock()
        with hand_clocked(place, clock) as ledger, ledger.lease(ORGANIZATION, "run", 60) as lease:
            for _ in range(5):
                clock.seconds += 40
                lease.check()

    def test_a_run_that_slept_sees_that_another_has_taken_over_and_does_not_free_it(self, place: str) -> None:
        clock = HandClock()
        with hand_clocked(place, clock) as ledger, ledger.lease(ORGANIZATION, "sleeper", 60) as sleeper:
            move_database_clock(ledger, 61)  # the machine slept: our own clock stood still
            # Without the lock of this machine, as on another one.
            with Lease(ledger._engine, ORGANIZATION, "heir", 60, lock_path=None) as heir:
                with pytest.raises(OrganizationBusy, match="взял другой прогон"):
                    sleeper.check()
                with pytest.raises(OrganizationBusy):
                    sleeper.renew()
                with pytest.raises(OrganizationBusy):
                    intend(ledger, sleeper)
                sleeper.release()
                heir.check()

    def test_a_lease_is_released_when_the_work_fails(self, place: str) -> None:
        with open_ledger(place) as ledger:
            with pytest.raises(ZeroDivisionError), ledger.lease(ORGANIZATION, "run"):
                raise ZeroDivisionError
            ledger.lease(ORGANIZATION, "next").release()

    def test_of_many_threads_one_gets_the_organization(self, place: str) -> None:
        held: list[Lease] = []

        def take(number: int) -> bool:
            with open_ledger(place) as ledger:
                try:
                    held.append(ledger.lease(ORGANIZATION, f"run {number}"))
                except OrganizationBusy:
                    return False
                return True

        open_ledger(place).close()
        with ThreadPoolExecutor(6) as pool:
            assert sum(pool.map(take, range(6))) == 1

    def test_of_many_threads_one_may_send(self, place: str) -> None:
        with open_ledger(place) as ledger, ledger.lease(ORGANIZATION, "run") as lease:

            def send(_: int) -> bool:
                try:
                    intend(ledger, lease)
                except IntentConflict:
                    return False
                return True

            with ThreadPoolExecutor(8) as pool:
                assert sum(pool.map(send, range(8))) == 1


def test_a_killed_run_on_this_machine_blocks_nobody(tmp_path: Path) -> None:
    place = tmp_path / "ledger.db"
    holder = start("tests.unit.ledger.another_process", "hold", str(place))
    assert holder.stdout is not None and holder.stdout.readline() == "held\n"
    with open_ledger(place) as ledger:
        with pytest.raises(OrganizationBusy):
            ledger.lease(ORGANIZATION, "next")
        holder.kill()
        holder.communicate()
        with ledger.lease(ORGANIZATION, "next") as lease:
            ledger.conclude(intend(ledger, lease), Outcome.DONE)
