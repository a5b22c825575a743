"""What the card shows after the click decides, not what the click returned; and a late answer is waited for."""

from __future__ import annotations

import pytest
from protocol import BY_ANOTHER, CONFIRMED, CONFLICT, NUMBER, REFUSED, UNCLEAR, Robot, Send, Site, run

from rpa.errors import PageChanged, SessionExpired, SiteUnavailable, UnknownOutcome
from rpa.job.commitment import Fired, Shot, State
from rpa.job.results import Ending
from rpa.ledger import Outcome

pytestmark = pytest.mark.usefixtures("no_pause_between_tries")

TABLE = [
    # what the site holds after the click, what the click returned → ending, outcome
    (State.DONE, CONFIRMED, Ending.DONE, Outcome.DONE),
    (State.DONE, UNCLEAR, Ending.DONE, Outcome.DONE),
    (State.DONE, REFUSED, Ending.DONE, Outcome.DONE),
    (State.DONE, CONFLICT, Ending.DONE, Outcome.DONE),
    (State.DONE, SiteUnavailable("обрыв"), Ending.DONE, Outcome.DONE),
    (None, CONFIRMED, Ending.UNKNOWN, Outcome.UNKNOWN),
    (None, UNCLEAR, Ending.NOT_SENT, Outcome.NOT_SENT),
    (None, REFUSED, Ending.REFUSED, Outcome.REFUSED),
    (None, SiteUnavailable("обрыв"), Ending.NOT_SENT, Outcome.NOT_SENT),
    (State.ABSENT, UNCLEAR, Ending.NOT_SENT, Outcome.NOT_SENT),
    (State.ABSENT, CONFIRMED, Ending.UNKNOWN, Outcome.UNKNOWN),
    (State.OTHER, UNCLEAR, Ending.ANSWERED_BY_OTHER, Outcome.ANSWERED_BY_OTHER),
    (State.OTHER, CONFIRMED, Ending.UNKNOWN, Outcome.UNKNOWN),
    (State.AUTOMATIC, REFUSED, Ending.SKIPPED, Outcome.ANSWERED_BY_OTHER),
    (State.FOREIGN_DRAFT, REFUSED, Ending.SKIPPED, Outcome.STALE),
    (State.CHANGED, UNCLEAR, Ending.STALE, Outcome.STALE),
    (State.CHANGED, CONFLICT, Ending.STALE, Outcome.STALE),
    (State.CHANGED, CONFIRMED, Ending.UNKNOWN, Outcome.UNKNOWN),
    (State.GONE, UNCLEAR, Ending.UNKNOWN, Outcome.UNKNOWN),
    (State.GONE, CONFIRMED, Ending.UNKNOWN, Outcome.UNKNOWN),
]


@pytest.mark.parametrize(("becomes", "returned", "ending", "outcome"), TABLE)
def test_what_the_card_shows_decides_not_what_the_click_returned(
    ours: Robot, becomes: State | None, returned: Shot | BaseException, ending: Ending, outcome: Outcome
) -> None:
    site = Site(script=[(becomes, returned)])
    work = Send(site)
    result = run(ours.job.commit(work))
    assert (result.key, result.ending, ours.outcomes()) == (NUMBER, ending, [outcome])
    assert site.clicks == 1
    assert work.kept == (outcome is Outcome.DONE)
    if outcome is Outcome.UNKNOWN:
        confirmed = isinstance(returned, Shot) and returned.fired is Fired.CONFIRMED
        assert result.detail.startswith("Сайт подтвердил" if confirmed else "Кнопка нажата")
        assert ours.history()[0].detail.startswith("сайт показывает ")
    if returned is REFUSED and ending is Ending.REFUSED:
        assert (result.detail, ours.history()[0].detail) == ("Сайт отказал: «не имеет статус»", "не имеет статус")
    if ending is Ending.NOT_SENT:
        said = returned.said if isinstance(returned, Shot) else type(returned).__name__
        assert ours.history()[0].detail == f"сайт не принял нажатие: {said}"
        assert result.detail == "Сайт не принял нажатие; на карточке всё по-прежнему."


