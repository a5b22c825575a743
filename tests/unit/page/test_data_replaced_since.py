"""Whether the data on the disk are those of the plan, as the first page tells it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from asgi_page import Page

from rpa.debts.approval import Approval
from rpa.debts.policy import DecisionPolicy
from rpa.operate.planning import Prepared, keep_plan, save_approval
from rpa.web.data import Loaded
from tests.web.conftest import MOSCOW, item, keep, make_place


@pytest.mark.parametrize(
    ("dataset", "mapping", "replaced"), [("d", "m", False), ("d", "", True), ("d", "n", True), ("e", "m", True)]
)
def test_data_read_by_another_mapping_are_told_as_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, dataset: str, mapping: str, replaced: bool
) -> None:
    place = make_place(tmp_path)
    plan = keep(place, (item("100000000001"),), DecisionPolicy())
    plan = replace(plan, basis=replace(plan.basis, dataset_sha256="d", mapping_sha256="m"))
    for path in place.folder.plans.glob("*.json"):
        path.unlink()
    keep_plan(place, plan)
    save_approval(place, plan, Approval(plan.sha256))
    page = Page(place)
    read: Any = SimpleNamespace(sha256=dataset, as_of=datetime.now(MOSCOW).date())
    loaded = Loaded(Prepared(read, None, None, None, mapping_sha256=mapping))
    monkeypatch.setattr(page.site.data, "get", lambda *_place, **_wait: loaded)
    assert ("заменены после построения плана" in page.get("/")) is replaced
