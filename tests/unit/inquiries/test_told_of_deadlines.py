"""Обращения that run out of time: told by the guard and by the status to whoever asks on the terminal."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from rpa.cli import main
from rpa.debts.deadline import moscow_date
from rpa.model import Inquiry, InquiryStatus
from rpa.operate.inquiries import InquiryStore, StoredInquiry
from rpa.settings import DataRoot

SETTINGS = "organization: {name: 'ООО «Выдумка»', ogrn: '1027700000001'}\n"


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> InquiryStore:
    monkeypatch.setenv("RPA_DATA", str(tmp_path))
    monkeypatch.setenv("RPA_VAULT_PASSPHRASE", "made up")
    monkeypatch.setenv("COLUMNS", "80")
    folder = DataRoot(tmp_path).organization("uk").create()
    folder.settings.write_text(SETTINGS, encoding="utf-8")
    return InquiryStore(folder.inquiries)


def put(store: InquiryStore, number: str, days: int, *, gone: bool = False) -> None:
    term = moscow_date(datetime.now(UTC)) + timedelta(days=days)
    one = Inquiry(number, InquiryStatus.SENT, created=term - timedelta(days=30), execution_end_date=term, topic="Лифт")
    store.put(StoredInquiry(one, "0" * 64, datetime.now(UTC), gone=gone))


def said(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    with pytest.raises(SystemExit) as ended:
        main(list(words))
    told = capsys.readouterr()
    return int(ended.value.code or 0), told.out + told.err


def test_the_guard_names_an_overdue_one_and_does_not_say_that_none_is_close(
    store: InquiryStore, capsys: pytest.CaptureFixture[str]
) -> None:
    put(store, "26-1", -2)
    put(store, "26-2", -2, gone=True)
    code, told = said(capsys, "run", "guard")
    assert code == 1
    assert "26-1" in told and "обращение" in told and "просрочен" in told
    assert "26-2" not in told and "близких сроков нет" not in told
    code, told = said(capsys, "run", "guard", "--json")
    [one] = json.loads(told)["inquiries"]
    assert (one["number"], one["overdue"]) == ("26-1", True)


def test_the_guard_tells_of_a_card_it_cannot_read(store: InquiryStore, capsys: pytest.CaptureFixture[str]) -> None:
    put(store, "26-1", 30)
    put(store, "26-2", 0)
    [card] = store._folder.glob("26-2.json")
    card.write_bytes(card.read_bytes()[:-9])
    code, told = said(capsys, "run", "guard")
    assert code == 1 and "обращений не читается: 1" in " ".join(told.split())


def test_the_status_counts_them(store: InquiryStore, capsys: pytest.CaptureFixture[str]) -> None:
    put(store, "26-1", -2)
    put(store, "26-3", 0)
    told = " ".join(said(capsys, "status")[1].split())
    assert "срок близко — 1, прошёл — 1" in told
    assert json.loads(said(capsys, "status", "--json")[1])[0]["inquiries_due"] == 2
