"""Settings that the site refuses to tell: a missing right and an ended session are no mood of the site."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from types import SimpleNamespace
from typing import Any

import pytest

from rpa.cabinet import border
from rpa.cabinet.locators import Selectors
from rpa.cabinet.pages.organization_settings import OrganizationSettings
from rpa.cabinet.renewals import Renewals
from rpa.errors import AccessDenied, RpaError, SiteUnavailable


class Page:
    url = ""


def told(status: int, monkeypatch: pytest.MonkeyPatch) -> RpaError:
    """What reading the box ends with when the page shows it and its data are answered with this status."""

    @asynccontextmanager
    async def hear(*_key: object, **_options: object) -> AsyncIterator[Any]:
        async def answer() -> dict[str, str]:
            return {"message": "Недостаточно прав."}

        yield SimpleNamespace(status=status, answer=answer)

    async def went(*_path: object) -> None:
        """There."""

    async def no_right(*_asked: object) -> AccessDenied:
        return AccessDenied("Кабинет открыт, но этот раздел сотруднику не разрешён.")

    session: Any = SimpleNamespace(
        selectors=Selectors(), misses=Counter(), troubles={}, tainted=set(), renewals=Renewals()
    )
    settings: Any = OrganizationSettings(Page(), session)  # type: ignore[arg-type]
    settings.hear, settings.go_afresh = hear, went
    monkeypatch.setattr(border, "why_refused", no_right)
    with pytest.raises(RpaError) as caught:
        asyncio.run(settings.read())
    return caught.value


@pytest.mark.parametrize("status", [401, 403])
def test_a_right_that_is_missing_is_told_to_whoever_can_give_it(status: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """«Сайт ответил 403», 75: it was repeated as if the site were down."""
    assert isinstance(told(status, monkeypatch), AccessDenied)


def test_a_site_that_fails_is_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    assert type(told(503, monkeypatch)) is SiteUnavailable
