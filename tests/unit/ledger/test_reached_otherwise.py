"""A ledger reached by another way, or not at all any more."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from rpa.errors import OrganizationBusy
from rpa.ledger.engine import open_engine
from tests.unit.ledger.opening import ORGANIZATION, open_ledger


@pytest.mark.skipif(os.name != "posix", reason="links need no rights on POSIX systems alone")
def test_a_ledger_reached_by_a_link_is_held_by_one_run_all_the_same(tmp_path: Path) -> None:
    place, link = tmp_path / "ledger.db", tmp_path / "copied folder" / "ledger.db"
    link.parent.mkdir()
    with open_ledger(place) as ledger, ledger.lease(ORGANIZATION, "run") as lease:
        link.symlink_to(place)
        with open_ledger(link) as other, pytest.raises(OrganizationBusy):
            other.lease(ORGANIZATION, "another")
        lease.check()


def test_a_database_server_that_vanishes_is_not_waited_for_for_hours(postgresql_server: str) -> None:
    engine = open_engine(postgresql_server)
    with engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        asked = driver.info.get_parameters()
    engine.dispose()
    assert int(asked["tcp_user_timeout"]) <= 60_000
    assert int(asked["keepalives_idle"]) + int(asked["keepalives_interval"]) * int(asked["keepalives_count"]) <= 60
