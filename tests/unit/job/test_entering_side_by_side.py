"""Several pages notice the end of the session together: what one of them hears at the sign-in counts for all."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest

from rpa.audit import Redactor
from rpa.cabinet import Liveness
from rpa.errors import AccessDenied, InteractionNeeded, NeedsOperator, SignInRejected, SiteUnavailable
from rpa.job import entry
from rpa.job.entry import Entry
from tests.secrets_in_memory import SecretsInMemory


def entered(monkeypatch: pytest.MonkeyPatch, error: Exception) -> tuple[list[BaseException | None], int]:
    """Two pages renew a session whose sign-in ends so; what each was told, and how often the password was typed."""
    typed: list[object] = []

    async def refused(*_session: object, credentials: object, **_options: object) -> None:
        typed.append(credentials)
        await asyncio.sleep(0)
        raise error

    async def lost() -> Liveness:
        return Liveness.LOST

    monkeypatch.setattr(entry, "sign_in", refused)
    settings: Any = SimpleNamespace(
        organization=SimpleNamespace(ogrn="1027700132195"), sign_in=SimpleNamespace(method="totp")
    )
    session: Any = SimpleNamespace(probe=lost, owner="")
    secrets = SecretsInMemory(login="l", password="made-up")
    one = Entry(settings, secrets, SimpleNamespace(), Redactor(), session)  # type: ignore[arg-type]

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
