"""At most one click, an intent before it, the site read after it: every way through, by the site's own count."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from protocol import CONTENT, NUMBER, ORGANIZATION, PLAN, Killed, Robot, Send, Site, robot, run

from rpa.errors import (
    AnswerRejected,
    OrganizationBusy,
    PageChanged,
    SessionExpired,
    SiteUnavailable,
    UnknownOutcome,
)
from rpa.job import retry
from rpa.job.commitment import Fired, Shot, State
from rpa.job.results import Ending
from rpa.ledger import IntentKind, Outcome

UNCLEAR = Shot(Fired.UNCLEAR, "окно не открылось")
REFUSED = Shot(Fired.REFUSED, "не имеет статус")
CONFLICT = Shot(Fired.CONFLICT, "версия изменена")
CONFIRMED = Shot(Fired.CONFIRMED)
BY_ANOTHER = "Такой же ответ успел отправить другой сотрудник."


@pytest.fixture(autouse=True)
def no_pause_between_tries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retry, "policy", partial(retry.policy, pause=0))


@pytest.fixture
def ours(tmp_path: Path) -> Iterator[Robot]:
    with robot(tmp_path) as begun:
        yield begun


def test_an_answer_is_intended_filled_looked_at_clicked_once_and_read_back(ours: Robot) -> None:
    verbs: list[tuple[str, int]] = []
    site = Site()
    work = Send(site, watch=lambda verb: verbs.append((verb, len(ours.ledger.uncertain(ORGANIZATION)))))
    result = run(ours.job.commit(work))
    assert (result.key, result.ending) == (NUMBER, Ending.DONE)
    assert (site.sends, site.clicks, work.kept) == (1, 1, 1)
    assert verbs == [("look", 0), ("prepare", 1), ("look", 1), ("fire", 1), ("look", 1), ("keep_result", 1)]
    (record,) = ours.history()
    assert (record.outcome, record.detail) == (Outcome.DONE, "")
    assert (record.intent.content_sha256, record.intent.plan_sha256, record.intent.kind) == (CONTENT, PLAN, "send")
    assert (record.intent.run_id, record.intent.reason) == (ours.job.run_id, "основание")


def test_what_must_not_leave_any_more_is_not_begun_and_says_why(ours: Robot) -> None:
    site = Site()
    work = Send(site)
    work.grown_old = ("Данные устарели.", "Остаток устарел.")
    result = run(ours.job.commit(work))
    assert (result.ending, result.detail) == (Ending.SKIPPED, "Данные устарели. Остаток устарел.")
    assert (site.clicks, work.prepared, ours.history()) == (0, 0, [])


def test_an_answer_that_is_there_already_is_told_as_such_however_old_its_data_are(ours: Robot) -> None:
    work = Send(Site(state=State.DONE))
    work.grown_old = ("Данные устарели.",)
    assert run(ours.job.commit(work)).ending is Ending.ALREADY


def test_the_journal_tells_the_protocol_in_its_order_with_the_same_intent(ours: Robot) -> None:
    run(ours.job.commit(Send(Site())))
    told = ours.journal("intent", "act", "read_back", "outcome")
    (record,) = ours.history()
    assert [line["kind"] for line in told] == ["intent", "act", "read_back", "outcome"]
    assert all((line["request_number"], line["intent"]) == (NUMBER, record.intent.id) for line in told)
    intent, act, read_back, outcome = told
    assert (intent["action"], intent["reason"]) == ("send", "основание")
    assert (intent["content_sha256"], intent["plan_sha256"]) == (CONTENT, PLAN)
    assert act["action"] == outcome["action"] == "send"
    assert (read_back["shows"], read_back["click"]) == ("done", "confirmed")
    assert outcome["outcome"] == "done"
    titles = [line["title"] for line in ours.journal("step")]
    assert titles == [
        "Прочитать карточку", "Заполнить и сохранить", "Сверить перед отправкой", "Прочитать карточку после отправки",
    ]  # fmt: skip
    assert all(line["request_number"] == NUMBER for line in ours.journal("step"))


def test_what_proves_the_protocol_is_on_disk_before_the_next_thing_is_done(
    ours: Robot, monkeypatch: pytest.MonkeyPatch
) -> None:
    durable: dict[str, bool] = {}
    record = ours.job.journal.record

    def spy(kind: str, **fields: Any) -> int:
        durable[kind] = fields.get("durable") is True
        return record(kind, **fields)

    monkeypatch.setattr(ours.job.journal, "record", spy)
    run(ours.job.commit(Send(Site())))
    assert {kind for kind, kept in durable.items() if kept} == {"act", "read_back", "outcome"}


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
    assert said in result.detail
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
    (State.OTHER, CONFIRMED, Ending.ANSWERED_BY_OTHER, Outcome.ANSWERED_BY_OTHER),
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


def test_a_process_killed_in_the_click_leaves_the_intent_uncertain_and_reading_solves_it(tmp_path: Path) -> None:
    site = Site(die_at=("fire", "after"))
    with robot(tmp_path) as first, pytest.raises(Killed):
        run(first.job.commit(Send(site)))
    with robot(tmp_path, run_id="20260311-060000-c3d4") as second:
        assert second.outcomes() == [None]
        assert run(second.job.commit(Send(site))).ending is Ending.DONE
        assert second.outcomes() == [Outcome.DONE]
    assert (site.sends, site.clicks) == (1, 1)


SHOTS = st.sampled_from([CONFIRMED, UNCLEAR, REFUSED, CONFLICT, SiteUnavailable("обрыв"), Killed()])
CLICKS = st.tuples(st.sampled_from([None, State.DONE]), SHOTS)
DEATHS = st.none() | st.tuples(
    st.sampled_from(["look", "prepare", "fire", "keep_result"]), st.sampled_from(["before", "after"])
)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(script=st.lists(CLICKS, max_size=4), deaths=st.lists(DEATHS, min_size=1, max_size=4))
def test_one_plan_never_stores_two_answers_whatever_the_site_says_and_however_often_it_is_killed(
    tmp_path_factory: pytest.TempPathFactory, script: list, deaths: list
) -> None:
    folder, site = tmp_path_factory.mktemp("runs"), Site(script=list(script))
    for death in [*deaths, None]:
        site.die_at = death
        with robot(folder) as begun:
            try:
                result = run(begun.job.commit(Send(site)))
            except Killed:
                continue
            finally:
                assert site.sends <= 1
            if result.good:
                assert site.sends == 1, "called done, and the site holds nothing"


@pytest.mark.parametrize("kind", [IntentKind.REVOKE, IntentKind.ASSIGN])
def test_other_acts_go_the_same_way(ours: Robot, kind: IntentKind) -> None:
    site = Site()
    assert run(ours.job.commit(Send(site, kind=kind))).ending is Ending.DONE
    assert [record.intent.kind for record in ours.history()] == [kind]
    assert ours.journal("act")[0]["action"] == kind.value
