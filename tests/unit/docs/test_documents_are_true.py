"""What the documents and the operator's texts name exists: files, commands, options, codes, targets, faults."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from documents import DOCUMENTS, anchors, calls, links, prose
from printed_pages import ROOT, command_contexts

from rpa import errors
from rpa.debts.decision import RULES
from rpa.job import catalogue
from rpa.settings import OrganizationSettings
from rpa.stand.faults import FAULTS

COMMANDS = {path: context for path, context in command_contexts()}
PRINTED_IN_AN_HOUR = {"reliability.md"}
"""`make kill-matrix` writes it: a checkout may lack it."""
PLACEHOLDER = re.compile(r"[А-ЯЁ…]|\.\.\.")


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def texts_for_people() -> list[tuple[str, str]]:
    """Documents, and the strings of the product: a hint that names a command is a document too."""
    return list(_texts_for_people())


def _texts_for_people() -> Iterator[tuple[str, str]]:
    for path in DOCUMENTS:
        if path.name != "CHANGELOG.md":  # it may name what was
            yield name_of(path), path.read_text(encoding="utf-8")
    for path in sorted([*ROOT.glob("rpa/**/*.py"), *ROOT.glob("scenarios/*.py")]):
        text = path.read_text(encoding="utf-8")
        # Or a literal is broken off after the mark and goes on in the next.
        if not re.search(r"`rpa |`[\"']", text):
            continue
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and "`rpa " in node.value:
                for call in re.findall(r"`rpa [^`{}\n]+`", node.value):
                    yield f"{name_of(path)}:{node.lineno}", call


def wrong_in(call: str) -> str | None:
    """Why this command line would be refused: an unknown command or option. Values are not judged."""
    words, context = call.split()[1:], COMMANDS["rpa"]
    while words and not words[0].startswith("-") and getattr(context.command, "commands", None):
        path = f"{context.command_path} {words[0].partition('|')[0]}"
        if path not in COMMANDS:
            return None if PLACEHOLDER.search(words[0]) else f"no command {path!r}"
        context = COMMANDS[path]
        words = words[1:]
    if context.command_path == "rpa stand":
        return None  # the stand reads its own options, as a program of its own
    known = {
        option
        for parameter in context.command.get_params(context)
        for option in parameter.opts + parameter.secondary_opts
    }
    for word in words:
        option = word.strip("[](),.").partition("=")[0].partition("/")[0]
        if re.fullmatch(r"-{1,2}[a-z][a-z-]*", option) and option not in known:
            return f"{context.command_path} has no {option}"
    return None


@pytest.mark.parametrize("path", DOCUMENTS, ids=name_of)
def test_every_link_leads_to_a_file_and_a_heading(path: Path) -> None:
    broken = []
    for target in links(path):
        file, _, anchor = target.partition("#")
        found = (path.parent / file).resolve() if file else path
        if found.name in PRINTED_IN_AN_HOUR and not found.exists():
            continue
        if not found.exists() or (anchor and anchor not in anchors(found)):
            broken.append(target)
    assert broken == []


def test_every_command_that_a_text_names_exists_with_its_options() -> None:
    wrong = {
        f"{where}: {call}: {why}"
        for where, text in texts_for_people()
        for call in calls(text)
        if (why := wrong_in(call))
    }
    assert sorted(wrong) == []


@pytest.mark.parametrize("name", ["README.md", "docs/operations.md"])
def test_every_exit_code_is_explained(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    explained = {int(code) for code in re.findall(r"^\| (\d+) \|", text, flags=re.MULTILINE)}
    branches = {error.exit_code for error in errors.RpaError.__subclasses__() if error.__module__ == errors.__name__}
    assert explained == branches | {0, 2, errors.CRASHED, errors.STOPPED}


def test_every_make_target_is_introduced_and_every_one_named_exists() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):.*?##", makefile, flags=re.MULTILINE))
    introduced = set(re.findall(r"make ([a-z-]+)", (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")))
    assert targets - introduced - {"help"} == set(), "CONTRIBUTING.md does not introduce them"
    named = {
        target
        for path in DOCUMENTS
        for target in re.findall(r"`(?:\$ )?make ([a-z-]+)", path.read_text(encoding="utf-8"))
    }
    assert named - targets == set()


def test_the_examples_of_a_new_rule_and_a_new_fault_are_free_to_be_taken() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    assert set(re.findall(r'"(R\d+)"', text)) - {rule.number for rule in RULES}, "its number is an older rule's"
    assert "too_many_429" in text and "too_many_429" not in FAULTS


def test_the_stand_describes_every_fault_with_how_often_it_fires() -> None:
    text = (ROOT / "rpa/stand/README.md").read_text(encoding="utf-8")
    table = text.split("## Faults")[1].split("\n## ")[0]
    described = {}
    for names, _concerns, times, _effect in re.findall(
        r"^\| (`.+?) \| (.+?) \| (.+?) \| ?(.*?) ?\|$", table, flags=re.MULTILINE
    ):
        found = re.findall(r"`(\w+)`", re.sub(r"\(.*?\)", "", names))
        counts = times.split(", ") if ", " in times else [times] * len(found)
        described |= dict(zip(found, counts, strict=True))
    assert described == {name: str(kind.count or "always") for name, kind in FAULTS.items()}


def test_every_rule_that_a_text_names_is_a_rule() -> None:
    numbers = {rule.number for rule in RULES}
    named = {number for path in DOCUMENTS for number in re.findall(r"\bR\d\d\b", prose(path))}
    assert named - numbers == set()


def test_every_scenario_that_a_text_names_exists() -> None:
    known = set(catalogue.names()) | {"__init__"}
    for path in DOCUMENTS:
        named = set(re.findall(r"(?<!tests/)scenarios/(\w+)\.py", path.read_text(encoding="utf-8")))
        assert named - known == set(), name_of(path)


def settings_keys(model: Any, prefix: str = "") -> Iterator[str]:
    for name, field in model.model_fields.items():
        yield prefix + name
        for inner in (field.annotation, *getattr(field.annotation, "__args__", ())):
            if hasattr(inner, "model_fields"):
                yield from settings_keys(inner, f"{prefix}{name}.")


KEYS = set(settings_keys(OrganizationSettings))
SECTIONS = {key for key in KEYS if "." not in key}


def test_every_key_of_the_settings_that_a_text_names_exists() -> None:
    for where, text in texts_for_people():
        named = {key for key in re.findall(r"`((?:\w+\.)+\w+)`", text) if key.partition(".")[0] in SECTIONS}
        files = {key for key in named if key.endswith((".py", ".md", ".yaml", ".db", ".jsonl", ".enc", ".json"))}
        assert named - files - KEYS == set(), where


def test_every_key_of_the_settings_says_what_it_is() -> None:
    def undescribed(model: Any, prefix: str = "") -> Iterator[str]:
        for name, field in model.model_fields.items():
            models = [
                one
                for one in (field.annotation, *getattr(field.annotation, "__args__", ()))
                if hasattr(one, "model_fields")
            ]
            for inner in models:
                yield from undescribed(inner, f"{prefix}{name}.")
            if not models and not field.description:
                yield prefix + name

    assert list(undescribed(OrganizationSettings)) == []


def test_samples_of_settings_hold_only_keys_that_exist() -> None:
    samples = 0
    for path in DOCUMENTS:
        text = path.read_text(encoding="utf-8")
        blocks = re.findall(r"^```(?:yaml)?\n(.*?)^```", text, flags=re.DOTALL | re.MULTILINE)
        blocks += [
            "\n".join(line[4:] for line in block.splitlines())
            for block in re.findall(r"(?:^ {4}.*\n)+", text, flags=re.MULTILINE)
        ]
        for block in blocks:
            if not re.match(rf"({'|'.join(SECTIONS)}):\s*(#.*)?$", block.split("\n")[0]):
                continue
            samples += 1
            found = set(paths_in(yaml.safe_load(block)))
            assert found - KEYS == set(), name_of(path)
    assert samples


def paths_in(node: Any, prefix: str = "") -> Iterator[str]:
    if isinstance(node, dict):
        for key, value in node.items():
            yield f"{prefix}{key}"
            yield from paths_in(value, f"{prefix}{key}.")
    elif isinstance(node, list):
        for value in node:
            yield from paths_in(value, prefix)
