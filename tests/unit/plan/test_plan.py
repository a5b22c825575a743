"""What a plan says of each request, in which order, and what the journal keeps of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from decision_samples import TODAY, match, row
from plan_samples import ADDRESS, CALENDAR, NOW, asked, dataset, plan_of

from rpa.audit import verify_journal
from rpa.audit.report.reading import records
from rpa.debts.canonical import sha256_hex
from rpa.debts.dataset.rows import AgreementStatus
from rpa.debts.plan import working_days_since
from rpa.debts.policy import DecisionPolicy
from rpa.errors import PlanError
from rpa.model import Decision, HousingFundObject, ResponseStatus
from rpa.operate.place import Place
from rpa.operate.recording import record_plan
from rpa.settings import DataRoot, OrganizationSettings
from tests.secrets_in_memory import SecretsInMemory

D = date


def test_a_plan_says_for_each_request_what_would_be_answered_and_why(tmp_path: Path) -> None:
    plan = plan_of(tmp_path)
    assert [(item.address_details, item.decision, item.rule) for item in plan.items] == [
        ("1", Decision.DEBT, "R53"),
        ("2", Decision.NO_DEBT, "R20"),
        ("3", Decision.REVIEW, "R31"),
        ("4", Decision.REVIEW, "R09"),
        ("5", Decision.NO_DEBT, "R23"),
    ]
    names = [(debtor.last_name, [file.name for file in debtor.files]) for debtor in plan.items[0].debtors]
    assert names == [("Иванов", ["act2.pdf"]), ("Петрова", ["act3.pdf"])]
    assert plan.items[0].debtors[0].files[0].sha256 == sha256_hex(b"%PDF-1.4 2")
    assert [(found.row_id, found.reason) for found in plan.items[3].candidates] == [
        ("r5", "Корпус указан только с одной стороны.")
    ]


def test_an_item_keeps_the_identifier_of_the_house_it_was_asked_about(tmp_path: Path) -> None:
    guid = "0a1b2c3d-0000-4000-8000-000000000001"
    about = HousingFundObject(ADDRESS, "2", guid)
    (item,) = plan_of(tmp_path, [replace(asked(1, "2"), housing_fund_object=about)]).items
    assert (item.fias_house_guid, item.home) == (guid, about)


def test_without_data_everything_waits_for_a_person(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, dataset=None)
    assert {(item.decision, item.rule) for item in plan.items} == {(Decision.REVIEW, "R03")}


@pytest.mark.parametrize(
    ("as_of", "rule"),
    # Tuesday 24.11.2026; 4 November is a holiday, so Thursday 19.11 is three working days ago.
    [
        (D(2026, 11, 19), "R20"),
        (D(2026, 11, 18), "R04"),
        (None, "R04"),
        (D(2026, 11, 25), "R04"),
        (D(2019, 1, 1), "R04"),
    ],
)
def test_the_age_of_the_data_is_counted_in_working_days(tmp_path: Path, as_of: date | None, rule: str) -> None:
    assert plan_of(tmp_path, [asked(1, "2")], dataset=dataset(as_of=as_of)).items[0].rule == rule


def test_working_days_are_counted_over_a_weekend_and_the_future_is_never_fresh() -> None:
    assert working_days_since(D(2026, 11, 20), TODAY, CALENDAR) == 2
    assert working_days_since(TODAY, TODAY, CALENDAR) == 0
    assert working_days_since(D(2026, 11, 25), TODAY, CALENDAR) == -1
    assert working_days_since(D(2001, 1, 1), TODAY, CALENDAR) > 30


@pytest.mark.parametrize(
    ("shown", "expected", "warned"),
    [
        (D(2026, 11, 27), D(2026, 11, 27), False),
        (D(2026, 11, 26), D(2026, 11, 26), True),
        (D(2026, 11, 30), D(2026, 11, 27), True),
        (None, D(2026, 11, 27), False),
    ],
)
def test_work_goes_to_the_earlier_of_the_portals_date_and_our_count(
    tmp_path: Path, shown: date | None, expected: date, warned: bool
) -> None:
    item = plan_of(tmp_path, [asked(1, "2", response_date=shown)]).items[0]
    assert (item.due, item.due_counted) == (expected, D(2026, 11, 27))
    assert any("работаем к более раннему" in note for note in item.notes) is warned


def test_the_most_urgent_comes_first_and_an_unknown_date_before_all(tmp_path: Path) -> None:
    later = asked(1, "2", sent_date=D(2026, 11, 23), response_date=None)
    sooner = asked(2, "2", sent_date=D(2026, 11, 16), response_date=None)
    unknown = asked(3, "2", sent_date=None, response_date=None)
    items = plan_of(tmp_path, [later, sooner, unknown]).items
    assert [item.request_number[-1] for item in items] == ["3", "2", "1"]
    assert [item.overdue for item in items] == [False, True, False]


@pytest.mark.parametrize("shown", [None, D(2027, 12, 31)])
def test_a_request_due_in_a_year_the_calendar_lacks_is_a_persons_and_keeps_nothing_from_the_others(
    tmp_path: Path, shown: date | None
) -> None:
    requests = [
        asked(1, "2", sent_date=D(2027, 12, 24), response_date=shown),
        asked(2, "1", sent_date=D(2027, 12, 24), response_date=shown),
        asked(3, "2", sent_date=D(2027, 12, 23), response_date=None),
    ]
    today, data = D(2027, 12, 27), dataset(as_of=D(2027, 12, 27))
    lacking, debt, countable = sorted(
        plan_of(tmp_path, requests, today=today, dataset=data).items, key=lambda item: item.request_number
    )
    assert (lacking.decision, lacking.rule, lacking.due) == (Decision.REVIEW, "R14", shown)
    assert "rpa calendar add" in lacking.sentence
    assert (debt.decision, any(note.startswith("R14") for note in (*debt.notes, debt.rule))) == (Decision.REVIEW, True)
    assert (countable.decision, countable.due) == (Decision.NO_DEBT, D(2027, 12, 30))


def test_in_a_year_the_calendar_lacks_the_age_of_data_is_counted_in_plain_days(tmp_path: Path) -> None:
    asked_before = asked(1, "2", sent_date=D(2027, 12, 23), response_date=None)
    fresh, old = (
        plan_of(tmp_path, [asked_before], today=D(2028, 1, 3), dataset=dataset(as_of=as_of)).items[0]
        for as_of in (D(2027, 12, 31), D(2027, 12, 30))
    )
    assert (fresh.decision, old.decision, old.rule) == (Decision.NO_DEBT, Decision.REVIEW, "R04")


def test_answered_and_overdue_requests_are_listed_apart(tmp_path: Path) -> None:
    sent = asked(1, "1", response_status=ResponseStatus.SENT)
    silent = asked(2, "1", response_status=ResponseStatus.AUTO_GENERATED)
    plan = plan_of(tmp_path, [sent, silent])
    assert plan.items == ()
    assert [(skipped.rule, skipped.response_status) for skipped in plan.not_planned] == [
        ("R01", ResponseStatus.SENT),
        ("R02", ResponseStatus.AUTO_GENERATED),
    ]


def test_a_request_read_twice_is_one_item_unless_the_readings_differ(tmp_path: Path) -> None:
    assert len(plan_of(tmp_path, [asked(1, "2"), asked(1, "2")]).items) == 1
    with pytest.raises(PlanError, match="9900000001"):
        plan_of(tmp_path, [asked(1, "2"), asked(1, "2", version=4)])


def test_a_kept_agreement_is_told_in_the_answer(tmp_path: Path) -> None:
    kept = {"1": match(row(2, agreement_status=AgreementStatus.KEPT))}
    item = plan_of(tmp_path, [asked(1, "1")], matches=kept, policy=DecisionPolicy(agreement_kept="debt")).items[0]
    assert item.decision is Decision.DEBT
    assert item.description == "Заключено соглашение о погашении долга, и оно исполняется."


def test_now_is_passed_in(tmp_path: Path) -> None:
    assert plan_of(tmp_path).built_at == NOW


def test_the_journal_tells_of_every_request_of_the_plan_also_of_those_that_need_no_answer(tmp_path: Path) -> None:
    silent = asked(2, "1", response_status=ResponseStatus.AUTO_GENERATED)
    plan = plan_of(tmp_path, [asked(1, "2"), silent])
    wishes = OrganizationSettings.model_validate({"organization": {"name": "УК", "ogrn": "1027700132195"}})
    place = Place(DataRoot(tmp_path).organization("uk").create(), wishes, SecretsInMemory())
    record_plan(place, plan)
    told = {found.get("request_number"): found for found in records(place.folder.journal)}
    assert told[plan.items[0].request_number]["kind"] == "decision"
    skipped = told[plan.not_planned[0].request_number]
    assert (skipped["kind"], skipped["rule"], skipped["response_status"]) == ("not_planned", "R02", "AutoGenerated")
    assert verify_journal(place.folder.journal).ok


@pytest.mark.parametrize("correction", [False, True])
def test_the_journal_tells_a_correction_from_a_plan_of_all_requests(tmp_path: Path, correction: bool) -> None:
    wishes = OrganizationSettings.model_validate({"organization": {"name": "УК", "ogrn": "1027700132195"}})
    place = Place(DataRoot(tmp_path).organization("uk").create(), wishes, SecretsInMemory())
    record_plan(place, replace(plan_of(tmp_path, [asked(1, "2")]), correction=correction))
    assert next(records(place.folder.journal))["correction"] is correction
