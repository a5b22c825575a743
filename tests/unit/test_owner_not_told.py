"""A cabinet that does not say whose it is is told of: no source shows that the live one does."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from rpa.cabinet.identity import Identity
from rpa.operate.doctor.site import silent_of_owner

NOW = datetime(2026, 3, 10, 9, tzinfo=UTC)


@pytest.mark.parametrize("identity", [None, Identity("", NOW)], ids=["no such service", "no ОГРН in its answer"])
def test_the_doctor_says_that_nothing_looks_whose_cabinet_it_is(identity: Identity | None) -> None:
    told = silent_of_owner(identity)
    assert told is not None
    assert (told.key, told.state, told.code) == ("organization", "warning", 0)
    assert told.means and told.cure


def test_a_cabinet_that_says_so_is_nothing_to_tell_of() -> None:
    assert silent_of_owner(Identity("1027700132195", NOW)) is None
