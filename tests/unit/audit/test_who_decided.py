"""Who decided is told by the journal, whoever of the register is called alike."""

from __future__ import annotations

import json
from pathlib import Path

from rpa.audit import Redactor
from tests.unit.audit.journals import open_journal


def test_who_signed_stays_readable_and_whoever_else_bears_the_name_does_not(tmp_path: Path) -> None:
    redactor = Redactor()
    redactor.learn_person("Смирнов", "Анна")
    with open_journal(tmp_path, redactor=redactor, signed=False) as journal:
        journal.record("dataset", by="Смирнова Анна", rows=2)
        journal.record("intent", by="Смирнова Анна", detail="Долг Смирновой Анны")
        journal.record("correction", approvers=["Смирнова Анна", "Второй Борис"], file="Смирнова.pdf")
        journal.record("item", by="Смирнова Анна, кв. 5, 112-233-445 95")
    told = [json.loads(line) for line in (tmp_path / "journal.jsonl").read_bytes().splitlines()]
    assert [told[0]["by"], told[1]["by"], *told[2]["approvers"]] == ["Смирнова Анна"] * 3 + ["Второй Борис"]
    assert (told[1]["detail"], told[2]["file"]) == ("Долг *** ***", "***.pdf")
    assert told[3]["by"] == "Смирнова Анна, кв. ***, ***"
