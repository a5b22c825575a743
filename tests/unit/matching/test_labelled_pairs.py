"""The labelled set: made-up people and places, one pair for every trap the rules name."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from rpa.cli import main
from rpa.debts.comparison import Outcome
from rpa.debts.match_evaluation import COLUMNS, evaluate
from rpa.errors import BadInput

PAIRS = Path(__file__).with_name("pairs.csv")


def test_no_pair_gets_a_wrong_certainty() -> None:
    assert [(judged.line, judged.verdict.reason) for judged in evaluate(PAIRS).grave] == []


def test_few_of_the_truly_same_go_to_a_person() -> None:
    assert evaluate(PAIRS).same_in_review <= 0.05


def test_the_set_is_large_and_holds_every_label() -> None:
    counts = {label: sum(cells.values()) for label, cells in evaluate(PAIRS).matrix.items()}
    assert sum(counts.values()) >= 250
    assert min(counts.values()) >= 50


def test_the_order_of_the_sides_does_not_matter(tmp_path: Path) -> None:
    """Swapped sides: the verdict stays, as far as both sides name a person."""
    with PAIRS.open(encoding="utf-8", newline="") as stream:
        pairs = [pair for pair in csv.DictReader(stream) if pair["request_last"] and pair["row_last"]]
    swapped = tmp_path / "swapped.csv"
    with swapped.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, COLUMNS)
        writer.writeheader()
        for pair in pairs:
            other = {"request": "row", "row": "request"}
            writer.writerow(
                {
                    c: pair["label"] if c == "label" else pair[other[c.split("_")[0]] + "_" + c.split("_")[1]]
                    for c in COLUMNS
                }
            )
    assert not evaluate(swapped).grave


def test_the_command_prints_matrix_and_lines_as_json(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "pairs.csv"
    file.write_text(
        ",".join(COLUMNS)
        + '\nВымыслов,Пётр,Ильич,"г. Энск, ул. Мира, д. 5",12,Вымыслов,Петр,Ильич,"Энск г, Мира ул, 5",кв. 12,same\n'
        + ',,,"г. Энск, ул. Мира, д. 5",12,Вымыслов,Пётр,Ильич,"г. Энск, пр-кт Мира, д. 5",12,different\n',
        encoding="utf-8-sig",
    )
    with pytest.raises(SystemExit) as stopped:
        main(["match", "evaluate", str(file), "--json"])
    assert stopped.value.code in (0, None)
    answer = json.loads(capsys.readouterr().out)
    assert answer["matrix"] == {
        "same": {"same": 1, "different": 0, "ambiguous": 0},
        "different": {"same": 0, "different": 1, "ambiguous": 0},
        "ambiguous": {"same": 0, "different": 0, "ambiguous": 0},
    }
    assert [(row["line"], row["label"], row["prediction"]) for row in answer["rows"]] == [
        (2, "same", "same"),
        (3, "different", "different"),
    ]
    assert answer["rows"][1]["reason"] == "Тип улицы разный"


def test_pairs_that_excel_parted_by_semicolons_are_judged_alike(tmp_path: Path) -> None:
    with PAIRS.open(encoding="utf-8-sig", newline="") as stream:
        lines = list(csv.reader(stream))
    file = tmp_path / "pairs.csv"
    with file.open("w", encoding="utf-8-sig", newline="") as stream:
        csv.writer(stream, delimiter=";").writerows(lines)
    assert evaluate(file) == evaluate(PAIRS)


def test_a_wrong_label_is_refused_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "pairs.csv"
    file.write_text(",".join(COLUMNS) + "\n" + "," * 10 + "perhaps\n", encoding="utf-8")
    with pytest.raises(BadInput, match="Строка 2"):
        evaluate(file)


def test_missing_columns_are_named(tmp_path: Path) -> None:
    file = tmp_path / "pairs.csv"
    file.write_text("request_last,label\n", encoding="utf-8")
    with pytest.raises(BadInput, match="row_flat"):
        evaluate(file)


def test_one_person_at_one_house_and_flat_of_two_streets_may_be_a_renamed_street(tmp_path: Path) -> None:
    file = tmp_path / "pairs.csv"
    who = "Вымыслов,Пётр,Ильич"
    pair = f'{who},"г. Энск, ул. Соборная, д. 5",12,{who},"г. Энск, ул. Ленина, д. {{}}",12,ambiguous\n'
    file.write_text(",".join(COLUMNS) + "\n" + pair.format(5) + pair.format(7), encoding="utf-8")
    assert [judged.verdict.outcome for judged in evaluate(file).judged] == [Outcome.AMBIGUOUS, Outcome.DIFFERENT]
