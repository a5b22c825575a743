"""A court act that the site does not take, and says nothing of, keeps no other answer from being sent."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest
from playwright.async_api import TimeoutError as PlaywrightTimeoutError

from rpa.cabinet.locators import Selectors
from rpa.cabinet.pages import answer_form
from rpa.cabinet.pages.answer_form import AnswerForm
from rpa.errors import PageChanged, RpaError, SiteUnavailable
from rpa.job.stop import ends_the_run


@pytest.mark.parametrize(
    "found", [PageChanged("не найден", key="answer_form.debtor_file"), SiteUnavailable("нет связи")], ids=type
)
def test_a_file_that_does_not_come_ends_its_own_answer_alone(monkeypatch: pytest.MonkeyPatch, found: RpaError) -> None:
    async def nothing(*_args: Any, **_options: Any) -> None: ...

    async def in_vain(*_args: Any, **_options: Any) -> None:
        raise PlaywrightTimeoutError("not seen")

    async def diagnosed(*_args: Any) -> RpaError:
        return found

    session: Any = SimpleNamespace(selectors=Selectors(), timeouts=SimpleNamespace(upload=1))
    page: Any = SimpleNamespace(url="")
    form = AnswerForm(page, session)
    block = SimpleNamespace(nth=lambda _index: None, set_input_files=nothing)
    monkeypatch.setattr(form, "find", lambda _key, **_options: block)
    monkeypatch.setattr(form, "_remove_all", nothing)
    monkeypatch.setattr(form, "until", in_vain)
    monkeypatch.setattr(answer_form, "diagnose", diagnosed, raising=False)
    with pytest.raises(type(found)) as caught:
        asyncio.run(form._attach(0, [{"name": "приказ.pdf", "mimeType": "application/pdf", "buffer": b"%PDF"}]))
    assert caught.value is found
    assert not ends_the_run(caught.value)
