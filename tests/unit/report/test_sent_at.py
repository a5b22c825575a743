"""When an answer was sent, as a report says it, where the run that clicked could not read it back."""

from __future__ import annotations

from typing import Any

import pytest

from rpa.audit.report.case import Case
from rpa.audit.report.reading import moment

CLICKED, LATER = "2026-11-16T20:59:00.000+00:00", "2026-11-17T05:00:00.000+00:00"


def case(*records: dict[str, Any]) -> Case:
    told = Case("77-1", moment(CLICKED))  # type: ignore[arg-type]
    for record in records:
        told.take({"action": "send", "request_number": "77-1", **record})
    return told


@pytest.mark.parametrize(
    ("intent", "run", "sent"), [(7, "two", CLICKED), (7, "one", LATER), (8, "two", LATER)], ids=str
)
def test_an_answer_that_only_a_later_run_could_read_was_sent_when_it_was_clicked(
    intent: int, run: str, sent: str
) -> None:
    told = case(
        {"kind": "act", "intent": 7, "run": "one", "at": CLICKED},
        {"kind": "outcome", "outcome": "done", "intent": intent, "run": run, "at": LATER},
    )
    assert told.sent_at == moment(sent)


def test_without_a_click_it_was_sent_when_it_was_read_back() -> None:
    assert case({"kind": "outcome", "outcome": "done", "run": "one", "at": LATER}).sent_at == moment(LATER)
