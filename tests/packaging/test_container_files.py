"""Container files read as data (no Docker engine is asked): what would be built, and with what rights it would run."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

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


def test_the_images_packages_are_the_products_and_pinned_by_hash() -> None:
    own = (ROOT / "packaging" / "requirements.lock").read_text(encoding="utf-8")
    tested = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    pinned = set(re.findall(r"^(\S+==\S+)", own, re.MULTILINE))
    assert pinned <= set(re.findall(r"^(\S+==\S+)", tested, re.MULTILINE))
    assert {name.partition("==")[0] for name in pinned} >= {"playwright", "apprise", "dbos", "psycopg-binary"}
    assert "pytest" not in {name.partition("==")[0] for name in pinned}
    assert own.count("--hash=sha256:") >= len(pinned)
    assert "://" not in own.replace("https://github.com", "")


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
