"""What an earlier run left uncertain is solved by reading; nothing in this file may click unless it surely may."""

from __future__ import annotations

from typing import Any

import pytest
from protocol import NUMBER, PLAN, Robot, Send, Site, run

from rpa.errors import UnknownOutcome
from rpa.job.commitment import Look, State
from rpa.job.results import Ending
from rpa.ledger import IntentKind, Outcome, Record

pytestmark = pytest.mark.usefixtures("no_pause_between_tries")

OTHER_PLAN = "q" * 64


def leave(ours: Robot, outcome: Outcome | None, **given: Any) -> None:
    """An earlier run's intent, ended so (``None``: not ended)."""
    intent = ours.intend(**given)
    if outcome is not None:
        ours.job.conclude(intent, outcome, "прежний прогон")


@pytest.mark.parametrize(
    ("shown", "ending", "outcome"),
    [
        (State.DONE, Ending.DONE, Outcome.DONE),
        (State.OTHER, Ending.ANSWERED_BY_OTHER, Outcome.ANSWERED_BY_OTHER),
        (State.AUTOMATIC, Ending.SKIPPED, Outcome.ANSWERED_BY_OTHER),
        (State.CHANGED, Ending.STALE, Outcome.NOT_SENT),
        (State.FOREIGN_DRAFT, Ending.SKIPPED, Outcome.NOT_SENT),
    ],
)
def test_an_uncertain_send_ends_as_the_card_shows_and_nothing_is_clicked(
    ours: Robot, shown: State, ending: Ending, outcome: Outcome
) -> None:
    leave(ours, None)
    site = Site(shown)
    result = run(ours.job.commit(Send(site)))
    assert (result.key, result.ending, ours.outcomes(), site.clicks) == (NUMBER, ending, [outcome], 0)


def test_what_the_card_says_of_another_answer_is_what_the_ledger_keeps(ours: Robot) -> None:
    class Told(Send):
        async def look(self) -> Look:
            return Look(State.OTHER, "Ответил отдел взысканий.")

    leave(ours, None)
    result = run(ours.job.commit(Told(Site())))
    assert result.detail == ours.history()[0].detail == "Ответил отдел взысканий."


def test_a_send_found_on_the_card_is_kept_as_a_picture_and_told(ours: Robot) -> None:
    leave(ours, None)
    work = Send(Site(State.DONE))
    result = run(ours.job.commit(work))
    assert result.detail == "Отправлен прерванным прогоном, подтверждён чтением."
    assert (work.kept, ours.history()[0].detail) == (1, "прочитано на сайте после прерванного прогона")


@pytest.mark.parametrize("shown", [State.ABSENT, State.DRAFT])
def test_a_send_that_surely_did_not_arrive_is_sent_now(ours: Robot, shown: State) -> None:
    leave(ours, None)
    site = Site(shown)
    assert run(ours.job.commit(Send(site))).ending is Ending.DONE
    assert (site.sends, ours.outcomes()) == (1, [Outcome.NOT_SENT, Outcome.DONE])
    assert ours.history()[0].detail == "сайт показывает, что ответ не отправлен"


def test_absence_is_believed_only_when_the_send_can_no_longer_arrive(
    ours: Robot, monkeypatch: pytest.MonkeyPatch
) -> None:
    leave(ours, None)
    site = Site()

    async def settle(number: str) -> None:
        assert number == NUMBER
        site.state = State.DONE  # it arrives while we wait

    monkeypatch.setattr(ours.job, "settle", settle)
    assert run(ours.job.commit(Send(site))).ending is Ending.DONE
    assert (site.clicks, ours.outcomes()) == (0, [Outcome.DONE])
    last = ours.journal("step")[-1]
    assert (last["title"], last["request_number"]) == ("Убедиться, что ответ не отправлен", NUMBER)


def test_a_card_that_is_gone_tells_nothing_of_an_uncertain_send(ours: Robot) -> None:
    leave(ours, None)
    said = f"^Запрос {NUMBER}: прошлый прогон прервался при отправке, а карточка не говорит, чем кончилось"
    with pytest.raises(UnknownOutcome, match=said):
        run(ours.job.commit(Send(Site(State.GONE))))
    assert ours.outcomes() == [None]


@pytest.mark.parametrize("outcome", [None, Outcome.UNKNOWN])
def test_an_unfinished_act_of_another_kind_stops_this_one(ours: Robot, outcome: Outcome | None) -> None:
    leave(ours, outcome, kind=IntentKind.REVOKE)
    site = Site()
    said = f"^Запрос {NUMBER}: прошлое действие другого рода не завершено"
    with pytest.raises(UnknownOutcome, match=said) as refused:
        run(ours.job.commit(Send(site)))
    assert site.clicks == 0
    assert "`rpa debts verify`" in refused.value.hint and f"`rpa debts settle {NUMBER}`" in refused.value.hint


