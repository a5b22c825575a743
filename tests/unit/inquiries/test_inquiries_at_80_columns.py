"""The list of обращения on a terminal of 80 columns: what somebody copies or reads at a glance stays whole."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from rpa.cli import main
from rpa.model import Inquiry, InquiryStatus
from rpa.operate.inquiries import InquiryStore, StoredInquiry

SETTINGS = "organization: {name: 'ООО «Выдумка»', ogrn: '1027700000001'}\n"


def test_numbers_and_dates_are_never_broken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("RPA_DATA", str(tmp_path))
    monkeypatch.setenv("RPA_VAULT_PASSPHRASE", "made up")
    monkeypatch.setenv("COLUMNS", "80")
    place = tmp_path / "organizations" / "uk"
    (place / "inquiries").mkdir(parents=True)
    (place / "settings.yaml").write_text(SETTINGS, encoding="utf-8")
    store = InquiryStore(place / "inquiries")
    for number, topic in (("26-001-000001", "Запрос о задолженности"), ("26-001-000002", "Благоустройство двора")):
        inquiry = Inquiry(
            number,
            InquiryStatus.IN_WORK,
            date(2026, 11, 1),
            topic,
            text="Сообщите сведения о наличии задолженности для субсидии" if number.endswith("1") else "Темно",
            executor="Придуманова Анна Ильинична",
            execution_end_date=date(2026, 12, 1),
        )
        store.put(StoredInquiry(inquiry, "ab" * 32, datetime(2026, 11, 2, tzinfo=UTC)))
    with pytest.raises(SystemExit) as ended:
        main(["inquiries", "list"])
    assert not ended.value.code
    told = capsys.readouterr().out
    assert max(map(len, told.splitlines())) <= 80
    for whole in ("26-001-000001", "26-001-000002", "01.12.2026", "09.11.2026", "Придуманова", "! о задолженности"):
        assert whole in told, f"{whole} is broken"
