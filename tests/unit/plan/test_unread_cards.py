"""A request whose card could not be read is in no plan: the plan itself says that it lacks it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from plan_samples import MATCHES, NOW, ByFlat, asked, dataset, plan_of
from test_acts_changed_later import at, changed

from rpa.debts.plan import load_plan
from rpa.job.results import Ending, ItemResult, RunSummary
from rpa.operate.guard import look
from rpa.operate.place import Place
from rpa.operate.planning import Prepared, make_plan, open_plan

UNREAD = "9900000009"


def read(place: Place, hours: float, *unread: str) -> None:
    summary = RunSummary("test", [ItemResult(number, Ending.FAILED, "не открылась") for number in unread])
    requests = [asked(number, str(number), version=1) for number in (1, 2)]
    make_plan(at(place, hours), requests, Prepared(dataset(), None, ByFlat(MATCHES), None), summary)  # type: ignore[arg-type]


def blind(place: Place, hours: float) -> tuple[str, ...]:
    return look(place.folder, place.settings, NOW + timedelta(hours=hours)).blind


def test_the_guard_tells_of_cards_that_no_reading_of_the_day_could_open(place: Place) -> None:
    """Whoever read the requests anew, on the page or in the terminal, left no record of a day: all seemed read."""
    read(place, 0, UNREAD)
    assert any("не прочитаны: 1" in text for text in blind(place, 1))
    read(place, 2, UNREAD, "9900000010")
    assert any("не прочитаны: 2" in text for text in blind(place, 3))
    changed(place, 3)
    assert open_plan(at(place, 4))[0].unread == (UNREAD, "9900000010")
    read(place, 5)
    assert not blind(place, 6)


def test_a_plan_that_lacks_nothing_is_written_as_before(tmp_path: Path) -> None:
    plan = plan_of(tmp_path)
    assert b"unread" not in plan.to_bytes()
    lacking = replace(plan, unread=(UNREAD,))
    (path := tmp_path / "plan.json").write_bytes(lacking.to_bytes())
    assert load_plan(path) == lacking and lacking.sha256 != plan.sha256
