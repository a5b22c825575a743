"""At most one click, an intent before it, the site read after it: every way through, by the site's own count."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from protocol import (
    CONFIRMED,
    CONFLICT,
    CONTENT,
    NUMBER,
    ORGANIZATION,
    PLAN,
    REFUSED,
    UNCLEAR,
    Killed,
    Robot,
    Send,
    Site,
    robot,
    run,
)

from rpa.errors import SiteUnavailable
from rpa.job.commitment import State
from rpa.job.results import Ending
from rpa.ledger import IntentKind, Outcome

pytestmark = pytest.mark.usefixtures("no_pause_between_tries")


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
    assert record.intent.run_id == ours.job.run_id


def test_what_must_not_leave_any_more_is_not_begun_and_says_why(ours: Robot) -> None:
    site = Site()
    work = Send(site)
    work.grown_old = ("Данные устарели.", "Остаток устарел.")
    result = run(ours.job.commit(work))
    assert (result.key, result.ending, result.detail) == (NUMBER, Ending.SKIPPED, "Данные устарели. Остаток устарел.")
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
    assert (intent["action"], intent["by"]) == ("send", "Решающая Анна")
    # What a person typed is in the ledger; the journal, which is never destroyed, has its hash.
    assert intent["reason_sha256"] == hashlib.sha256("долг Петровой из кв. 7 погашен".encode()).hexdigest()
    assert "reason" not in intent and "Петров" not in str(told)
    assert (intent["content_sha256"], intent["plan_sha256"]) == (CONTENT, PLAN)
    assert act["action"] == outcome["action"] == "send"
    assert (read_back["shows"], read_back["click"]) == ("done", "confirmed")
    assert outcome["outcome"] == "done"
    titles = [line["title"] for line in ours.journal("step")]
    assert titles == [
        "Прочитать карточку", "Заполнить и сохранить", "Сверить перед отправкой", "Прочитать карточку после отправки",
    ]  # fmt: skip
    assert all(line["request_number"] == NUMBER for line in ours.journal("step"))


def test_an_answer_that_a_rule_alone_gave_is_sent_and_told_without_a_reason(ours: Robot) -> None:
    work = Send(Site())
    work.reason = None
    assert run(ours.job.commit(work)).ending is Ending.DONE
    (intent,) = ours.journal("intent")
    assert not {"reason_sha256", "by"} & intent.keys()


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
