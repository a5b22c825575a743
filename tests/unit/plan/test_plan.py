from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from decision_samples import TODAY, match, row
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from plan_samples import CALENDAR, MATCHES, NOW, asked, dataset, plan_of

from rpa.audit import verify_journal
from rpa.audit.report.reading import records
from rpa.debts.calendar import CalendarError
from rpa.debts.canonical import canonical_bytes, digest, sha256_hex
from rpa.debts.dataset.rows import AgreementStatus
from rpa.debts.plan import ActsFolder, ground_of, load_plan, parse_plan, withheld, working_days_since
from rpa.debts.policy import DecisionPolicy
from rpa.errors import PlanError
from rpa.model import Decision, HousingFundObject, Period, Person, ResponseStatus
from rpa.operate.place import Place
from rpa.operate.recording import record_plan
from rpa.settings import DataRoot, OrganizationSettings

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


def test_a_year_the_calendar_lacks_is_an_error_and_no_guess(tmp_path: Path) -> None:
    with pytest.raises(CalendarError):
        plan_of(tmp_path, [asked(1, "2", sent_date=D(2031, 3, 3))])


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


# --- act files --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path", ["../secret.pdf", "..\\secret.pdf", "/etc/passwd", "missing.pdf", "empty.pdf", ".", "a\0b"]
)
def test_a_file_outside_the_folder_or_unusable_is_never_attached(tmp_path: Path, path: str) -> None:
    folder = tmp_path / "acts"
    folder.mkdir()
    (tmp_path / "secret.pdf").write_bytes(b"x")
    (folder / "empty.pdf").touch()
    assert ActsFolder(folder).find(path) is None
    assert ActsFolder(folder).problem(path)


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    folder = tmp_path / "acts"
    folder.mkdir()
    (tmp_path / "secret.pdf").write_bytes(b"x")
    (folder / "act.pdf").symlink_to(tmp_path / "secret.pdf")
    assert ActsFolder(folder).problem("act.pdf") == "файл акта лежит вне папки актов"


@pytest.mark.parametrize("path", ["2025/act.pdf", "2025\\act.pdf", "./2025/act.pdf"])
def test_both_slashes_part_folders(tmp_path: Path, path: str) -> None:
    (tmp_path / "2025").mkdir()
    (tmp_path / "2025" / "act.pdf").write_bytes(b"act")
    found = ActsFolder(tmp_path).find(path)
    assert found is not None
    assert (found.path, found.name, found.size) == ("2025/act.pdf", "act.pdf", 3)


def test_a_debtor_whose_act_file_is_gone_goes_to_review(tmp_path: Path) -> None:
    gone = {"1": match(row(2, act_file=Path("gone.pdf")))}
    item = plan_of(tmp_path, [asked(1, "1")], matches=gone).items[0]
    assert (item.decision, item.rule) == (Decision.REVIEW, "R41")
    assert any("файл судебного акта" in note for note in item.notes)


# --- the file ---------------------------------------------------------------------------------------------------------


def test_a_plan_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    plan = plan_of(tmp_path)
    path = tmp_path / "plan.json"
    path.write_bytes(plan.to_bytes())
    again = load_plan(path)
    assert again == plan
    assert (again.sha256, again.to_bytes()) == (plan.sha256, plan.to_bytes())
    assert [item.sha256 for item in again.items] == [item.sha256 for item in plan.items]


def test_the_plan_names_the_hashes_it_rests_on(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, served_houses_sha256="a" * 64)
    assert plan.basis.dataset_sha256 == "d" * 64
    assert plan.basis.served_houses_sha256 == "a" * 64
    assert plan.basis.policy_sha256 == DecisionPolicy().sha256
    assert plan_of(tmp_path, policy=DecisionPolicy(settlement="debt")).sha256 != plan.sha256


@given(order=st.permutations(range(1, 6)), twice=st.integers(1, 5))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
def test_the_plan_of_the_same_inputs_is_byte_equal_whatever_their_order(
    tmp_path: Path, order: list[int], twice: int
) -> None:
    requests = [asked(number, str(number)) for number in (*order, twice)]
    backwards = {
        flat: replace(found, same=found.same[::-1], ambiguous=found.ambiguous[::-1]) for flat, found in MATCHES.items()
    }
    assert plan_of(tmp_path, requests, matches=backwards).to_bytes() == plan_of(tmp_path).to_bytes()


def _changed(plan: bytes, change: Any, *, mend: bool) -> bytes:
    document = json.loads(plan)
    change(document["plan"])
    if mend:
        document["sha256"] = digest(document["plan"])
    return canonical_bytes(document)


def test_a_plan_changed_by_hand_is_refused(tmp_path: Path) -> None:
    data = plan_of(tmp_path).to_bytes()
    changed = _changed(data, lambda plan: plan["items"][2].update(decision="no_debt"), mend=False)
    with pytest.raises(PlanError, match="изменён после построения"):
        parse_plan(changed)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda plan: plan.update(format=2), "версией программы"),
        (lambda plan: plan["basis"].update(rules_version="0"), "версии правил"),
        (lambda plan: plan.update(more=1), "полей"),
        (lambda plan: plan["items"][0].update(decision="maybe"), "полей"),
    ],
)
def test_a_plan_of_another_version_or_shape_is_refused(tmp_path: Path, change: Any, said: str) -> None:
    with pytest.raises(PlanError, match=said):
        parse_plan(_changed(plan_of(tmp_path).to_bytes(), change, mend=True))


@pytest.mark.parametrize("data", [b"", b"{}", b"[]", b"null", b'{"plan":1,"sha256":2}', b"\xff\xfe", b"PK\x03\x04"])
def test_what_is_no_plan_is_refused(data: bytes) -> None:
    with pytest.raises(PlanError):
        parse_plan(data)


