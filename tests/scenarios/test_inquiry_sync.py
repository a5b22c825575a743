"""The tab «Обращения»: all of it once, then only what changed, whatever happens while it is read."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from pathlib import Path

import openpyxl

from rpa.operate.due import Kind, due_list
from rpa.operate.inquiries import InquiryStore, sync
from rpa.operate.inquiries.export import to_csv, to_json, to_xlsx
from tests.scenarios.conftest import in_thread, make_place
from tests.stand.conftest import RunningStand

CARD = re.compile(r"/messages/received/[0-9a-f-]{36}$")


def numbers(stand: RunningStand) -> set[str]:
    return {one["number"] for one in stand.state()["inquiries"] if one["ogrn"] == stand.account["ogrn"]}


def cards_opened(stand: RunningStand) -> int:
    """By the stand's own log of calls."""
    return sum(bool(CARD.search(call["path"])) for call in stand.events("call") if call["method"] == "GET")


def test_all_are_read_once_and_an_unchanged_tab_opens_no_card(
    stands: Callable[..., RunningStand], tmp_path: Path
) -> None:
    stand = stands("--requests", "1", "--inquiries", "40")
    place = make_place(stand, tmp_path)
    first = in_thread(lambda: sync(place))
    stored = list(InquiryStore(place.folder.inquiries))
    assert {one.inquiry.number for one in stored} == numbers(stand)
    assert first.opened == first.listed == cards_opened(stand) == 40

    second = in_thread(lambda: sync(place))
    assert (second.listed, second.opened, cards_opened(stand)) == (40, 0, 40)

    arrival = {"requests": 0, "inquiries": 3, "ogrn": stand.account["ogrn"]}
    stand.control.post("/__stand__/arrive", json=arrival).raise_for_status()
    third = in_thread(lambda: sync(place))
    assert (third.listed, third.opened, cards_opened(stand)) == (43, 3, 43)
    assert {one.inquiry.number for one in InquiryStore(place.folder.inquiries)} == numbers(stand)


def test_a_row_that_slips_in_while_pages_are_turned_is_neither_lost_nor_doubled(
    stands: Callable[..., RunningStand], tmp_path: Path
) -> None:
    stand = stands("--requests", "1", "--inquiries", "230")
    place = make_place(stand, tmp_path)
    stand.arm("row_inserted_between_pages", path="/messages", count=1)
    synced = in_thread(lambda: sync(place))
    assert {one.inquiry.number for one in InquiryStore(place.folder.inquiries)} == numbers(stand)
    assert synced.listed == len(numbers(stand))


def test_hostile_texts_stay_texts_in_every_export(stands: Callable[..., RunningStand], tmp_path: Path) -> None:
    stand = stands("--requests", "1", "--inquiries", "60")
    place = make_place(stand, tmp_path)
    in_thread(lambda: sync(place))
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
    assert all((root / str(file.path)).suffix != ".exe" for file in saved)


def test_everything_with_a_deadline_stands_in_one_list_earliest_first(
    stands: Callable[..., RunningStand], tmp_path: Path
) -> None:
    stand = stands("--requests", "1", "--inquiries", "15")
    place = make_place(stand, tmp_path)
    in_thread(lambda: sync(place))
    waiting = due_list(place)
    dated = [one.due for one in waiting if one.due]
    assert dated == sorted(dated)
    assert waiting
    assert {one.kind for one in waiting} == {Kind.INQUIRY, Kind.DEBT_REQUEST_BY_LETTER}
    letters = {one.number for one in waiting if one.kind is Kind.DEBT_REQUEST_BY_LETTER}
    record = {one["number"]: one["kind"] for one in stand.state()["inquiries"]}
    assert {record[number] for number in letters} == {"debt_request"}
    assert letters == {one.number for one in waiting if record[one.number] == "debt_request"}
