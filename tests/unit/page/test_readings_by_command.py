"""What a command or the daily run read of the cabinet's settings is known to the page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from asgi_page import Page

from rpa.inquiries.notification import CabinetState
from rpa.job.results import RunSummary
from rpa.job.runner import Finished
from rpa.operate.cabinet_settings import check_notifications, plan_settings
from rpa.operate.place import Place
from tests.web.conftest import make_place


@pytest.mark.parametrize("read", [check_notifications, plan_settings])
def test_the_page_tells_what_was_read_last_by_whatever_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, read: Any
) -> None:
    page = Page(make_place(tmp_path))
    assert "Настройки кабинета ещё не читали" in page.get("/")
    state = CabinetState(False, (), "")
    monkeypatch.setattr(Place, "run", lambda *_given, **_more: Finished(state, RunSummary("run")))
    read(page.place)
    shown = page.get("/")
    assert "Не приходят никому" in shown and "ещё не читали" not in shown
    assert "писем не получит никто" in page.get("/cabinet")
