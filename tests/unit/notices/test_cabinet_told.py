"""That nobody would be told of a received обращение is said by the day's check itself: silence looks like no news."""

from __future__ import annotations

from pathlib import Path

import pytest

from rpa.operate import readiness
from rpa.operate.daily import run_daily
from rpa.operate.stage import Stage
from tests.scenarios.conftest import place_without_site


@pytest.mark.parametrize(
    ("counts", "told"),
    [
        ({"letters": 0, "differences": 0}, ["rpa cabinet check -o uk"]),
        ({"letters": 1, "differences": 3}, ["rpa cabinet apply -o uk"]),
        ({"letters": 0, "differences": 2}, ["rpa cabinet check -o uk", "rpa cabinet apply -o uk"]),
        ({"letters": 1, "differences": 0}, []),
    ],
)
def test_a_check_that_calls_a_person_says_what_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, counts: dict[str, int], told: list[str]
) -> None:
    place = place_without_site(tmp_path)
    monkeypatch.setattr(readiness, "examine", lambda *_given, **_named: [])
    monkeypatch.setattr(readiness, "_check_cabinet", lambda _place: counts)
    day = run_daily(place, stages=[Stage("check", "Проверка", readiness.check)])
    hints = [trouble.hint for trouble in day.troubles()]
    assert len(hints) == len(told) and all(one in hint for one, hint in zip(told, hints, strict=True))
    assert day.exit_code == (1 if told else 0)
    assert day.outcomes["check"].state == ("attention" if told else "done")
