"""Until the click everything may be given up: a card that is not ours, that moved, or that the site does not save."""

from __future__ import annotations

from typing import Any

import pytest
from protocol import BY_ANOTHER, NUMBER, Killed, Robot, Send, Site, run

from rpa.audit import FolderUnavailable
from rpa.errors import AnswerRejected, OrganizationBusy, PageChanged, SiteUnavailable
from rpa.job.commitment import State
from rpa.job.results import Ending
from rpa.ledger import IntentKind, Outcome

pytestmark = pytest.mark.usefixtures("no_pause_between_tries")


@pytest.mark.parametrize(
    ("shown", "ending", "said"),
    [
        (State.DONE, Ending.ALREADY, "Такой ответ уже отправлен."),
        (State.OTHER, Ending.ANSWERED_BY_OTHER, "ответили иначе"),
        (State.AUTOMATIC, Ending.SKIPPED, "система ответила сама"),
        (State.FOREIGN_DRAFT, Ending.SKIPPED, "чужой неотправленный"),
        (State.CHANGED, Ending.STALE, "изменилась"),
        (State.GONE, Ending.SKIPPED, "больше не показывается"),
    ],
)
def test_a_card_that_is_not_ours_to_touch_gets_no_intent_and_no_click(
    ours: Robot, shown: State, ending: Ending, said: str
) -> None:
    site = Site(shown)
    work = Send(site)
    result = run(ours.job.commit(work))
    assert (result.key, result.ending) == (NUMBER, ending)
    assert result.detail == said if shown is State.DONE else said in result.detail
    assert (site.clicks, work.prepared, ours.history()) == (0, 0, [])


@pytest.mark.parametrize(
    ("shown", "ending", "outcome"),
    [
        (State.OTHER, Ending.ANSWERED_BY_OTHER, Outcome.ANSWERED_BY_OTHER),
        (State.AUTOMATIC, Ending.SKIPPED, Outcome.NOT_SENT),
        (State.FOREIGN_DRAFT, Ending.SKIPPED, Outcome.NOT_SENT),
        (State.CHANGED, Ending.STALE, Outcome.STALE),
        (State.GONE, Ending.SKIPPED, Outcome.NOT_SENT),
        (State.DONE, Ending.ANSWERED_BY_OTHER, Outcome.ANSWERED_BY_OTHER),
    ],
)
def test_a_card_that_moved_while_it_was_filled_is_not_clicked(
    ours: Robot, shown: State, ending: Ending, outcome: Outcome
) -> None:
    site = Site(looks=[State.ABSENT, shown])
    result = run(ours.job.commit(Send(site)))
    assert (result.key, result.ending, site.clicks) == (NUMBER, ending, 0)
    if shown is State.DONE:
        assert result.detail == BY_ANOTHER
    assert ours.outcomes() == [outcome]
    assert ours.history()[0].detail == result.detail != ""
    assert ours.journal("act") == []


@pytest.mark.parametrize("kind", [IntentKind.REVOKE, IntentKind.ASSIGN])
def test_what_somebody_did_meanwhile_by_hand_is_called_no_answer_of_theirs(ours: Robot, kind: IntentKind) -> None:
    site = Site(looks=[State.DRAFT, State.DONE])
    result = run(ours.job.commit(Send(site, kind=kind)))
    assert (result.ending, site.clicks, ours.outcomes()) == (Ending.ALREADY, 0, [Outcome.NOT_SENT])
    assert (result.key, result.detail) == (NUMBER, "Это успел сделать другой сотрудник.")
    assert ours.history()[0].detail == result.detail


def test_a_draft_the_site_does_not_show_is_filled_once_more_and_then_given_up(ours: Robot) -> None:
    site = Site()
    work = Send(site)
    work.saves = False
    result = run(ours.job.commit(work))
    assert (result.key, result.ending) == (NUMBER, Ending.STALE)
    assert result.detail == "Сайт не сохраняет ответ: карточка показывает прежнее."
    assert (work.prepared, site.clicks, ours.outcomes()) == (2, 0, [Outcome.STALE])


def test_a_draft_shown_on_the_second_try_is_sent(ours: Robot) -> None:
    site = Site(looks=[State.ABSENT, State.ABSENT])
    work = Send(site)
    assert run(ours.job.commit(work)).ending is Ending.DONE
    assert (work.prepared, site.sends) == (2, 1)


def test_a_refused_content_is_told_in_the_sites_words(ours: Robot) -> None:
    site = Site()
    work = Send(site)
    work.refuses_to_prepare = AnswerRejected("Сайт не сохранил ответ.", site_message="нет должника")
    result = run(ours.job.commit(work))
    assert (result.key, result.ending) == (NUMBER, Ending.REFUSED)
    assert result.detail == "Сайт не сохранил ответ. Слова сайта: «нет должника»"
    assert (site.clicks, ours.outcomes(), ours.history()[0].detail) == (0, [Outcome.REFUSED], "нет должника")


@pytest.mark.parametrize("error", [SiteUnavailable("нет связи"), PageChanged("нет кнопки", key="card.save"), Killed()])
def test_whatever_ends_the_preparation_is_recorded_as_not_sent_and_goes_on(ours: Robot, error: BaseException) -> None:
    site = Site()
    work = Send(site)
    work.refuses_to_prepare = error
    with pytest.raises(type(error)):
        run(ours.job.commit(work))
    assert (site.clicks, ours.outcomes()) == (0, [Outcome.NOT_SENT])
    assert ours.history()[0].detail == f"до отправки: {type(error).__name__}"


def test_a_lease_lost_before_the_click_forbids_it(ours: Robot, monkeypatch: pytest.MonkeyPatch) -> None:
    def lost() -> None:
        raise OrganizationBusy("аренда потеряна")

    monkeypatch.setattr(ours.job.lease, "check", lost)
    site = Site()
    with pytest.raises(OrganizationBusy):
        run(ours.job.commit(Send(site)))
    assert (site.clicks, ours.outcomes(), ours.journal("act")) == (0, [Outcome.NOT_SENT], [])


def test_an_approval_taken_back_while_the_form_is_filled_is_not_clicked(ours: Robot) -> None:
    def taken_back(verb: str) -> None:
        if verb == "prepare":
            work.grown_old = ("Решение по этому запросу изменили на странице проверки.",)

    site = Site()
    work = Send(site, watch=taken_back)
    result = run(ours.job.commit(work))
    assert (result.ending, site.clicks, site.state) == (Ending.SKIPPED, 0, State.DRAFT)
    assert (result.key, result.detail) == (
        NUMBER,
        "Решение по этому запросу изменили на странице проверки. Заполненный ответ остался в кабинете неотправленным.",
    )
    assert (ours.outcomes(), ours.journal("act")) == ([Outcome.NOT_SENT], [])
    assert ours.history()[0].detail == "до отправки: утверждение больше не действует"


def test_a_disk_that_is_full_when_the_end_is_told_is_what_the_run_ends_with(
    ours: Robot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The ledger has the end by then; to tell it another one would call the full disk a contradiction of the ledger."""
    record = ours.job.journal.record

    def full(kind: str, **fields: Any) -> Any:
        if kind == "outcome":
            raise FolderUnavailable("На диске кончилось место.")
        return record(kind, **fields)

    monkeypatch.setattr(ours.job.journal, "record", full)
    site = Site(looks=[State.ABSENT, State.CHANGED])
    with pytest.raises(FolderUnavailable):
        run(ours.job.commit(Send(site)))
    assert (site.clicks, ours.outcomes()) == (0, [Outcome.STALE])
