"""Several pages notice the end of the session together: what one of them hears at the sign-in counts for all."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from rpa.audit import Redactor
from rpa.cabinet import Liveness
from rpa.errors import AccessDenied, InteractionNeeded, NeedsOperator, SessionExpired, SignInRejected, SiteUnavailable
from rpa.job import entry
from rpa.job.entry import Entry
from rpa.settings.refusals import REFUSED_SECONDS, Refusals
from tests.secrets_in_memory import SecretsInMemory


def of_a_dead_session(**options: Any) -> Entry:
    """The entry of a run that has a password and whose session has ended."""

    async def lost() -> Liveness:
        return Liveness.LOST

    settings: Any = SimpleNamespace(
        organization=SimpleNamespace(ogrn="1027700132195"), sign_in=SimpleNamespace(method="totp")
    )
    session: Any = SimpleNamespace(probe=lost, owner="")
    journal: Any = SimpleNamespace(record=lambda *_args, **_fields: None)
    return Entry(settings, SecretsInMemory(login="l", password="made-up"), journal, Redactor(), session, **options)


def entered(monkeypatch: pytest.MonkeyPatch, error: Exception) -> tuple[list[BaseException | None], int]:
    """Two pages renew a session whose sign-in ends so; what each was told, and how often the password was typed."""
    typed: list[object] = []

    async def refused(*_session: object, credentials: object, **_options: object) -> None:
        typed.append(credentials)
        await asyncio.sleep(0)
        raise error

    monkeypatch.setattr(entry, "sign_in", refused)
    one = of_a_dead_session()

    async def both() -> list[BaseException | None]:
        return await asyncio.gather(one.renew(), one.renew(), return_exceptions=True)

    return asyncio.run(both()), len(typed)


@pytest.mark.parametrize(
    "error",
    [
        SignInRejected("ЕСИА не приняла пароль."),
        InteractionNeeded("код с картинки", screen="captcha"),
        AccessDenied("—"),
    ],
)
def test_a_password_that_was_refused_on_one_page_is_not_typed_for_another(
    monkeypatch: pytest.MonkeyPatch, error: NeedsOperator
) -> None:
    assert entered(monkeypatch, error) == ([error, error], 1)


def test_trouble_of_the_site_is_no_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    error = SiteUnavailable("Нет связи с сайтом.")
    assert entered(monkeypatch, error) == ([error, error], 2)


def test_a_session_that_no_sign_in_keeps_alive_costs_a_whole_day_two_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    typed: list[float] = []
    lived = asyncio.run(_three_stages(monkeypatch, ["password", "done"], typed))
    assert [type(told) for told in lived] == [type(None), type(None), SessionExpired]
    assert len(typed) == 2
    typed[-1] -= entry.LIVED_SECONDS
    assert asyncio.run(_three_stages(monkeypatch, ["password", "done"], typed))[0] is None, "it had lived a while"


def test_a_sign_in_that_did_not_get_as_far_as_the_password_typed_none(monkeypatch: pytest.MonkeyPatch) -> None:
    typed: list[float] = []
    assert asyncio.run(_three_stages(monkeypatch, ["start", "roles", "done"], typed)) == [None] * 3
    assert typed == []


async def _three_stages(
    monkeypatch: pytest.MonkeyPatch, screens: list[str], typed: list[float]
) -> list[BaseException | None]:
    """What three runs of one day are told whose sessions are dead when they begin; each sign-in shows ``screens``."""

    async def passed(*_session: object, on_screen: Any, **_options: object) -> None:
        for screen in screens:
            on_screen(screen, [])

    monkeypatch.setattr(entry, "sign_in", passed)
    told = []
    for _ in range(3):
        one = of_a_dead_session(typed_at=typed)
        told += await asyncio.gather(one.renew(), return_exceptions=True)
    return told


@pytest.mark.parametrize(
    ("screens", "password", "typed"), [(["password"], "made-up", 1), (["totp"], "made-up", 2), (["password"], "new", 2)]
)
def test_a_password_refused_to_one_organization_is_typed_for_no_other_that_shares_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, screens: list[str], password: str, typed: int
) -> None:
    """A code that was refused says nothing of the next one, and another password was never refused."""
    asked: list[object] = []

    async def refused(*_session: object, on_screen: Any, **_options: object) -> None:
        asked.append(1)
        for screen in screens:
            on_screen(screen, [])
        raise SignInRejected("ЕСИА не приняла.")

    monkeypatch.setattr(entry, "sign_in", refused)
    for secret in ("made-up", password):
        # Every organization's run is a process of its own: what they share lies on the disk.
        one = of_a_dead_session(refusals=Refusals(tmp_path / "refused.json"))
        one.secrets.set("password", secret)
        with pytest.raises(SignInRejected):
            asyncio.run(one.renew())
    assert len(asked) == typed
    later = Refusals(tmp_path / "refused.json", now=lambda: time.time() + REFUSED_SECONDS)
    with pytest.raises(SignInRejected):
        asyncio.run(of_a_dead_session(refusals=later).renew())
    assert len(asked) == typed + 1, "a person may have unlocked the account meanwhile"
