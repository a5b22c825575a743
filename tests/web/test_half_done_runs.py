"""A run that was broken off is not called done, on the page or in the terminal."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from rpa.cli.answers import _show_verified
from rpa.errors import PageChanged, RpaError
from rpa.job.checking import Check, Finding
from rpa.job.results import Ending, ItemResult, RunSummary
from rpa.job.stop import StopFlag
from rpa.operate.answering import Applied
from rpa.operate.verifying import Verified
from rpa.web.accounts import Role
from rpa.web.runs import Kind, Run
from tests.web.conftest import Served, item

Serve = Callable[..., Served]
NUMBER = "100000000001"
CHECKED = (Check(NUMBER, Finding.RIGHT),)
BROKEN = PageChanged("Кнопка пропала.", key="a.b", hint="Почините строку 7.")


def ended(served: Served, kind: Kind, value: Any) -> None:
    at, runs = served.place.moscow_now(), served.page.site.runs
    runs.now = runs.last[kind] = Run(kind, "Седова", at, StopFlag(), ended=at, value=value)


@pytest.mark.parametrize(
    ("summary", "word", "told"),
    [
        (RunSummary("r", left=3, stopped="остановил Седова"), "остановлено", "Не начато: 3. Сверено не всё"),
        (RunSummary("r", left=3, error=BROKEN), "прервано", "Кнопка пропала. Почините строку 7."),
        (RunSummary("r"), "закончено", ""),
    ],
)
def test_a_verification_that_did_not_see_everything_says_so(
    serve: Serve, summary: RunSummary, word: str, told: str
) -> None:
    served = serve(item(NUMBER))
    client = served.client("Смотрящая", Role.VIEWER)
    ended(served, Kind.VERIFY, Verified(CHECKED, summary))
    shown = client.get("/plan").text
    assert f"Сверка отправленных ответов: {word}" in shown and told in shown
    assert f", {word}</dd>" in client.get("/").text


def test_a_sending_that_was_broken_off_is_not_called_done_and_says_what_is_left(serve: Serve) -> None:
    served = serve(item(NUMBER))
    client = served.client("Смотрящая", Role.VIEWER)
    ended(served, Kind.APPLY, Applied(RunSummary("r", left=2, error=BROKEN), ()))
    shown = client.get("/plan").text
    assert "Отправка утверждённых ответов: прервано" in shown and "Не начато: 2." in shown
    assert shown.count("Кнопка пропала.") == 1


def test_what_could_not_be_changed_in_the_cabinet_is_told_until_it_is_read_anew(serve: Serve) -> None:
    served = serve(item(NUMBER))
    client = served.client("Смотрящая", Role.VIEWER)
    failed = ItemResult("employee-1", Ending.FAILED, "у сотрудника нет такой кнопки")
    ended(served, Kind.CABINET_APPLY, RunSummary("r", [failed], left=1))
    shown = client.get("/cabinet").text
    assert "Не изменено: у сотрудника нет такой кнопки" in shown and "осталось изменений: 1" in shown
    ended(served, Kind.CABINET, None)
    assert "Не изменено" not in client.get("/cabinet").text


@pytest.mark.parametrize(
    ("summary", "whole"),
    [
        (RunSummary("r"), True),
        (RunSummary("r", left=3, stopped="Ctrl-C"), False),
        (RunSummary("r", error=BROKEN), False),
    ],
)
def test_the_terminal_says_that_nothing_differs_only_if_everything_was_read(
    capsys: pytest.CaptureFixture[str], summary: RunSummary, whole: bool
) -> None:
    try:
        _show_verified(Verified(CHECKED, summary))
    except RpaError as error:
        assert error is BROKEN
    told = capsys.readouterr()
    assert ("Расхождений нет." in told.out) is whole
    assert ("осталось: 3" in told.err) is bool(summary.left)
