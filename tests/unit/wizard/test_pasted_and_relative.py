"""What people paste, where they start the set-up, and which of several organizations they meant."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from rpa.cli import main
from rpa.cli.setting_up import asking
from rpa.cli.setting_up.steps import walk
from rpa.operate.wizard import Draft
from rpa.settings import DataRoot, load_settings
from tests.scenarios.test_setup_again import HEAD, register


def asked(monkeypatch: pytest.MonkeyPatch, *typed: str) -> tuple[Path | None, list[Path]]:
    """What the question for a file ends with, and every path that was tried; ``Left`` when answers run out."""
    answers: Iterator[str] = iter(typed)

    def text(_question: str, _default: str = "") -> str:
        try:
            return next(answers)
        except StopIteration:
            raise asking.Left from None

    tried: list[Path] = []
    monkeypatch.setattr(asking, "text", text)
    return asking.file("Файл", None, lambda path: tried.append(path) is None and path.is_file()), tried


@pytest.mark.parametrize("pasted", ['"{}"', "'{}'", "«{}»", "\u202a{}", ' " {} " ', "\ufeff{}"])
def test_a_path_as_a_file_manager_copies_it_is_that_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pasted: str
) -> None:
    """«Копировать как путь» of Windows quotes it, its window of properties puts an unseen mark before it."""
    file = tmp_path / "долги за ноябрь.xlsx"
    file.touch()
    assert asked(monkeypatch, pasted.format(file)) == (file, [file])


@pytest.mark.parametrize("typed", ["~nobody-of-this-name/debts.xlsx", "a" * 5000, "debts\0.xlsx"])
def test_what_is_no_path_at_all_is_asked_again_and_ends_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], typed: str
) -> None:
    file = tmp_path / "debts.xlsx"
    file.touch()
    assert asked(monkeypatch, typed, str(file)) == (file, [file])
    assert "Это не путь к файлу" in capsys.readouterr().err


def test_ctrl_c_at_a_question_says_nothing_in_english() -> None:
    said: list[str] = []
    with pytest.raises(asking.Left):
        asking._answer(SimpleNamespace(ask=lambda kbi_msg="Cancelled by user": said.append(kbi_msg)))
    assert said == [""]


def test_a_mapping_made_from_a_relative_folder_of_data_is_found_afterwards(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Paths in the settings are relative to their own folder: the set-up was content, and no plan could be made."""
    monkeypatch.chdir(tmp_path)
    draft = Draft(DataRoot.of(Path("data")).organization("uk"))
    draft.put("organization", name="УК Пример", ogrn="1027700132195")
    draft.keep("organization")
    file = register(tmp_path / "debts.csv", HEAD.replace("address", "Где живёт"))
    monkeypatch.setattr(asking, "text", lambda _question, _default="", **_: str(file))
    monkeypatch.setattr(asking, "choice", lambda *_: "B")
    walk(draft, ["dataset"])
    mapping = load_settings(draft.folder.settings).dataset.mapping
    assert mapping is not None and mapping.is_file()
    # The one in use is known as such: a new one, which is still to be tried, is not written over it.
    register(file, HEAD.replace("address", "Жильё"))
    walk(Draft(draft.folder), ["dataset"])
    assert load_settings(draft.folder.settings).dataset.mapping == mapping.with_name("mapping-new.yaml")


@pytest.mark.parametrize("words", [["dataset"], [], ["--no-input"]])
def test_of_several_organizations_none_is_taken_because_of_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], words: list[str]
) -> None:
    """The first one ever set up is called «organization»: the second one's register would have become its own."""
    root = DataRoot.of(tmp_path)
    for slug, ogrn in (("organization", "1027700132195"), ("uk-second", "1037739010891")):
        settings = f"organization: {{name: УК, ogrn: '{ogrn}'}}\n"
        root.organization(slug).create().settings.write_text(settings, encoding="utf-8")
    monkeypatch.setattr("sys.stdin", SimpleNamespace(isatty=lambda: True))
    monkeypatch.setattr("rpa.cli.setting_up.steps.walk", lambda *_: pytest.fail("nobody named it"))
    with pytest.raises(SystemExit) as ended:
        main(["setup", *words, "--data", str(tmp_path)])
    assert ended.value.code == 78
    assert "organization, uk-second" in " ".join(capsys.readouterr().err.split())
