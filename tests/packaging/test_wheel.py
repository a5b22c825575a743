"""The wheel alone, installed elsewhere, started from an empty folder: nothing of the checkout may be needed."""

from __future__ import annotations

import json
import os
import re
import selectors
import site
import subprocess
import sys
import venv
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 240

pytestmark = pytest.mark.timeout(900)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, timeout=SECONDS)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The ``bin`` folder of an environment that has the wheel; libraries are borrowed from the one that runs tests."""
    home = tmp_path_factory.mktemp("environment")
    venv.create(home, symlinks=os.name != "nt")
    binaries = home / ("Scripts" if os.name == "nt" else "bin")
    # By the pip that is here: one of the environment's own would only be unpacked to install a single wheel.
    pip = [sys.executable, "-m", "pip", "--python", str(binaries / "python"), "--disable-pip-version-check"]
    # Compiled as it is imported: the half of it that no command here asks for is not.
    install = [*pip, "install", "--no-deps", "--no-index", "--no-compile", "--quiet", str(wheel)]
    subprocess.run(install, check=True, capture_output=True, timeout=SECONDS)
    asked = [binaries / "python", "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]
    told = subprocess.run(asked, check=True, capture_output=True, text=True, timeout=SECONDS)
    packages = Path(told.stdout.strip())
    # A plain path, not a .pth of the checkout: editable installs are not followed from here.
    (packages / "borrowed.pth").write_text("\n".join(site.getsitepackages()) + "\n")
    return binaries


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    folder = tmp_path / "пустая папка"
    folder.mkdir()
    return folder


def rpa(installed: Path, empty: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environ = {name: value for name, value in os.environ.items() if not name.startswith(("RPA_", "PYTHON"))}
    environ |= {"RPA_DATA": str(empty / "data"), "PYTHONUTF8": "1"}
    return subprocess.run(
        [installed / "python", "-m", "rpa", *arguments],
        cwd=empty, env=environ, capture_output=True, text=True, encoding="utf-8", timeout=SECONDS,
    )  # fmt: skip


def test_every_file_of_the_packages_is_in_the_wheel(wheel: Path) -> None:
    done = subprocess.run(
        ["git", "ls-files", "-z", "rpa", "scenarios"], cwd=ROOT, capture_output=True, text=True, timeout=SECONDS
    )
    if done.returncode != 0:
        pytest.skip("not a git checkout")
    tracked = {name for name in done.stdout.split("\0") if name and (ROOT / name).is_file()}
    inside = set(zipfile.ZipFile(wheel).namelist())
    assert tracked - inside == set()
    assert {"rpa/selectors.yaml", "rpa/stand/site/cabinet.html", "rpa/debts/calendar_ru.json"} <= inside


def test_the_wheel_holds_nothing_but_the_product(wheel: Path) -> None:
    tops = {name.partition("/")[0] for name in zipfile.ZipFile(wheel).namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"rpa", "scenarios"}
    assert not [name for name in zipfile.ZipFile(wheel).namelist() if "__pycache__" in name or name.endswith(".pyc")]


def test_the_installed_package_is_the_wheels_and_not_the_checkouts(installed: Path, empty: Path) -> None:
    code = (
        "import rpa, scenarios\nfrom rpa.cabinet import selector_file as s\n"
        "print(rpa.__file__, scenarios.__file__, s.default_path())"
    )
    done = subprocess.run(
        [installed / "python", "-c", code], cwd=empty, capture_output=True, text=True, check=True, timeout=SECONDS
    )
    assert str(ROOT) not in done.stdout
    assert done.stdout.split()[2].endswith("selectors.yaml")


def test_version_names_browser_selectors_and_calendar(installed: Path, empty: Path) -> None:
    done = rpa(installed, empty, "--version")
    assert done.returncode == 0, done.stderr
    assert re.search(r"^rpa \d+\.\d+", done.stdout)
    for word in ("браузер: ", "playwright", "селекторы: ", "производственный календарь: по 20"):
        assert word in done.stdout


def test_commands_answer_from_an_empty_folder_and_leave_it_empty(installed: Path, empty: Path) -> None:
    for arguments in (("--help",), ("deadline", "2026-11-24"), ("status", "--json")):
        done = rpa(installed, empty, *arguments)
        assert done.returncode == 0, (arguments, done.stderr)
    listed = rpa(installed, empty, "run", "--list", "--json")
    assert (listed.returncode, "verify_answers" in listed.stdout) == (0, True), listed.stderr
    assert list(empty.iterdir()) == []


def test_a_command_without_settings_says_what_to_do(installed: Path, empty: Path) -> None:
    done = rpa(installed, empty, "run", "daily")
    assert done.returncode == 78
    assert "rpa setup" in done.stderr and "Traceback" not in done.stderr


@pytest.fixture
def stand_of_the_wheel(installed: Path, empty: Path) -> Iterator[dict[str, object]]:
    process = subprocess.Popen(
        [installed / "python", "-m", "rpa", "stand", "--json", "--requests", "5"],
        cwd=empty, stdout=subprocess.PIPE, env={**os.environ, "PYTHONUNBUFFERED": "1", "PYTHONUTF8": "1"},
    )  # fmt: skip
    try:
        assert process.stdout is not None
        with selectors.DefaultSelector() as ready:
            ready.register(process.stdout, selectors.EVENT_READ)
            assert ready.select(SECONDS)
        yield json.loads(process.stdout.readline())
    finally:
        process.kill()
        process.wait()
        if process.stdout is not None:
            process.stdout.close()


def test_the_stand_of_the_wheel_serves_its_pages(stand_of_the_wheel: dict[str, object]) -> None:
    import httpx

    address = str(stand_of_the_wheel["control"])
    with httpx.Client(base_url=address, timeout=60) as client:
        assert client.get("/__stand__/health").status_code == 200
        cabinet = client.get("/organization-cabinet/")
        assert cabinet.status_code == 200 and "УЧЕБНЫЙ СТЕНД" in cabinet.text


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_is_offered_for_each_shell(installed: Path, empty: Path, shell: str) -> None:
    environ = {**os.environ, "_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION": "1", "PYTHONUTF8": "1"}
    done = subprocess.run(
        [installed / "rpa", "--show-completion", shell],
        cwd=empty, env=environ, capture_output=True, text=True, timeout=SECONDS,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "_RPA_COMPLETE" in done.stdout


def test_completion_knows_the_commands(installed: Path, empty: Path) -> None:
    environ = {**os.environ, "_RPA_COMPLETE": "complete_bash", "COMP_WORDS": "rpa sch", "COMP_CWORD": "1"}
    done = subprocess.run([installed / "rpa"], cwd=empty, env=environ, capture_output=True, text=True, timeout=SECONDS)
    assert done.stdout.split() == ["schedule"]
