"""The tab «Обращения»: all of it once, then only what changed, whatever happens while it is read."""

from __future__ import annotations

import csv
import io
import json
import re
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from rpa.operate.due import Kind, due_list
from rpa.operate.inquiries import InquiryStore, sync
from rpa.operate.inquiries.export import to_csv, to_json, to_xlsx
from rpa.operate.place import Place
from tests.scenarios.conftest import make_place
from tests.scenarios.known_rows import know_rows
from tests.stand.conftest import RunningStand, start_stand, stop_stand

CARD = re.compile(r"/messages/received/[0-9a-f-]{36}$")


def numbers(stand: RunningStand) -> set[str]:
    return {one["number"] for one in stand.state()["inquiries"] if one["ogrn"] == stand.account["ogrn"]}


def cards_opened(stand: RunningStand) -> int:
    """By the stand's own log of calls."""
    return sum(bool(CARD.search(call["path"])) for call in stand.events("call") if call["method"] == "GET")


def arrive(stand: RunningStand, count: int = 3) -> None:
    body = {"requests": 0, "inquiries": count, "ogrn": stand.account["ogrn"]}
    stand.control.post("/__stand__/arrive", json=body).raise_for_status()


def test_all_are_read_once_then_only_new_and_changed_ones_and_a_tab_that_shows_less_is_looked_at_again(
    stands: Callable[..., RunningStand], tmp_path: Path
) -> None:
    stand = stands("--requests", "1", "--inquiries", "5")
    place = make_place(stand, tmp_path)
    first = sync(place)
    stored = list(InquiryStore(place.folder.inquiries))
    assert {one.inquiry.number for one in stored} == numbers(stand)
    assert first.opened == first.listed == cards_opened(stand) == 5

    second = sync(place)
    assert (second.listed, second.opened, cards_opened(stand)) == (5, 0, 5)

    base = "/messages/api/rest/services/messages/received"
    with stand.cabinet() as cabinet:
        rows = cabinet.post(f"{base}/search;page=1;itemsPerPage=100", json={"statuses": ["SENT"]}).json()["items"]
        staff = cabinet.get("/ppa/api/rest/services/ppa/employees;page=1;itemsPerPage=100").json()["items"]
        body = {"performerId": staff[1]["id"], "dateOfAppointment": "31.12.2030", "version": rows[0]["version"]}
        cabinet.put(f"{base}/{rows[0]['id']}/performer", json=body).raise_for_status()
    known = numbers(stand)
    arrive(stand, 2)
    before = len(stand.events("call"))
    third = sync(place)
    assert (third.listed, third.opened, cards_opened(stand)) == (7, 3, 8)
    assert {one.inquiry.number for one in InquiryStore(place.folder.inquiries)} == numbers(stand)
    opened = {call["path"].rpartition("/")[2] for call in stand.events("call")[before:] if CARD.search(call["path"])}
    new = {one["id"] for one in stand.state()["inquiries"] if one["number"] in numbers(stand) - known}
    assert opened == new | {rows[0]["id"]}, "the changed one and those that came"
    kept = {one.inquiry.number: one.inquiry for one in InquiryStore(place.folder.inquiries)}[rows[0]["number"]]
    assert (kept.executor, kept.date_of_appointment) == (staff[1]["fio"], date(2030, 12, 31))
    assert len(kept.history) == 2

    # The page searches by itself when opened; the robot's own search is the second call. Empty twice running, the
    # register is believed, and then what was read before is missed.
    for times in (1, 2):
        stand.arm("empty_list", path="/messages", after=1, count=times)
        again = sync(place)
        assert [one["name"] for one in stand.events("fault")].count("empty_list") == times * (times + 1) / 2
        assert (again.listed, again.opened, again.settled, again.vanished) == (7, 0, True, ()), times
    stand.arm("empty_list", path="/messages", count="always")
    empty = sync(place)
    assert (empty.listed, set(empty.vanished)) == (0, numbers(stand))
    assert {one.inquiry.number for one in InquiryStore(place.folder.inquiries)} == numbers(stand)


