"""What a card means for an approved answer, and what a verification makes of it. Pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from rpa.debts.approval import ApprovedAnswer
from rpa.debts.plan import ActFile, PlannedDebtor, ground_of
from rpa.job.answers import judge
from rpa.job.checking import NEEDS_NOBODY, Finding, check, compared
from rpa.job.commitment import State
from rpa.ledger import Intent, IntentKind, Outcome, Record
from rpa.model import DebtInfo, HousingFundObject, Person, ResponseData, ResponseStatus, Subrequest

TODAY = date(2026, 3, 10)
WAITING = Subrequest(
    "260010000001",
    HousingFundObject("г. Выдуманск, ул. Придуманная, д. 1", "7"),
    ResponseStatus.NOT_SENT,
    sent_date=date(2026, 3, 5),
    response_date=date(2026, 3, 13),
    portal_id="a",
    version=0,
)
ACT = ActFile("a.pdf", "приказ.pdf", "0" * 64, 10)
DEBTOR = PlannedDebtor("Выдумкин", "Иван", None, (ACT,), ("r1",))
YES = ApprovedAnswer(
    "260010000001", "a", True, (DEBTOR,), "Дело № 1", ground_of(WAITING), "c" * 64, rule="R01", approvers=("Проверка",)
)
NO = replace(YES, has_debt=False, debtors=(), description=None)
SHOWN_YES = ResponseData(True, (DebtInfo(Person("Выдумкин", "Иван"), ("приказ.pdf",)),), "Дело  № 1", executor="Мы")
SHOWN_NO = ResponseData(False, executor="Мы")
MORE = replace(SHOWN_YES, additional_files=("чужой документ.pdf",))


def card(**changes: object) -> Subrequest:
    return replace(WAITING, **changes)  # type: ignore[arg-type]


def drafted(shown: ResponseData) -> Subrequest:
    return card(draft=True, version=1, response_data=shown)


def sent(shown: ResponseData) -> Subrequest:
    return card(response_status=ResponseStatus.SENT, version=2, response_data=shown)


@pytest.mark.parametrize(
    ("answer", "shown", "state"),
    [
        (NO, WAITING, State.ABSENT),
        (NO, drafted(SHOWN_NO), State.DRAFT),
        (YES, drafted(SHOWN_YES), State.DRAFT),
        (NO, drafted(SHOWN_YES), State.FOREIGN_DRAFT),
        (YES, drafted(MORE), State.FOREIGN_DRAFT),
        (YES, sent(MORE), State.OTHER),
        (NO, sent(SHOWN_NO), State.DONE),
        (YES, sent(SHOWN_NO), State.OTHER),
        (NO, card(response_status=ResponseStatus.AUTO_GENERATED, response_data=SHOWN_NO), State.AUTOMATIC),
        (NO, card(version=1), State.CHANGED),
        (NO, card(response_date=date(2026, 3, 12)), State.CHANGED),
        (NO, card(housing_fund_object=HousingFundObject("г. Выдуманск, ул. Придуманная, д. 1", "8")), State.CHANGED),
    ],
)
def test_what_a_card_means(answer: ApprovedAnswer, shown: Subrequest, state: State) -> None:
    assert judge(answer, shown).state is state


def test_a_draft_with_files_is_never_sent_as_it_lies_because_names_prove_no_content() -> None:
    assert not judge(YES, drafted(SHOWN_YES)).complete
    assert judge(NO, drafted(SHOWN_NO)).complete


def test_a_draft_that_lay_there_when_the_answer_was_approved_may_be_replaced() -> None:
    old = drafted(SHOWN_YES)
    assert judge(replace(NO, ground=ground_of(old)), old).state is State.ABSENT


@pytest.mark.parametrize(
    ("shown", "finding"),
    [
        (SHOWN_YES, Finding.RIGHT),
        (replace(SHOWN_YES, debt_info=(DebtInfo(Person("Выдумкин", "Иван")),)), Finding.MISSING_ACT),
        (replace(SHOWN_YES, debt_info=(DebtInfo(Person("Выдумкин", "Иван"), ("другой.pdf",)),)), Finding.DIFFERENT),
        (replace(SHOWN_YES, debt_info=(DebtInfo(Person("Другой", "Иван"), ("приказ.pdf",)),)), Finding.DIFFERENT),
        (replace(SHOWN_YES, description="Дело № 2"), Finding.DIFFERENT),
        (SHOWN_NO, Finding.DIFFERENT),
        (None, Finding.DIFFERENT),
    ],
)
def test_what_was_approved_is_compared_with_what_stands_there(shown: ResponseData | None, finding: Finding) -> None:
    assert compared(YES, shown) is finding


def record(kind: IntentKind, outcome: Outcome | None) -> Record:
    at = datetime(2026, 3, 9, tzinfo=UTC)
    return Record(Intent(1, "1" * 13, WAITING.request_number, kind, "c" * 64, "p" * 64, "run", 1, at), outcome)


SENT = record(IntentKind.SEND, Outcome.DONE)
REVOKED = record(IntentKind.REVOKE, Outcome.DONE)


@pytest.mark.parametrize(
    ("shown", "history", "finding"),
    [
        (WAITING, [], Finding.WAITING),
        (card(response_date=date(2026, 3, 9)), [], Finding.OVERDUE),
        (card(response_date=TODAY), [], Finding.WAITING),
        (WAITING, [SENT], Finding.NOT_THERE),
        (WAITING, [SENT, REVOKED], Finding.WAITING),
        (sent(SHOWN_YES), [SENT], Finding.RIGHT),
        (sent(SHOWN_YES), [], Finding.BY_OTHERS),
        (sent(SHOWN_YES), [SENT, REVOKED], Finding.BY_OTHERS),
        (sent(SHOWN_YES), [record(IntentKind.SEND, None)], Finding.UNCERTAIN),
        (sent(SHOWN_YES), [record(IntentKind.SEND, Outcome.UNKNOWN)], Finding.UNCERTAIN),
        (card(response_status=ResponseStatus.AUTO_GENERATED), [SENT], Finding.AUTOMATIC),
        (None, [SENT], Finding.WITHDRAWN_BY_SENDER),
        (None, [record(IntentKind.SEND, None)], Finding.WITHDRAWN_BY_SENDER),
    ],
)
def test_what_a_check_finds(shown: Subrequest | None, history: list[Record], finding: Finding) -> None:
    assert check(WAITING.request_number, shown, history, YES, TODAY).finding is finding


def test_a_sent_answer_whose_plan_is_lost_is_not_called_right() -> None:
    assert check(WAITING.request_number, sent(SHOWN_YES), [SENT], None, TODAY).finding is Finding.UNPROVABLE


@pytest.mark.parametrize(("days", "finding"), [(0, Finding.UNPROVABLE), (1, Finding.PLAN_DESTROYED)])
def test_a_sent_answer_whose_plan_went_by_its_days_needs_nobody(days: int, finding: Finding) -> None:
    since = SENT.intent.at.date() + timedelta(days=days)
    found = check(WAITING.request_number, sent(SHOWN_YES), [SENT], None, TODAY, since)
    assert found.finding is finding and (finding in NEEDS_NOBODY) is (days > 0)
    assert check(WAITING.request_number, sent(SHOWN_YES), [SENT], YES, TODAY, since).finding is Finding.RIGHT


@pytest.mark.parametrize("shown", ["приказ 2-15.pdf", "приказ  2-15.pdf"], ids=["by the screen", "by the data"])
def test_blanks_that_a_screen_merges_make_no_other_file(shown: str) -> None:
    act = replace(ACT, name=" приказ  2-15.pdf")
    yes = replace(YES, debtors=(replace(DEBTOR, files=(act, replace(act, name="акт.pdf"))),))
    there = DebtInfo(Person("Выдумкин", "Иван"), (shown, "акт.pdf"))
    assert judge(yes, sent(replace(SHOWN_YES, debt_info=(there,)))).state is State.DONE
    one = replace(SHOWN_YES, debt_info=(replace(there, files=(shown,)),))
    assert compared(yes, one) is Finding.MISSING_ACT
