"""Files around the register: acts, the mapping, the marked copy, the served houses, the documentation."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import yaml
from registers import CAPTIONS, TODAY, Line, header, line, load, only_row, write_csv, write_xlsx

from rpa.debts.dataset import ColumnMapping, Severity, load_dataset, load_mapping, propose_mapping, write_marked_copy
from rpa.debts.dataset.columns import COLUMNS
from rpa.debts.served_houses import ServedHouse, ServedHousesError, load_served_houses
from rpa.errors import DatasetError

GUID = "5f1d2a34-0000-4000-8000-00000000000a"
PDF = b"%PDF-1.4\n% made up\n"


# -- acts ------------------------------------------------------------------------------------------------------------


def act_problem(folder: Path, name: str, **options: Any) -> str | None:
    dataset = load(folder, line(act_file=name), **options)
    row = only_row(dataset)
    found = [finding for finding in dataset.findings if finding.column == "act_file"]
    assert (row.act_file is None) == bool(found)
    assert all(finding.severity is Severity.ERROR for finding in found)
    return found[0].message if found else None


def test_an_act_is_found_beside_the_register_or_in_its_folder_of_acts(tmp_path: Path) -> None:
    (tmp_path / "acts").mkdir()
    (tmp_path / "here.pdf").write_bytes(PDF)
    (tmp_path / "acts" / "there.pdf").write_bytes(PDF)
    assert act_problem(tmp_path, "here.pdf") is None
    assert act_problem(tmp_path, "there.pdf") is None
    assert act_problem(tmp_path, "acts\\there.pdf") is None


def test_an_act_that_is_absent_no_pdf_or_too_large_is_reported_and_not_used(tmp_path: Path) -> None:
    (tmp_path / "no.pdf").write_bytes(b"MZ\x90")
    (tmp_path / "big.pdf").write_bytes(PDF * 10)
    assert "нет в папке" in (act_problem(tmp_path, "absent.pdf") or "")
    assert "не PDF" in (act_problem(tmp_path, "no.pdf") or "")
    assert "больше" in (act_problem(tmp_path, "big.pdf", act_limit_bytes=100) or "")
    assert act_problem(tmp_path, "big.pdf") is None


@pytest.mark.parametrize("name", ["../secret.pdf", "/etc/passwd", "C:\\secret.pdf", "a/../../secret.pdf", "link.pdf"])
def test_a_path_out_of_the_folder_of_acts_is_never_followed(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    (tmp_path / "secret.pdf").write_bytes(PDF)
    (folder / "link.pdf").symlink_to(tmp_path / "secret.pdf")
    assert "вне папки" in (act_problem(folder, name) or "")


# -- mapping ---------------------------------------------------------------------------------------------------------


def foreign() -> list[list[Any]]:
    captions = header()
    captions[1], captions[14], captions[10] = "Где живёт", "Долг сейчас", "Прочее"
    return [["Выгрузка"], captions, line(act_status=None)]


def test_a_mapping_names_columns_by_caption_or_letter_and_gives_constants(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", foreign())
    mapping = tmp_path / "m.yaml"
    mapping.write_text(
        "columns: {address: Где живёт, rest_main: O, note: null}\nconstants: {act_status: действует}\n",
        encoding="utf-8",
    )
    row = only_row(load_dataset(path, today=TODAY, mapping=load_mapping(mapping)))
    assert (row.address, str(row.rest_main), row.act_status.value) == ("г. Энск, ул. Мира, д. 5", "345.67", "действует")


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("columns: {adress: A}", "adress"),
        ("colums: {}", "colums"),
        ("columns: [A]", "columns"),
        ("columns: {flat: A}\nconstants: {flat: 1}", "flat"),
        ("header_row: 0", "header_row"),
        ("a: [", "YAML"),
        ("- 1", "columns"),
    ],
)
def test_a_wrong_mapping_is_refused_by_name(tmp_path: Path, text: str, part: str) -> None:
    path = tmp_path / "m.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DatasetError) as caught:
        load_mapping(path)
    assert part in caught.value.what


@pytest.mark.parametrize("encoding", ["utf-16", "cp1251"])
def test_a_mapping_in_another_encoding_is_told_how_to_be_saved(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "m.yaml"
    path.write_text("columns: {address: Адрес абонента}\n", encoding=encoding)
    with pytest.raises(DatasetError, match="не в кодировке UTF-8") as caught:
        load_mapping(path)
    assert "Сохраните его в UTF-8" in caught.value.hint and "--out" in caught.value.hint


def test_a_mapping_to_a_caption_that_is_not_there_is_refused(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", foreign())
    with pytest.raises(DatasetError, match="address"):
        load_dataset(path, today=TODAY, mapping=ColumnMapping(columns={"address": "Нет такого"}))


def test_the_proposal_is_a_mapping_that_loads_once_a_person_completed_it(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", foreign())
    proposal = propose_mapping(path)
    assert proposal.header_row == 2
    assert set(proposal.missing) == {"address", "rest_main", "act_status"}
    document = yaml.safe_load(proposal.to_yaml())
    document["columns"] |= {"address": "B", "rest_main": "O"}
    document["constants"] = {"act_status": "действует"}
    chosen = tmp_path / "m.yaml"
    chosen.write_text(yaml.safe_dump(document, allow_unicode=True), encoding="utf-8")
    only_row(load_dataset(path, today=TODAY, mapping=load_mapping(chosen)))


def test_a_likely_column_is_only_a_comment(tmp_path: Path) -> None:
    captions = header()
    captions[14] = "Остаток осн. долга"
    proposal = propose_mapping(write_xlsx(tmp_path / "a.xlsx", [captions, line()]))
    assert "rest_main" not in yaml.safe_load(proposal.to_yaml())["columns"]
    assert '# проверьте: rest_main: "Остаток осн. долга"  # O' in proposal.to_yaml()


# -- the marked copy -------------------------------------------------------------------------------------------------


def test_the_marked_copy_colours_and_explains_the_bad_cells_and_loads_to_the_same(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", [["Реестр"], header(), line(), line(rest_main="много", flat="13")])
    report = load_dataset(path, today=TODAY)
    out = tmp_path / "marked.xlsx"
    write_marked_copy(path, report, out)
    cell = openpyxl.load_workbook(out)["Долги"]["O4"]
    assert cell.value == "много"
    assert cell.fill.fgColor.rgb == "FFF8B4B4"
    assert "не сумма" in cell.comment.text
    again = load_dataset(out, today=TODAY)
    assert again.content_sha256 == report.content_sha256
    assert stat.S_IMODE(out.stat().st_mode) == 0o600


def test_the_marked_copy_tells_of_contradictions_and_repeats_too(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", [header(), line(), line(), line(flat="9", in_force_date="02.03.2025")])
    report = load_dataset(path, today=TODAY)
    assert len(report.duplicates) == 1 and report.contradictory and not report.errors
    write_marked_copy(path, report, tmp_path / "marked.xlsx")
    book = openpyxl.load_workbook(tmp_path / "marked.xlsx")
    assert "Повтор строки 2" in book["Долги"]["A3"].comment.text
    assert "раньше, чем возможно" in book["Долги"]["A4"].comment.text
    listed = [[cell.value for cell in row[1:4]] for row in book["Ошибки робота"].iter_rows(min_row=2)]
    assert ["3", "вся строка", "Повтор строки 2"] in listed and len(listed) == len(report.marks)
    assert load_dataset(tmp_path / "marked.xlsx", today=TODAY).content_sha256 == report.content_sha256


def test_what_a_merged_cell_says_stands_in_every_row_of_the_marked_copy(tmp_path: Path) -> None:
    second = line(address=None, flat="13", case_number="2-101/2025", rest_main="?")
    path = write_xlsx(tmp_path / "a.xlsx", [["Реестр"], header(), line(), second], merges=("B3:B4",))
    report = load_dataset(path, today=TODAY)
    write_marked_copy(path, report, tmp_path / "marked.xlsx")
    again = load_dataset(tmp_path / "marked.xlsx", today=TODAY)
    assert [error.column for error in again.errors] == ["rest_main"]
    assert again.content_sha256 == report.content_sha256


def test_the_marked_copy_of_a_sheet_without_known_captions_is_read_by_the_same_letters(tmp_path: Path) -> None:
    captions: Line = [f"Столбец {number}" for number in range(len(CAPTIONS))]
    letters = {name: chr(65 + place) for place, name in enumerate(CAPTIONS)}
    mapping = ColumnMapping(letters, header_row=1)
    path = write_xlsx(tmp_path / "a.xlsx", [captions, line(), line(rest_main="?", flat="13")])
    report = load_dataset(path, today=TODAY, mapping=mapping)
    write_marked_copy(path, report, tmp_path / "marked.xlsx")
    again = load_dataset(tmp_path / "marked.xlsx", today=TODAY, mapping=mapping)
    assert again.content_sha256 == report.content_sha256 and len(again.rows) == len(again.broken) == 1


def test_nothing_in_the_marked_copy_becomes_a_formula_or_a_link(tmp_path: Path) -> None:
    hostile = ['=HYPERLINK("http://evil")', "+1+1", "@SUM(A1)", "http://evil.example", "=cmd|' /C calc'!A0"]
    path = write_csv(tmp_path / "a.csv", [header(), *(line(court=text, rest_main="?") for text in hostile)])
    out = tmp_path / "marked.xlsx"
    write_marked_copy(path, load_dataset(path, today=TODAY), out)
    for sheet in openpyxl.load_workbook(out):
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type in ("s", "n"), cell.coordinate
                assert cell.hyperlink is None
                assert cell.value is None or cell.data_type == "s"
                assert cell.value is None or not cell.value.startswith(("=", "+", "@")) or cell.quotePrefix


def test_the_marked_copy_never_replaces_its_source_or_marks_a_changed_file(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", [header(), line()])
    report = load_dataset(path, today=TODAY)
    with pytest.raises(DatasetError):
        write_marked_copy(path, report, path)
    write_csv(path, [header(), line(flat="99")])
    with pytest.raises(DatasetError, match="изменился"):
        write_marked_copy(path, report, tmp_path / "m.xlsx")
    assert not (tmp_path / "m.xlsx").exists()


# -- served houses ---------------------------------------------------------------------------------------------------


def test_served_houses_are_read_with_aliases_and_private_marks(tmp_path: Path) -> None:
    lines = [
        ["Адрес", "Идентификатор дома ФИАС", "Другие названия", "Частный дом"],
        ["г. Энск, ул. Мира, д. 5", GUID.upper(), "г. Энск, ул. Ленина, д. 5; Мира 5", "нет"],
        [],
        ["г. Энск, пер. Тихий, д. 1", None, None, "да"],
    ]
    assert load_served_houses(write_xlsx(tmp_path / "h.xlsx", lines)).houses == (
        ServedHouse("г. Энск, ул. Мира, д. 5", GUID, ("г. Энск, ул. Ленина, д. 5", "Мира 5"), False, 2),
        ServedHouse("г. Энск, пер. Тихий, д. 1", None, (), True, 4),
    )


def test_a_list_of_addresses_alone_is_enough(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "h.csv", [["Адрес"], ["г. Энск, ул. Мира, д. 5"]], encoding="cp1251")
    assert len(load_served_houses(path).houses) == 1


def test_an_address_that_its_own_commas_cut_is_no_house(tmp_path: Path) -> None:
    path = tmp_path / "h.csv"
    path.write_text("Адрес,Другие названия\nг. Энск, ул. Мира, д. 5\n", encoding="utf-8")
    with pytest.raises(DatasetError, match="строка 2: ячеек больше, чем заголовков"):
        load_served_houses(path)


def test_one_bad_house_refuses_the_list_and_all_bad_cells_are_told(tmp_path: Path) -> None:
    lines = [["Адрес", "ФИАС"], ["г. Энск, ул. Мира, 05.фев", None], ["г. Энск, ул. Мира, д. 6", "12"], [None, GUID]]
    with pytest.raises(ServedHousesError) as caught:
        load_served_houses(write_xlsx(tmp_path / "h.xlsx", lines))
    assert [(error.row, error.column) for error in caught.value.errors] == [
        (2, "address"),
        (3, "fias_guid"),
        (4, "address"),
    ]


def test_one_identifier_cannot_name_two_houses(tmp_path: Path) -> None:
    lines = [["Адрес", "ФИАС"], ["г. Энск, ул. Мира, д. 5", GUID], ["г. Энск, ул. Мира, д. 6", GUID]]
    with pytest.raises(ServedHousesError, match="у другого дома"):
        load_served_houses(write_xlsx(tmp_path / "h.xlsx", lines))


@pytest.mark.parametrize("second", ["Адрес дома", "Дом"])
def test_two_columns_of_addresses_refuse_the_list(tmp_path: Path, second: str) -> None:
    lines = [["Адрес", second], ["г. Энск, ул. Мира, д. 5", "г. Энск, ул. Мира, д. 6"]]
    with pytest.raises(ServedHousesError, match="похожи сразу столбцы A и B"):
        load_served_houses(write_xlsx(tmp_path / "h.xlsx", lines))


def test_of_two_columns_of_addresses_the_filled_one_is_read(tmp_path: Path) -> None:
    lines = [["Адрес", "Адрес дома"], [None, "г. Энск, ул. Мира, д. 6"]]
    houses = load_served_houses(write_xlsx(tmp_path / "h.xlsx", lines)).houses
    assert [house.address for house in houses] == ["г. Энск, ул. Мира, д. 6"]


def test_an_empty_list_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ServedHousesError):
        load_served_houses(write_xlsx(tmp_path / "h.xlsx", [["Адрес", "ФИАС"]]))


# -- documentation ---------------------------------------------------------------------------------------------------


def test_the_documented_table_of_columns_is_the_one_in_the_code() -> None:
    text = (Path(__file__).parents[3] / "docs" / "dataset.md").read_text(encoding="utf-8")
    for column in COLUMNS:
        captions = "; ".join(f"«{caption}»" for caption in column.synonyms)
        assert f"| `{column.name}` | {column.need.value} | {column.kind.value} | {column.rule} | {captions} |" in text
    assert text.count("\n| `") == len(COLUMNS)
