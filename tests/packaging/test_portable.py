"""What of Windows can be checked without it: encodings, file names, calls that only POSIX has."""

from __future__ import annotations

import ast
import re
import subprocess
from functools import cache
from pathlib import Path, PurePosixPath

import pytest

ROOT = Path(__file__).resolve().parents[2]
PRODUCT = sorted(path for folder in ("rpa", "scenarios") for path in (ROOT / folder).rglob("*.py"))
RESERVED = {"con", "prn", "aux", "nul", *(f"{name}{n}" for name in ("com", "lpt") for n in range(1, 10))}
POSIX_ONLY = {"fchmod", "fchown", "fork", "getuid", "geteuid", "getpgid", "killpg", "setsid", "mkfifo", "pread"}
POSIX_MODULES = {"fcntl", "grp", "pwd", "resource", "termios", "tty"}
OPENERS = {"open", "read_text", "write_text", "fdopen"}


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def calls(tree: ast.AST) -> list[ast.Call]:
    return [node for node in ast.walk(tree) if isinstance(node, ast.Call)]


def name_of(call: ast.Call) -> str:
    function = call.func
    return (
        function.attr if isinstance(function, ast.Attribute) else function.id if isinstance(function, ast.Name) else ""
    )


def mode_of(call: ast.Call) -> str:
    given = [*call.args, *(keyword.value for keyword in call.keywords if keyword.arg == "mode")]
    texts = [one.value for one in given if isinstance(one, ast.Constant) and isinstance(one.value, str)]
    return next((text for text in texts if re.fullmatch(r"[rwax+bt]{1,3}", text)), "r")


def test_every_text_file_is_opened_with_its_encoding_named() -> None:
    """Windows would else use the code page of the machine."""
    silent = []
    for path in PRODUCT:
        for call in calls(tree_of(path)):
            if name_of(call) not in OPENERS or (name_of(call) in ("open", "fdopen") and "b" in mode_of(call)):
                continue
            owner = call.func.value if isinstance(call.func, ast.Attribute) else None
            if name_of(call) == "open" and isinstance(owner, ast.Name) and owner.id not in ("path", "file", "log"):
                continue  # os.open, Ledger.open, Journal.open and the like open no text
            if name_of(call) == "open" and owner is not None and not isinstance(owner, ast.Name):
                continue
            if "encoding" not in {keyword.arg for keyword in call.keywords} and not _positional(call):
                silent.append(f"{path.relative_to(ROOT)}:{call.lineno}")
    assert silent == []


def _positional(call: ast.Call) -> bool:
    texts = [one.value for one in call.args if isinstance(one, ast.Constant)]
    return any(text in ("utf-8", "utf-8-sig", "ascii") for text in texts)


def test_calls_that_only_posix_has_stand_behind_a_question() -> None:
    """A file that uses one asks what system it is on, or whether the call is there."""
    unasked = []
    for path in PRODUCT:
        text = path.read_text(encoding="utf-8")
        tree = tree_of(path)
        used = {name_of(call) for call in calls(tree)} & POSIX_ONLY
        used |= {
            alias.name
            for node in tree.body
            if isinstance(node, ast.Import | ast.ImportFrom)
            for alias in (node.names if isinstance(node, ast.Import) else [ast.alias(node.module or "")])
            if alias.name in POSIX_MODULES
        }
        if used and not re.search(r"os\.name|sys\.platform|hasattr\(|except ImportError|which\(", text):
            unasked.append((str(path.relative_to(ROOT)), sorted(used)))
    assert unasked == []


def tracked() -> list[PurePosixPath]:
    done = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, encoding="utf-8", timeout=60
    )
    if done.returncode != 0:
        pytest.skip("not a git checkout")
    return [PurePosixPath(name) for name in done.stdout.split("\0") if name]


def test_file_names_are_ones_windows_can_hold() -> None:
    for path in tracked():
        for part in path.parts:
            assert re.fullmatch(r"[A-Za-z0-9._-]+", part) and not part.endswith("."), path
            assert part.partition(".")[0].lower() not in RESERVED, path
        assert len(str(path)) < 150, path


def test_no_two_files_differ_in_case_only() -> None:
    lowered = [str(path).lower() for path in tracked()]
    assert len(lowered) == len(set(lowered))
