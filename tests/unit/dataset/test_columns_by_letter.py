"""A mapping names columns by captions, as `rpa dataset map` writes it, or by letters: the captions still say what
they say."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from rpa.debts.dataset import ColumnMapping, Dataset, load_dataset, load_mapping, propose_mapping
from rpa.errors import DatasetError
from tests.unit.dataset.registers import CAPTIONS, TODAY, Line, header, line, write_csv, write_sheets, write_xlsx

LETTERS = {name: chr(65 + place) for place, name in enumerate(CAPTIONS)}
GROUPED = {"awarded_main": ("Присуждено", "основной долг"), "rest_main": ("Остаток", "основной долг")}


def by_its_own_proposal(path: Path) -> Dataset:
    """Loaded by the mapping that is proposed for the file, as it stands."""
    mapping = path.with_suffix(".yaml")
    mapping.write_text(propose_mapping(path).to_yaml(), encoding="utf-8")
    assert set(load_mapping(mapping).columns) == set(CAPTIONS)
    return load_dataset(path, today=TODAY, mapping=load_mapping(mapping))


def by_letters(path: Path, **more: Any) -> Dataset:
    return load_dataset(path, today=TODAY, mapping=ColumnMapping(LETTERS, **more))


def tall_header() -> list[Line]:
    lower = header()
    upper: Line = [None] * len(lower)
    for name, (parent, child) in GROUPED.items():
        place = list(CAPTIONS).index(name)
        upper[place], lower[place] = parent, child
    return [upper, lower]


@pytest.mark.parametrize("title", [[], [["Реестр на 20.11.2026"], []]])
@pytest.mark.parametrize("captions", [[header()], tall_header()], ids=["one line", "two lines"])
@pytest.mark.parametrize("kind", ["xlsx", ";", ",", "\t"])
def test_the_proposal_reads_what_is_read_without_it(
    tmp_path: Path, kind: str, captions: list[Line], title: list[Line]
) -> None:
    lines = [*title, *captions, line(), line(flat="13", case_number="2-101/2025"), *captions]
    path = write_xlsx(tmp_path / "a.xlsx", lines) if kind == "xlsx" else None
    path = path or write_csv(tmp_path / "a.csv", lines, delimiter=kind)
    plain = load_dataset(path, today=TODAY)
    assert len(plain.rows) == 2 and plain.broken == ()
    for mapped in (by_its_own_proposal(path), by_letters(path)):
        assert mapped.content_sha256 == plain.content_sha256
        assert [sheet.columns for sheet in mapped.sheets] == [sheet.columns for sheet in plain.sheets]


def test_a_column_put_in_by_the_program_moves_nothing_under_a_proposed_mapping(tmp_path: Path) -> None:
    captions = header()
    captions[list(CAPTIONS).index("rest_main")] = "Долг сейчас"
    path = write_xlsx(tmp_path / "a.xlsx", [captions, line()])
    proposal = propose_mapping(path)
    mapping = tmp_path / "m.yaml"
    chosen = next(column for column in proposal.columns if column.header == "Долг сейчас")
    proposed = proposal.to_yaml().replace("constants:", f"  {proposal.line('rest_main', chosen)}\nconstants:")
    mapping.write_text(proposed, encoding="utf-8")
    before = load_dataset(path, today=TODAY, mapping=load_mapping(mapping))
    shifted = write_xlsx(tmp_path / "b.xlsx", [["Новый", *captions], ["что-то", *line()]])
    after = load_dataset(shifted, today=TODAY, mapping=load_mapping(mapping))
    assert after.content_sha256 == before.content_sha256 and len(after.rows) == 1


def test_a_caption_that_stands_twice_is_proposed_by_its_letter(tmp_path: Path) -> None:
    captions = [*header(), "Примечание", "Примечание:", "AB"]
    proposal = propose_mapping(write_xlsx(tmp_path / "a.xlsx", [captions, [*line(), "а", "б", "в"]]))
    lines = {column.letter: proposal.line("note", column) for column in proposal.columns}
    assert [yaml.safe_load(lines[letter])["note"] for letter in ("B", "W", "X", "Y")] == ["Адрес", "W", "X", "Y"]


def test_a_part_of_the_address_that_no_letter_reads_is_refused_all_the_same(tmp_path: Path) -> None:
    lines = [[*header(), "Корпус/строение"], [*line(), "2"]]
    with pytest.raises(DatasetError, match="часть адреса"):
        by_letters(write_xlsx(tmp_path / "a.xlsx", lines))


def test_a_csv_line_beyond_its_captions_is_refused_all_the_same(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", [header(), line()], delimiter=";")
    path.write_text(path.read_text(encoding="utf-8").rstrip() + ";1\n", encoding="utf-8")
    with pytest.raises(DatasetError, match="ячеек больше"):
        by_letters(path)


@pytest.mark.parametrize("captions", [header(), [f"Столбец {number}" for number in range(len(CAPTIONS))]])
def test_a_second_sheet_without_captions_does_not_give_its_first_debtor_for_captions(
    tmp_path: Path, captions: Line
) -> None:
    path = write_sheets(tmp_path / "a.xlsx", {"Долги": [captions, line()], "Ещё": [line(flat="7"), line(flat="8")]})
    with pytest.raises(DatasetError) as refused:
        by_letters(path, header_row=1)
    assert "sheet: Долги" in refused.value.hint


def test_letters_of_a_sheet_that_is_named_need_no_captions(tmp_path: Path) -> None:
    captions: Line = [f"Столбец {number}" for number in range(len(CAPTIONS))]
    path = write_sheets(tmp_path / "a.xlsx", {"Долги": [captions, line()], "Заметки": [["Позвонить"], ["Завтра"]]})
    for row in (None, 1):
        assert len(by_letters(path, sheet="Долги", header_row=row).rows) == 1


def test_one_letter_is_not_two_columns_on_two_sheets(tmp_path: Path) -> None:
    there, back = list(CAPTIONS).index("rest_main"), list(CAPTIONS).index("rest_peni")

    def swapped(cells: Line) -> Line:
        cells[there], cells[back] = cells[back], cells[there]
        return cells

    sheets = {"А": [header(), line()], "Б": [swapped(header()), swapped(line(flat="13"))]}
    path = write_sheets(tmp_path / "a.xlsx", sheets)
    assert {str(row.rest_main) for row in load_dataset(path, today=TODAY).rows} == {"345.67"}
    with pytest.raises(DatasetError, match="лист «Б»") as refused:
        by_letters(path)
    assert refused.value.column == "rest_main"
    assert {str(row.rest_main) for row in by_its_own_proposal(path).rows} == {"345.67"}
    alike = write_sheets(tmp_path / "b.xlsx", {"А": [header(), line()], "Б": [header(), line(flat="13")]})
    assert len(by_letters(alike).rows) == 2


def test_a_list_of_houses_beside_the_register_lacks_no_column(tmp_path: Path) -> None:
    captions = header()
    captions[list(CAPTIONS).index("rest_main")] = "Долг сейчас"
    houses: list[Line] = [["Улица", "Дом"], ["Мира", "5"]]
    path = write_sheets(tmp_path / "a.xlsx", {"Долги": [captions, line()], "Дома": houses})
    mapping = tmp_path / "m.yaml"
    for chosen in ("Долг сейчас", LETTERS["rest_main"]):
        mapping.write_text(yaml.safe_dump({"columns": {"rest_main": chosen}}, allow_unicode=True), encoding="utf-8")
        dataset = load_dataset(path, today=TODAY, mapping=load_mapping(mapping))
        assert [row.balance_date for row in dataset.rows] == [date(2026, 11, 23)] and dataset.broken == ()


def book_of_two(path: Path, **captions: str | None) -> Path:
    """Two sheets of one register; on the second stand other ``captions``, or a column is not there (``None``)."""
    kept = [name for name in CAPTIONS if captions.get(name, "") is not None]
    cells = dict(zip(CAPTIONS, line(flat="13", case_number="2-101/2025"), strict=True))
    second: list[Line] = [[captions.get(name) or CAPTIONS[name] for name in kept], [cells[name] for name in kept]]
    return write_sheets(path, {"А": [header(), line()], "Б": second})


@pytest.mark.parametrize(
    "captions", [{"flat": "Квартира"}, {"agreement_status": None}, {"ip_number": None}, {"ip_number": "Номер ИП"}]
)
def test_a_book_whose_sheets_name_a_column_otherwise_is_read_by_its_own_proposal(
    tmp_path: Path, captions: dict[str, str | None]
) -> None:
    path = book_of_two(tmp_path / "a.xlsx", **captions)
    mapping = tmp_path / "m.yaml"
    mapping.write_text(propose_mapping(path).to_yaml(), encoding="utf-8")
    assert set(CAPTIONS) - set(load_mapping(mapping).columns) == set(captions)
    plain = load_dataset(path, today=TODAY)
    assert len(plain.rows) == 2
    assert load_dataset(path, today=TODAY, mapping=load_mapping(mapping)).content_sha256 == plain.content_sha256


@pytest.mark.parametrize(
    ("wish", "captions"),
    [
        ({"flat": "Кв."}, {"flat": "Квартира"}),
        ({"agreement_status": "Соглашение"}, {"agreement_status": None}),
        ({"ip_number": "ИП"}, {"ip_number": "Номер ИП"}),
    ],
)
def test_a_sheet_without_the_caption_of_the_mapping_is_refused_by_name(
    tmp_path: Path, wish: dict[str, str | None], captions: dict[str, str | None]
) -> None:
    path = book_of_two(tmp_path / "a.xlsx", **captions)
    with pytest.raises(DatasetError) as refused:
        load_dataset(path, today=TODAY, mapping=ColumnMapping(wish))
    ((name, text),) = wish.items()
    assert f"лист «Б»: нет столбца с заголовком «{text}»" in refused.value.what
    assert f"строку «{name}: …» или удалите" in refused.value.hint


def test_one_of_several_sheets_may_be_without_a_column_no_answer_hangs_on_but_not_all_of_them(tmp_path: Path) -> None:
    path = book_of_two(tmp_path / "a.xlsx", ip_number=None)
    dataset = load_dataset(path, today=TODAY, mapping=ColumnMapping({"ip_number": "ИП"}))
    assert [row.ip_number for row in dataset.rows] == ["12345/25/77001-ИП", None]
    with pytest.raises(DatasetError, match="лист «А»: нет столбца с заголовком «ИПП»"):
        load_dataset(path, today=TODAY, mapping=ColumnMapping({"document": "ИПП"}))
