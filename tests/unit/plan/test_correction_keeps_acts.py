"""A corrected answer carries the acts that people chose or attached for the one it replaces, or is not given."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import replace
from typing import Any

import pytest
from decision_samples import PETROVA, match, row
from plan_samples import MATCHES, ByFlat, asked, dataset
from test_acts_changed_later import at
from test_attached_acts_stay import ACT, office  # noqa: F401
from test_plans_in_a_row import ANNA, FIRST, planned

from rpa.debts.approval import ApprovedAnswer, Choice
from rpa.errors import PlanError
from rpa.job.results import Ending, ItemResult, RunSummary
from rpa.job.runner import Finished
from rpa.job.withdrawal import Withdrawn
from rpa.model import Decision, ResponseStatus
from rpa.operate import withdrawing
from rpa.operate.place import Place
from rpa.operate.planning import Prepared

WAITING = asked(1, "1", version=1)


@pytest.fixture
def corrected(office: Place, monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[ApprovedAnswer]]:  # noqa: F811
    """The first answer went out with the attached act; the next day's plan lists it no more. What `correct` sends."""
    planned(office, 24, [asked(2, "2", version=1)])
    asked_for: list[str] = []
    sent: list[ApprovedAnswer] = []

    def run(_place: Place, scenario: str, *, given: Any = None, **_more: Any) -> Finished:
        asked_for.append(scenario)
        if scenario == "correct_answers":
            sent.extend(given.answers)
        found = {
            "receive_debt_requests": [replace(WAITING, response_status=ResponseStatus.SENT)],
            "withdraw_answers": [Withdrawn(WAITING, 1)],
        }
        summary = RunSummary("run")
        if scenario == "withdraw_answers":
            summary.put(ItemResult("9900000009", Ending.NOT_SENT, "итог прочитан в кабинете"))
        return Finished(found.get(scenario), summary)

    def correct(decision: Decision = Decision.DEBT, **matches: Any) -> list[ApprovedAnswer]:
        matcher: Any = ByFlat({**MATCHES, **matches})
        prepared = Prepared(dataset(), None, matcher, office.folder.root / "acts")
        monkeypatch.setattr(withdrawing, "load_prepared", lambda _place: prepared)
        asked_for.clear()
        try:
            withdrawing.correct(at(office, 25), FIRST, Choice(decision, "ошибка"), reason="ошибка", by=ANNA)
        except PlanError:
            assert "withdraw_answers" not in asked_for, "nothing is withdrawn that cannot be given anew"
            raise
        return sent

    monkeypatch.setattr(Place, "run", run)
    monkeypatch.setattr(withdrawing, "in_one_browser", nullcontext)
    return correct


def test_the_attached_act_goes_out_again(corrected: Callable[..., list[ApprovedAnswer]], office: Place) -> None:  # noqa: F811
    for _again in range(2):
        *_, answer = corrected()
        (path,) = [file.path for file in answer.debtors[0].files]
        assert (office.folder.root / "acts" / path).read_bytes() == ACT


def test_other_acts_of_the_register_need_a_person_to_see_them(
    corrected: Callable[..., list[ApprovedAnswer]],
) -> None:
    with pytest.raises(PlanError, match="в новый ответ не перенести"):
        corrected(**{"1": match(row(7), row(3, person=PETROVA))})


def test_whom_the_answer_does_not_name_any_more_keeps_none_back(
    corrected: Callable[..., list[ApprovedAnswer]],
) -> None:
    [answer] = corrected(**{"1": match(row(3, person=PETROVA))})
    assert [debtor.last_name for debtor in answer.debtors] == [PETROVA.last_name]
    assert not corrected(Decision.NO_DEBT, **{"1": match(row(7))})[-1].has_debt


def test_what_became_of_another_request_leaves_nobody_between_the_old_answer_and_the_new(
    corrected: Callable[..., list[ApprovedAnswer]],
) -> None:
    """The run of the withdrawal reads what an earlier one had left open, and is not all well then."""
    assert corrected(Decision.NO_DEBT, **{"1": match(row(7))}), "the old one is withdrawn: the new one has to follow"