def test_a_missing_plan_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PlanError, match=r"none\.json не читается: FileNotFoundError"):
        load_plan(tmp_path / "none.json")


def test_a_broken_plan_is_named_by_its_file(tmp_path: Path) -> None:
    (tmp_path / "p.json").write_bytes(b"PK")
    with pytest.raises(PlanError, match=r"p\.json — не план"):
        load_plan(tmp_path / "p.json")
    with pytest.raises(PlanError, match="Файл план — не план"):
        parse_plan(b"PK")


def test_a_plan_needs_to_know_the_zone_of_its_time(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="zone"):
        plan_of(tmp_path, built_at=datetime(2026, 11, 24))


# --- ground -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "moved"),
    [
        ({}, ()),
        ({"version": 4}, ("версия запроса на портале",)),
        ({"version": None}, ()),
        ({"response_status": ResponseStatus.SENT}, ("состояние ответа",)),
        ({"response_date": D(2026, 11, 30)}, ("крайний срок ответа",)),
        ({"draft": True}, ("добавленный, но не отправленный ответ",)),
        ({"housing_fund_object": HousingFundObject("г. Энск, ул. Садовая, д. 5", "13")}, ("адрес",)),
        ({"period": Period(D(2022, 1, 1), D(2024, 1, 1))}, ("адрес",)),
        ({"applicant": Person("Иванов", "Иван")}, ("адрес",)),
        ({"organization_name": "Центр соцподдержки (вымышлен)"}, ()),
    ],
)
def test_the_ground_tells_what_moved(changes: dict[str, Any], moved: tuple[str, ...]) -> None:
    before, after = asked(1, "1"), replace(asked(1, "1"), **changes)
    found = ground_of(before).moved(ground_of(after))
    assert len(found) == len(moved)
    assert all(said.startswith(expected) for said, expected in zip(found, moved, strict=True))


def test_now_is_passed_in(tmp_path: Path) -> None:
    assert plan_of(tmp_path).built_at == NOW


# --- right before sending ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "reasons"), [(D(2026, 11, 24), 0), (D(2026, 11, 26), 0), (D(2026, 11, 27), 1), (D(2026, 11, 30), 2)]
)
def test_an_answer_the_plan_proved_is_withheld_once_its_data_are_old(tmp_path: Path, day: date, reasons: int) -> None:
    """The data are of Tuesday 24.11, the rows' balance of Monday 23.11; three working days each."""
    plan = plan_of(tmp_path)
    found = withheld(plan, plan.items[0], Decision.DEBT, today=day, calendar=CALENDAR)
    assert len(found) == reasons


def test_a_withheld_answer_says_which_data_are_old_and_what_to_do(tmp_path: Path) -> None:
    plan = plan_of(tmp_path)
    found = withheld(plan, plan.items[0], Decision.DEBT, today=D(2026, 11, 30), calendar=CALENDAR)
    assert found == (
        "Данные, на которых построен план, устарели: загрузите свежие и постройте план заново.",
        "Остаток долга в плане указан на слишком давнюю дату: загрузите свежие данные.",
    )


@pytest.mark.parametrize(("day", "reasons"), [(D(2026, 11, 22), 2), (D(2026, 11, 23), 1), (D(2026, 11, 24), 0)])
def test_data_of_the_future_are_no_fresher_than_old_ones(tmp_path: Path, day: date, reasons: int) -> None:
    plan = plan_of(tmp_path)
    assert len(withheld(plan, plan.items[0], Decision.DEBT, today=day, calendar=CALENDAR)) == reasons


def test_a_balance_of_today_is_fresh(tmp_path: Path) -> None:
    plan = plan_of(tmp_path)
    item = replace(plan.items[0], balances_as_of=D(2026, 11, 24))
    assert withheld(plan, item, Decision.DEBT, today=D(2026, 11, 24), calendar=CALENDAR) == ()


def test_a_persons_own_answer_is_not_withheld_for_old_data(tmp_path: Path) -> None:
    plan = plan_of(tmp_path)
    much_later = D(2026, 12, 28)
    assert withheld(plan, plan.items[2], Decision.NO_DEBT, today=much_later, calendar=CALENDAR) == ()
    assert withheld(plan, plan.items[1], Decision.NO_DEBT, today=much_later, calendar=CALENDAR)


class NoSecrets:
    """A vault that is empty and stays in memory."""

    def __init__(self) -> None:
        self.kept: dict[str, str] = {}

    def get(self, name: str) -> str | None:
        return self.kept.get(name)

    def set(self, name: str, value: str) -> None:
        self.kept[name] = value

    def delete(self, name: str) -> None:
        self.kept.pop(name, None)

    def describe(self) -> str:
        return "memory"


def test_the_journal_tells_of_every_request_of_the_plan_also_of_those_that_need_no_answer(tmp_path: Path) -> None:
    silent = asked(2, "1", response_status=ResponseStatus.AUTO_GENERATED)
    plan = plan_of(tmp_path, [asked(1, "2"), silent])
    wishes = OrganizationSettings.model_validate({"organization": {"name": "УК", "ogrn": "1027700132195"}})
    place = Place(DataRoot(tmp_path).organization("uk").create(), wishes, NoSecrets())
    record_plan(place, plan)
    told = {found.get("request_number"): found for found in records(place.folder.journal)}
    assert told[plan.items[0].request_number]["kind"] == "decision"
    skipped = told[plan.not_planned[0].request_number]
    assert (skipped["kind"], skipped["rule"], skipped["response_status"]) == ("not_planned", "R02", "AutoGenerated")
    assert verify_journal(place.folder.journal).ok
