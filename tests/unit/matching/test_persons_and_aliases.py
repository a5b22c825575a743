"""СНИЛС, birth dates, confirmed spellings and `rpa match explain`. People and numbers are invented."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from rpa.cli import main
from rpa.debts.aliases import Alias, add_alias, load_aliases
from rpa.debts.comparison import Outcome
from rpa.debts.person import compare_persons
from rpa.errors import BadInput
from rpa.model import Person

PYOTR = Person("Вымыслов", "Пётр", "Ильич")
AT = datetime(2026, 3, 2, 10, 0, tzinfo=ZoneInfo("Europe/Moscow"))


def with_snils(last: str, first: str, middle: str | None, snils: str) -> Person:
    return Person(last, first, middle, snils)


def checksum(nine: str) -> str:
    total = sum(int(digit) * (9 - place) for place, digit in enumerate(nine)) % 101 % 100
    return f"{nine}{total:02d}"


# Invented numbers with valid checksums, and one without.
A, B = checksum("112233445"), checksum("998877665")
SPOILED = A[:-1] + str((int(A[-1]) + 1) % 10)


@pytest.mark.parametrize(
    ("one", "two", "outcome"),
    [
        (
            with_snils("Вымыслова", "Анна", "Ильинична", A),
            with_snils("Придумкина", "Анна", "Ильинична", A),
            Outcome.SAME,
        ),
        (
            with_snils("Вымыслова", "Анна", "Ильинична", A),
            with_snils("Придумкина", "Ольга", "Львовна", A),
            Outcome.AMBIGUOUS,
        ),
        (with_snils("Вымыслов", "Пётр", "Ильич", A), with_snils("Вымыслов", "Пётр", "Ильич", B), Outcome.AMBIGUOUS),
        (with_snils("Вымыслов", "Пётр", "Ильич", A), with_snils("Вымыслов", "Пётр", None, B), Outcome.DIFFERENT),
        (with_snils("Вымыслов", "Пётр", "Ильич", A), with_snils("Вымыслов", "Пётр", None, SPOILED), Outcome.AMBIGUOUS),
    ],
)
def test_snils_decides_only_together_with_the_name(one: Person, two: Person, outcome: Outcome) -> None:
    assert compare_persons(one, two).outcome is outcome


def test_a_number_copied_down_a_family_makes_no_one_person_of_two() -> None:
    father, son = with_snils("Вымыслов", "Пётр", "Ильич", A), with_snils("Вымыслов", "Илья", "Петрович", A)
    assert compare_persons(father, son).outcome is Outcome.AMBIGUOUS
    days = {"a_birth_date": date(1950, 1, 1), "b_birth_date": date(1980, 1, 1)}
    assert compare_persons(father, father, **days).outcome is Outcome.AMBIGUOUS


def test_another_birth_date_parts_namesakes() -> None:
    assert (
        compare_persons(PYOTR, PYOTR, a_birth_date=date(1980, 1, 1), b_birth_date=date(1981, 1, 1)).outcome
        is Outcome.DIFFERENT
    )


def test_an_equal_birth_date_does_not_turn_a_doubt_into_same() -> None:
    day = date(1980, 1, 1)
    other = Person("Вымыслов", "П.", "И.")
    assert compare_persons(PYOTR, other, a_birth_date=day, b_birth_date=day).outcome is Outcome.AMBIGUOUS


def test_a_confirmed_spelling_is_kept_with_who_and_when(tmp_path: Path) -> None:
    file = tmp_path / "aliases.yaml"
    alias = Alias("Садовая 5", "г. Энск, ул. Садовая, д. 5", None, "Придумкина А. А.", AT)
    assert len(load_aliases(file)) == 0
    written = add_alias(file, alias)
    assert (written.entries, written.sha256) == ((alias,), load_aliases(file).sha256)
    assert [found.name for found in tmp_path.iterdir()] == ["aliases.yaml"]


@pytest.mark.parametrize(
    "alias",
    [
        Alias("садовая  5.", "г. Энск, ул. Лесная, д. 1", None, "Придумкина А. А.", AT),
        Alias(" ", "г. Энск, ул. Лесная, д. 1", None, "Придумкина А. А.", AT),
        Alias("Лесная 1", "", None, "Придумкина А. А.", AT),
        Alias("Лесная 1", "г. Энск, ул. Лесная, д. 1", None, "", AT),
    ],
)
def test_a_second_house_for_one_spelling_or_an_empty_field_is_refused(tmp_path: Path, alias: Alias) -> None:
    file = tmp_path / "aliases.yaml"
    add_alias(file, Alias("Садовая 5", "г. Энск, ул. Садовая, д. 5", None, "Придумкина А. А.", AT))
    before = file.read_bytes()
    with pytest.raises(BadInput):
        add_alias(file, alias)
    assert file.read_bytes() == before


@pytest.mark.parametrize(
    "content", ["- [", "text: a", "- text: a", "- {text: a, house: b, confirmed_by: c, confirmed_at: d}"]
)
def test_a_spoiled_file_of_spellings_is_named(tmp_path: Path, content: str) -> None:
    file = tmp_path / "aliases.yaml"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(BadInput, match=r"aliases\.yaml"):
        load_aliases(file)


def test_explain_names_the_component_that_decides(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(
            [
                "match",
                "explain",
                "--request",
                "г. Энск, ул. Мира, 12к2",
                "--flat",
                "5",
                "--row",
                "Энск г, Мира ул, 12",
                "--row-flat",
                "5",
                "--json",
            ]
        )
    assert stopped.value.code in (0, None)
    answer = json.loads(capsys.readouterr().out)
    assert (answer["outcome"], answer["component"]) == ("ambiguous", "corpus")
    assert {"part": "Корпус", "request": "2", "row": ""} in answer["parts"]
