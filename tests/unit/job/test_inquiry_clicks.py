"""The clicks that give an обращение away or extend its term: not without the lease, and never on one that is closed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from rpa.audit import Redactor
from rpa.cabinet.pages.base import Picture
from rpa.errors import OrganizationBusy
from rpa.job.assignments import AssignInquiry
from rpa.job.results import Ending, ItemResult
from rpa.model import InquiryStatus
from scenarios.extend_inquiry import Asks, run
from tests.unit.job.test_judging_assignments import PLANNED, card


class Lost:
    """A lease another run has taken meanwhile."""

    def check(self) -> None:
        raise OrganizationBusy("аренда потеряна")


class Page:
    """A card whose window has a last click, which is asked for right before."""

    def __init__(self, status: InquiryStatus = InquiryStatus.IN_WORK, *, listed: str = "26-1") -> None:
        self.clicks, self.status, self.listed = 0, status, listed

    async def open_inquiry(self, _portal_id: str) -> Any:
        return card(status=self.status, execution_end_date=date(2026, 3, 10))

    async def picture(self) -> Picture:
        return Picture(None, "made up")

    async def assign(self, _executor: str, _planned: date, *, sure: Callable[[], None] = lambda: None) -> None:
        sure()
        self.clicks += 1

    async def extend(self, _until: date, _comment: str, *, sure: Callable[[], None] = lambda: None) -> None:
        sure()
        self.clicks += 1


def test_an_executor_is_not_given_when_the_organization_was_lost_while_the_window_was_filled() -> None:
    page = Page()
    job: Any = SimpleNamespace(redactor=Redactor(), lease=Lost())
    cabinet: Any = SimpleNamespace(inquiry=page)
    with pytest.raises(OrganizationBusy):
        asyncio.run(AssignInquiry(job, cabinet, PLANNED, None).fire())
    assert page.clicks == 0


def extended(page: Page) -> list[ItemResult]:
    """What the scenario answers with for one обращение, whose lease is lost."""

    async def read(_filter: object) -> list[Any]:
        return [replace(card(), number=page.listed)] if page.listed else []

    class Job:
        given = Asks(number="26-1", until="20.03.2026", comment="Ждём ответа подрядчика.")  # type: ignore[arg-type]
        lease = Lost()

        async def step(self, _title: str, act: Callable[..., Any], *given: Any, key: str = "") -> Any:
            return await act(*given)

        async def keep(self, *_of: object) -> None: ...

        def skip(self, item: Asks, why: str) -> ItemResult:
            return ItemResult(item.request_number, Ending.SKIPPED, why)

        async def each(self, items: list[Any], do: Callable[..., Any]) -> list[ItemResult]:
            return [await do(cabinet, self, one) for one in items]

    cabinet: Any = SimpleNamespace(inquiry=page, inquiries=SimpleNamespace(read=read))
    job: Any = Job()
    return asyncio.run(run(cabinet, job))


def test_a_term_is_not_extended_when_the_organization_was_lost_while_the_window_was_filled() -> None:
    page = Page()
    with pytest.raises(OrganizationBusy):
        extended(page)
    assert page.clicks == 0


@pytest.mark.parametrize("status", [InquiryStatus.EXECUTED, InquiryStatus.WITHDRAWN])
def test_of_a_closed_one_a_person_hears_that_and_not_that_the_site_has_changed(status: InquiryStatus) -> None:
    """Its card has no such button: the run ended with 70 and the advice to mend selectors.yaml."""
    (result,) = extended(Page(status))
    assert result.ending is Ending.SKIPPED and "продлевать нечего" in result.detail


@pytest.mark.parametrize("listed", ["", "26-10"], ids=["none", "another"])
def test_an_unknown_number_is_left_to_a_person(listed: str) -> None:
    page = Page(listed=listed)
    (result,) = extended(page)
    assert (result.ending, page.clicks) == (Ending.SKIPPED, 0)
