"""«Продлить срок»: once, for the right обращение, and told by what the card shows; asserted on the stand's record."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from rpa.errors import WrongUsage
from rpa.job.results import Ending, ItemResult
from rpa.operate.place import Place
from rpa.operate.reading import run_by_name
from tests.scenarios.conftest import make_place
from tests.stand.conftest import RunningStand

COMMENT = "Нужно время, чтобы получить ответ подрядчика."


@pytest.fixture
def place(stand: RunningStand, tmp_path: Path) -> Iterator[Place]:
    yield make_place(stand, tmp_path)


def one_in_work(stand: RunningStand) -> tuple[str, date]:
    """Number and term of an обращение that somebody works on."""
    found = next(one for one in stand.state(only="inquiries")["inquiries"] if one["status"] == "IN_WORK")
    return found["number"], date.fromisoformat(found["execution_end"])


def terms(stand: RunningStand) -> dict[str, str]:
    return {one["number"]: one["execution_end"] for one in stand.state(only="inquiries")["inquiries"]}


def stores(stand: RunningStand) -> list[str]:
    return [one["inquiry_number"] for one in stand.events("stored") if one["what"] == "rollover"]


def extend(place: Place, number: str, until: date, **more: Any) -> ItemResult:
    given = {"number": number, "until": f"{until:%d.%m.%Y}", "comment": COMMENT}
    (result,) = run_by_name(place, "extend_inquiry", given, confirmed=True, **more).summary.results
    return result


def test_the_term_of_this_inquiry_and_no_other_is_extended_once(stand: RunningStand, place: Place) -> None:
    before = terms(stand)
    number, term = one_in_work(stand)
    until = term + timedelta(days=10)
    assert extend(place, number, until).ending is Ending.DONE
    assert terms(stand) == before | {number: until.isoformat()}
    assert stores(stand) == [number]
    assert extend(place, number, until).ending is Ending.ALREADY
    assert stores(stand) == [number], "a second run stored it again"


def test_a_reply_that_was_lost_does_not_make_a_second_extension(stand: RunningStand, place: Place) -> None:
    number, term = one_in_work(stand)
    until = term + timedelta(days=10)
    stand.arm("reply_lost", path="/rollover")
    extend(place, number, until)
    assert extend(place, number, until).good
    assert (terms(stand)[number], stores(stand)) == (until.isoformat(), [number])


def test_a_refusal_is_told_in_the_sites_words_and_changes_nothing(stand: RunningStand, place: Place) -> None:
    number, term = one_in_work(stand)
    stand.arm("answer_refused", path="/rollover", text="Срок можно продлить один раз.")
    result = extend(place, number, term + timedelta(days=10))
    assert (result.ending, stores(stand)) == (Ending.REFUSED, [])
    assert "Срок можно продлить один раз." in result.detail


@pytest.mark.parametrize("fault", ["error_500_once", "swallowed"])
def test_a_click_of_which_nobody_knows_the_end_is_no_refusal(stand: RunningStand, place: Place, fault: str) -> None:
    number, term = one_in_work(stand)
    stand.arm(fault, path="/rollover", count=1)
    result = extend(place, number, term + timedelta(days=10))
    assert (result.ending, result.good, stores(stand)) == (Ending.UNKNOWN, False, [])
    assert result.detail, "a person is told what was seen"


def test_an_unknown_number_is_left_to_a_person(stand: RunningStand, place: Place) -> None:
    assert extend(place, "26-999-999999", date(2030, 1, 1)).ending is Ending.SKIPPED
    assert stores(stand) == []


def test_nothing_is_opened_without_every_answer_and_a_consent(tmp_path: Path) -> None:
    nowhere: Any = None
    good = {"number": "26-001-000001", "until": "24.12.2030", "comment": COMMENT}
    for given, said in (
        ({}, "number: не указано"),
        (good | {"comment": "коротко"}, r"comment: слишком коротко \(20\)"),
        (good | {"until": "32.12.2030"}, "until: дата пишется"),
        (good | {"unit": "1"}, "unit: такого не спрашивали"),
        (good, "согласия нет"),
    ):
        with pytest.raises(WrongUsage, match=said):
            run_by_name(nowhere, "extend_inquiry", given)