@pytest.mark.timeout(900)
@pytest.mark.parametrize(
    ("count", "unread", "pages"),
    [(104, 5, 2), pytest.param(2000, 2000, 4, marks=pytest.mark.slow)],
    ids=["some", "all"],
)
def test_a_full_tab_is_read_once_while_rows_slip_in_and_more_arrive_and_then_no_card_is_opened(
    stands: Callable[..., RunningStand], tmp_path: Path, count: int, unread: int, pages: int
) -> None:
    stand = stands("--requests", "1", "--inquiries", str(count), "--session-minutes", "600")
    place = make_place(stand, tmp_path, browser={"pages": pages})
    read = know_rows(place, sorted(numbers(stand))[:unread])
    assert (read, cards_opened(stand)) == (count - unread, 0)
    moments = {unread // 5, unread * 3 // 5}

    def more_arrive(done: int, _total: int, _key: str) -> None:
        if done in moments:
            moments.discard(done)
            arrive(stand)

    stand.arm("row_inserted_between_pages", path="/messages", count=1)
    begun = time.monotonic()
    first = sync(place, more_arrive)
    took = time.monotonic() - begun
    assert first.settled
    assert not moments
    assert "row_inserted_between_pages" in [one["name"] for one in stand.events("fault")]
    assert first.listed == read + first.opened == read + cards_opened(stand) == len(numbers(stand)) == count + 7
    assert {one.inquiry.number for one in InquiryStore(place.folder.inquiries)} == numbers(stand)

    begun = time.monotonic()
    second = sync(place)
    again = time.monotonic() - begun
    assert (second.listed, second.opened, second.settled) == (first.listed, 0, True)
    assert cards_opened(stand) == first.opened
    sys.stdout.write(
        f"{first.listed} обращений: first {took:.1f} s, {first.opened} cards; second {again:.1f} s, 0 cards\n"
    )


@pytest.mark.parametrize(
    "faults",
    [
        {"session_lost": {"after": 5}},
        # One after the other in one run, each on another call.
        {
            "order_shuffled": {"count": 2},
            "error_500_once": {"after": 2},
            "waf_page": {"after": 4},
            "gateway_504": {"after": 6},
            "attention": {"after": 8},
        },
    ],
    ids=", ".join,
)
def test_a_passing_trouble_loses_nothing_and_doubles_nothing(
    stands: Callable[..., RunningStand], tmp_path: Path, faults: dict[str, dict[str, Any]]
) -> None:
    count = 6
    stand = stands("--requests", "1", "--inquiries", str(count), "--session-minutes", "600")
    place = make_place(stand, tmp_path, browser={"pages": 2 if "session_lost" in faults else 1})
    for fault, options in faults.items():
        stand.arm(fault, path="/messages", **options)
    synced = sync(place)
    assert {one["name"] for one in stand.events("fault")} == set(faults)
    assert (synced.listed, synced.settled, synced.exit_code) == (count, True, 0)
    assert {one.inquiry.number for one in InquiryStore(place.folder.inquiries)} == numbers(stand)


def test_a_stopped_reading_goes_on_where_it_ended_and_what_could_not_be_read_or_is_damaged_is_read_anew(
    stands: Callable[..., RunningStand], tmp_path: Path
) -> None:
    stand = stands("--requests", "1", "--inquiries", "6")
    place = make_place(stand, tmp_path)
    first = sync(place, lambda done, _total, _key: place.stop.stop("Ctrl-C") if done == 2 else None)
    assert 2 <= first.opened < 5
    assert first.exit_code == 130

    read = {one.inquiry.number for one in InquiryStore(place.folder.inquiries)}
    broken = next(one for one in stand.state()["inquiries"] if one["number"] in numbers(stand) - read)
    stand.arm("error_500_always", path=f"/received/{broken['id']}")
    place = make_place(stand, tmp_path)
    second = sync(place)
    assert [(one.key, one.ending.value) for one in second.summary.failures()] == [(broken["number"], "failed")]
    assert (first.opened + second.opened, second.exit_code) == (5, 1)
    stand.control.delete("/__stand__/faults").raise_for_status()

    calls = cards_opened(stand)
    damaged = next(place.folder.inquiries.glob("*.json"))
    damaged.write_bytes(damaged.read_bytes()[:50])
    third = sync(place)
    assert (third.opened, third.exit_code, cards_opened(stand) - calls) == (2, 0, 2)
    assert {one.inquiry.number for one in InquiryStore(place.folder.inquiries)} == numbers(stand)


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[RunningStand, Place]]:
    """A stand whose обращения, of every kind it has, were read once; for tests that only look at what was read.

    Of the ordinary ones two: the others are no different.
    """
    stand = start_stand("--requests", "1", "--inquiries", "40")
    try:
        place = make_place(stand, tmp_path_factory.mktemp("read"))
        kinds = {one["number"]: one["kind"] for one in stand.state(only="inquiries")["inquiries"]}
        ordinary = [number for number in sorted(numbers(stand)) if kinds[number] == "ordinary"]
        know_rows(place, numbers(stand) - set(ordinary[2:]))
        sync(place)
        yield stand, place
    finally:
        stop_stand(stand)


def test_hostile_texts_stay_texts_in_every_export(read: tuple[RunningStand, Place]) -> None:
    stand, place = read
    stored = list(InquiryStore(place.folder.inquiries))
    texts = [one.inquiry.text for one in stored]
    assert any("<script" in text for text in texts), "the stand sent no script: the test would prove nothing"
    assert any(text.startswith("=") for text in texts), "the stand sent no formula: the test would prove nothing"

    sheet = openpyxl.load_workbook(io.BytesIO(to_xlsx(stored))).active
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value is not None} == {"s"}
    cells = [cell for row in csv.reader(io.StringIO(to_csv(stored).decode("utf-8-sig")), delimiter=";") for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]
    assert len(json.loads(to_json(stored))) == len(stored)

    root = place.folder.inquiries.resolve()
    saved = [file for one in stored for file in one.files if file.path]
    assert saved
    assert all((root / str(file.path)).resolve().is_relative_to(root) for file in saved)
    assert {(root / str(file.path)).suffix for file in saved} == {".pdf"}
    hostile = {one["number"] for one in stand.state(only="inquiries")["inquiries"] if one["kind"] == "hostile"}
    assert hostile
    refused = [file for one in stored for file in one.files if one.inquiry.number in hostile]
    assert refused
    assert all(file.path is None and file.why for file in refused)
    assert max(map(len, texts)) == 10_000
    on_disk = [path for path in root.rglob("*") if path.is_file()]
    assert all(path.stat().st_mode & 0o077 == 0 for path in on_disk)


def test_everything_with_a_deadline_stands_in_one_list_earliest_first(read: tuple[RunningStand, Place]) -> None:
    stand, place = read
    waiting = due_list(place)
    dated = [one.due for one in waiting if one.due]
    assert dated == sorted(dated)
    assert waiting
    assert {one.kind for one in waiting} == {Kind.INQUIRY, Kind.DEBT_REQUEST_BY_LETTER}
    letters = {one.number for one in waiting if one.kind is Kind.DEBT_REQUEST_BY_LETTER}
    record = {one["number"]: one["kind"] for one in stand.state()["inquiries"]}
    assert {record[number] for number in letters} == {"debt_request"}
    assert letters == {one.number for one in waiting if record[one.number] == "debt_request"}
