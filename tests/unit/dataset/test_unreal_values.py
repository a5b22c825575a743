"""Dates that do not exist and endless nesting in a person's file are told to the person, as any other mistake in it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from registers import TODAY, header, line, write_xlsx

from rpa.debts.aliases import load_aliases
from rpa.debts.calendar import WorkCalendar, read_calendar_file
from rpa.debts.dataset import load_dataset, load_mapping
from rpa.errors import RpaError
from rpa.settings.organization import load_settings

# Deeper than the interpreter goes. YAML is read in the square of the depth.
DEEP = "[" * 1_000
DEEP_JSON = "[" * 5_000
ALIAS = "- {text: a, house: b, confirmed_by: c, confirmed_at: 2026-11-31}\n"


def xml(path: Path) -> Any:
    return read_calendar_file(path, total=247)


@pytest.mark.parametrize(
    ("read", "text", "code"),
    [
        (load_mapping, "columns: {}\nconstants: {balance_date: 2026-11-31}\n", 65),
        (load_mapping, "columns: " + DEEP, 65),
        (load_mapping, "columns: {}\nheader_row: " + "9" * 5000, 65),
        (load_aliases, ALIAS, 65),
        (load_aliases, DEEP, 65),
        (load_settings, "name: 2026-11-31\n", 78),
        (load_settings, "name: a\x00\n", 78),
        (load_settings, DEEP, 78),
        (read_calendar_file, '{"0000": {"off": [], "work": [], "total": 1}}', 65),
        (read_calendar_file, '{"2028": {"off": [], "work": [], "total": ' + "9" * 5000 + "}}", 65),
        (read_calendar_file, DEEP_JSON, 65),
        (xml, '<calendar year="0"><days/></calendar>', 65),
        (xml, '<calendar year="20280"><days/></calendar>', 65),
        (xml, '<calendar year="2028"><day d="99999999999999999999.1" t="1"/></calendar>', 65),
        (WorkCalendar.load, DEEP_JSON, 78),
    ],
)
def test_a_value_that_cannot_be_is_an_error_for_the_person_who_keeps_the_file(
    tmp_path: Path, read: Callable[[Path], Any], text: str, code: int
) -> None:
    path = tmp_path / "file"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(RpaError) as caught:
        read(path)
    assert caught.value.exit_code == code


@pytest.mark.parametrize("value", ["[1]", "{a: 1}", "true", "1.5e300", ".nan", "''"])
@pytest.mark.parametrize("column", ["court", "balance_date", "flat", "rest_main", "act_status", "fio"])
def test_a_constant_of_any_shape_is_a_value_or_an_error_for_the_person(tmp_path: Path, column: str, value: str) -> None:
    mapping = tmp_path / "m.yaml"
    mapping.write_text(f"columns: {{{column}: null}}\nconstants: {{{column}: {value}}}\n", encoding="utf-8")
    path = write_xlsx(tmp_path / "a.xlsx", [header(), line()])
    try:
        load_dataset(path, today=TODAY, mapping=load_mapping(mapping))
    except RpaError as error:
        assert error.exit_code == 65


@pytest.mark.parametrize(
    ("read", "text"),
    [
        (load_mapping, "columns: {}\nconstants: {a: 2026-11-31}\n"),
        (load_mapping, "columns: {}\ncolumns: {}\n"),
        (load_aliases, "\n" + ALIAS),
        (load_aliases, "\n" + ALIAS.replace("2026-11-31", "2026-11-30, text: b")),
    ],
)
def test_the_line_of_such_a_value_is_told(tmp_path: Path, read: Callable[[Path], Any], text: str) -> None:
    path = tmp_path / "file"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(RpaError, match="строка 2"):
        read(path)
