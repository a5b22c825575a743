"""«Продлить срок»: once, for the right обращение, and told by what the card shows; asserted on the stand's record."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext
from datetime import date, timedelta
from typing import Any

import pytest

from rpa.audit.report.reading import records
from rpa.errors import WrongUsage
from rpa.job.results import Ending, ItemResult
from rpa.operate.place import Place
from rpa.operate.reading import run_by_name
from tests.no_pictures import no_pictures
from tests.scenarios.conftest import make_place
from tests.stand.conftest import RunningStand, start_stand, stop_stand

COMMENT = "Нужно время, чтобы получить ответ подрядчика."


@pytest.fixture(scope="module")
def stand() -> Iterator[RunningStand]:
    running = start_stand("--requests", "1", "--inquiries", "8", "--session-minutes", "600")
    yield running
    stop_stand(running)


@pytest.fixture(scope="module")
def place(stand: RunningStand, tmp_path_factory: pytest.TempPathFactory) -> Place:
    return make_place(stand, tmp_path_factory.mktemp("place"))


@pytest.fixture
def numbered(stand: RunningStand) -> tuple[str, date]:
    """Number and term of an обращение that nobody else uses: a colleague took it into work a moment ago."""
    base = "/messages/api/rest/services/messages/received"
    free = next(one for one in stand.state(only="inquiries")["inquiries"] if one["status"] == "SENT")
    with stand.cabinet() as cabinet:
        staff = cabinet.get("/ppa/api/rest/services/ppa/employees;page=1;itemsPerPage=100").json()["items"]
        body = {"performerId": staff[1]["id"], "dateOfAppointment": "31.12.2030", "version": free["version"]}
        cabinet.put(f"{base}/{free['id']}/performer", json=body).raise_for_status()
    found = next(one for one in stand.state(only="inquiries")["inquiries"] if one["id"] == free["id"])
    assert found["status"] == "IN_WORK"
    return found["number"], date.fromisoformat(found["execution_end"])


def terms(stand: RunningStand) -> dict[str, str]:
    return {one["number"]: one["execution_end"] for one in stand.state(only="inquiries")["inquiries"]}


def stores(stand: RunningStand, number: str) -> int:
    """How often the stand stored a new term of this one."""
    stored = [one["inquiry_number"] for one in stand.events("stored") if one["what"] == "rollover"]
    return stored.count(number)


def extend(place: Place, number: str, until: date, *, pictures: bool = False) -> ItemResult:
    given = {"number": number, "until": f"{until:%d.%m.%Y}", "comment": COMMENT}
    with nullcontext() if pictures else no_pictures():
        (result,) = run_by_name(place, "extend_inquiry", given, confirmed=True).summary.results
    return result


def test_the_term_of_this_inquiry_and_no_other_is_extended(
    stand: RunningStand, place: Place, numbered: tuple[str, date]
) -> None:
    number, term = numbered
    before, until = terms(stand), term + timedelta(days=10)
    assert extend(place, number, until, pictures=True).ending is Ending.DONE
    told = [line for line in records(place.folder.journal) if line["kind"] == "picture"]
    assert [line["stage"] for line in told if line["request_number"] == number] == ["before", "after"]
    assert terms(stand) == before | {number: until.isoformat()}
    assert stores(stand, number) == 1


def test_a_reply_that_was_lost_does_not_make_a_second_extension(
    stand: RunningStand, place: Place, numbered: tuple[str, date]
) -> None:
    number, term = numbered
    until = term + timedelta(days=10)
    stand.arm("reply_lost", path="/rollover")
    extend(place, number, until)
    assert (terms(stand)[number], stores(stand, number)) == (until.isoformat(), 1)
    assert extend(place, number, until).ending is Ending.ALREADY
    assert (terms(stand)[number], stores(stand, number)) == (until.isoformat(), 1), "a second run stored it again"


def test_a_refusal_is_told_in_the_sites_words_and_changes_nothing(
    stand: RunningStand, place: Place, numbered: tuple[str, date]
) -> None:
    number, term = numbered
    stand.arm("answer_refused", path="/rollover", text="Срок можно продлить один раз.")
    result = extend(place, number, term + timedelta(days=10))
    assert (result.ending, stores(stand, number)) == (Ending.REFUSED, 0)
    assert "Срок можно продлить один раз." in result.detail


@pytest.mark.parametrize("fault", ["error_500_once", "swallowed"])
def test_a_click_of_which_nobody_knows_the_end_is_no_refusal(
    stand: RunningStand, place: Place, numbered: tuple[str, date], fault: str
) -> None:
    number, term = numbered
    stand.arm(fault, path="/rollover", count=1)
    result = extend(place, number, term + timedelta(days=10))
    assert (result.ending, result.good, stores(stand, number)) == (Ending.UNKNOWN, False, 0)
    assert result.detail, "a person is told what was seen"


def test_nothing_is_opened_without_every_answer_and_a_consent() -> None:
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
