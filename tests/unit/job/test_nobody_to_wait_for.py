"""Where nobody may be waited for, a sign-in is handed to nobody, no notice goes out, and nothing is called parked."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest

from rpa.audit import Redactor
from rpa.cabinet import Liveness
from rpa.cabinet.sign_in import HandOver, Patience
from rpa.errors import InteractionNeeded
from rpa.job import entry
from rpa.job.entry import Entry
from rpa.job.parking import Parking
from tests.secrets_in_memory import SecretsInMemory

OGRN = "1027700132195"


class Site:
    """A session that is lost."""

    owner = OGRN

    async def probe(self) -> Liveness:
        return Liveness.LOST


@pytest.mark.parametrize(
    ("seconds", "may_park", "called"),
    [(None, True, False), (0.0, True, False), (600.0, False, False), (600.0, True, True)],
    ids=["no leave", "no time left", "in the middle of an item", "a person may come"],
)
def test_a_person_is_called_only_where_one_may_be_waited_for(
    monkeypatch: pytest.MonkeyPatch, seconds: float | None, may_park: bool, called: bool
) -> None:
    told: list[str] = []
    journal: list[str] = []
    waited: list[float] = []

    async def at_a_captcha(_lost: object, *, hand_over: HandOver | None, patience: Patience, **_more: object) -> None:
        waited.append(patience.person)
        if hand_over is not None:
            await hand_over("captcha")
        raise InteractionNeeded("Нужен человек.", screen="captcha")

    monkeypatch.setattr(entry, "sign_in", at_a_captcha)
    settings: Any = SimpleNamespace(organization=SimpleNamespace(ogrn=OGRN), sign_in=SimpleNamespace(method="person"))
    notes: Any = SimpleNamespace(record=lambda kind, **_fields: journal.append(kind))
    parking = None if seconds is None else Parking(lambda: seconds, told.append)
    site: Any = Site()
    enters = Entry(settings, SecretsInMemory(), notes, Redactor(), session=site, parking=parking)
    with pytest.raises(InteractionNeeded):
        asyncio.run(enters.renew(may_park=may_park))
    assert told == (["captcha"] if called else [])
    assert journal == (["parked"] if called else [])
    assert waited == [600.0 if called else 0]
