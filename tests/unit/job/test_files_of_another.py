"""A draft is sent only if it holds the very files that were approved; who saved others under their names is no help."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from cards import COLLEAGUE, NO, US, WAITING, Card, answering
from protocol import NUMBER, Robot, run

from rpa.cabinet.pages.windows import Outcome as Clicked
from rpa.cabinet.pages.windows import Seen
from rpa.debts.approval import ApprovedAnswer, content_sha256
from rpa.debts.plan import ActFile, PlannedDebtor, ground_of
from rpa.errors import OrganizationBusy
from rpa.job.results import Ending
from rpa.ledger import Outcome
from rpa.model import DebtInfo, Person, ResponseData, ResponseStatus

pytestmark = pytest.mark.usefixtures("no_pause_between_tries")

DEBTOR = PlannedDebtor("Выдумкин", "Иван", None, (ActFile("a.pdf", "приказ.pdf", "0" * 64, 10),), ("r1",))
YES = ApprovedAnswer(
    NUMBER, "a", True, (DEBTOR,), None, ground_of(WAITING), content_sha256(NUMBER, True, (DEBTOR,), None), rule="R01",
    approvers=("Проверка",),
)  # fmt: skip
CONFLICT = Clicked(Seen.REFUSED, "версия изменена", 409)


def shown_by(who: str) -> ResponseData:
    return ResponseData(True, (DebtInfo(Person("Выдумкин", "Иван"), ("приказ.pdf",)),), None, who)


class Contested(Card):
    """A colleague saves an answer of the same names first, so many times; ``sent`` says whose files were sent."""

    def __init__(self, faster: int) -> None:
        super().__init__(WAITING)
        self.faster, self.saves, self.sent = faster, 0, ""

    async def save(self) -> Clicked:
        self.saves += 1
        theirs = self.saves <= self.faster
        self._becomes(draft=True, response_data=shown_by(COLLEAGUE if theirs else US))
        return CONFLICT if theirs else Clicked(Seen.SUCCESS)

    async def confirm(self) -> Clicked:
        assert self.shown.response_data is not None
        self.sent = self.shown.response_data.executor or ""
        return await super().confirm()


def test_a_draft_saved_by_a_colleague_at_the_same_moment_is_filled_anew_before_it_is_sent(ours: Robot) -> None:
    page = Contested(faster=1)
    assert run(ours.job.commit(answering(ours.job, page, YES))).ending is Ending.DONE
    assert (page.saves, page.sends, page.sent) == (2, 1, US)


def test_a_draft_that_is_never_ours_is_not_sent(ours: Robot) -> None:
    page = Contested(faster=9)
    assert run(ours.job.commit(answering(ours.job, page, YES))).ending is Ending.STALE
    assert (page.saves, page.sends, ours.outcomes()) == (2, 0, [Outcome.STALE])


class Swallowing(Contested):
    """Says of a save that it is done, so many times, and goes on showing what lay there before."""

    def __init__(self, swallows: int) -> None:
        super().__init__(faster=0)
        self.swallows = swallows
        self._becomes(draft=True, response_data=shown_by(COLLEAGUE))

    async def save(self) -> Clicked:
        if self.saves >= self.swallows:
            return await super().save()
        self.saves += 1
        return Clicked(Seen.SUCCESS, "", 200)


def test_a_save_that_left_the_version_as_it_was_proves_nothing_of_the_files(ours: Robot) -> None:
    page = Swallowing(9)
    assert run(ours.job.commit(answering(ours.job, page, YES))).ending is Ending.STALE
    assert (page.saves, page.sends, ours.outcomes()) == (2, 0, [Outcome.STALE])


def test_a_save_that_is_stored_on_the_second_try_is_sent(ours: Robot) -> None:
    page = Swallowing(1)
    assert run(ours.job.commit(answering(ours.job, page, YES))).ending is Ending.DONE
    assert (page.saves, page.sends, page.sent) == (2, 1, US)


@pytest.mark.parametrize("status", [None, 200], ids=["not heard", "heard"])
def test_where_the_site_tells_no_version_a_form_that_closed_has_to_be_heard_storing(
    ours: Robot, status: int | None
) -> None:
    """A form closes unsaved, too: what a colleague had put there was sent for what was approved."""

    class Unversioned(Swallowing):
        async def save(self) -> Clicked:
            if status is not None:
                self._becomes(draft=True, response_data=shown_by(US))
            return Clicked(Seen.SUCCESS, "", status)

        def _becomes(self, **changes: Any) -> None:
            self.shown = replace(self.shown, version=None, **changes)

    page = Unversioned(0)
    ending = run(ours.job.commit(answering(ours.job, page, YES))).ending
    assert (ending, page.sent) == ((Ending.STALE, "") if status is None else (Ending.DONE, US))


def test_an_answer_the_site_saved_otherwise_is_not_called_a_colleagues(ours: Robot) -> None:
    class Losing(Contested):
        async def save(self) -> Clicked:
            saved = await super().save()
            self._becomes(response_data=replace(shown_by(US), debt_info=()))
            return saved

    page = Losing(faster=0)
    result = run(ours.job.commit(answering(ours.job, page, YES)))
    assert (result.ending, page.sends) == (Ending.SKIPPED, 0)
    assert "Сайт сохранил не то, что утверждено" in result.detail


def test_a_lease_lost_while_the_site_asks_to_confirm_forbids_the_confirmation(
    ours: Robot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lost() -> None:
        raise OrganizationBusy("аренда потеряна")

    class Slow(Card):
        async def send(self) -> None:
            monkeypatch.setattr(ours.job.lease, "check", lost)

    page: Any = Slow(replace(WAITING))
    with pytest.raises(OrganizationBusy):
        run(ours.job.commit(answering(ours.job, page)))
    assert (page.sends, ours.outcomes()) == (0, [Outcome.NOT_SENT])


class Silent(Card):
    """Its own data are not heard: neither the version is known nor files beside the debtors, which a draft holds."""

    def __init__(self) -> None:
        super().__init__(replace(WAITING, version=None, draft=True, response_data=unheard()))
        self.extra, self.sent_with = ["чужой документ.pdf"], [""]

    async def save(self) -> Clicked:
        self.extra = []
        self.shown = replace(self.shown, draft=True, response_data=unheard())
        return Clicked(Seen.SUCCESS)

    async def confirm(self) -> Clicked:
        self.sent_with = self.extra
        self.shown = replace(self.shown, draft=False, response_status=ResponseStatus.SENT)
        return Clicked(Seen.SUCCESS)


def unheard() -> ResponseData:
    return ResponseData(False, additional_files=None)


def test_a_draft_that_may_hold_files_nobody_sees_is_filled_anew_before_it_is_sent(ours: Robot) -> None:
    """A bare «нет» that a colleague had drafted went out with the document they had put beside it."""
    page = Silent()
    assert run(ours.job.commit(answering(ours.job, page, NO))).ending is Ending.DONE
    assert page.sent_with == []
