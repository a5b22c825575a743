"""A reading of the requests that somebody stopped makes no plan: nobody would hear of those left unread."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from rpa.errors import NotFinished
from rpa.job.results import RunSummary
from rpa.job.runner import Finished
from rpa.operate.place import Place
from rpa.operate.stages import plan_anew
from rpa.settings import DataRoot, OrganizationSettings


class Stopped(Place):
    """A place whose reading ends after two of five cards."""

    def run(self, scenario: str, **_given: Any) -> Finished:
        assert scenario == "receive_debt_requests"
        return Finished([], RunSummary("run", left=3, stopped="остановлен системой"))


def test_a_reading_stopped_in_the_middle_leaves_no_plan(tmp_path: Path) -> None:
    settings = {"organization": {"name": "УК Пример (вымышлена)", "ogrn": "1200000000000"}}
    folder = DataRoot(tmp_path).organization("uk").create()
    place = Stopped(folder, OrganizationSettings.model_validate(settings), {})  # type: ignore[arg-type]
    with pytest.raises(NotFinished, match="не прочитано запросов 3"):
        plan_anew(place)
    assert not list(folder.plans.glob("*.json"))
