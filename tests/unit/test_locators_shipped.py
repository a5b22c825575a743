"""The shipped selectors.yaml and the pages fit each other: no key is missing, none is dead."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import rpa.cabinet
from rpa.cabinet import pages
from rpa.cabinet.locators import _NOT_PLAIN, Selectors, css_string
from rpa.cabinet.pages.base import Part
from rpa.cabinet.selector_file import KINDS, default_path, read_selectors

FOLDER = Path(inspect.getfile(rpa.cabinet)).parent
SELECTORS = Selectors()
LOOKUPS = {"find", "css", "path", "hear", "changed"}
SHARED = {
    "shell": ("liveness.py", "identity.py", "session.py", "pages/base.py"),
    "windows": ("pages/base.py", "cabinet.py"),
}


def parts() -> Iterator[type[Part]]:
    """Every class that has a section of its own."""
    for module in pkgutil.iter_modules(pages.__path__):
        importlib.import_module(f"{pages.__name__}.{module.name}")
    waiting = [Part]
    while waiting:
        one = waiting.pop()
        waiting.extend(one.__subclasses__())
        if "section" in vars(one):
            yield one


def trees(part: type[Part]) -> list[ast.Module]:
    """The sources a part is made of: its own module and those of the classes it inherits from."""
    modules = {base.__module__ for base in part.__mro__ if base.__module__.startswith("rpa.cabinet.pages")}
    return [
        ast.parse(Path(inspect.getfile(importlib.import_module(name))).read_text(encoding="utf-8")) for name in modules
    ]


def lookups(part: type[Part]) -> set[str]:
    """The keys in every ``self.find("key")`` and its like within the part's own class and its bases."""
    classes = {base.__name__ for base in part.__mro__}
    return {
        call.args[0].value
        for tree in trees(part)
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef) and node.name in classes
        for call in ast.walk(node)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and call.func.attr in LOOKUPS
        and isinstance(call.func.value, ast.Name)
        and call.func.value.id == "self"
        and call.args
        and isinstance(call.args[0], ast.Constant)
    }


def test_every_key_a_page_looks_up_exists() -> None:
    # A table has no «title» and no «search» of its own; a window over a page has no address.
    spared = {"employees": {"title", "search"}, "answer_form": {"address"}}
    found = {part.section: lookups(part) - spared.get(part.section, set()) for part in parts()}
    assert sum(map(len, found.values())) > 60, "the scan found the pages"
    missing = {name: keys - SELECTORS[name].entries.keys() - {"picture"} for name, keys in found.items()}
    assert {name: keys for name, keys in missing.items() if keys} == {}


def test_every_key_is_used_by_its_page() -> None:
    used: dict[str, set[str]] = {name: set() for name in SHARED}
    for part in parts():
        for tree in trees(part):
            words = {
                item.value for item in ast.walk(tree) if isinstance(item, ast.Constant) and isinstance(item.value, str)
            }
            used.setdefault(part.section, set()).update(words)
    for name, sources in SHARED.items():
        for source in sources:
            used[name] |= set(re.findall(r'"(\w+)"', (FOLDER / source).read_text(encoding="utf-8")))
    for name, words in used.items():
        entries = SELECTORS[name].entries
        kept = words | {"landmark"} | {entry.within for entry in entries.values()}
        dead = [key for key, entry in entries.items() if key not in kept and not entry.personal]
        assert dead == [], f"{name}: nobody looks these up"


def test_every_section_belongs_to_a_page() -> None:
    owned = {part.section for part in parts()} | SHARED.keys()
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


def test_buttons_that_stand_in_for_each_other_may_each_be_absent() -> None:
    """A card with a draft has «Изменить ответ» instead of «Добавить ответ»: neither missing is a change of the site."""
    card = read_selectors(default_path())["debt_request"]
    assert card["add"].optional
    assert card["edit"].optional
