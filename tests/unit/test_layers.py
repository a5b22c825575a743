"""Imports point down, and a few modules are the only ones to touch something."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]


@cache
def imports() -> list[tuple[Path, str]]:
    """Every imported module of the product and of the scenarios, with the file that imports it."""
    return list(_imports())


def _imports() -> Iterator[tuple[Path, str]]:
    for folder in ("rpa", "scenarios"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Import):
                    yield from ((path.relative_to(ROOT), alias.name) for alias in node.names)
                elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
                    yield path.relative_to(ROOT), node.module


def importers(prefix: str) -> set[str]:
    return {path.as_posix() for path, module in imports() if module == prefix or module.startswith(prefix + ".")}


def test_layers_point_down() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr


def test_only_the_cabinet_knows_playwright() -> None:
    assert {path for path in importers("playwright") if not path.startswith("rpa/cabinet/")} == set()


def test_a_command_starts_without_what_only_other_commands_need() -> None:
    """Every start of the program pays for what is imported here: a third of a second each of the heavy ones."""
    heavy = {"sqlalchemy", "playwright", "pydantic", "openpyxl", "httpx", "questionary", "cryptography", "starlette"}
    asked = f"import sys; from rpa.cli import build; build(); print(*sorted({heavy!r} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", asked], cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stdout.split()) == (0, []), done.stderr


def test_nobody_but_the_command_line_reaches_the_stand() -> None:
    outside = {path for path in importers("rpa.stand") if not path.startswith("rpa/stand/")}
    assert {path for path in outside if not path.startswith("rpa/cli/")} == set()


def test_the_stand_imports_nothing_of_the_robot() -> None:
    foreign = {
        (path.as_posix(), module)
        for path, module in imports()
        if path.as_posix().startswith("rpa/stand/")
        and module.split(".")[0] in ("rpa", "scenarios")
        and not module.startswith("rpa.stand")
    }
    assert foreign == set()


def test_the_core_is_pure() -> None:
    """No browser, no network, no database in the decision core and in the rules of обращения."""
    heavy = ("playwright", "sqlalchemy", "httpx", "starlette", "urllib.request", "socket", "asyncio")
    found = {
        (path.as_posix(), module)
        for path, module in imports()
        if path.as_posix().startswith(("rpa/debts/", "rpa/inquiries/")) and module.startswith(heavy)
    }
    assert found == set()


def test_nobody_but_the_command_line_prints_or_exits() -> None:
    found = set()
    for path in sorted((ROOT / "rpa").rglob("*.py")):
        relative = path.relative_to(ROOT).as_posix()
        if relative.startswith(("rpa/cli/", "rpa/stand/")) or relative == "rpa/__main__.py":
            continue
        text = path.read_text(encoding="utf-8")
        if not re.search(r"\b(print|exit)\b", text):
            continue  # a call names what it calls
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in ("print", "sys.exit", "exit"):
                found.add(f"{relative}:{node.lineno}")
    assert found == set()


def test_a_file_of_over_300_lines_says_why() -> None:
    silent = set()
    for folder in ("rpa", "scenarios", "tests", "benchmarks"):
        for path in (ROOT / folder).rglob("*.py"):
            text = path.read_text(encoding="utf-8")
            if len(text.splitlines()) > 300 and "Over 300 lines:" not in (ast.get_docstring(ast.parse(text)) or ""):
                silent.add(path.relative_to(ROOT).as_posix())
    assert silent == set(), "split it, or write «Over 300 lines: …» into its docstring"
