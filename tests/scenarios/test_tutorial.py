"""The tutorial, followed to the letter in an empty folder; what it promises is asked of the stand."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.stand.conftest import ROOT

TEXT = (ROOT / "docs" / "tutorial.ru.md").read_text(encoding="utf-8")
PORT = "8765"
SECONDS = 240


def commands() -> list[tuple[str, int]]:
    """Every line of a ``sh`` block with the exit code that its comment promises (0 without one)."""
    found = []
    for block in re.findall(r"^```sh\n(.*?)^```", TEXT, flags=re.DOTALL | re.MULTILINE):
        for line in block.splitlines():
            command, _, said = line.partition("    # ")
            code = re.match(r"код (\d+)", said)
            found.append((command.strip(), int(code[1]) if code else 0))
    return found


@pytest.fixture
def stand(tmp_path: Path) -> Iterator[str]:
    """The stand of the first terminal; it ends with the test."""
    (first, _code), *_rest = commands()
    assert first.startswith("rpa stand ")
    options = first.removeprefix("rpa stand ").split()
    command = [sys.executable, "-m", "rpa.stand", "--json", *options]
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, text=True, encoding="utf-8") as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        if not line:
            pytest.skip(f"port {PORT} of the tutorial is taken on this machine")
        assert json.loads(line)
        yield f"http://127.0.0.1:{PORT}"
        process.terminate()


@pytest.mark.skipif(os.name != "posix", reason="the tutorial's shell lines are POSIX")
@pytest.mark.slow
def test_every_command_of_the_tutorial_does_what_it_says(stand: str, tmp_path: Path) -> None:
    (settings,) = re.findall(r"^```yaml\n(.*?)^```", TEXT, flags=re.DOTALL | re.MULTILINE)
    (tmp_path / "settings.yaml").write_text(settings, encoding="utf-8")
    own = Path(sys.executable).parent
    environment = {**os.environ, "PATH": f"{own}{os.pathsep}{os.environ['PATH']}", "HOME": str(tmp_path)}
    told = {}
    for command, code in commands()[1:]:
        if exported := re.fullmatch(r"export (\w+)=(.*)", command):
            environment[exported[1]] = exported[2]
            continue
        done = subprocess.run(
            command, shell=True, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=SECONDS
        )
        assert done.returncode == code, f"{command}\n{done.stdout}{done.stderr}"
        told.setdefault(command, done.stdout)
    with urllib.request.urlopen(f"{stand}/__stand__/state?only=answers", timeout=30) as answer:
        sent = [one for one in json.load(answer)["answers"] if one["status"] == "SENT" and one["sends"]]
    promised = int(re.findall(r"отправлено (\d+), четыре ждут", TEXT)[0])
    assert (len(sent), {one["sends"] for one in sent}) == (promised, {1})
    assert "решает человек        │ 4" in told["rpa debts plan"]
    assert all(f"(R{rule})" in TEXT and f"R{rule}" in told["rpa debts plan"] for rule in ("05", "09", "13"))
    (report,) = (tmp_path / "data/organizations/romashka/reports").glob("plan-*.html")
    assert "УЧЕБНЫЙ СТЕНД" in report.read_text(encoding="utf-8").upper()
    journal = tmp_path / "data/organizations/romashka/journal.jsonl"
    journal.write_bytes(journal.read_bytes().replace(b"romashka", b"romaSHka", 1).replace(b'"step"', b'"stop"', 1))
    verify = commands()[-1][0]
    broken = subprocess.run(verify, shell=True, cwd=tmp_path, env=environment, capture_output=True, timeout=SECONDS)
    assert broken.returncode == 74
