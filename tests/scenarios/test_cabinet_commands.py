"""The commands as people and schedulers run them: what they print, what they exit with, what they leave alone."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from rpa.settings import DataRoot, save_settings
from tests.forking import run
from tests.scenarios.conftest import PASS_PHRASE, make_place
from tests.stand.conftest import RunningStand, start_stand, stop_stand


@dataclass
class Office:
    stand: RunningStand
    data: Path

    def rpa(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        environment = {"RPA_DATA": str(self.data), "RPA_VAULT_PASSPHRASE": PASS_PHRASE, "COLUMNS": "200"}
        return run("rpa", *arguments, env=os.environ | environment)

    def json(self, *arguments: str, code: int = 0) -> Any:
        done = self.rpa(*arguments, "--json")
        assert done.returncode == code, done.stderr
        return json.loads(done.stdout)

    def saves(self) -> int:
        return sum(one["what"] in ("settings", "rights", "performer") for one in self.stand.events("stored"))


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    stand = start_stand("--requests", "1", "--inquiries", "7", "--session-minutes", "600")
    data = tmp_path_factory.mktemp("data")
    with stand.cabinet() as cabinet:
        staff = cabinet.get("/ppa/api/rest/services/ppa/employees;page=1;itemsPerPage=100").json()["items"]
    lawyer = next(one for one in staff if one["position"] == "Юрист")
    wishes = {"email_notifications": True, "employees": [{"name": lawyer["fio"], "position": "Юрист"}]}
    place = make_place(stand, data, cabinet=wishes, inquiries={"assign": [{"executor": lawyer["fio"]}]})
    save_settings(place.folder.settings, place.settings)
    yield Office(stand, data)
    stop_stand(stand)


def test_check_plan_apply_check(office: Office) -> None:
    """One story, because each command stands on what the one before it left."""
    before = office.saves()
    assert office.rpa("cabinet", "check").returncode == 1
    shown = office.rpa("cabinet", "plan")
    assert shown.returncode == 0, shown.stderr
    assert "- Почтовые сообщения" in shown.stdout
    assert "+ Распределение обращений" in shown.stdout
    refused = office.rpa("cabinet", "apply")
    assert (refused.returncode, office.saves()) == (1, before)
    assert "--yes" in refused.stderr
    unasked = office.json("cabinet", "apply", code=1)
    assert (unasked["changed"], unasked["email_notifications"]["wanted"], office.saves()) == (False, True, before)

    applied = office.json("cabinet", "apply", "--yes")
    assert (applied["changed"], applied["failed"]) == (True, [])
    assert office.saves() == before + 2
    told = json.loads((DataRoot(office.data).organization().review / "notification.json").read_bytes())
    assert told["arrives"], "read again after the change"
    assert office.json("cabinet", "apply", "--yes")["changed"] is False
    assert office.saves() == before + 2
    verdict = office.json("cabinet", "check")
    assert verdict["arrives"] is True
    assert office.rpa("cabinet", "check", "--probe").returncode == 78  # no mailbox in the settings


def test_sync_list_due_export_assign(office: Office) -> None:
    synced = office.json("inquiries", "sync")
    assert (synced["listed"], synced["opened"], synced["settled"], synced["failed"]) == (7, 7, True, [])
    assert office.json("inquiries", "sync")["opened"] == 0
    assert office.json("inquiries", "sync", "--status", "исполнено", "--since", "2020-01-01")["listed"] < 7

    listed = office.json("inquiries", "list")
    assert len(listed) == 7
    record = {one["number"]: one for one in office.stand.state(only="inquiries")["inquiries"]}
    assert not {"applicant", "text", "address"} & listed[0].keys()
    assert {one["number"] for one in listed if one["asks_about_debt"]} == {
        number for number, one in record.items() if one["kind"] == "debt_request"
    }
    due = office.json("due")
    assert [one["due"] for one in due] == sorted(one["due"] for one in due)
    assert {one["kind"] for one in due} == {"inquiry", "debt_request_by_letter"}
    assert all(one["days"] <= 3 for one in office.json("due", "--due", "3d"))
    assert office.rpa("due", "--due", "завтра").returncode == 2
    overdue = any(one["urgency"] == "overdue" for one in due)
    assert office.rpa("due", "--check").returncode == (69 if overdue else 0)

    for kind in ("xlsx", "csv", "json"):
        out = office.data / f"export.{kind}"
        done = office.rpa("inquiries", "export", "--format", kind, "--out", str(out))
        assert done.returncode == 0, done.stderr
        assert out.stat().st_mode & 0o077 == 0

    before = office.saves()
    planned = office.json("inquiries", "assign", code=1)
    assert office.saves() == before
    done = office.json("inquiries", "assign", "--plan", planned["plan"], "--approve", "Придуманова П. П.")
    assert {one["ending"] for one in done["results"]} == {"done"}
    assert office.saves() == before + len(planned["proposed"])
    assert office.json("inquiries", "assign", "--plan", planned["plan"], "--yes")["results"][0]["ending"] == "already"
    assert office.saves() == before + len(planned["proposed"])
