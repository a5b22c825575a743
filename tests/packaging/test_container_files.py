"""Container files read as data (no Docker engine is asked): what would be built, and with what rights it would run."""

from __future__ import annotations

import re
import shutil
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[2]
DOCKERFILE = (ROOT / "packaging" / "Dockerfile").read_text(encoding="utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "packaging" / "compose.yaml").read_text(encoding="utf-8"))
INSTRUCTION = re.compile(r"^(FROM|RUN|COPY|ENV|USER|WORKDIR|VOLUME|HEALTHCHECK|ENTRYPOINT|CMD)\b")


def instructions() -> list[str]:
    """One text an instruction: continued lines joined, comments left out."""
    lines = [line for line in DOCKERFILE.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    return re.sub(r"\\\n\s*", " ", "\n".join(lines)).splitlines()


def test_every_line_is_an_instruction_docker_knows() -> None:
    assert all(INSTRUCTION.match(line) for line in instructions())


def test_everything_that_is_copied_exists_and_is_let_through_to_the_builder() -> None:
    let_through = {
        line[1:] for line in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines() if line.startswith("!")
    }
    for line in instructions():
        if line.startswith("COPY") and "--from" not in line:
            for source in line.split()[1:-1]:
                assert (ROOT / source).exists() and source in let_through, source


def test_the_robot_runs_as_nobody_special_with_a_health_check_and_no_secret_inside() -> None:
    last_stage = instructions()[max(n for n, line in enumerate(instructions()) if line.startswith("FROM")) :]
    users = [line.split()[1] for line in last_stage if line.startswith("USER")]
    assert users and users[-1] not in ("root", "0")
    assert last_stage.index(f"USER {users[-1]}") > max(n for n, line in enumerate(last_stage) if line.startswith("RUN"))
    assert any(line.startswith("HEALTHCHECK") for line in last_stage)
    assert not re.search(r"(PASSPHRASE|PASSWORD|TOKEN)\s*=", DOCKERFILE)


def locked(path: Path) -> dict[str, tuple[str, frozenset[str]]]:
    """Version and hashes by package, of a lock file."""
    found: dict[str, tuple[str, frozenset[str]]] = {}
    for block in re.split(r"^(?=\S)", path.read_text(encoding="utf-8"), flags=re.MULTILINE):
        if pin := re.match(r"([\w.-]+)(?:\[[^]]*\])?==([^\s;\\]+)", block):
            found[pin[1].lower()] = (pin[2], frozenset(re.findall(r"sha256:([0-9a-f]{64})", block)))
    return found


def test_the_images_packages_are_the_tested_ones_pinned_by_the_same_hashes() -> None:
    own, tested = locked(ROOT / "packaging" / "requirements.lock"), locked(ROOT / "requirements.lock")
    assert own == {name: tested.get(name) for name in own}, "make lock writes both"
    assert all(hashes for _, hashes in tested.values())
    assert "pytest" in tested and "pytest" not in own


@pytest.mark.parametrize(
    ("lock", "extras"), [("requirements.lock", ("dev", "fleet")), ("packaging/requirements.lock", ("fleet",))]
)
def test_a_lock_holds_everything_the_project_asks_for_in_a_version_it_accepts(
    lock: str, extras: tuple[str, ...]
) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    pinned = locked(ROOT / lock)
    for wanted in [
        *project["dependencies"],
        *(one for extra in extras for one in project["optional-dependencies"][extra]),
    ]:
        requirement = Requirement(wanted)
        version, _ = pinned[requirement.name.lower()]
        assert requirement.specifier.contains(version, prereleases=True), f"{wanted}: make lock"


def test_no_lock_names_the_place_it_was_made_at() -> None:
    for lock in (ROOT / "requirements.lock", ROOT / "packaging" / "requirements.lock"):
        assert not re.search(r"://|--(index|extra-index|find-links|trusted-host)", lock.read_text(encoding="utf-8"))


def test_both_locks_are_made_by_one_target() -> None:
    told = subprocess.run(
        ["make", "--dry-run", "--always-make", "lock"], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60
    ).stdout
    assert (
        "-o requirements.lock" in told and "-c requirements.lock pyproject.toml -o packaging/requirements.lock" in told
    )


def test_compose_starts_the_robot_without_rights_and_with_the_browsers_own_sandbox() -> None:
    for name in ("rpa", "rpa-on-stand", "stand"):
        service = COMPOSE["services"][name]
        assert service["cap_drop"] == ["ALL"] and service["read_only"] is True
        assert "no-new-privileges:true" in service["security_opt"]
    assert "--no-sandbox" not in DOCKERFILE
    assert COMPOSE["services"]["rpa-on-stand"]["network_mode"] == "service:stand"
    assert "ports" not in COMPOSE["services"]["db"]


def test_every_volume_and_secret_that_is_used_is_declared() -> None:
    for service in COMPOSE["services"].values():
        for volume in service.get("volumes", []):
            assert volume.partition(":")[0] in COMPOSE["volumes"]
        for secret in service.get("secrets", []):
            assert (secret if isinstance(secret, str) else secret["source"]) in COMPOSE["secrets"]
        for needed in service.get("depends_on", {}):
            assert "healthcheck" in COMPOSE["services"][needed]


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed here")
def test_systemd_finds_nothing_wrong_with_the_fleet_workers_unit(tmp_path: Path) -> None:
    text = (ROOT / "packaging" / "rpa-fleet-worker.service").read_text(encoding="utf-8")
    unit = tmp_path / "rpa-fleet-worker.service"
    # The program is not installed where the unit looks for it.
    unit.write_text(text.replace("/opt/rpa/bin/rpa", "/bin/true").replace("User=rpa\n", ""), encoding="utf-8")
    told = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(unit)], capture_output=True, text=True, timeout=60
    )
    assert told.returncode == 0 and unit.name not in told.stderr, told.stderr
