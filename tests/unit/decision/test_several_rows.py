"""Several rows at one dwelling: whom an answer names, and what rows that are clear one by one leave open together."""

from __future__ import annotations

from datetime import date

from decision_samples import IVANOV, PAID, PETROVA, row, ruling

from rpa.debts.dataset.rows import ActKind, ActStatus
from rpa.model import Decision, Person

D = date
DEBT, NO, REVIEW = Decision.DEBT, Decision.NO_DEBT, Decision.REVIEW


def test_all_debtors_of_a_dwelling_are_named_with_all_their_acts() -> None:
    found = ruling(row(4, person=PETROVA), row(2), row(3), row(5, **PAID))
    assert found.decision is DEBT
    assert [(debtor.person, debtor.act_files, debtor.row_ids) for debtor in found.debtors] == [
        (IVANOV, ("act2.pdf", "act3.pdf"), ("r2", "r3")),
        (PETROVA, ("act4.pdf",), ("r4",)),
    ]


def test_one_unresolved_row_makes_review_and_the_proven_debt_is_the_proposal() -> None:
    found = ruling(row(2), row(3, person=PETROVA, act_status=ActStatus.APPEALED))
    assert (found.decision, found.rule, found.proposal) == (REVIEW, "R31", DEBT)
    assert [debtor.person for debtor in found.debtors] == [IVANOV, PETROVA]


def test_rows_that_all_say_no_give_no_and_the_report_tells_each() -> None:
    found = ruling(row(2, act_status=ActStatus.CANCELLED), row(3, **PAID))
    assert (found.decision, found.rule) == (NO, "R23")
    assert [note for note in found.notes if "R26" in note]


def test_a_cancelled_order_with_a_later_act_in_force_is_debt() -> None:
    found = ruling(row(2, act_status=ActStatus.CANCELLED), row(3, act_kind=ActKind.DECISION))
    assert (found.decision, [debtor.row_ids for debtor in found.debtors]) == (DEBT, [("r3",)])


def test_two_rows_of_one_claim_that_disagree_are_review() -> None:
    found = ruling(row(2, case_number="2-7/2025"), row(3, case_number=" 2-7/2025 ", **PAID))
    assert (found.decision, found.rule) == (REVIEW, "R11")


def test_a_case_split_into_periods_may_be_paid_in_part() -> None:
    earlier = row(2, case_number="2-7/2025", debt_to=D(2024, 6, 30), **PAID)
    later = row(3, case_number="2-7/2025", debt_from=D(2024, 7, 1))
    assert ruling(earlier, later).decision is DEBT


def test_debtors_who_may_be_one_person_are_review() -> None:
    found = ruling(row(2), row(3, person=Person("Иванов", "Иван")))
    assert (found.decision, found.rule) == (REVIEW, "R12")


def test_namesakes_with_different_birth_dates_are_two_debtors_and_review() -> None:
    father, son = row(2, birth_date=D(1950, 1, 1)), row(4, birth_date=D(1980, 1, 1))
    for rows in ((father, son), (father, row(3), son)):
        found = ruling(*rows)
        assert (found.decision, found.rule, found.proposal) == (REVIEW, "R12", DEBT)
        assert len(found.debtors) == 2


def test_one_birth_date_written_once_or_twice_is_one_debtor() -> None:
    born = D(1950, 1, 1)
    found = ruling(row(2, birth_date=born), row(3), row(4, birth_date=born))
    assert (found.decision, len(found.debtors)) == (DEBT, 1)


def test_a_person_without_a_name_is_never_proposed_as_a_debtor() -> None:
    found = ruling(row(2, person=Person("", "")))
    assert (found.decision, found.debtors) == (REVIEW, ())


def test_the_act_file_is_asked_for_where_it_lies() -> None:
    found = ruling(row(), act_problem=lambda _: "файла акта нет в папке актов")
    assert (found.decision, found.rule) == (REVIEW, "R41")


def test_no_sentence_or_note_names_a_person_or_a_flat() -> None:
    found = ruling(row(2), row(3, person=PETROVA, act_status=ActStatus.APPEALED), draft=True)
    said = " ".join((found.sentence, *found.notes))
    assert not any(word in said for word in ("Иванов", "Петрова", "Садовая", "кв. 12"))
