"""Whatever the product journals, keeps or finds has a Russian word in reports and verdicts: nothing is forgotten."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import rpa
from rpa.audit.fields import as_content
from rpa.audit.redaction import Redactor
from rpa.audit.report import words
from rpa.audit.verifier.chain import Problem
from rpa.audit.verifier.words import sentence
from rpa.job import catalogue
from rpa.job.checking import Finding

PRODUCT = Path(rpa.__file__).parent


NAMES = {"record", "_append", "noted", "keep", "_keep_or_tell", "report"}
_CALLED = re.compile(rf"\.({'|'.join(NAMES)})\b")


@cache
def calls_of_methods() -> list[tuple[str, ast.Call]]:
    """Every call of a method of these names in the product and its scenarios. A call names what it calls."""
    return [
        (node.func.attr, node)
        for folder in (PRODUCT, PRODUCT.parent / "scenarios")
        for path in folder.rglob("*.py")
        if _CALLED.search(text := path.read_text(encoding="utf-8"))
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in NAMES
    ]


def calls(*names: str) -> Iterator[ast.Call]:
    assert NAMES.issuperset(names)
    return (call for name, call in calls_of_methods() if name in names)


def texts(call: ast.Call, place: int) -> list[str]:
    found = call.args[place] if len(call.args) > place else None
    return [found.value] if isinstance(found, ast.Constant) and isinstance(found.value, str) else []


def test_every_kind_of_record_has_a_title() -> None:
    kinds = {kind for call in calls("record", "_append") for kind in texts(call, 0)}
    kinds |= {kind for call in calls("noted") for kind in texts(call, 1)}
    assert len(kinds) > 25
    assert kinds - words.KINDS.keys() == set()
    assert words.KINDS.keys() - kinds == set(), "nothing records these"


def test_every_stage_of_a_picture_has_a_caption_and_its_path_survives_redaction() -> None:
    stages = {stage for call in calls("keep", "_keep_or_tell") for stage in texts(call, 1)} | {"screen"}
    assert stages == words.STAGES.keys()
    redactor = Redactor()
    redactor.learn(stage for name in stages for stage in name.split("-"))
    for stage in stages:
        path = f"20261129-120000-abcd/26-001-000001-{stage}.jpg"
        assert as_content({"path": path}, redactor) == {"path": path}


def test_every_scenario_has_a_title_and_every_finding_a_word() -> None:
    assert catalogue.names().keys() == words.SCENARIOS.keys()
    assert set(Finding) == words.FINDINGS.keys()


def details() -> Iterator[str]:
    for call in calls("report"):
        for given in call.keywords:
            if given.arg == "detail":
                yield "".join(str(part.value) for part in ast.walk(given.value) if isinstance(part, ast.Constant))


def test_what_the_verifier_says_in_detail_is_said_in_russian() -> None:
    found = sorted(set(details()))
    assert found
    for detail in found:
        russian, english = sentence(Problem("changed", 5, None, None, detail))
        assert not re.search(r"[a-z]{2}", russian.casefold()), russian
        assert detail.strip() in english, detail
