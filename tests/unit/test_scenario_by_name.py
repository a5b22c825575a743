"""A scenario started by its name ends as the command that does the same: what somebody must look at is no code 0."""

from __future__ import annotations

import re
from types import ModuleType

import pytest

from rpa.cli import main
from rpa.errors import BadSettings
from rpa.job.checking import Check, Finding
from rpa.job.results import Ending, ItemResult, RunSummary
from rpa.operate import reading
from rpa.operate.inquiries.sync import Synced
from rpa.operate.place import Place
from rpa.operate.verifying import Verified
from tests.scenarios.conftest import PASS_PHRASE, bare

__all__ = ["bare"]
GONE = Synced(5, 0, True, RunSummary("test"), vanished=("77-1",))


def verified(*findings: Finding) -> Verified:
    return Verified(tuple(Check(str(number), finding) for number, finding in enumerate(findings)), RunSummary("test"))


@pytest.mark.parametrize(
    ("name", "found", "code", "said"),
    [
        ("verify_answers", verified(Finding.RIGHT), 0, "отправлено то, что утверждено"),
        ("verify_answers", verified(Finding.RIGHT, Finding.DIFFERENT), 1, "на портале не то, что утверждено"),
        ("verify_answers", verified(Finding.OVERDUE), 69, "не отвечено, срок прошёл"),
        ("verify_answers", verified(Finding.UNCERTAIN), 77, "исход отправки неизвестен"),
        ("sync_inquiries", GONE, 1, "77-1"),
    ],
)
def test_what_was_found_is_in_the_code_and_what_is_told_once_is_told(
    bare: Place,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    name: str,
    found: object,
    code: int,
    said: str,
) -> None:
    monkeypatch.setenv("RPA_VAULT_PASSPHRASE", PASS_PHRASE)
    for work in ("sync", "verify_answers"):
        monkeypatch.setattr(reading, work, lambda *_given, **_named: found)
    with pytest.raises(SystemExit) as ended:
        main(["run", name, "--data", str(bare.folder.machine.path)])
    told = capsys.readouterr()
    assert ended.value.code == code and said in told.out + told.err
    assert not re.search("[a-z]{2,}", told.out.split("Сколько")[1]), "a person reads it, and not all read English"


def test_what_stood_so_already_is_told_with_its_reason(
    bare: Place, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("RPA_VAULT_PASSPHRASE", PASS_PHRASE)
    summary = RunSummary("test", [ItemResult("77-1", Ending.ALREADY, "Срок уже 24.12.2026.")])
    ran = reading.Ran(summary.counts(), summary, 0)
    monkeypatch.setattr(reading, "run_by_name", lambda *_given, **_named: ran)
    with pytest.raises(SystemExit):
        main(["run", "extend_inquiry", "--data", str(bare.folder.machine.path)])
    told = capsys.readouterr().out
    assert "77-1: Срок уже 24.12.2026." in told and "already" not in told


def test_one_that_declares_nothing_is_told_what_it_lacks(bare: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading.catalogue, "load", lambda _name: ModuleType("scenarios.read_outages"))
    with pytest.raises(BadSettings) as refused:
        reading.run_by_name(bare, "read_outages")
    assert "READ_ONLY = True" in refused.value.hint and "``" not in refused.value.hint