def test_the_same_answer_by_another_employee_is_not_called_ours(ours: Robot) -> None:
    site = Site(script=[(State.DONE, UNCLEAR)])
    work = Send(site, watch=lambda verb: setattr(site, "executor", "Другой") if verb == "fire" else None)
    result = run(ours.job.commit(work))
    assert (result.key, result.ending, result.detail) == (NUMBER, Ending.ANSWERED_BY_OTHER, BY_ANOTHER)
    assert (ours.outcomes(), work.kept) == ([Outcome.ANSWERED_BY_OTHER], 0)
    assert ours.history()[0].detail == "такой же ответ отправил другой сотрудник"


def test_a_confirmed_answer_is_ours_whoever_the_card_names(ours: Robot) -> None:
    site = Site(script=[(State.DONE, CONFIRMED)])
    work = Send(site, watch=lambda verb: setattr(site, "executor", "Другой") if verb == "fire" else None)
    assert run(ours.job.commit(work)).ending is Ending.DONE


@pytest.mark.parametrize("returned", [UNCLEAR, CONFIRMED])
def test_an_answer_that_shows_late_is_waited_for_before_its_absence_is_believed(
    ours: Robot, returned: Shot, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited: list[str] = []

    async def settle(number: str) -> None:
        waited.append(number)

    monkeypatch.setattr(ours.job, "settle", settle)
    site = Site(script=[(State.DONE, returned)], looks=[State.ABSENT, State.DRAFT, State.DRAFT])
    assert run(ours.job.commit(Send(site))).ending is Ending.DONE
    assert waited == [NUMBER]
    told = [line for line in ours.journal("step") if line["title"] == "Убедиться, что ответ не отправлен"]
    assert [line["request_number"] for line in told] == [NUMBER]


@pytest.mark.parametrize("returned", [CONFIRMED, SiteUnavailable("обрыв")])
def test_the_wait_for_a_late_answer_is_counted_from_the_clicks_begin_and_end(
    ours: Robot, returned: Shot | SiteUnavailable, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr(ours.job, "clicked", told.append)
    work = Send(Site(script=[(State.DONE, returned)]), watch=lambda verb: told.append(verb) if verb == "fire" else None)
    assert run(ours.job.commit(work)).ending is Ending.DONE
    assert told == [NUMBER, "fire", NUMBER]


def test_a_refusal_in_words_needs_no_waiting(ours: Robot, monkeypatch: pytest.MonkeyPatch) -> None:
    async def settle(_number: str) -> None:
        raise AssertionError("waited for a refusal to arrive")

    monkeypatch.setattr(ours.job, "settle", settle)
    assert run(ours.job.commit(Send(Site(script=[(None, REFUSED)])))).ending is Ending.REFUSED


def test_a_version_conflict_is_read_anew_and_tried_once_more(ours: Robot) -> None:
    site = Site(script=[(None, CONFLICT)])
    assert run(ours.job.commit(Send(site))).ending is Ending.DONE
    assert (site.clicks, site.sends, ours.outcomes()) == (2, 1, [Outcome.NOT_SENT, Outcome.DONE])
    assert ours.history()[0].detail == "сайт отказал: версия изменена"


def test_a_second_version_conflict_is_a_refusal(ours: Robot) -> None:
    site = Site(script=[(None, CONFLICT), (None, CONFLICT)])
    result = run(ours.job.commit(Send(site)))
    assert (result.key, result.ending, result.detail) == (NUMBER, Ending.REFUSED, "Сайт отказал: «версия изменена»")
    assert (site.clicks, ours.outcomes()) == (2, [Outcome.NOT_SENT, Outcome.REFUSED])


def test_an_error_of_the_click_that_no_item_survives_ends_the_run_once_the_card_was_read(ours: Robot) -> None:
    site = Site(script=[(None, PageChanged("нет кнопки", key="card.send"))])
    with pytest.raises(PageChanged):
        run(ours.job.commit(Send(site)))
    assert ours.outcomes() == [Outcome.NOT_SENT]


@pytest.mark.parametrize("error", [SiteUnavailable("нет связи"), SessionExpired("сеанс")])
def test_a_card_that_cannot_be_read_back_leaves_the_intent_uncertain(ours: Robot, error: Exception) -> None:
    async def renew() -> None:
        return None

    ours.job.workplace.renew_session = renew  # type: ignore[method-assign]
    site = Site(looks=[State.ABSENT, State.DRAFT, *[error] * 4])
    with pytest.raises(UnknownOutcome, match=f"{NUMBER}.*{type(error).__name__}"):
        run(ours.job.commit(Send(site)))
    assert (site.sends, ours.outcomes()) == (1, [None])
    assert ours.journal("read_back") == []
