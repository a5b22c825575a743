"""What a command or the daily run read of the cabinet's settings, or made of them, is known to the page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from asgi_page import Page

from rpa.errors import SiteUnavailable
from rpa.inquiries.notification import CabinetState
from rpa.inquiries.wanted import Difference
from rpa.job.results import RunSummary
from rpa.job.runner import Finished
from rpa.model import RIGHT_DISTRIBUTE, Employee
from rpa.operate.cabinet_settings import SettingsPlan, change_settings, check_notifications, plan_settings
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


class Cabinet:
    """A cabinet that keeps what is set there. ``broken``: which scenario the site does not carry out to its end."""

    def __init__(self, broken: str = "") -> None:
        self.box, self.broken = False, broken

    def run(self, scenario: str, **_more: Any) -> Finished:
        if scenario == "apply_cabinet_settings":
            self.box = True
        if scenario == self.broken:
            raise SiteUnavailable("Сайт не отвечает.")
        told = Employee("Седова Анна", email="sedova@example.org", rights=frozenset({RIGHT_DISTRIBUTE}))
        return Finished(CabinetState(self.box, (told,), ""), RunSummary("run"))


@pytest.mark.parametrize("broken", ["", "apply_cabinet_settings", "read_cabinet_settings"])
def test_the_page_does_not_go_on_telling_what_a_command_has_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    page, cabinet = Page(make_place(tmp_path)), Cabinet()
    monkeypatch.setattr(Place, "run", lambda _place, *given, **more: cabinet.run(*given, **more))
    state = plan_settings(page.place).state
    assert "Не приходят никому" in page.get("/")
    cabinet.broken = broken
    try:
        change_settings(page.place, SettingsPlan(state, Difference(True, ())))
    except SiteUnavailable as error:
        assert broken
        said = "Кабинет изменён, а прочитать его заново не удалось." in error.what
        assert said is (broken == "read_cabinet_settings"), "whoever changed it must know that it is changed"
    shown = page.get("/")
    assert "Не приходят никому" not in shown
    assert ("не прочитали после изменения" if broken else '<strong class="good-word">Приходят') in shown
