"""What a plan hands to the decision, and what it keeps of each request for the people who read it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from decision_samples import PETROVA, TODAY, UNSURE, match, row
from plan_samples import ByFlat, asked, dataset, plan_of

from rpa.debts.dataset.rows import ActStatus
from rpa.debts.matching import Candidate, Match
from rpa.model import Decision, HousingFundObject, Period, Person, ResponseStatus
from tests.unit.own_calendar import with_day_off

D = date
WITHOUT_ACT = "Не у каждого должника есть файл судебного акта: ответ уйдёт без него."


class Listening(ByFlat):
    """A matcher that remembers about whom it was asked."""

    def __init__(self) -> None:
        super().__init__({})
        self.asked_about: list[Person | None] = []

    def match(self, obj: HousingFundObject, applicant: Person | None = None) -> Match:
        self.asked_about.append(applicant)
        return super().match(obj, applicant)


def test_the_person_a_request_shows_is_matched_too_and_an_answered_request_not_at_all(tmp_path: Path) -> None:
    matcher = Listening()
    answered = asked(2, "2", response_status=ResponseStatus.SENT)
    plan_of(tmp_path, [asked(1, "1", applicant=PETROVA), answered], matcher=matcher)
    assert matcher.asked_about == [PETROVA]


@pytest.mark.parametrize(("balance", "rule"), [(D(2026, 11, 19), "R53"), (D(2026, 11, 18), "R25")])
def test_the_age_of_a_balance_is_counted_in_working_days(tmp_path: Path, balance: date, rule: str) -> None:
    [item] = plan_of(tmp_path, [asked(1, "1")], matches={"1": match(row(2, balance_date=balance))}).items
    assert item.rule == rule
    assert item.balances_as_of == balance


def test_an_organizations_own_day_off_moves_the_date_to_work_to(tmp_path: Path) -> None:
    own = with_day_off(tmp_path / "calendar.json", D(2026, 11, 25))
    request = asked(1, "2", response_date=None)
    assert plan_of(tmp_path, [request]).items[0].due == D(2026, 11, 27)
    assert plan_of(tmp_path, [request], calendar=own).items[0].due == D(2026, 11, 30)


@pytest.mark.parametrize(
    ("shown", "enters", "rule"),
    [
        (None, D(2026, 11, 27), "R28"),
        (None, D(2026, 11, 28), "R27"),
        (D(2026, 11, 25), D(2026, 11, 27), "R28"),
        (D(2026, 11, 30), D(2026, 11, 30), "R28"),
        (D(2026, 11, 30), D(2026, 12, 1), "R27"),
    ],
)
def test_an_act_that_enters_into_force_while_the_answer_may_wait_proves_no_no(
    tmp_path: Path, shown: date | None, enters: date, rule: str
) -> None:
    """Approved in two days, the «нет» would be sent of an act in force; our own count says 27.11."""
    pending = row(2, act_status=ActStatus.NOT_IN_FORCE, in_force_date=enters)
    [item] = plan_of(tmp_path, [asked(1, "1", response_date=shown)], matches={"1": match(pending)}).items
    assert (item.due_counted, item.rule) == (D(2026, 11, 27), rule)


@pytest.mark.parametrize(
    ("as_of", "enters", "rule"),
    [
        (TODAY, D(2026, 11, 27), "R28"),
        (TODAY, D(2026, 11, 29), "R28"),
        (TODAY, D(2026, 11, 30), "R27"),
        (D(2026, 11, 23), D(2026, 11, 26), "R28"),
        (D(2026, 11, 23), D(2026, 11, 27), "R27"),
        (D(2026, 11, 9), D(2026, 11, 25), "R04"),
    ],
)
def test_past_its_days_or_without_any_an_answer_may_wait_as_long_as_its_data_are_fresh(
    tmp_path: Path, as_of: date, enters: date, rule: str
) -> None:
    """Three working days: data of Tuesday 24.11 are fresh to the end of the week."""
    pending = {"1": match(row(2, act_status=ActStatus.NOT_IN_FORCE, in_force_date=enters))}
    overdue = asked(1, "1", sent_date=D(2026, 11, 10), response_date=D(2026, 11, 17))
    undated = asked(2, "1", sent_date=None, response_date=None)
    plan = plan_of(tmp_path, [overdue, undated], matches=pending, dataset=dataset(as_of=as_of))
    assert [item.rule for item in plan.items] == [rule] * 2


def test_in_a_year_the_calendar_lacks_data_are_fresh_for_plain_days(tmp_path: Path) -> None:
    day = D(2027, 12, 30)
    pending = row(2, act_status=ActStatus.NOT_IN_FORCE, in_force_date=D(2028, 1, 2), balance_date=day)
    undated = asked(1, "1", sent_date=None, response_date=None)
    plan = plan_of(tmp_path, [undated], matches={"1": match(pending)}, dataset=dataset(as_of=day), today=day)
    assert plan.items[0].rule == "R28"


def test_what_is_due_today_is_not_overdue_and_a_date_nobody_knows_is_said(tmp_path: Path) -> None:
    today, unknown = asked(1, "2", response_date=TODAY), asked(2, "2", sent_date=None, response_date=None)
    by_number = plan_of(tmp_path, [today, unknown]).by_number
    assert not by_number[today.request_number].overdue
    said = "Срок ответа неизвестен: ни срока, ни даты направления в карточке нет."
    assert by_number[unknown.request_number].notes.count(said) == 1
    assert said not in by_number[today.request_number].notes
    [shown] = plan_of(tmp_path, [asked(3, "2", sent_date=None, response_date=TODAY)]).items
    assert said not in shown.notes, "the portal's own date is enough"


def test_a_skipped_request_keeps_its_sentence_and_its_date(tmp_path: Path) -> None:
    [skipped] = plan_of(tmp_path, [asked(1, "1", response_status=ResponseStatus.SENT, response_date=TODAY)]).not_planned
    assert skipped.sentence
    assert skipped.response_date == TODAY


def test_an_item_keeps_what_the_reviewer_compares(tmp_path: Path) -> None:
    period = Period(D(2023, 11, 1), D(2026, 10, 31))
    request = asked(3, "3", organization_name="Соцзащита Энска (вымышленная)", period=period)
    proven = match(row(2), row(4, contradictions=("Дата акта позже даты вступления в силу.",)))
    [item] = plan_of(tmp_path, [request], matches={"3": proven}).items
    assert (item.organization_name, item.period) == (request.organization_name, period)
    assert (item.decision, item.proposal) == (Decision.REVIEW, Decision.DEBT)


def test_a_candidate_comes_with_its_flat_and_its_act(tmp_path: Path) -> None:
    [candidate] = plan_of(tmp_path, [asked(4, "4")]).items[0].candidates
    assert (candidate.flat, [file.name for file in candidate.debtor.files]) == (row(5).flat, ["act5.pdf"])


def test_what_may_be_the_dwelling_comes_first_and_then_the_likest_rows(tmp_path: Path) -> None:
    """Ordered by their names as texts, r203 stood before r21, and the row that was meant behind those that were not."""
    alike = tuple(Candidate(row(number), 90 - n) for n, number in enumerate((60, 7)))
    found = match(ambiguous=tuple((row(number), UNSURE) for number in (203, 21)), candidates=alike)
    [item] = plan_of(tmp_path, [asked(4, "4")], matches={"4": found}).items
    assert [one.row_id for one in item.candidates] == ["r21", "r203", "r60", "r7"]


def test_a_missing_act_is_said_where_it_would_be_missed(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, acts=None)
    noted = {item.address_details for item in plan.items if WITHOUT_ACT in item.notes}
    named = {item.address_details for item in plan.items if item.debtors and item.decision is not Decision.NO_DEBT}
    assert noted == named >= {"1", "3"}
    assert plan.items[0].rule == "R41", "without a folder of acts no act counts as there"
    assert not [item for item in plan_of(tmp_path).items if WITHOUT_ACT in item.notes]


def test_a_plan_names_the_file_and_the_content_it_rests_on(tmp_path: Path) -> None:
    data = dataset(content_sha256="c" * 64)
    basis = plan_of(tmp_path, dataset=data).basis
    assert (basis.dataset_sha256, basis.dataset_content_sha256) == (data.sha256, data.content_sha256)
    empty = plan_of(tmp_path, dataset=None).basis
    assert (empty.dataset_sha256, empty.dataset_content_sha256, empty.dataset_as_of) == ("", "", None)