@pytest.mark.parametrize("plan", [PLAN, OTHER_PLAN])
def test_a_send_the_site_confirmed_and_does_not_show_is_repeated_by_no_plan_alone(ours: Robot, plan: str) -> None:
    leave(ours, Outcome.UNKNOWN, plan=plan)
    site = Site()
    result = run(ours.job.commit(Send(site)))
    assert (result.key, result.ending, site.clicks) == (NUMBER, Ending.SKIPPED, 0)
    assert result.detail == "Исход прошлой отправки неизвестен: нужен новый план и решение."
    assert ours.outcomes() == [Outcome.UNKNOWN]


def test_a_persons_new_decision_lets_it_be_sent(ours: Robot) -> None:
    leave(ours, Outcome.UNKNOWN)
    site = Site()
    assert run(ours.job.commit(Send(site, decided=True))).ending is Ending.DONE
    assert (site.sends, ours.outcomes()) == (1, [Outcome.NOT_SENT, Outcome.DONE])


def test_an_unknown_assignment_may_be_repeated_by_the_same_plan(ours: Robot) -> None:
    leave(ours, Outcome.UNKNOWN, kind=IntentKind.ASSIGN)
    site = Site()
    assert run(ours.job.commit(Send(site, kind=IntentKind.ASSIGN))).ending is Ending.DONE
    assert site.sends == 1


@pytest.mark.parametrize("shown", [State.ABSENT, State.DRAFT])
def test_an_answer_the_ledger_holds_and_the_site_does_not_is_for_a_person(ours: Robot, shown: State) -> None:
    leave(ours, Outcome.DONE)
    site = Site(shown)
    result = run(ours.job.commit(Send(site, plan=OTHER_PLAN)))
    assert (result.key, result.ending, site.clicks) == (NUMBER, Ending.STALE, 0)
    assert result.detail == "Ответ был отправлен раньше, но сайт показывает другое: нужна сверка (verify)."


def test_an_answer_both_hold_is_already_there(ours: Robot) -> None:
    leave(ours, Outcome.DONE)
    assert run(ours.job.commit(Send(Site(State.DONE)))).ending is Ending.ALREADY


@pytest.mark.parametrize("plan", [PLAN, OTHER_PLAN])
@pytest.mark.parametrize("ours_was_sent", [True, False])
def test_a_withdrawn_answer_is_sent_again_by_no_plan_until_a_person_decides(
    ours: Robot, plan: str, ours_was_sent: bool
) -> None:
    if ours_was_sent:
        leave(ours, Outcome.DONE)
    leave(ours, Outcome.DONE, kind=IntentKind.REVOKE)
    site = Site()
    old = run(ours.job.commit(Send(site, plan=plan)))
    assert (old.key, old.ending, site.clicks) == (NUMBER, Ending.SKIPPED, 0)
    assert old.detail == "Ответ на этот запрос отозван: нужно новое решение (correct)."
    assert run(ours.job.commit(Send(site, plan=plan, decided=True))).ending is Ending.DONE
    assert site.sends == 1


def test_a_correction_that_died_on_its_way_does_not_bring_the_withdrawn_answer_back(ours: Robot) -> None:
    leave(ours, Outcome.DONE)
    leave(ours, Outcome.DONE, kind=IntentKind.REVOKE)
    leave(ours, None)
    site = Site()
    assert run(ours.job.commit(Send(site))).ending is Ending.SKIPPED
    assert (site.clicks, ours.outcomes()[-1]) == (0, Outcome.NOT_SENT)


def test_a_withdrawal_that_failed_withdrew_nothing(ours: Robot) -> None:
    leave(ours, Outcome.DONE)
    leave(ours, Outcome.NOT_SENT, kind=IntentKind.REVOKE)
    assert run(ours.job.commit(Send(Site(State.DONE)))).ending is Ending.ALREADY


def test_an_answer_that_a_withdrawal_took_back_late_is_for_a_person_and_stops_no_run(ours: Robot) -> None:
    leave(ours, Outcome.DONE)
    leave(ours, Outcome.NOT_SENT, kind=IntentKind.REVOKE)
    site = Site()
    result = run(ours.job.commit(Send(site)))
    assert (result.ending, site.clicks, len(ours.history())) == (Ending.STALE, 0, 2)
    assert "нужна сверка" in result.detail


def test_what_a_decision_is_newer_than_is_asked_of_the_very_act(ours: Robot) -> None:
    asked: list[int] = []

    class Asked(Send):
        def decided_since(self, found: Record) -> bool:
            asked.append(found.intent.id)
            return super().decided_since(found)

    leave(ours, Outcome.DONE)
    leave(ours, Outcome.DONE, kind=IntentKind.REVOKE)
    leave(ours, Outcome.UNKNOWN)
    assert run(ours.job.commit(Asked(Site()))).ending is Ending.SKIPPED
    assert run(ours.job.commit(Asked(Site(), decided=True))).ending is Ending.DONE
    withdrawn, last = (one.intent.id for one in ours.history()[1:3])
    assert set(asked) == {withdrawn, last}


def test_only_a_send_is_judged_by_what_was_withdrawn(ours: Robot) -> None:
    leave(ours, Outcome.DONE)
    leave(ours, Outcome.DONE, kind=IntentKind.REVOKE)
    site = Site()
    assert run(ours.job.commit(Send(site, kind=IntentKind.REVOKE))).ending is Ending.DONE
