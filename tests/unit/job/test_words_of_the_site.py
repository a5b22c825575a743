"""What the site says may name a person; what is kept of it for ever, printed or told as an error names nobody."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from cards import NO, WAITING, Card, answering
from protocol import NUMBER, Robot, Send, Site, run
from test_loop import Item

from rpa.cabinet.pages.base import Picture
from rpa.cabinet.pages.windows import Outcome as Clicked
from rpa.cabinet.pages.windows import Seen
from rpa.debts.plan import ground_of
from rpa.errors import AnswerRejected, RpaError, Temporary
from rpa.inquiries.assignment_plan import PlannedAssignment
from rpa.job import catalogue, runner
from rpa.job.assignments import AssignInquiry
from rpa.job.commitment import Cause, Fired, Shot
from rpa.job.results import ItemResult
from rpa.job.withdrawal import Withdraw, Withdrawal
from rpa.model import DebtInfo, Inquiry, InquiryStatus, Person, ResponseData, ResponseStatus
from rpa.operate.place import Place
from tests.scenarios.conftest import place_without_site

pytestmark = pytest.mark.usefixtures("no_pause_between_tries")

SAID = "Документ Капустиной Марии Петровны, кв. 7, не принят"
NOBODY = "Документ *** *** ***, кв. ***, не принят"


@pytest.fixture(autouse=True)
def known(ours: Robot) -> None:
    ours.job.redactor.learn_person("Капустина", "Мария", "Петровна")


def one_by_one(ours: Robot, work: Any) -> ItemResult:
    """What the summary, which is printed, says of the only item."""

    async def nothing(*_args: Any, **_options: Any) -> None: ...

    async def no(*_args: Any, **_options: Any) -> bool:
        return False

    ours.job.workplace = SimpleNamespace(  # type: ignore[assignment]
        cabinets=[None], connected=True, renewals=0, spread=nothing, answers=no, repaired=no, keep_small=nothing
    )

    async def do(_cabinet: Any, job: Any, _item: Item) -> ItemResult:
        if isinstance(work, Exception):
            raise work
        done: ItemResult = await job.commit(work)
        return done

    run(ours.job.each([Item(NUMBER)], do))
    (told,) = ours.job.summary.results
    return told


def test_a_refused_draft(ours: Robot) -> None:
    work = Send(Site())
    work.refuses_to_prepare = AnswerRejected("Сайт не сохранил ответ.", site_message=SAID)
    assert one_by_one(ours, work).detail == f"Сайт не сохранил ответ. Слова сайта: «{NOBODY}»"
    assert ours.history()[0].detail == NOBODY


@pytest.mark.parametrize("fired", [Fired.REFUSED, Fired.UNCLEAR])
def test_a_click_that_was_not_taken(ours: Robot, fired: Fired) -> None:
    told = one_by_one(ours, Send(Site(script=[(None, Shot(fired, SAID))])))
    kept = ours.history()[0].detail
    assert kept.endswith(NOBODY)
    assert "Капустин" not in told.detail + kept


def test_an_item_that_failed(ours: Robot) -> None:
    told = one_by_one(ours, Temporary(f"Кабинет показал окно «Внимание»: {SAID}."))
    assert told.detail == f"Кабинет показал окно «Внимание»: {NOBODY}."


@pytest.mark.parametrize("withdrawn", [False, True], ids=["whom a request names", "whom an answer names"])
def test_people_that_the_card_alone_names(ours: Robot, withdrawn: bool) -> None:
    """Nobody had to learn them from the register: of a withdrawal none is loaded."""
    luke = Person("Луковкин", "Пётр", "Ильич")
    refused = Clicked(Seen.REFUSED, "Луковкину П. И. ответ уже направлен", 400)

    class Refusing(Card):
        async def confirm(self) -> Clicked:
            return refused

        confirm_revoke = confirm

    held = ResponseData(True, (DebtInfo(luke, ()),))
    card = replace(WAITING, response_status=ResponseStatus.SENT, response_data=held)
    asked = replace(WAITING, applicant=luke)
    page = Refusing(card if withdrawn else asked)
    cabinet: Any = SimpleNamespace(debt_request=page, debt_requests=SimpleNamespace(find_request=page.open_request))
    work = (
        Withdrawal(ours.job, cabinet, Withdraw(NUMBER, Cause("ошибка", "Анна Решающая")))
        if withdrawn
        else answering(ours.job, page, replace(NO, ground=ground_of(asked)))
    )
    told = one_by_one(ours, work)
    assert told.detail == "Сайт отказал: «*** П. И. ответ уже направлен»"
    assert "Луковкин" not in ours.history()[0].detail


@pytest.mark.parametrize("applicant", ["Луковкин Пётр Ильич", "ООО «Луковкин и К»"])
def test_people_that_the_card_of_an_inquiry_names(ours: Robot, applicant: str) -> None:
    """The store is not asked when обращения are given out."""

    class Refusing:
        async def open_inquiry(self, _portal_id: str) -> Inquiry:
            return Inquiry("26-1", InquiryStatus.SENT, portal_id="p1", version=3, applicant=applicant)

        async def picture(self) -> Picture:
            return Picture(None)

        async def assign(self, *_given: Any, **_more: Any) -> Clicked:
            return Clicked(Seen.REFUSED, f"Обращение заявителя {applicant} закрыто", 400)

    planned = PlannedAssignment("26-1", "p1", 3, "e1", "Выдумкин Пётр Петрович", date(2099, 3, 20), 1)
    cabinet: Any = SimpleNamespace(inquiry=Refusing())
    told = one_by_one(ours, AssignInquiry(ours.job, cabinet, planned, None))
    assert told.detail.startswith("Сайт отказал: «Обращение заявителя ***")
    assert "Луковкин" not in told.detail


class NoBrowser:
    main = None

    def __init__(self, refuses: RpaError | None) -> None:
        self.refuses = refuses

    async def open(self) -> None:
        if self.refuses is not None:
            raise self.refuses

    async def close(self) -> None: ...

    async def remember(self) -> None: ...


@pytest.mark.parametrize("early", [True, False], ids=["before it began", "in the middle"])
def test_what_ended_a_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, early: bool) -> None:
    error = Temporary(f"Кабинет показал окно «Внимание»: {SAID}.", hint=f"Прочтите: {SAID}.")

    async def ended(_cabinet: Any, _job: Any) -> None:
        raise error

    monkeypatch.setattr(runner, "_workplace", lambda *_given: NoBrowser(error if early else None))
    monkeypatch.setattr(catalogue, "load", lambda _name: SimpleNamespace(run=ended))
    place: Place = place_without_site(tmp_path / "place")
    place.redactor.learn_person("Капустина", "Мария", "Петровна")
    try:
        told = place.run("answers").summary.error
    except RpaError as raised:
        told = raised
    assert told is error
    assert str(told) == f"Кабинет показал окно «Внимание»: {NOBODY}. Прочтите: {NOBODY}."
