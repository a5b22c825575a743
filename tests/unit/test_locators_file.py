"""selectors.yaml is read so that a careless edit is caught, with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from rpa.cabinet.selector_file import read_selectors
from rpa.errors import PageChanged

SOURCE = "source: test, verified: never"
LANDMARK = f"  landmark: {{css: main, {SOURCE}}}\n"


def read(tmp_path: Path, text: str):
    path = tmp_path / "selectors.yaml"
    path.write_text(text, encoding="utf-8")
    return read_selectors(path)


def test_an_entry_knows_its_key_and_its_line(tmp_path: Path) -> None:
    sections = read(tmp_path, f"card:\n{LANDMARK}  send: {{role: button, name: Отправить, commit: true, {SOURCE}}}\n")
    entry = sections["card"]["send"]
    assert (entry.key, entry.line, entry.commit) == ("card.send", 3, True)
    assert entry.ways[0].exact, "names match exactly unless the entry says otherwise"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (f"  send: {{css: a, {SOURCE}}}\n  send: {{css: b, {SOURCE}}}", "уже есть в строке 3"),
        (f"  send: {{role: button, name: No, {SOURCE}}}", "не строка"),
        (f"  send: {{text: 010, {SOURCE}}}", "не строка"),
        (f"  yes: {{css: a, {SOURCE}}}", "не слово"),
        (f"  send: {{css: a, cure: b, {SOURCE}}}", "'cure' неизвестно"),
        (f"  send: {{css: a, text: b, {SOURCE}}}", "ровно один способ"),
        (f"  send: {{role: button, {SOURCE}}}", "role пишется вместе с name"),
        (f"  send: {{css: a, name: b, {SOURCE}}}", "role пишется вместе с name"),
        ("  send: {css: a, verified: never}", "нет поля 'source'"),
        ("  send: {css: a, source: x, verified: yesterday}", "verified — never или дата"),
        (f"  send: {{css: a, many: yes, {SOURCE}}}", "true или false"),
        (f"  send: {{css: a, within: nowhere, {SOURCE}}}", "которого в разделе нет"),
        (f"  a1: {{css: a, within: a2, {SOURCE}}}\n  a2: {{css: a, within: a1, {SOURCE}}}", "замыкается в круг"),
        (f"  send: {{css: 'a:has-text({{number}})', {SOURCE}}}", "внутри двойных кавычек"),
        (f"  send: {{any_of: [{{css: a}}], {SOURCE}}}", "хотя бы из двух"),
        (f"  send: {{any_of: [{{css: a}}, {{css: b, many: true}}], {SOURCE}}}", "не бывает"),
        ("  send: nothing", "пары «ключ: значение»"),
    ],
)
def test_a_wrong_entry_is_refused_with_its_line(tmp_path: Path, line: str, said: str) -> None:
    with pytest.raises(PageChanged) as caught:
        read(tmp_path, f"card:\n{LANDMARK}{line}\n")
    assert said in str(caught.value)
    assert caught.value.line is not None
    assert caught.value.line >= 3


@pytest.mark.parametrize("more", ["many: true", "optional: true"])
def test_a_button_that_cannot_be_unpressed_is_found_in_one_way_only(tmp_path: Path, more: str) -> None:
    with pytest.raises(PageChanged, match="commit"):
        read(tmp_path, f"card:\n{LANDMARK}  send: {{css: a, commit: true, {more}, {SOURCE}}}\n")


def test_a_button_that_cannot_be_unpressed_has_no_generations(tmp_path: Path) -> None:
    with pytest.raises(PageChanged, match="commit"):
        read(tmp_path, f"card:\n{LANDMARK}  send: {{any_of: [{{css: a}}, {{css: b}}], commit: true, {SOURCE}}}\n")


def test_a_section_without_a_landmark_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PageChanged, match="landmark"):
        read(tmp_path, f"card:\n  send: {{css: a, {SOURCE}}}\n")


def test_a_file_that_is_no_yaml_is_refused_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(PageChanged) as caught:
        read(tmp_path, "card:\n  landmark: {css: 'a\n")
    assert caught.value.line is not None


@pytest.mark.parametrize("sign", ["\x00", "\x07", "\x1b", "\x7f"])
def test_a_control_character_is_refused_with_its_line(tmp_path: Path, sign: str) -> None:
    with pytest.raises(PageChanged, match="знак") as caught:
        read(tmp_path, f"# Карточка\ncard:\n{LANDMARK}  send: {{text: 'Отпра{sign}вить', {SOURCE}}}\n")
    assert caught.value.line == 4


def test_a_date_is_accepted_as_the_day_of_verification(tmp_path: Path) -> None:
    sections = read(tmp_path, "card:\n  landmark: {css: a, source: x, verified: 2026-11-24}\n")
    assert sections["card"]["landmark"].verified == "2026-11-24"
