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
from functools import partial
from pathlib import Path

import openpyxl
import pytest

from rpa.job import retry
from rpa.operate.due import Kind, due_list
from rpa.operate.inquiries import InquiryStore, sync
from rpa.operate.inquiries.export import to_csv, to_json, to_xlsx
from rpa.operate.place import Place
from tests.scenarios.conftest import make_place
from tests.scenarios.known_rows import SEARCH, know_rows
from tests.stand.conftest import RunningStand, start_stand, stop_stand

CARD = re.compile(r"/messages/received/[0-9a-f-]{36}$")


def numbers(stand: RunningStand) -> set[str]:
    return {one["number"] for one in stand.state()["inquiries"] if one["ogrn"] == stand.account["ogrn"]}


def cards_opened(stand: RunningStand) -> int:
    """By the stand's own log of calls."""
    return sum(bool(CARD.search(call["path"])) for call in stand.events("call") if call["method"] == "GET")


def arrive(stand: RunningStand, count: int) -> None:
    body = {"requests": 0, "inquiries": count, "ogrn": stand.account["ogrn"]}
    stand.control.post("/__stand__/arrive", json=body).raise_for_status()


def give_out(stand: RunningStand) -> tuple[str, str, str]:
    """A colleague gives the tab's first new обращение to somebody; its number and id, and whom it was given to."""
    base = "/messages/api/rest/services/messages/received"
    with stand.cabinet() as cabinet:
        rows = cabinet.post(f"{base}/search;page=1;itemsPerPage=100", json={"statuses": ["SENT"]}).json()["items"]
        staff = cabinet.get("/ppa/api/rest/services/ppa/employees;page=1;itemsPerPage=100").json()["items"]
        body = {"performerId": staff[1]["id"], "dateOfAppointment": "31.12.2030", "version": rows[0]["version"]}
        cabinet.put(f"{base}/{rows[0]['id']}/performer", json=body).raise_for_status()
    return rows[0]["number"], rows[0]["id"], staff[1]["fio"]


