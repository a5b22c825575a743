"""Several organizations on one machine: one summary, and nothing of one is opened by another's run."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from rpa.errors import BadSettings
from rpa.job.keeping import save_session
from rpa.operate import everyone
from rpa.operate.everyone import environment
from rpa.settings import DataRoot, OrganizationSettings, save_settings
from rpa.stand.sessions import kept_by_a_browser
from tests.cheap_vault import cheap_vault
from tests.forking import run
from tests.stand.conftest import RunningStand

pytestmark = pytest.mark.timeout(600)

REQUESTS = "2"
"""Of each organization: one that the policy answers and one that waits for a person."""

# Every file Python opens, lists or connects to, one a line, in a file for each process.
WATCHER = """
import os, sys
_events = {"open", "os.listdir", "os.scandir", "sqlite3.connect", "os.rename", "os.remove"}
_log = os.open(os.path.join(os.environ["WATCH"], f"{os.getpid()}.log"), os.O_WRONLY | os.O_CREAT | os.O_APPEND)
def _watch(event, arguments):
    if event in _events and arguments and isinstance(arguments[0], (str, bytes)):
        os.write(_log, os.fsencode(arguments[0]) + b"\\n")
sys.addaudithook(_watch)
os.write(_log, "\\t".join(sys.orig_argv).encode() + b"\\n")
"""


def organizations(stand: RunningStand, folder: Path) -> dict[str, dict[str, Any]]:
    """``a`` and ``b`` with vaults of different pass phrases; returns their accounts by name of folder."""
    by_ogrn: dict[str, dict[str, Any]] = {}
    for account in stand.facts["accounts"]:
        by_ogrn.setdefault(account["ogrn"], account)
    found = dict(zip(("a", "b"), by_ogrn.values(), strict=False))
    credentials = folder / "credentials"
    credentials.mkdir()
    for slug, account in found.items():
        place = DataRoot(folder / "data").organization(slug).create()
        accounting = folder / f"accounting-{slug}"
        settings = {
            "organization": {"name": account["name"], "ogrn": account["ogrn"]},
            "site": {name: stand.facts[name] for name in ("dom", "my", "esia")} | {"stand": True},
            "sign_in": {"method": "totp"}, "browser": {"pages": 1},
            "pacing": {"answers_per_minute": 0, "settle_seconds": 0.5},
            "decision": {"automatic": "no_debt"},
            "dataset": {"file": str(accounting / "debts.xlsx"),
                        "served_houses": str(accounting / "served_houses.xlsx")},
        }  # fmt: skip
        world = ("--seed", "93", "--requests", REQUESTS, "--organizations", "2", "--ogrn", account["ogrn"])
        run("rpa.stand", "accounting", *world, str(accounting)).check_returncode()
        save_settings(place.settings, OrganizationSettings.model_validate(settings))
        vault = cheap_vault(place.vault, f"pass phrase of {slug}")
        for name in ("login", "password", "totp_secret"):
            vault.set(name, account[name])
        save_session(kept_by_a_browser(stand.session(account)), place.session, vault)
        (credentials / f"rpa-vault-{slug}").write_text(f"pass phrase of {slug}\n")
    return found


def test_all_organizations_in_one_summary_and_none_opens_a_file_of_another(
    stands: Callable[..., RunningStand], tmp_path: Path
) -> None:
    stand = stands("--requests", REQUESTS, "--inquiries", "1", "--seed", "93", "--organizations", "2")
    accounts = organizations(stand, tmp_path)
    assert len(accounts) == 2
    (tmp_path / "watch").mkdir()
    (tmp_path / "hook").mkdir()
    (tmp_path / "hook" / "sitecustomize.py").write_text(WATCHER)
    environ = {name: value for name, value in os.environ.items() if not name.startswith("RPA_")} | {
        "CREDENTIALS_DIRECTORY": str(tmp_path / "credentials"),
        "WATCH": str(tmp_path / "watch"),
        "PYTHONPATH": os.pathsep.join((str(tmp_path / "hook"), str(Path(__file__).resolve().parents[2]))),
    }
    # The process that starts the others is of no interest, so it is a forked one; they are started as ever.
    done = run("rpa", "run", "daily", "--all", "--json", "--data", str(tmp_path / "data"), env=environ, timeout=500)
    summary = json.loads(done.stdout)
    assert [one["slug"] for one in summary["organizations"]] == ["a", "b"]
    assert done.returncode == summary["exit_code"]

    numbers: dict[str, set[str]] = {}
    answers = stand.state()["answers"]
    for one in summary["organizations"]:
        slug, ogrn = one["slug"], accounts[one["slug"]]["ogrn"]
        stages = {stage["stage"]: stage for stage in one["summary"]["stages"]}
        assert {"check", "sync", "plan", "apply", "verify", "report", "purge"} <= stages.keys()
        # The stand's messages are off.
        assert [name for name, stage in stages.items() if stage["troubles"]] == ["check"], one
        own = {answer["request_number"] for answer in answers if answer["ogrn"] == ogrn and answer["sends"] == 1}
        assert len(own) >= stages["apply"]["counts"]["done"] > 0
        numbers[slug] = {request["request_number"] for request in stand.state()["requests"] if request["ogrn"] == ogrn}
    assert not [answer for answer in answers if answer["sends"] > 1]

    opened = _opened(tmp_path / "watch")
    for slug, other in (("a", "b"), ("b", "a")):
        assert any(f"/organizations/{slug}/ledger.db" in path for path in opened[slug])
        foreign = (f"/organizations/{other}", f"accounting-{other}", f"rpa-vault-{other}")
        assert [path for path in opened[slug] if any(part in path for part in foreign)] == []
        texts = b"".join(
            file.read_bytes() for file in (tmp_path / "data" / "organizations" / slug).rglob("*") if file.is_file()
        )
        assert accounts[other]["ogrn"].encode() not in texts
        assert not [number for number in numbers[other] - numbers[slug] if number.encode() in texts]
    with pytest.raises(BadSettings):
        cheap_vault(DataRoot(tmp_path / "data").organization("b").vault, "pass phrase of a")


def _opened(logs: Path) -> dict[str, list[str]]:
    """Paths by organization, of the processes that were started for it."""
    found: dict[str, list[str]] = {"a": [], "b": []}
    for log in logs.glob("*.log"):
        command, *paths = log.read_text(errors="replace").splitlines()
        words = command.split("\t")
        if "--organization" in words:
            found[words[words.index("--organization") + 1]] += paths
    return found


@pytest.mark.skipif(os.name != "posix", reason="a shell script stands for the interpreter")
def test_an_organization_that_never_ends_costs_the_others_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for slug in ("a", "b", "c"):
        DataRoot(tmp_path).organization(slug).create().settings.touch()
    deaf = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(600)"
    script = tmp_path / "python"
    script.write_text(
        '#!/bin/sh\ncase "$*" in\n'
        '*"organization a "*) exec sleep 600;;\n'
        f'*"organization b "*) exec "{sys.executable}" -c "{deaf}";;\n'
        "esac\necho '{\"waiting\": 3}'\n"
    )
    script.chmod(0o700)
    monkeypatch.setattr(sys, "executable", str(script))
    monkeypatch.setattr(everyone, "LONGEST_SECONDS", 1.0)
    monkeypatch.setattr(everyone, "ENDS_WITHIN_SECONDS", 1.0)
    found = everyone.run_everyone(DataRoot(tmp_path), "guard").organizations
    assert [(one.slug, one.code) for one in found] == [("a", 75), ("b", 75), ("c", 0)]
    assert "остановлен" in found[0].sentence and "3" in found[2].sentence


def test_a_process_gets_its_own_pass_phrase_and_no_way_to_the_others(tmp_path: Path) -> None:
    for slug in ("a", "b"):
        (tmp_path / f"rpa-vault-{slug}").write_text(f"of {slug}\n")
    service = {"CREDENTIALS_DIRECTORY": str(tmp_path), "PATH": "/bin", "RPA_FLEET_KEY": "opens all"}
    assert environment("a", service) == {"RPA_VAULT_PASSPHRASE": "of a", "PATH": "/bin"}
    assert environment("c", service) == {"PATH": "/bin"}, "no credential of its own: nothing, least of all the folder"
    (tmp_path / "rpa-vault").write_text("common\n")
    assert environment("c", service) == {"RPA_VAULT_PASSPHRASE": "common", "PATH": "/bin"}
    assert environment("b", service | {"RPA_VAULT_PASSPHRASE": "x"})["RPA_VAULT_PASSPHRASE"] == "of b"


def test_a_broken_organization_keeps_no_other_from_running_and_none_without_a_credential_opens_a_neighbours_vault(
    tmp_path: Path,
) -> None:
    root, credentials, told = DataRoot(tmp_path / "data"), tmp_path / "credentials", tmp_path / "told"
    for folder in (credentials, told, tmp_path / "hook"):
        folder.mkdir()
    sound = "organization: {name: УК, ogrn: '1027700132195'}"
    for slug, text in (("a", sound), ("b", "organization: {name: УК"), ("c", sound)):
        place = root.organization(slug).create()
        place.settings.write_text(text, encoding="utf-8")
    (credentials / "rpa-vault-a").write_text("pass phrase of a\n")
    (tmp_path / "hook" / "sitecustomize.py").write_text(
        "import os, sys\nfrom pathlib import Path\nif '--organization' in sys.orig_argv:\n"
        "    given = [os.environ.get('RPA_VAULT_PASSPHRASE', '')]\n"
        "    if folder := os.environ.get('CREDENTIALS_DIRECTORY'):\n"
        "        given += [path.read_text().strip() for path in Path(folder).iterdir()]\n"
        "    slug = sys.orig_argv[sys.orig_argv.index('--organization') + 1]\n"
        "    Path(os.environ['TOLD'], slug).write_text('|'.join(given))\n"
    )
    environ = {name: value for name, value in os.environ.items() if not name.startswith("RPA_")} | {
        "CREDENTIALS_DIRECTORY": str(credentials), "TOLD": str(told),
        "PYTHONPATH": os.pathsep.join((str(tmp_path / "hook"), str(Path(__file__).resolve().parents[2]))),
    }  # fmt: skip
    done = run("rpa", "run", "guard", "--all", "--json", "--data", str(root.path), env=environ)
    found = json.loads(done.stdout)["organizations"]
    assert [(one["slug"], one["code"]) for one in found] == [("a", 1), ("b", 78), ("c", 1)], done.stderr
    assert done.returncode == 78
    assert "settings.yaml" in found[1]["sentence"].replace(" ", "")
    assert [one["summary"]["waiting"] for one in (found[0], found[2])] == [0, 0]
    assert (told / "a").read_text() == "pass phrase of a"
    assert "pass phrase of a" not in (told / "b").read_text() + (told / "c").read_text()
