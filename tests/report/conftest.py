"""A report made of a real journal and real pictures, whatever the site and the file said in them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from rpa.audit import EvidenceStore, Journal
from rpa.audit.report import read_facts, render_page

JPEG = bytes.fromhex(
    "ffd8ffe000104a46494600010100000100010000ffdb004300"
    + "08" * 64
    + "ffc0000b080001000101011100ffc4001f0000010501010101010100000000000000000102030405060708090a0b"
    "ffc400b5100002010303020403050504040000017d01020300041105122131410613516107227114328191a1082342b1c11552d1f0"
    "24336272820"
    "90a161718191a25262728292a3435363738393a434445464748494a535455565758595a636465666768696a737475767778797a838485868788"
    "898a92939495969798999aa2a3a4a5a6a7a8a9aab2b3b4b5b6b7b8b9bac2c3c4c5c6c7c8c9cad2d3d4d5d6d7d8d9dae1e2e3e4e5e6e7e8e9ea"
    "f1f2f3f4f5f6f7f8f9faffda0008010100003f00fbd3ffd9"
)
HOSTILE = "<script>document.title='owned'</script>\u202e=HYPERLINK(1)"
PLAN = "ab" * 32


def fill(folder: Path, requests: int = 6) -> None:
    """Plan, approvals, one run of answers with pictures, a retry, a refusal and an unknown outcome."""
    evidence = EvidenceStore(folder / "evidence")
    endings = ("done", "done", "refused", "unknown", "done", "")
    with Journal.open(folder / "journal.jsonl", organization="1027700000001", run_id="20261124-070000-aaaa") as journal:
        journal.record("plan", plan_sha256=PLAN, items=requests)
        for number in range(requests):
            journal.record(
                "decision",
                request_number=f"26000000{number:04d}",
                plan_sha256=PLAN,
                decision=("no_debt", "debt", "review")[number % 3],
                rule="R20",
                sentence=HOSTILE if number == 1 else "В данных нет ни одной строки по этому жилью.",
                due=date(2026, 11, 24 + number % 5),
                overdue=number == 0,
            )
        for number in range(requests):
            if endings[number % 6]:
                journal.record(
                    "approval",
                    request_number=f"26000000{number:04d}",
                    plan_sha256=PLAN,
                    decision="debt" if number % 3 == 1 else "no_debt",
                    approvers=["Иванова А."],
                )
    run = "20261124-080000-bbbb"
    with Journal.open(folder / "journal.jsonl", organization="1027700000001", run_id=run) as journal:
        journal.record("run_started", scenario="answer_debt_requests", target="http://my.dom.localhost", stand=True)
        for number in range(requests):
            key, ending = f"26000000{number:04d}", endings[number % 6]
            if not ending:
                continue
            journal.record("retry", title="Прочитать карточку", request_number=key, error="SiteUnavailable")
            for stage in ("filled", "result"):
                kept = evidence.put(run, key, stage, JPEG)
                journal.record("picture", request_number=key, stage=stage, path=kept.path, sha256=kept.sha256)
            journal.record("outcome", request_number=key, outcome=ending, detail=HOSTILE if ending == "refused" else "")
            journal.record("item", request_number=key, ending=ending, detail="")
        journal.record("run_finished", scenario="answer_debt_requests", counts={"done": 3, "refused": 1}, left=0)


def page_of(folder: Path) -> Path:
    text = render_page(
        read_facts(folder / "journal.jsonl"),
        folder / "evidence",
        organization_name="ООО «Придуманная УК» <b>",
        title="Ответы на запросы о задолженности",
        made_at=datetime(2026, 11, 24, 9, tzinfo=UTC),
    )
    target = folder / "report.html"
    target.write_text(text, encoding="utf-8")
    return target


@pytest.fixture
def report(tmp_path: Path) -> Path:
    """The report's file."""
    fill(tmp_path)
    return page_of(tmp_path)