@pytest.mark.timeout(900)
@pytest.mark.parametrize(
    ("count", "unread", "pages"),
    [(104, 3, 1), pytest.param(2000, 2000, 4, marks=pytest.mark.slow)],
    ids=["some", "all"],
)
def test_a_full_tab_is_read_once_while_rows_slip_in_and_more_arrive_and_then_only_new_and_changed_ones_are_opened(
    stands: Callable[..., RunningStand], tmp_path: Path, count: int, unread: int, pages: int
) -> None:
    stand = stands("--requests", "1", "--inquiries", str(count), "--session-minutes", "600")
    place = make_place(stand, tmp_path, browser={"pages": pages})
    read = know_rows(stand, place, sorted(numbers(stand))[:unread])
    assert (read, cards_opened(stand)) == (count - unread, 0)
    moments = {unread // 3, unread * 2 // 3}

    def more_arrive(done: int, _total: int, _key: str) -> None:
        if done in moments:
            moments.discard(done)
            arrive(stand, 1)

    stand.arm("row_inserted_between_pages", path="/messages", count=1)
    begun = time.monotonic()
    first = sync(place, more_arrive)
    took = time.monotonic() - begun
    assert first.settled
    assert not moments
    assert "row_inserted_between_pages" in [one["name"] for one in stand.events("fault")]
    assert first.listed == read + first.opened == read + cards_opened(stand) == len(numbers(stand)) == count + 3
    assert {one.inquiry.number for one in InquiryStore(place.folder.inquiries)} == numbers(stand)

    # The page searches by itself when opened; the robot's own search is the second call. Empty twice running, the
    # register is believed, and then what was read before is missed and looked for again.
    stand.arm("empty_list", path="/messages", after=1, count=2)
    again = sync(place)
    assert [one["name"] for one in stand.events("fault")].count("empty_list") == 2
    assert (again.listed, again.opened, again.settled, again.vanished) == (first.listed, 0, True, ())
    assert cards_opened(stand) == first.opened

    number, identifier, executor = give_out(stand)
    known = numbers(stand)
    arrive(stand, 1)
    before = len(stand.events("call"))
    begun = time.monotonic()
    third = sync(place)
    later = time.monotonic() - begun
    assert (third.listed, third.opened, cards_opened(stand)) == (count + 4, 2, first.opened + 2)
    assert {one.inquiry.number for one in InquiryStore(place.folder.inquiries)} == numbers(stand)
    opened = {call["path"].rpartition("/")[2] for call in stand.events("call")[before:] if CARD.search(call["path"])}
    new = {one["id"] for one in stand.state()["inquiries"] if one["number"] in numbers(stand) - known}
    assert len(new) == 1 and opened == new | {identifier}, "the changed one and the one that came"
    kept = {one.inquiry.number: one.inquiry for one in InquiryStore(place.folder.inquiries)}[number]
    assert (kept.executor, kept.date_of_appointment) == (executor, date(2030, 12, 31))
    assert len(kept.history) == 2
    sys.stdout.write(
        f"{first.listed} обращений: first {took:.1f} s, {first.opened} cards; then {later:.1f} s, 2 cards\n"
    )


TROUBLES_OF_CARDS = ("error_500_once", "waf_page", "gateway_504", "attention", "session_lost")


def test_passing_troubles_lose_nothing_and_double_nothing(
    stands: Callable[..., RunningStand], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All in one run: one on the list, and one on each card, so that none meets two."""
    monkeypatch.setattr(retry, "policy", partial(retry.policy, pause=0.05))
    count = len(TROUBLES_OF_CARDS)
    stand = stands("--requests", "1", "--inquiries", str(count), "--session-minutes", "600")
    # Two pages read side by side: both meet the session's end.
    place = make_place(stand, tmp_path, browser={"pages": 2})
    stand.arm("order_shuffled", path=SEARCH, count=2)
    cards = [one["id"] for one in stand.state()["inquiries"] if one["number"] in numbers(stand)]
    for fault, card in zip(TROUBLES_OF_CARDS, cards, strict=True):
        stand.arm(fault, path=f"/received/{card}")
    synced = sync(place)
    met = {one["name"] for one in stand.events("fault")}
    assert met == {"order_shuffled", *TROUBLES_OF_CARDS}
    assert (synced.listed, synced.opened, synced.settled, synced.exit_code) == (count, count, True, 0)
    stored = [one.inquiry.number for one in InquiryStore(place.folder.inquiries)]
    assert len(stored) == count and set(stored) == numbers(stand)


def test_a_stopped_reading_goes_on_where_it_ended_and_what_could_not_be_read_or_is_damaged_is_read_anew(
    stands: Callable[..., RunningStand], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # How often a card is tried is asked elsewhere.
    monkeypatch.setattr(retry, "policy", partial(retry.policy, attempts=1))
    stand = stands("--requests", "1", "--inquiries", "5")
    place = make_place(stand, tmp_path)
    first = sync(place, lambda done, _total, _key: place.stop.stop("Ctrl-C") if done == 2 else None)
    assert 2 <= first.opened < 4
    assert first.exit_code == 130

    read = {one.inquiry.number for one in InquiryStore(place.folder.inquiries)}
    broken = next(one for one in stand.state()["inquiries"] if one["number"] in numbers(stand) - read)
    stand.arm("error_500_always", path=f"/received/{broken['id']}")
    place = make_place(stand, tmp_path)
    second = sync(place)
    assert [(one.key, one.ending.value) for one in second.summary.failures()] == [(broken["number"], "failed")]
    assert (first.opened + second.opened, second.exit_code) == (4, 1)
    stand.control.delete("/__stand__/faults").raise_for_status()

    calls = cards_opened(stand)
    damaged = next(place.folder.inquiries.glob("*.json"))
    damaged.write_bytes(damaged.read_bytes()[:50])
    third = sync(place)
    assert (third.opened, third.exit_code, cards_opened(stand) - calls) == (2, 0, 2)
    assert {one.inquiry.number for one in InquiryStore(place.folder.inquiries)} == numbers(stand)


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[RunningStand, Place]]:
    """A stand whose обращения, of every kind it has, are known; for tests that only look at what was read.

    The hostile ones are read by the robot, and of the others one of each kind: the rest are no different.
    """
    stand = start_stand("--requests", "1", "--inquiries", "40")
    try:
        place = make_place(stand, tmp_path_factory.mktemp("read"))
        mine = {one["number"]: one["kind"] for one in stand.state()["inquiries"] if one["number"] in numbers(stand)}
        one_each = {kind: number for number, kind in mine.items()}.values()
        opened = {number for number, kind in mine.items() if kind == "hostile"} | set(one_each)
        know_rows(stand, place, opened, whole=True)
        assert sync(place).opened == len(opened)
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
