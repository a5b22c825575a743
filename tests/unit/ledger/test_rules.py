"""What the ledger allows and refuses, the same in both databases."""

from __future__ import annotations

from collections import defaultdict
from itertools import count
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from rpa.errors import OrganizationBusy
from rpa.ledger import Intent, IntentConflict, IntentKind, Lease, Ledger, Outcome
from tests.unit.ledger.opening import ORGANIZATION, intend, open_ledger


class TestRules:
    def test_an_intent_without_an_outcome_is_uncertain_until_one_is_recorded(self, place: str) -> None:
        with open_ledger(place) as ledger, ledger.lease(ORGANIZATION, "run") as lease:
            intent = intend(ledger, lease)
            assert [found.id for found in ledger.uncertain(ORGANIZATION)] == [intent.id]
            ledger.conclude(intent, Outcome.DONE, "прочитано", ["run/77-1-result.jpg"])
            assert ledger.uncertain(ORGANIZATION) == []
            (answer,) = ledger.answered(ORGANIZATION)
            assert (answer.intent.request_number, answer.evidence) == ("77-1", ("run/77-1-result.jpg",))

    @pytest.mark.parametrize("outcome", [None, Outcome.UNKNOWN, Outcome.DONE])
    def test_a_second_send_is_refused_while_the_first_stands(self, place: str, outcome: Outcome | None) -> None:
        with open_ledger(place) as ledger, ledger.lease(ORGANIZATION, "run") as lease:
            intent = intend(ledger, lease)
            if outcome:
                ledger.conclude(intent, outcome)
            with pytest.raises(IntentConflict) as refused:
                intend(ledger, lease)
            assert refused.value.standing is not None and refused.value.standing.intent.id == intent.id
            assert len(ledger.history(ORGANIZATION, "77-1")) == 1

    @pytest.mark.parametrize("outcome", [Outcome.REFUSED, Outcome.NOT_SENT, Outcome.STALE, Outcome.ANSWERED_BY_OTHER])
    def test_an_answer_that_surely_was_not_sent_may_be_sent(self, place: str, outcome: Outcome) -> None:
        with open_ledger(place) as ledger, ledger.lease(ORGANIZATION, "run") as lease:
            ledger.conclude(intend(ledger, lease), outcome)
            again = intend(ledger, lease)
            assert [found.id for found in ledger.uncertain(ORGANIZATION)] == [again.id]

    def test_a_sent_answer_may_be_sent_anew_only_after_a_withdrawal_that_was_read_back(self, place: str) -> None:
        with open_ledger(place) as ledger, ledger.lease(ORGANIZATION, "run") as lease:
            ledger.conclude(intend(ledger, lease), Outcome.DONE)
            revoke = intend(ledger, lease, kind=IntentKind.REVOKE)
            with pytest.raises(IntentConflict):
                intend(ledger, lease)
            ledger.conclude(revoke, Outcome.UNKNOWN)
            with pytest.raises(IntentConflict):
                intend(ledger, lease)
            ledger.conclude(revoke, Outcome.DONE)
            assert list(ledger.answered(ORGANIZATION)) == []
            ledger.conclude(intend(ledger, lease), Outcome.DONE)
            assert len(list(ledger.answered(ORGANIZATION))) == 1
            assert [found.intent.kind for found in ledger.history(ORGANIZATION, "77-1")] == ["send", "revoke", "send"]

    def test_a_withdrawal_waits_for_a_send_whose_end_nobody_knows(self, place: str) -> None:
        with open_ledger(place) as ledger, ledger.lease(ORGANIZATION, "run") as lease:
            intend(ledger, lease)
            with pytest.raises(IntentConflict):
                intend(ledger, lease, kind=IntentKind.REVOKE)

    def test_a_final_outcome_never_changes(self, place: str) -> None:
        with open_ledger(place) as ledger, ledger.lease(ORGANIZATION, "run") as lease:
            intent = intend(ledger, lease)
            ledger.conclude(intent, Outcome.UNKNOWN, "нет ответа")
            ledger.conclude(intent, Outcome.DONE)
            ledger.conclude(intent, Outcome.DONE)
            with pytest.raises(IntentConflict):
                ledger.conclude(intent, Outcome.NOT_SENT)
            found = ledger.last(ORGANIZATION, "77-1")
            assert found is not None and found.outcome is Outcome.DONE

    def test_an_assignment_may_be_made_again_once_the_first_time_ended(self, place: str) -> None:
        with open_ledger(place) as ledger, ledger.lease(ORGANIZATION, "run") as lease:
            first = intend(ledger, lease, "77-1", IntentKind.ASSIGN)
            with pytest.raises(IntentConflict):
                intend(ledger, lease, "77-1", IntentKind.ASSIGN)
            ledger.conclude(first, Outcome.DONE)
            intend(ledger, lease, "77-1", IntentKind.ASSIGN)

    def test_nothing_is_intended_without_a_living_lease(self, place: str) -> None:
        with open_ledger(place) as ledger:
            with ledger.lease(ORGANIZATION, "run") as lease:
                intend(ledger, lease)
            with pytest.raises(OrganizationBusy):
                intend(ledger, lease, "77-2")
            with ledger.lease(ORGANIZATION, "next"), pytest.raises(OrganizationBusy):
                intend(ledger, lease, "77-2")
            assert ledger.history(ORGANIZATION, "77-2") == []

    def test_organizations_do_not_see_each_other(self, place: str) -> None:
        with open_ledger(place) as ledger, ledger.lease(ORGANIZATION, "run") as lease, ledger.lease("other", "run"):
            intend(ledger, lease)
            assert ledger.uncertain("other") == []
            assert ledger.last("other", "77-1") is None

    @pytest.mark.parametrize(
        "forbidden",
        [
            "UPDATE outcomes SET outcome = 'not_sent'",
            "DELETE FROM outcomes",
            "DELETE FROM intents",
            "UPDATE intents SET holds = false",
            "UPDATE intents SET content_sha256 = 'b'",
            "UPDATE intents SET reason = 'b'",
            "INSERT INTO intents (organization, request_number, kind, content_sha256, run_id, fence, at, holds, reason)"
            " SELECT organization, '77-9', 'send', 'b', run_id, 1, at, true, 'долг погашен' FROM intents",
            "INSERT INTO intents (organization, request_number, kind, content_sha256, run_id, fence, at, holds)"
            " SELECT organization, request_number, 'send', 'b', run_id, 1, at, true FROM intents",
            "INSERT INTO intents (organization, request_number, kind, content_sha256, run_id, fence, at, holds)"
            " SELECT organization, request_number, 'send', 'b', run_id, 1, at, false FROM intents",
            "INSERT INTO outcomes (intent_id, outcome, detail, evidence, at) SELECT id, 'refused', '', '[]', at"
            " FROM intents",
        ],
    )
    def test_the_database_itself_refuses(self, place: str, forbidden: str) -> None:
        with open_ledger(place) as ledger:
            with ledger.lease(ORGANIZATION, "run") as lease:
                ledger.conclude(intend(ledger, lease), Outcome.DONE)
            with pytest.raises(sa.exc.IntegrityError), ledger._engine.begin() as connection:
                connection.exec_driver_sql(forbidden)
            assert len(list(ledger.answered(ORGANIZATION))) == 1

    def test_answers_can_be_read_with_sql(self, place: str) -> None:
        with open_ledger(place) as ledger:
            with ledger.lease(ORGANIZATION, "run") as lease:
                ledger.conclude(intend(ledger, lease), Outcome.DONE)
                intend(ledger, lease, "77-2")
            with ledger._engine.begin() as connection:
                rows = connection.exec_driver_sql("SELECT request_number FROM answers").scalars().all()
            assert rows == ["77-1"]


