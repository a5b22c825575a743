"""What stands in a column of its own («Дата смерти», «Дата отмены», «Взыскатель») is never left out of the answer."""

from __future__ import annotations

from pathlib import Path

import pytest
from registers import TODAY, header, line, only_broken, only_row, write_xlsx

from rpa.debts.dataset import Blocks, Dataset, load_dataset
from rpa.debts.dataset.mapping import ColumnMapping
from rpa.debts.dataset.rows import ActStatus, DebtorStatus, IpState
from rpa.errors import DatasetError


def loaded(folder: Path, caption: str, *cells: str | None, mapping: ColumnMapping | None = None, **row: str) -> Dataset:
    lines = [[*line(case_number=f"2-{number}/2025", **row), cell] for number, cell in enumerate(cells, 1)]
    path = write_xlsx(folder / "a.xlsx", [[*header(), caption], *lines])
    return load_dataset(path, today=TODAY, mapping=mapping)


def test_a_date_of_death_makes_the_debtor_a_dead_one(tmp_path: Path) -> None:
    assert only_row(loaded(tmp_path, "Дата смерти", "05.02.2026")).debtor_status is DebtorStatus.DECEASED
    assert only_row(loaded(tmp_path, "Дата смерти", "-")).debtor_status is DebtorStatus.ORDINARY


@pytest.mark.parametrize(
    ("caption", "column"),
    [
        ("Дата отмены", "cancelled"),
        ("Приказ отменён", "cancelled"),
        ("Дата исполнения", "settled"),
        ("Дата погашения", "settled"),
    ],
)
def test_a_date_that_contradicts_the_row_breaks_it(tmp_path: Path, caption: str, column: str) -> None:
    row = only_broken(loaded(tmp_path, caption, "05.02.2026"))
    assert ([error.column for error in row.errors], row.blocks) == ([column], Blocks.DWELLING)
    assert only_row(loaded(tmp_path, caption, None))


def test_a_date_that_the_row_agrees_with_changes_nothing(tmp_path: Path) -> None:
    row = only_row(loaded(tmp_path, "Дата отмены", "05.02.2026", act_status="отменён", ip_number=""))
    assert row.act_status is ActStatus.CANCELLED
    assert only_row(loaded(tmp_path, "Дата исполнения", "05.02.2026", rest_main="0"))


def test_an_enforcement_that_ended_without_a_word_how_is_a_persons(tmp_path: Path) -> None:
    assert only_row(loaded(tmp_path, "Дата окончания ИП", "05.02.2026")).ip_state is IpState.UNREADABLE
    assert only_row(loaded(tmp_path, "Дата окончания ИП", None)).ip_state is IpState.UNKNOWN


@pytest.mark.parametrize("caption", ["Взыскатель", "Кредитор", "Истец"])
def test_debts_to_several_creditors_refuse_the_file(tmp_path: Path, caption: str) -> None:
    with pytest.raises(DatasetError, match="строка 3, столбец W: в реестре разные взыскатели") as caught:
        loaded(tmp_path, caption, "ООО «Уют»", "ООО «Тепло»")
    assert "Тепло" not in str(caught.value)
    assert len(loaded(tmp_path, caption, "ООО «Уют»", 'ооо "УЮТ"', None).rows) == 3
    ours = ColumnMapping({"creditor": None})
    assert len(loaded(tmp_path, caption, "ООО «Уют»", "ООО «Тепло»", mapping=ours).rows) == 2
