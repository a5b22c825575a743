"""Beside a request the page shows what was answered about this very dwelling before, and about no other."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from rpa.ledger import Intent, IntentKind, Outcome, Record
from rpa.web.history import History

_AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


class Asked:
    """As much of a request as its dwelling is told by."""

    def __init__(self, address: str, flat: str) -> None:
        self.request_number, self.address, self.address_details = "99-2", address, flat


class Sent:
    """A ledger in which every request was answered once."""

    def history(self, organization: str, number: str) -> list[Record]:
        intent = Intent(1, organization, number, IntentKind.SEND, "a" * 64, None, "run", 1, _AT)
        return [Record(intent, Outcome.DONE)]


@pytest.mark.parametrize(
    ("address", "flat", "same"),
    [
        ("Вымышленск г, Мира ул, д.1", "КВ. 5", True),
        ("Вымышленск г., Мира ул., д. 1", "кв.5", True),
        ("Вымышленск г, Мира ул, д. 1", "кв. 5/1", False),
        ("Вымышленск г, Мира ул, д. 1/5", "кв. 5", False),
    ],
)
def test_an_earlier_answer_is_of_the_dwelling_written_with_the_same_words_and_numbers(
    tmp_path: Path, address: str, flat: str, same: bool
) -> None:
    known = {"request_number": "99-1", "address": "Вымышленск г, Мира ул, д. 1", "address_details": "кв. 5"}
    (tmp_path / "plan.json").write_text(json.dumps({"plan": {"items": [known]}}), encoding="utf-8")
    asked: Any = Asked(address, flat)
    ledger: Any = Sent()
    found = [earlier.number for earlier in History(tmp_path).of(asked, ledger, "1") if not earlier.own]
    assert found == (["99-1"] if same else [])


@pytest.mark.parametrize(("one", "other"), [("1-2", "12"), ("1/12", "11/2"), ("кв. 1/2", "кв. 12")])
def test_rooms_of_one_flat_are_not_another_flat(tmp_path: Path, one: str, other: str) -> None:
    known = {"request_number": "99-1", "address": "ул. Мира, 7", "address_details": one}
    (tmp_path / "plan.json").write_text(json.dumps({"plan": {"items": [known]}}), encoding="utf-8")
    asked: Any = Asked("ул. Мира, 7", other)
    ledger: Any = Sent()
    assert [earlier.number for earlier in History(tmp_path).of(asked, ledger, "1")] == ["99-2"]
