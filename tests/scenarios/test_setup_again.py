"""Steps of the set-up taken again: what cannot be used replaces nothing, and what nobody asked about stays."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import yaml

from rpa.cli import main
from rpa.cli.setting_up import asking, steps
from rpa.cli.setting_up.steps import walk
from rpa.errors import SignInRejected, SiteUnavailable
from rpa.operate.wizard import Draft, tried_secrets
from rpa.settings import DataRoot, load_settings
from tests.cheap_vault import cheap_vault
from tests.kept_browser import starts_counted
from tests.scenarios.conftest import PASS_PHRASE, make_place
from tests.stand.conftest import RunningStand

HEAD = (
    "row_id;address;flat;fio;act_kind;court;case_number;act_date;in_force_date;act_status;"
    "debt_from;debt_to;awarded_main;rest_main;balance_date"
)
ROW = (
    "{0};г. Энск, ул. Мира, д. 5;12;Петрова Анна Ивановна (вымышленная);приказ;Участок № 1;2-{0}/2025;"
    "01.02.2025;01.03.2025;действует;01.2024;12.2024;1000;500;01.11.2026"
).replace(" (вымышленная)", "")

Answers = Callable[..., Draft]


@pytest.fixture
def answers_with(monkeypatch: pytest.MonkeyPatch) -> Callable[[Mapping[str, Any]], None]:
    """Answers by the beginning of each question; ``...`` is Enter: what is proposed.

    Who is asked once more than they have answers leaves.
    """
    monkeypatch.setenv("RPA_VAULT_PASSPHRASE", PASS_PHRASE)

    def take(answers: Mapping[str, Any]) -> None:
        left = {question: list(said) if isinstance(said, list) else [said] for question, said in answers.items()}

        def say(question: str, proposed: Any) -> Any:
            key = next(key for key in left if question.startswith(key))
            if not left[key]:
                raise asking.Left
            found = left[key].pop(0)
            return proposed if found is ... else found

        monkeypatch.setattr(asking, "text", lambda question, default="", **_: say(question, default))
        monkeypatch.setattr(asking, "secret", lambda question: say(question, ""))
        monkeypatch.setattr(asking, "yes", lambda question, default=True: say(question, default))
        monkeypatch.setattr(asking, "choice", lambda question, _words, default: say(question, default))
        monkeypatch.setattr(asking, "several", lambda question, _words, chosen: say(question, chosen))

    return take


@pytest.fixture
def answered(answers_with: Callable[[Mapping[str, Any]], None]) -> Answers:
    """Walks steps so."""

    def take(draft: Draft, *names: str, answers: Mapping[str, Any]) -> Draft:
        answers_with(answers)
        walk(draft, names)
        return draft

    return take


@pytest.fixture
def command(answers_with: Callable[[Mapping[str, Any]], None], monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """`rpa setup …` at a terminal, answered so."""
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(isatty=lambda: True))
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)

    def take(*arguments: str, answers: Mapping[str, Any]) -> None:
        answers_with(answers)
        main(["setup", *arguments])

    return take


def register(path: Path, head: str = HEAD, rows: int = 2) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join([head, *(ROW.format(number) for number in range(1, rows + 1))]), encoding="utf-8")
    return path


def settings_with(place: Any, **sections: Any) -> Draft:
    """``place``'s settings and ``sections``."""
    document = yaml.safe_load(place.folder.settings.read_text(encoding="utf-8")) | sections
    place.folder.settings.write_text(yaml.safe_dump(document, allow_unicode=True), encoding="utf-8")
    return Draft(place.folder)


def test_one_step_alone_and_a_wrong_number_is_asked_again(
    tmp_path: Path, command: Callable[..., None], capsys: pytest.CaptureFixture[str]
) -> None:
    numbers = ["1027700132196", "1027700132195"]
    answers = {"Название организации": "ООО «Пример» (вымышленное)", "ОГРН (по нему": numbers}
    with pytest.raises(SystemExit) as ended:
        command("uk-primer", "organization", "--data", str(tmp_path), answers=answers)
    told = capsys.readouterr()
    assert (ended.value.code, told.err.count("опечатка")) == (0, 1)
    assert "Остановлено" not in told.out
    settings = load_settings(DataRoot(tmp_path).organization("uk-primer").settings)
    assert settings.organization.ogrn == "1027700132195"
    assert not settings.site.stand


def test_a_file_that_cannot_be_used_is_told_and_asked_for_again(
    bare: Any, tmp_path: Path, command: Callable[..., None], capsys: pytest.CaptureFixture[str]
) -> None:
    (bad := tmp_path / "bad.csv").write_text("Что-то;Другое\n1;2\n", encoding="utf-8")
    absent = tmp_path / "absent.xlsx"
    # Of columns nobody can be told: none is what it should be.
    answers = {"Файл данных": [str(absent), str(bad), ""], "Где": ["-"] * 40}
    with pytest.raises(SystemExit) as ended:
        command("dataset", "-o", "uk", "--data", str(tmp_path), answers=answers)
    told = capsys.readouterr()
    assert (ended.value.code, "absent.xlsx" in told.err) == (0, True)
    assert "Остановлено" not in told.out
    assert load_settings(bare.folder.settings).dataset.file is None


