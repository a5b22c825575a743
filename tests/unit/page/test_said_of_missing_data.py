"""What the page says of data, notes and files is true also where they are missing, long or large."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from asgi_page import page_of_plan

import rpa.web.views.dataset
from rpa.debts.matching import Match
from rpa.operate.notes import LONGEST
from rpa.web.data import Loaded
from tests.web.conftest import item

NUMBER = "100000000001"
ALONE = replace(item(NUMBER, people=0), candidates=())
NOTHING = "Строк по этому жилью и похожих на него в данных нет"


@pytest.mark.parametrize("loaded", [Loaded(loading=True), Loaded(problem="Файл данных не найден.")])
def test_data_nobody_could_look_through_are_not_said_to_hold_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, loaded: Loaded
) -> None:
    """Read so by whoever decides, it is the ground of a «нет»."""
    page = page_of_plan(tmp_path, ALONE)
    monkeypatch.setattr(page.site.data, "get", lambda *_given, **_more: loaded)
    shown = page.get(f"/requests/{NUMBER}")
    assert NOTHING not in shown and ("загружаются" in shown or "не найден" in shown)
    monkeypatch.setattr(Loaded, "match", lambda *_given: Match())
    assert NOTHING in page.get(f"/requests/{NUMBER}")


def test_a_note_as_long_as_the_field_takes_is_kept_whole(tmp_path: Path) -> None:
    page = page_of_plan(tmp_path, ALONE)
    note = "а" * 990 + "\n" * 20 + "б" * (LONGEST - 1010)
    page.post(f"/requests/{NUMBER}", decision="review", note=note.replace("\n", "\r\n"))
    assert [one.text for one in page.site.desk.notes.of(NUMBER)] == [note]


def test_a_register_above_the_limit_is_refused_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = page_of_plan(tmp_path, ALONE)
    monkeypatch.setattr(rpa.web.views.dataset, "LARGEST_FILE", 1000)
    answer = page.post("/dataset", files={"file": ("долги.csv", b"x" * 1001)})
    assert answer.status_code == 409 and "больше 100 МБ" in answer.text
    assert not list(page.place.folder.dataset.glob("checked-*"))
