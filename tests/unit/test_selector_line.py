"""One line of selectors.yaml is written anew: the right one, soundly, and without anybody's data."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from rpa.cabinet import selector_line
from rpa.cabinet.selector_file import Way, read_selectors
from rpa.cabinet.selector_line import rewrite
from rpa.errors import BadInput, PageChanged

SOURCE = "source: test, verified: never"
CARD = (
    "card:\n"
    f"  landmark: {{css: main, {SOURCE}}}\n"
    f"  search: {{role: button, name: Найти, {SOURCE}}}\n"
    f"  send: {{role: button, name: Отправить, commit: true, {SOURCE}}}\n"
    f"  row: {{css: li, many: true, {SOURCE}}}\n"
    f"  person: {{css: .fio, personal: true, {SOURCE}}}\n"
    f"  total: {{text: Всего, exact: false, optional: true, {SOURCE}}}\n"
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "selectors.yaml"
    path.write_text(CARD, encoding="utf-8")
    return path


def write(file: Path, key: str, way: Way, *, text: str = CARD, keep_old: bool = False) -> str:
    """What stood in the file when the window was opened is ``text``; the file itself may say another thing by now."""
    now = file.read_text(encoding="utf-8")
    file.write_text(text, encoding="utf-8")
    read_selectors.cache_clear()
    entry = read_selectors(file)["card"][key]
    file.write_text(now, encoding="utf-8")
    return rewrite(file, entry, way, author="Пример", today=date(2026, 11, 24), verified=None, keep_old=keep_old)


FOUND = Way("role", "button", "Показать")


@pytest.mark.parametrize(
    "edited",
    [
        CARD.replace("  search", f"  number: {{css: b, {SOURCE}}}\n  search"),
        CARD.replace(f"  search: {{role: button, name: Найти, {SOURCE}}}\n", ""),
        CARD.replace("Найти", "Искать"),
    ],
    ids=["a line came in above", "the line went away and a commit button stands there", "the line says another thing"],
)
def test_a_file_edited_while_the_window_was_open_is_left_as_it_is(file: Path, edited: str) -> None:
    file.write_text(edited, encoding="utf-8")
    with pytest.raises(BadInput, match="изменился") as caught:
        write(file, "search", FOUND)
    assert file.read_text(encoding="utf-8") == edited
    assert "rpa selectors pick card.search" in caught.value.hint


def test_an_edit_elsewhere_in_the_file_is_kept(file: Path) -> None:
    file.write_text(CARD.replace("css: li", "css: dd"), encoding="utf-8")
    write(file, "search", FOUND)
    sections = read_selectors(file)["card"]
    assert (sections["search"].ways[0].name, sections["row"].ways[0].value) == ("Показать", "dd")


@pytest.mark.parametrize("key", ["person", "row"])
@pytest.mark.parametrize("way", [Way("text", "Иванов И. И."), Way("role", "cell", "Иванов И. И.")])
def test_the_text_of_a_person_or_of_one_row_is_never_written(file: Path, key: str, way: Way) -> None:
    with pytest.raises(PageChanged, match="простой css"):
        write(file, key, way)
    assert file.read_text(encoding="utf-8") == CARD


def test_a_persons_text_that_stood_there_is_not_repeated_in_the_comment(file: Path) -> None:
    text = CARD.replace("css: .fio", "text: Иванов И. И.")
    file.write_text(text, encoding="utf-8")
    with pytest.raises(PageChanged, match="старое поколение"):
        write(file, "person", Way("css", "#fio"), text=text, keep_old=True)
    line = write(file, "person", Way("css", "#fio"), text=text)
    assert "Иванов" not in file.read_text(encoding="utf-8")
    assert line.endswith("было text: ***\n")


@pytest.mark.parametrize("key", ["landmark", "row", "person"])
@pytest.mark.parametrize("way", [FOUND, Way("label", "ФИО"), Way("text", "Всего"), Way("css", 'a:has-text("Всего")')])
def test_what_is_read_as_plain_css_is_written_as_plain_css_only(file: Path, key: str, way: Way) -> None:
    with pytest.raises(PageChanged, match="простой css"):
        write(file, key, way)
    assert file.read_text(encoding="utf-8") == CARD


def test_a_draft_in_which_a_key_gives_no_css_any_more_is_refused(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(selector_line, "may_name", lambda entry, way: True)
    with pytest.raises(PageChanged, match="простой css"):
        write(file, "person", Way("text", "ФИО"))
    assert file.read_text(encoding="utf-8") == CARD


def test_every_generation_keeps_whether_its_words_are_a_part_of_the_text(file: Path) -> None:
    line = write(file, "total", Way("text", "Итого"), keep_old=True)
    assert read_selectors(file)["card"]["total"].ways == (Way("text", "Итого"), Way("text", "Всего", exact=False))
    assert line.endswith('было text: "Всего", exact: false\n')
    now = file.read_text(encoding="utf-8")
    write(file, "total", Way("text", "В списке"), text=now, keep_old=True)
    assert [way.exact for way in read_selectors(file)["card"]["total"].ways] == [True, True, False]