STEPS = st.lists(
    st.tuples(st.sampled_from(["send", "revoke", "end"]), st.sampled_from(list(Outcome)), st.sampled_from(["1", "2"])),
    max_size=25,
)


def test_no_order_of_events_allows_two_sends_without_a_withdrawal_between(tmp_path: Path) -> None:
    examples = count()
    with open_ledger(tmp_path / "ledger.db") as ledger, ledger.lease(ORGANIZATION, "run") as lease:

        @settings(max_examples=60, deadline=None)
        @given(steps=STEPS)
        def in_any_order(steps: list[tuple[str, Outcome, str]]) -> None:
            # Requests of its own for each example: what another did to its requests is nothing to these.
            example = next(examples)
            _never_two(ledger, lease, [(act, outcome, f"{example}-{number}") for act, outcome, number in steps])

        in_any_order()


def _never_two(ledger: Ledger, lease: Lease, steps: list[tuple[str, Outcome, str]]) -> None:
    open_intents: dict[str, list[Intent]] = defaultdict(list)
    standing: dict[str, int] = defaultdict(int)  # the model's own count: sends that are or may be on the site
    for action, outcome, number in steps:
        if action != "end":
            try:
                intent = intend(ledger, lease, number, IntentKind(action))
            except IntentConflict:
                continue
            open_intents[number].append(intent)
            standing[number] += action == "send"
        elif open_intents[number]:
            intent = open_intents[number][-1]
            ledger.conclude(intent, outcome)
            if outcome is not Outcome.UNKNOWN:
                open_intents[number].pop()
                undone = intent.kind is IntentKind.REVOKE and outcome is Outcome.DONE
                failed = intent.kind is IntentKind.SEND and outcome is not Outcome.DONE
                standing[number] = 0 if undone else standing[number] - failed
        assert standing[number] <= 1
