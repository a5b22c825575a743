"""The advice under code 70 never names a command that would refuse the key."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any, cast

import pytest

from rpa.cabinet.locators import Selectors
from rpa.cabinet.selector_file import default_path, read_selectors
from rpa.cabinet.selector_mending import SCREENS, how_to_mend, page_changed
from rpa.errors import BadSettings, PageChanged
from rpa.operate.selector_tools import Picked, after_writing, nothing_fits, pick_element, pickable
from rpa.operate.selector_tools import how_to_mend as next_step

KEYS = [entry for section in read_selectors(default_path()).values() for entry in section.values()]


@pytest.mark.parametrize("entry", KEYS, ids=lambda entry: entry.key)
def test_a_key_is_told_to_be_pointed_at_only_where_it_can_be(entry) -> None:
    section = entry.key.partition(".")[0]
    advice = how_to_mend(read_selectors(default_path())[section], entry)
    try:
        pickable(entry.key)
    except BadSettings as error:
        assert "selectors pick" not in advice
        assert f"строку {entry.line} файла selectors.yaml" in advice
        assert f"строку {entry.line} файла {default_path()}" in error.hint
        assert f"строку {entry.line} файла {default_path()}" in next_step(entry.key, entry.line)
    else:
        assert f"`rpa selectors pick {entry.key}`" in advice
        assert next_step(entry.key, entry.line).endswith(f"rpa selectors pick {entry.key}")
    assert ("selectors check" in advice) == (section in SCREENS)


@pytest.mark.parametrize(
    ("section", "key", "by_click"),
    [
        ("debt_requests", "search", True),
        ("debt_requests", "search_data", False),
        ("debt_requests", "status_box", False),
        ("inquiry", "performer", False),
        ("inquiry", "dialog", False),
        ("pager", "next", False),
        ("answer_form", "save", False),
        ("esia_login", "submit", False),
    ],
)
def test_what_cannot_be_reached_without_pressing_is_mended_by_hand(section: str, key: str, by_click: bool) -> None:
    entries = Selectors()[section].entries
    error = page_changed(entries, entries[key], "Не то.")
    assert ("rpa selectors pick" in error.hint) == by_click


def test_an_error_that_knows_no_entry_names_no_command_that_points() -> None:
    for error in (PageChanged("Не то.", key="home.x", line=7), PageChanged("Нет ключа.", key="home.y")):
        assert "rpa selectors" not in error.hint
        assert "rpa --version" in error.hint


def copied(folder: Path) -> Path:
    return Path(shutil.copy(default_path(), folder / "selectors.yaml"))


def test_a_file_that_cannot_be_written_is_refused_before_anybody_points(tmp_path: Path) -> None:
    file = copied(tmp_path)
    (tmp_path / ".selectors.yaml.new").mkdir()
    nowhere = cast(Any, None)
    with pytest.raises(BadSettings, match="не записать") as caught:
        pick_element(nowhere, "debt_requests.search", css="button", selectors_file=file)
    assert "rpa selectors check --file" in caught.value.hint
    assert str(default_path()) in caught.value.hint


def test_a_mended_copy_is_told_to_be_put_where_the_program_reads(tmp_path: Path) -> None:
    file, entry = copied(tmp_path), pickable("debt_requests.search")
    told = after_writing(Picked(file, entry, ()))
    assert f'--page debt_requests --file "{file}"' in told
    assert str(default_path()) in told
    assert "--file" not in after_writing(Picked(default_path(), entry, ()))
    assert next_step(entry.key, entry.line, file).endswith(f'--file "{file}"')


def test_many_rows_need_a_screen_with_more_than_one() -> None:
    error = nothing_fits(Picked(default_path(), pickable("debt_requests.row"), ()))
    assert "не меньше двух" in error.hint
    assert "selectors pick" not in nothing_fits(Picked(default_path(), pickable("debt_requests.search"), ())).hint
