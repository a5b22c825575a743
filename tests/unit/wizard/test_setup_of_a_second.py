"""Setting up a second organization where there is one already: nothing of the first is replaced by it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from rpa.audit import Journal
from rpa.cli import main
from rpa.cli.setting_up import asking, steps
from rpa.operate.wizard import Draft
from rpa.settings import DataRoot, OrganizationFolder

FIRST, SECOND = "1027700132195", "1037739010891"


@pytest.fixture
def first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> OrganizationFolder:
    monkeypatch.setattr("rpa.operate.wizard.lacking", lambda _folder, _settings: [])
    folder = DataRoot(tmp_path / "data").organization("uk-first").create()
    folder.settings.write_text(f"# наше\norganization: {{name: УК Первая, ogrn: '{FIRST}'}}\n", encoding="utf-8")
    return folder


def set_up(folder: OrganizationFolder, ogrn: str, *words: str) -> int:
    file = folder.machine.path.parent / "ready.yaml"
    file.write_text(f"organization: {{name: УК Иная, ogrn: '{ogrn}'}}\n", encoding="utf-8")
    with pytest.raises(SystemExit) as ended:
        main(["setup", *words, "--settings", str(file), "--data", str(folder.machine.path)])
    return int(ended.value.code or 0)


def worked(folder: OrganizationFolder) -> None:
    with Journal.open(folder.journal, organization=FIRST, run_id="20261124-060000-0001") as journal:
        journal.record("plan", items=3)


def test_settings_of_a_second_one_without_a_name_replace_not_those_of_the_only_one(first: OrganizationFolder) -> None:
    """They were written over it, comments and all, and the next run worked with the first one's journal."""
    before = first.settings.read_bytes()
    assert set_up(first, SECOND) == 78 and first.settings.read_bytes() == before
    assert set_up(first, SECOND, "uk-second") == 0 and first.settings.read_bytes() == before
    assert first.machine.slugs() == ["uk-first", "uk-second"]


def test_by_its_name_a_mistyped_number_is_put_right_until_work_was_done(first: OrganizationFolder) -> None:
    assert set_up(first, SECOND, "uk-first") == 0
    assert set_up(first, FIRST, "uk-first") == 0
    worked(first)
    assert set_up(first, SECOND, "uk-first") == 78


def test_the_question_takes_no_number_of_another_than_the_one_that_worked_here(
    first: OrganizationFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    worked(first)
    said: Iterator[str] = iter(["УК Иная", SECOND, FIRST])
    monkeypatch.setattr(asking, "text", lambda *_args, **_keys: next(said))
    steps._organization(draft := Draft(first))
    assert draft.section("organization")["ogrn"] == FIRST


def test_one_organization_gets_no_second_folder_whose_lock_and_memory_are_its_own(
    first: OrganizationFolder, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Both would answer for it in one , neither waiting for the other."""
    assert set_up(first, FIRST, "uk-frist") == 78 and "uk-first" in capsys.readouterr().err
    assert first.machine.slugs() == ["uk-first"]
    said: Iterator[str] = iter(["УК Первая", FIRST, SECOND])
    monkeypatch.setattr(asking, "text", lambda *_args, **_keys: next(said))
    steps._organization(draft := Draft(first.machine.organization("uk-frist")))
    assert draft.section("organization")["ogrn"] == SECOND
    assert set_up(first, FIRST, "uk-first") == 0, "its own folder is no second one"


def test_a_folder_of_the_stand_takes_no_number_from_the_real_cabinet(first: OrganizationFolder) -> None:
    stand = "site: {dom: http://dom.localhost, my: http://my.localhost, esia: http://esia.localhost, stand: true}\n"
    first.settings.write_text(first.settings.read_text(encoding="utf-8") + stand, encoding="utf-8")
    assert set_up(first, FIRST, "uk-real") == 0
