"""The shipped selectors.yaml and the pages fit each other: no key is missing, none is dead."""

from __future__ import annotations

import ast
import inspect
import re
from pathlib import Path

import pytest

import rpa.cabinet
from rpa.cabinet.locators import _NOT_PLAIN, Selectors, css_string
from rpa.cabinet.selector_file import KINDS

FOLDER = Path(inspect.getfile(rpa.cabinet)).parent
SELECTORS = Selectors()
LOOKUPS = {"find", "css", "path", "hear", "changed", "entry"}
OWNERS = {"shell": {"session.py", "base.py"}, "windows": {"windows.py", "base.py", "cabinet.py"}}


def used_by_pages() -> dict[str, set[str]]:
    """Section → keys that its page class looks up, or names as a plain string."""
    used: dict[str, set[str]] = {}
    for path in (FOLDER / "pages").glob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        strings = {
            node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)
        }
        for section in re.findall(r'^    section = "(\w+)"', path.read_text(encoding="utf-8"), re.MULTILINE):
            used.setdefault(section, set()).update(strings)
    return used


def looked_up_by_pages() -> list[tuple[str, str, str]]:
    """(file, section, key) of every ``self.find("key")`` and its like."""
    found = []
    for path in (FOLDER / "pages").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.ClassDef):
                continue
            section = next(
                (
                    item.value.value
                    for item in node.body
                    if isinstance(item, ast.Assign) and item.targets[0].id == "section"  # type: ignore[attr-defined]
                ),
                None,
            )
            for call in ast.walk(node):
                if (
                    section
                    and isinstance(call, ast.Call)
                    and isinstance(call.func, ast.Attribute)
                    and call.func.attr in LOOKUPS
                    and isinstance(call.func.value, ast.Name)
                    and call.func.value.id == "self"
                    and call.args
                    and isinstance(call.args[0], ast.Constant)
                ):
                    found.append((path.name, section, call.args[0].value))
    return found


def test_every_key_a_page_looks_up_exists() -> None:
    lookups = looked_up_by_pages()
    assert len(lookups) > 40, "the scan found the pages"
    missing = [item for item in lookups if item[2] not in SELECTORS[item[1]].entries]
    assert missing == []


def test_every_key_is_used_by_its_page() -> None:
    used = used_by_pages()
    for section in used.keys() | OWNERS.keys():
        words = set(used.get(section, set()))
        for name in OWNERS.get(section, set()):
            path = next(FOLDER.rglob(name))
            words |= set(re.findall(r'"(\w+)"', path.read_text(encoding="utf-8")))
        words |= {"landmark", "address", "picture"}
        entries = SELECTORS[section].entries
        parents = {entry.within for entry in entries.values()}
        dead = [key for key, entry in entries.items() if key not in words | parents and not entry.personal]
        assert dead == [], f"{section}: nobody looks these up"


def test_every_section_belongs_to_a_page() -> None:
    owned = used_by_pages().keys() | OWNERS.keys()
    orphans = [section.name for section in SELECTORS if section.name not in owned]
    signs = (FOLDER / "sign_in.py").read_text(encoding="utf-8") if (FOLDER / "sign_in.py").is_file() else ""
    assert [name for name in orphans if not name.startswith(("esia", "sign_in")) and f'"{name}"' not in signs] == []


def test_every_landmark_and_personal_element_is_plain_css() -> None:
    for section in SELECTORS:
        if section.name.startswith(("esia", "sign_in")):
            continue
        for key in ["landmark", *section.personal()]:
            assert section.css(key), f"{section.name}.{key}"


def test_every_entry_says_where_it_is_known_from() -> None:
    known = ("public robots", "official schema", "invented for the stand", "vendor help")
    for section in SELECTORS:
        for entry in section.entries.values():
            assert entry.source.startswith(known), entry.key


def test_the_buttons_that_send_are_marked_and_found_by_role() -> None:
    commits = {entry.key for section in SELECTORS for entry in section.entries.values() if entry.commit}
    assert {"debt_request.send", "debt_request.revoke", "windows.confirm"} <= commits
    for section in SELECTORS:
        for entry in section.entries.values():
            assert not entry.commit or entry.ways[0].kind in KINDS[:1], entry.key


@pytest.mark.parametrize("text", ['a"b', "a\\b", "line\nbreak", 'x") , body, ("'])
def test_a_parameter_cannot_end_the_css_string_it_stands_in(text: str) -> None:
    escaped = css_string(text)
    assert '"' not in escaped
    assert "\n" not in escaped
    assert not re.search(r"\\(?![0-9a-f]+ )", escaped), "every backslash begins a code"


def test_playwrights_own_pseudo_classes_are_told_from_plain_css() -> None:
    assert _NOT_PLAIN.search('a:has(span:text-is("x"))')
    assert not _NOT_PLAIN.search("a:has(span):not(.b)")
