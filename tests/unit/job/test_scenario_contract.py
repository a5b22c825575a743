"""What makes a file of ``scenarios/`` a scenario that reads like a paper instruction."""

from __future__ import annotations

import ast
import inspect
import re
from pathlib import Path

import pytest

from rpa.job import catalogue

FOLDER = Path(__file__).parents[3] / "scenarios"
LINES = 40


@pytest.mark.parametrize("name", catalogue.names())
def test_a_scenario_is_short_and_holds_no_selector_no_try_and_no_sleep(name: str) -> None:
    text = (FOLDER / f"{name}.py").read_text(encoding="utf-8")
    tree = ast.parse(text)
    assert len(text.splitlines()) <= LINES
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.Try | ast.While)]
    assert not re.search(r"sleep|playwright|\.locator\(|get_by_|css=|wait_for", text)
    imported = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module}
    assert not {module for module in imported if module.startswith(("rpa.cli", "rpa.operate", "rpa.web", "rpa.fleet"))}


@pytest.mark.parametrize("name", catalogue.names())
def test_a_scenario_has_a_russian_title_and_the_one_entry(name: str) -> None:
    module = catalogue.load(name)
    assert re.match(r"[А-ЯЁ].*\.$", catalogue.title(module))
    assert inspect.iscoroutinefunction(module.run)
    assert list(inspect.signature(module.run).parameters) == ["cabinet", "job"]
    asks = catalogue.asks(module)
    assert asks is None or all(field.description for field in asks.model_fields.values())
