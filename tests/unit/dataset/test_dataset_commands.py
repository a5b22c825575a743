"""The commands as a person and as a script run them: output, exit codes, and the accounting export of the stand."""

from __future__ import annotations

import json
import subprocess
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from registers import CAPTIONS, TODAY, header, line, write_csv, write_sheets, write_xlsx

from rpa.debts.dataset import Blocks, load_dataset
from rpa.debts.served_houses import load_served_houses
from tests.forking import run


def rpa(folder: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    environ = {"PATH": "", "HOME": str(folder), "RPA_DATA": str(folder / "data"), "COLUMNS": "80"}
    return run("rpa", *map(str, arguments), env=environ)


def document(result: subprocess.CompletedProcess[str]) -> Any:
    return json.loads(result.stdout)


def test_a_clean_register_is_confirmed_with_code_0(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", [header(), line()])
    result = rpa(tmp_path, "dataset", "check", path, "--json")
    assert result.returncode == 0, result.stderr
    found = document(result)
    assert (found["ok"], found["rows"], found["broken"], found["errors"]) == (True, 1, 0, [])
    assert found["as_of"] == "2026-11-23"
    assert len(found["sha256"]) == 64


def test_a_broken_register_is_reported_with_code_65_and_a_marked_copy(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", [header(), line(), line(rest_main="Секретов", flat=None)])
    result = rpa(tmp_path, "dataset", "check", path, "--json", "--marked", tmp_path / "m.xlsx")
    assert result.returncode == 65
    found = document(result)
    assert [(error["row"], error["column"], error["letter"]) for error in found["errors"]] == [
        (3, "rest_main", "O"), (3, "flat", "C"),
    ]  # fmt: skip
    assert found["broken_rows"] == [{"sheet": "", "row": 3, "blocks": "house"}]
    assert "Секретов" not in result.stdout + result.stderr
    assert (tmp_path / "m.xlsx").exists()
    shown = rpa(tmp_path, "dataset", "check", path)
    assert shown.returncode == 65
    assert "Остаток" in shown.stdout
    assert "Секретов" not in shown.stdout + shown.stderr
    assert max(map(len, shown.stdout.splitlines())) <= 80


def test_a_file_that_cannot_be_read_at_all_is_still_a_json_document(tmp_path: Path) -> None:
    result = rpa(tmp_path, "dataset", "check", tmp_path / "no.xlsx", "--json")
    assert result.returncode == 65
    assert document(result)["ok"] is False
    assert "не найден" in document(result)["fatal"]["message"]


def test_bad_served_houses_fail_the_check(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", [header(), line()])
    houses = write_csv(tmp_path / "h.csv", [["Адрес", "ФИАС"], ["г. Энск, ул. Мира, д. 5", "12"]])
    result = rpa(tmp_path, "dataset", "check", path, "--served-houses", houses, "--json")
    assert result.returncode == 65
    assert document(result)["served_houses_errors"][0]["column"] == "fias_guid"
    shown = rpa(tmp_path, "dataset", "check", path, "--served-houses", houses).stdout
    assert "Исправьте в списке домов h.csv" in shown and "Исправьте\n" not in shown


def test_all_errors_of_a_long_list_of_houses_are_said_to_be_where_they_are(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", [header(), line()])
    bad = [[f"г. Энск, ул. Мира, д. {number}", "12"] for number in range(1, 33)]
    houses = write_csv(tmp_path / "h.csv", [["Адрес", "ФИАС"], *bad])
    shown = rpa(tmp_path, "dataset", "check", path, "--served-houses", houses).stdout
    assert "… и ещё 2; все — в `--json`." in shown


def test_two_rows_of_one_case_on_two_sheets_name_each_others_sheet(tmp_path: Path) -> None:
    path = write_sheets(tmp_path / "a.xlsx", {"А": [header(), line()], "Б": [header(), line(rest_main="1,00")]})
    told = [sentence for row in load_dataset(path, today=TODAY).rows for sentence in row.contradictions]
    what = "По одному делу указаны разные остатки: ещё в строке 2 листа"
    assert told == [f"{what} «Б».", f"{what} «А»."]


def test_where_several_sheets_are_read_every_finding_and_change_names_its_sheet(tmp_path: Path) -> None:
    number = line(flat="13", case_number="2-101/2025", in_force_date="02.03.2025")
    long = "Реестр судебных долгов за 2026"
    sheets = {long: [header(), line(), line(rest_main="?")], "Ещё": [[*header(), "Прочее"], number, line()]}
    old = write_sheets(tmp_path / "o.xlsx", sheets)
    shown = rpa(tmp_path, "dataset", "check", old)
    told = " ".join(shown.stdout.replace("│", " ").replace("┃", " ").split())
    assert "Лист Строка Столбец" in told and "Лист Строка Что" in told
    assert "Ещё 2 Акт вступил в силу раньше" in told and f"Ещё 3 Повтор строки 2 листа «{long}»." in told
    assert "листа «Ещё» не используется" in shown.stderr
    assert max(map(len, shown.stdout.splitlines())) <= 80
    more = {long: sheets[long], "Ещё": [header(), line(), number, line(flat="99", case_number="2-9/2025")]}
    more["Ещё"][2][list(CAPTIONS).index("rest_main")] = "346,00"
    found = rpa(tmp_path, "dataset", "diff", old, write_sheets(tmp_path / "n.xlsx", more))
    assert "Добавлены строки: 4 (лист «Ещё»)" in found.stdout
    assert "3 (лист «Ещё»)" in found.stdout and "Строка 3 листа «Ещё»" in " ".join(found.stderr.split())
    plain = rpa(tmp_path, "dataset", "check", write_xlsx(tmp_path / "a.xlsx", sheets[long]))
    assert "Лист" not in plain.stdout


def test_diff_and_map_speak_json_and_map_never_overwrites(tmp_path: Path) -> None:
    old = write_xlsx(tmp_path / "o.xlsx", [header(), line()])
    new = write_xlsx(tmp_path / "n.xlsx", [header(), line(rest_main="1,00")])
    found = document(rpa(tmp_path, "dataset", "diff", old, new, "--json"))
    assert [change["columns"] for change in found["changed"]] == [["rest_main"]]
    assert document(rpa(tmp_path, "dataset", "map", old, "--json"))["missing"] == []
    out = tmp_path / "m.yaml"
    assert document(rpa(tmp_path, "dataset", "map", old, "--out", out, "--json"))["missing"] == []
    assert out.exists()
    assert rpa(tmp_path, "dataset", "map", old, "--out", out).returncode == 65
    assert rpa(tmp_path, "dataset", "check", old, "--mapping", out).returncode == 0


def test_deadlines_are_counted_for_dates_written_either_way(tmp_path: Path) -> None:
    result = rpa(tmp_path, "deadline", "30.12.2026", "2026-11-23", "--json")
    assert document(result) == [
        {"received": "2026-12-30", "due": "2027-01-15", "due_if_receipt_day_counts": "2027-01-14"},
        {"received": "2026-11-23", "due": "2026-11-30", "due_if_receipt_day_counts": "2026-11-27"},
    ]
    assert rpa(tmp_path, "deadline", "32.12.2026").returncode == 2


def test_a_year_is_missing_until_it_is_added(tmp_path: Path) -> None:
    missing = rpa(tmp_path, "deadline", "30.12.2027")
    assert missing.returncode == 65
    assert "rpa calendar add" in " ".join(missing.stderr.split())
    year = {
        "2028": {"off": ["01-03", "01-04", "01-05", "01-06", "01-07"], "work": [], "total": 255, "source": "пример"}
    }
    (tmp_path / "y.json").write_text(json.dumps(year | {"2028": year["2028"] | {"total": 250}}), encoding="utf-8")
    assert rpa(tmp_path, "calendar", "add", tmp_path / "y.json").returncode == 65
    assert rpa(tmp_path, "deadline", "30.12.2027").returncode == 65
    (tmp_path / "y.json").write_text(json.dumps(year), encoding="utf-8")
    assert rpa(tmp_path, "calendar", "add", tmp_path / "y.json").returncode == 0
    assert document(rpa(tmp_path, "deadline", "30.12.2027", "--json"))[0]["due"] == "2028-01-14"
    assert document(rpa(tmp_path, "calendar", "show", "2028", "--json"))["2028"]["total"] == 255


@pytest.fixture(scope="module")
def accounting(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("accounting")
    world = ("--requests", "60", "--now", "2026-11-24T09:00:00+03:00")
    run("rpa.stand", "accounting", str(folder), *world).check_returncode()
    return folder


def test_the_stands_accounting_export_loads_whole(accounting: Path) -> None:
    dataset = load_dataset(accounting / "debts.xlsx", today=date(2026, 11, 24))
    assert dataset.as_of == date(2026, 11, 24)
    assert len(dataset.rows) > 50
    assert all(row.act_file is not None for row in dataset.rows)
    assert not dataset.contradictory
    # Only its houses turned into dates are broken, and each is told to its house by the group it stands in.
    assert {(error.column, error.value_class) for error in dataset.errors} == {("address", "дата текстом")}
    assert all(row.address and row.blocks is not Blocks.ALL for row in dataset.broken)
    assert len(load_served_houses(accounting / "served_houses.xlsx").houses) > 3


def test_every_debtor_of_the_stands_truth_is_in_the_loaded_register(accounting: Path) -> None:
    truth = json.loads((accounting / "ground_truth.json").read_text(encoding="utf-8"))
    dataset = load_dataset(accounting / "debts.xlsx", today=date(2026, 11, 24))
    loaded = {
        (row.act_file.name if row.act_file else "", row.person.last_name, row.person.first_name) for row in dataset.rows
    }
    wanted = {
        (Path(debtor["act_file"]).name, debtor["last_name"], debtor["first_name"])
        for request in truth.values()
        for debtor in request["debtors"]
    }
    assert wanted
    assert wanted <= loaded
