"""Settings each of which may be, but not beside the other; and a ledger that would be another one in each folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from rpa.errors import BadSettings
from rpa.settings import load_settings
from tests.unit.test_settings import GOOD, written


@pytest.mark.parametrize(
    "url",
    [
        "sqlite:///relative.db", "sqlite:///:memory:", "sqlite://", "relative.db", "/srv/ledger.db", "mysql://h/d",
        "postgresql//h/d", "postgresql+psycopg://u:Sekret@h:порт/d", "postgresql+psycopg://u:Sekret@h:99999/d",
    ],
)  # fmt: skip
def test_a_ledger_that_is_none_or_another_in_each_folder_is_refused_without_its_password(
    tmp_path: Path, url: str
) -> None:
    with pytest.raises(BadSettings, match=r"settings\.yaml:4: ledger_url: нужен адрес") as refused:
        load_settings(written(tmp_path, f'{GOOD}ledger_url: "{url}"\n'))
    assert "Sekret" not in str(refused.value) and refused.value.__cause__ is None


@pytest.mark.parametrize(
    "url",
    [
        "postgresql+psycopg://u@h/d", "postgresql://u:p@h:5432/d?sslmode=require", "postgres://h/d",
        "sqlite:////srv/rpa/ledger.db", "sqlite:///C:/rpa/ledger.db", "postgresql+psycopg2://u:p@h/d",
        "postgresql+psycopg://u:p#a@h:5432/d", "postgresql://u:p/a?b@h/d", "postgresql://u:p[a@h/d",
    ],
)  # fmt: skip
def test_a_ledger_that_is_the_same_from_everywhere_is_taken(tmp_path: Path, url: str) -> None:
    assert load_settings(written(tmp_path, f'{GOOD}ledger_url: "{url}"\n')).ledger_url == url


@pytest.mark.parametrize(("settle", "item", "good"), [(180, 180, False), (600, 180, False), (179, 180, True)])
def test_a_request_is_not_given_less_time_than_its_answer_is_waited_for(
    tmp_path: Path, settle: int, item: int, good: bool
) -> None:
    """Each answer the site did not confirm would be cut off in that wait: unknown, a person's, and the run's end."""
    path = written(tmp_path, f"{GOOD}pacing: {{settle_seconds: {settle}, item_timeout_seconds: {item}}}\n")
    if good:
        assert load_settings(path).pacing.settle_seconds == settle
        return
    with pytest.raises(BadSettings, match=r"settings\.yaml:4: pacing: settle_seconds должно быть меньше"):
        load_settings(path)
