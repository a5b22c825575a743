"""What the card of an обращение means for an assignment that was planned."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from rpa.audit import Redactor
from rpa.cabinet.pages.inquiry import InquiryGone
from rpa.inquiries.assignment_plan import PlannedAssignment
from rpa.job.assignments import AssignInquiry, judge
from rpa.job.commitment import State
from rpa.model import Inquiry, InquiryStatus

PLANNED = PlannedAssignment("26-1", "p1", 3, "e1", "Выдумкин Пётр Петрович", date(2026, 3, 20), 1)
TODAY = date(2026, 3, 10)


def card(**facts: Any) -> Inquiry:
    return Inquiry("26-1", facts.pop("status", InquiryStatus.SENT), portal_id="p1", **{"version": 3, **facts})


OURS = {"status": InquiryStatus.IN_WORK, "executor": "ВЫДУМКИН Петр Петрович"}


@pytest.mark.parametrize(
    ("shown", "state"),
    [
        (card(), State.DRAFT),
        (card(version=4), State.CHANGED),
        (card(**OURS, version=4), State.DONE),
        (card(**OURS, date_of_appointment=date(2026, 3, 20)), State.DONE),
        (card(**OURS, date_of_appointment=date(2026, 12, 31)), State.OTHER),
        (card(status=InquiryStatus.IN_WORK, executor="Снегова Анна"), State.OTHER),
        (card(status=InquiryStatus.EXECUTED), State.OTHER),
    ],
)
def test_what_is_shown_decides(shown: Inquiry, state: State) -> None:
    assert judge(PLANNED, shown, TODAY).state is state


@pytest.mark.parametrize(("today", "state"), [(date(2026, 3, 20), State.DRAFT), (date(2026, 3, 21), State.CHANGED)])
def test_a_plan_older_than_its_date_assigns_nothing(today: date, state: State) -> None:
    look = judge(PLANNED, card(), today)
    assert look.state is state
    assert (state is State.DRAFT) or "постройте план" in look.detail
    assert judge(PLANNED, card(**OURS), today).state is State.DONE, "what was done in time was done"


def test_a_card_that_is_not_there_is_gone_and_no_trouble_of_the_site() -> None:
    async def open_inquiry(_portal_id: str) -> Inquiry:
        raise InquiryGone("Карточки обращения в кабинете нет.")

    cabinet: Any = SimpleNamespace(inquiry=SimpleNamespace(open_inquiry=open_inquiry))
    job: Any = SimpleNamespace(redactor=Redactor(), now=lambda: datetime(2026, 3, 10, tzinfo=UTC))
    work = AssignInquiry(job, cabinet, PLANNED, None)
    assert asyncio.run(work.look()).state is State.GONE
