"""The page that checks a new file, without its frame: what it says of findings and changes."""

from __future__ import annotations

import re
from pathlib import Path
from types import SimpleNamespace

import jinja2

from rpa.debts.dataset import Dataset, diff_datasets, load_dataset
from rpa.web.site import environment
from rpa.web.views.dataset import caption
from tests.unit.dataset.registers import TODAY, Line, header, line, write_sheets, write_xlsx


def page(now: Dataset, before: Dataset) -> str:
    """Its words, tags left out."""
    frame = "{% block main %}{% endblock %}"
    known = environment().loader
    assert known is not None
    made = environment().overlay(loader=jinja2.ChoiceLoader([jinja2.DictLoader({"base.html": frame}), known]))
    upload = SimpleNamespace(
        dataset=now, change=diff_datasets(before, now), shown_name="новый.xlsx", by="Решающая", mark=""
    )
    loaded = SimpleNamespace(prepared=None, loading=False, problem="")
    visit = SimpleNamespace(may=lambda role: False)
    text = made.get_template("dataset.html").render(
        upload=upload, loaded=loaded, visit=visit, shown=50, caption=caption, token="", Role=SimpleNamespace(REVIEWER=1)
    )
    return " ".join(re.sub(r"<[^>]*>", " ", text).split())


def test_the_page_names_the_sheet_of_a_row_where_several_are_read(tmp_path: Path) -> None:
    second: list[Line] = [header(), line(flat="13", case_number="2-101/2025"), line(rest_main="?")]
    book = load_dataset(write_sheets(tmp_path / "a.xlsx", {"А": [header(), line()], "Б": second}), today=TODAY)
    one = load_dataset(write_xlsx(tmp_path / "b.xlsx", [header(), line(rest_main="1,00"), *second[2:]]), today=TODAY)
    told = page(book, one)
    assert "Лист Строка Столбец" in told and "Б 3 O Остаток основной долг" in told
    assert "Добавлены строки: 2 (лист «Б»)" in told and "2 2 (лист «А») Остаток основной долг" in told
    assert "Исчезли строки прошлого файла: 2 (лист «Б»)" in page(one, book)
    assert "лист" not in page(one, one).lower()