def test_enter_at_every_question_about_the_data_changes_nothing(
    bare: Any, tmp_path: Path, answered: Answers, capsys: pytest.CaptureFixture[str]
) -> None:
    file = register(tmp_path / "debts.csv", HEAD.replace("address", "Где живёт"))
    mapping = tmp_path / "ours.yaml"
    mapping.write_text("columns:\n  address: Где живёт\n  row_id: null\n", encoding="utf-8")
    (tmp_path / "scans").mkdir()
    (tmp_path / "acts").mkdir()
    wished = {"file": file, "mapping": mapping, "acts": tmp_path / "scans", "served_houses": tmp_path / "houses.xlsx"}
    draft = settings_with(bare, dataset={name: str(path) for name, path in wished.items()})
    before = bare.folder.settings.read_text(encoding="utf-8")
    answered(draft, "dataset", "houses", answers={"Файл данных": ..., "Список обслуживаемых": ""})
    assert bare.folder.settings.read_text(encoding="utf-8") == before
    assert "Строк принято: 2" in capsys.readouterr().out


def test_a_mapping_of_a_file_that_was_not_taken_is_not_applied_to_the_next(
    bare: Any, tmp_path: Path, answered: Answers
) -> None:
    strange = register(tmp_path / "strange.csv", HEAD.replace("address", "Где"), rows=1)
    strange.write_text(strange.read_text(encoding="utf-8").replace("rest_main", "Сколько"), encoding="utf-8")
    good = register(tmp_path / "good.csv")
    answers = {"Файл данных": [str(strange), str(good)], "Где «Адрес»?": "B", "Где «Остаток": "-"}
    answered(settings_with(bare), "dataset", answers=answers)
    source = load_settings(bare.folder.settings).dataset
    assert (source.file, source.mapping) == (good, None)


def test_a_mapping_in_use_is_not_written_over_by_one_that_is_only_tried(
    bare: Any, tmp_path: Path, answered: Answers
) -> None:
    used = bare.folder.root / "dataset" / "mapping.yaml"
    used.parent.mkdir(exist_ok=True)
    used.write_text("columns:\n  address: Где живёт\n", encoding="utf-8")
    file = register(tmp_path / "debts.csv", HEAD.replace("address", "Где живёт"))
    other = register(tmp_path / "other.csv", HEAD.replace("address", "Жильё"))
    draft = settings_with(bare, dataset={"file": str(file), "mapping": str(used)})
    answered(draft, "dataset", answers={"Файл данных": str(other), "Где «Адрес»?": "B"})
    source = load_settings(bare.folder.settings).dataset
    assert source.file == other
    assert source.mapping == used.with_name("mapping-new.yaml")
    assert used.read_text(encoding="utf-8") == "columns:\n  address: Где живёт\n"


def test_acts_beside_the_former_file_are_not_those_of_a_new_one(bare: Any, tmp_path: Path, answered: Answers) -> None:
    former, new = (register(tmp_path / name / "debts.csv") for name in ("former", "new"))
    for file in (former, new):
        (file.parent / "acts").mkdir()
    draft = settings_with(bare, dataset={"file": str(former), "acts": str(former.parent / "acts")})
    answered(draft, "dataset", answers={"Файл данных": str(new)})
    assert load_settings(bare.folder.settings).dataset.acts == new.parent / "acts"


def test_a_step_that_failed_leaves_nothing_to_the_next_one(
    bare: Any, answered: Answers, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_site(draft: Draft) -> None:
        draft.put("cabinet", email_notifications=False)
        raise SiteUnavailable("Сайт не открывается.")

    monkeypatch.setitem(steps._STEPS, "cabinet", no_site)
    answers = {"Что отправлять": ..., "Ответ «имеется»": True}
    draft = answered(settings_with(bare), "cabinet", "policy", answers=answers)
    assert draft.done == ["policy"]
    settings = load_settings(bare.folder.settings)
    assert settings.cabinet.email_notifications
    assert settings.decision.two_people_for_debt


def test_secrets_that_were_refused_are_not_kept_and_those_before_are(bare: Any) -> None:
    vault = cheap_vault(bare.folder.root / "other.enc", PASS_PHRASE)
    vault.set("password", "the good one")
    with pytest.raises(SignInRejected), tried_secrets(vault, {"password": "a wrong one", "login": "somebody"}):
        raise SignInRejected("нет")
    assert (vault.get("password"), vault.get("login")) == ("the good one", None)


def test_a_password_is_tried_although_the_session_lives(
    stands: Callable[..., RunningStand], tmp_path: Path, answered: Answers, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand = stands("--requests", "1", "--inquiries", "0")
    account = stand.account
    place = make_place(stand, tmp_path, sign_in={"method": "person"})
    answers = {"Как входить": "totp", "Логин": ..., "Ключ TOTP": account["totp_secret"]}
    answers |= {"Получать письма": ..., "Кто работает": ...}

    def asked_of_esia(steps: tuple[str, ...], password: str) -> Draft:
        since = len(stand.events())
        draft = answered(Draft(place.folder), *steps, answers=answers | {"Пароль": password})
        assert [one for one in stand.events()[since:] if one["kind"].startswith("esia")], "ЕСИА was asked"
        assert cheap_vault(place.folder.vault, PASS_PHRASE).get("password") == account["password"]
        return draft

    started, steps = starts_counted(monkeypatch), ("browser", "sign-in", "who", "cabinet")
    assert asked_of_esia(("browser", "sign-in"), f"{account['password']}!").done == ["browser"]
    assert len(started) == 1
    assert load_settings(place.folder.settings).sign_in.method == "person"
    assert asked_of_esia(steps, account["password"]).done == list(steps)
    assert len(started) == 2, "the browser that was tried is that of all steps"
    assert load_settings(place.folder.settings).sign_in.method == "totp"


def test_later_at_the_sign_in_leaves_it_as_it_was(bare: Any, answered: Answers) -> None:
    before = bare.folder.settings.read_text(encoding="utf-8")
    answered(Draft(bare.folder), "sign-in", answers={"Как входить": "later"})
    assert bare.folder.settings.read_text(encoding="utf-8") == before
    assert load_settings(bare.folder.settings).sign_in.method == "totp"
