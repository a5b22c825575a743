"""The commands as people and schedulers give them: what they print, what they exit with, what they leave alone."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from rpa.settings import DataRoot, save_settings
from tests.no_pictures import no_pictures
from tests.scenarios.commands_here import run_here
from tests.scenarios.conftest import PASS_PHRASE, make_place
from tests.stand.conftest import RunningStand, start_stand, stop_stand


@dataclass
class Office:
    stand: RunningStand
    data: Path

    def rpa(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return run_here(*arguments, env={"RPA_DATA": str(self.data), "RPA_VAULT_PASSPHRASE": PASS_PHRASE})

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
    assert office.json("cabinet", "check", code=1)["arrives"] is False
    shown = office.rpa("cabinet", "plan")
    assert shown.returncode == 0, shown.stderr
    assert "- Почтовые сообщения" in shown.stdout
    assert "+ Распределение обращений" in shown.stdout
    refused = office.rpa("cabinet", "apply", "--json")
    unasked = json.loads(refused.stdout)
    assert (refused.returncode, unasked["changed"], office.saves()) == (1, False, before)
    assert unasked["email_notifications"]["wanted"] is True
    assert "--yes" in refused.stderr

    with no_pictures():
        applied = office.json("cabinet", "apply", "--yes")
    assert (applied["changed"], applied["failed"]) == (True, [])
    assert office.saves() == before + 2
    told = json.loads((DataRoot(office.data).organization().review / "notification.json").read_bytes())
    assert told["arrives"], "read again after the change"
    again = office.rpa("cabinet", "apply", "--yes")
    assert (again.returncode, office.saves()) == (0, before + 2)
    assert "Менять нечего" in again.stdout
    # No mailbox is in the settings; it is asked for only where a message would arrive.
    probed = office.rpa("cabinet", "check", "--probe")
    assert (probed.returncode, "✗" in probed.stdout) == (78, False)


def test_sync_list_due_export_assign(office: Office) -> None:
    some = office.json("inquiries", "sync", "--status", "в-работе", "--since", "2020-01-01")
    assert (some["opened"], some["failed"]) == (some["listed"], []) and 0 < some["listed"] < 7
    synced = office.json("inquiries", "sync")
    assert (synced["listed"], synced["settled"], synced["failed"]) == (7, True, [])
    assert synced["opened"] == 7 - some["opened"], "what was read once is not opened again"

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
    with no_pictures():
        done = office.json("inquiries", "assign", "--plan", planned["plan"], "--approve", "Придуманова П. П.")
    assert {one["ending"] for one in done["results"]} == {"done"}
    assert office.saves() == before + len(planned["proposed"])
    assert office.json("inquiries", "assign", "--plan", planned["plan"], "--yes")["results"][0]["ending"] == "already"
    assert office.saves() == before + len(planned["proposed"])
