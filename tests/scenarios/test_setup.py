"""The set-up through a real terminal of 80 columns, on the training stand; and without questions."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pexpect
import pytest
import yaml

from rpa.errors import BadSettings
from rpa.operate.wizard import STEPS, Draft
from rpa.settings import DataRoot, load_settings
from tests.forking import run
from tests.stand.conftest import ROOT

PASSPHRASE = "a made-up pass phrase"
DOWN, ENTER, CTRL_C = "\x1b[B", "\r", "\x03"
WAIT = 90
pytestmark = pytest.mark.skipif(os.name != "posix", reason="pexpect needs a POSIX terminal")


class Terminal:
    """A person at `rpa setup`, 80 columns wide."""

    def __init__(self, data: Path, *arguments: str) -> None:
        environment = {**os.environ, "RPA_VAULT_PASSPHRASE": PASSPHRASE, "TERM": "xterm", "PROMPT_TOOLKIT_NO_CPR": "1"}
        for name in ("DISPLAY", "WAYLAND_DISPLAY"):
            environment.pop(name, None)
        self.heard = ""
        self.child = pexpect.spawn(
            sys.executable, ["-m", "rpa", "setup", *arguments, "--data", str(data)],
            env=environment, encoding="utf-8", dimensions=(30, 80), timeout=WAIT, cwd=str(ROOT),
        )  # fmt: skip

    def hears(self, pattern: str) -> re.Match[str]:
        self.child.expect(pattern)
        self.heard += f"{self.child.before}{self.child.after}"
        found: Any = self.child.match
        return found

    def answers(self, question: str, keys: str = ENTER) -> None:
        self.hears(question)
        self.child.send(keys)

    def ends(self) -> int:
        self.child.expect(pexpect.EOF)
        self.heard += str(self.child.before)
        self.child.close()
        return int(self.child.exitstatus if self.child.exitstatus is not None else -1)


def shown_in_the_guide() -> list[str]:
    """Titles and questions of the transcript in docs/setup.md, each as far as a line of 80 columns surely shows it."""
    text = (ROOT / "docs" / "setup.md").read_text(encoding="utf-8")
    block = text.partition("<!-- transcript -->")[2].partition("<!-- /transcript -->")[0]
    lines = [line.split("  ")[0] for line in block.splitlines() if re.match(r"\? |\d+/11\. ", line)]
    assert len(lines) > 20
    return [re.sub(r": отмечено \d+$", "", line)[:60] for line in lines]


def plain(heard: str) -> str:
    return re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", heard)


def accounts(terminal: Terminal) -> dict[str, str]:
    """What the stand says at its beginning."""
    captions = {"login": "Логин", "password": "Пароль", "totp": "Ключ TOTP"}
    return {name: terminal.hears(rf"{caption}: (\S+)").group(1) for name, caption in captions.items()}


def to_the_sign_in(terminal: Terminal) -> dict[str, str]:
    known = accounts(terminal)
    terminal.answers("Название организации")
    terminal.answers("ОГРН .по нему")
    return known


def test_the_whole_set_up_on_the_stand_can_be_left_goes_on_where_it_was_left_and_keeps_what_was_tried(
    tmp_path: Path,
) -> None:
    left = Terminal(tmp_path, "training", "--stand")
    to_the_sign_in(left)
    left.answers("Как входить", CTRL_C)
    left.hears("Остановлено")
    assert left.ends() == 0
    assert Draft(DataRoot(tmp_path).organization("training")).next == "sign-in"

    terminal = Terminal(tmp_path, "training", "--stand")
    known = accounts(terminal)
    shown_by_the_stand = len(terminal.heard)
    terminal.hears("3/11")
    assert "1/11" not in terminal.heard
    terminal.answers("Как входить", DOWN + ENTER)
    terminal.answers("Логин ЕСИА", known["login"] + ENTER)
    terminal.answers("Пароль", known["password"] + ENTER)
    terminal.answers("Ключ TOTP .base32", known["totp"] + ENTER)
    terminal.hears("есть раздел: ответы на запросы")
    terminal.answers("Получать письма", "что?" + ENTER)
    terminal.answers("Напишите «да» или «нет»", "\x15да" + ENTER)
    terminal.answers("Кто работает")
    terminal.answers("Файл данных")
    terminal.hears("Столбцы листа")
    terminal.hears("Первые строки")
    terminal.answers("Список обслуживаемых")
    terminal.answers("Что отправлять без")
    terminal.answers("два разных", "нет" + ENTER)
    terminal.answers("Куда сообщать")
    terminal.answers("Когда начинать")
    if "Поставить" in terminal.hears("Поставить в расписание|Запросов ждёт ответа: ").group():
        terminal.child.send("нет" + ENTER)
        terminal.hears("Запросов ждёт ответа: ")
    terminal.hears(r"20\.")
    assert terminal.ends() == 0
    missing = [line for line in shown_in_the_guide() if line not in plain(left.heard + terminal.heard)]
    assert missing == [], "docs/setup.md shows what is not said any more"
    folder = DataRoot(tmp_path).organization("training")
    settings = load_settings(folder.settings)
    assert settings.site.stand
    assert settings.sign_in.method == "totp"
    assert settings.dataset.file is not None
    assert settings.dataset.file.name == "debts.xlsx"
    assert settings.cabinet.employees
    assert settings.decision.automatic == "nothing", "nothing is sent unseen unless somebody wished it"
    assert Draft(folder).next is None
    assert list(folder.plans.glob("*.json")) == [], "a dry plan leaves no plan behind"
    typed = terminal.heard[shown_by_the_stand:]
    for secret in (known["password"], known["totp"], PASSPHRASE):
        assert secret not in typed
        for file in (path for path in tmp_path.rglob("*") if path.is_file()):
            assert secret.encode() not in file.read_bytes(), file.name


def organization(data: Path, **sections: Any) -> Path:
    folder = DataRoot(data).organization("uk").create()
    document = {"organization": {"name": "ООО «Пример» (вымышленное)", "ogrn": "1027700132195"}, **sections}
    folder.settings.write_text(yaml.safe_dump(document, allow_unicode=True), encoding="utf-8")
    return folder.settings


def rpa(*arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "RPA_VAULT_PASSPHRASE": PASSPHRASE, "COLUMNS": "200"}
    return run("rpa", *arguments, env=environment)


def test_without_questions_everything_missing_is_named_at_once(tmp_path: Path) -> None:
    file = organization(
        tmp_path / "elsewhere",
        sign_in={"method": "totp"},
        dataset={"file": "absent.xlsx", "mapping": "absent.yaml"},
        notices={"urls": ["vault:mail"], "heartbeat_url": "vault:pulse"},
    )
    done = rpa("setup", "uk", "--no-input", "--settings", str(file), "--data", str(tmp_path))
    assert done.returncode == BadSettings.exit_code
    for part in (
        "dataset.file",
        "absent.yaml",
        "dataset.served_houses",
        "login",
        "totp_secret",
        "set mail",
        "set pulse",
    ):
        assert part in done.stderr, part


def test_without_questions_a_complete_file_is_taken(tmp_path: Path) -> None:
    accounting = tmp_path / "accounting"
    run("rpa.stand", "accounting", "--requests", "5", str(accounting)).check_returncode()
    dataset = {"file": str(accounting / "debts.xlsx"), "served_houses": str(accounting / "served_houses.xlsx")}
    file = organization(tmp_path / "elsewhere", dataset=dataset)
    done = rpa("setup", "uk", "--no-input", "--settings", str(file), "--data", str(tmp_path))
    assert done.returncode == 0, done.stderr
    assert load_settings(DataRoot(tmp_path).organization("uk").settings).dataset.file == accounting / "debts.xlsx"


def test_where_nobody_can_be_asked_it_says_what_to_do_instead(tmp_path: Path) -> None:
    done = rpa("setup", "uk", "--data", str(tmp_path))
    assert done.returncode == BadSettings.exit_code
    assert "--no-input" in done.stderr


def test_the_draft_offers_the_steps_in_order_and_keeps_what_is_done(tmp_path: Path) -> None:
    draft = Draft(DataRoot(tmp_path).organization("uk"))
    assert draft.next == next(iter(STEPS))
    with pytest.raises(BadSettings):
        draft.keep("browser")
    draft.put("organization", name="ООО «Пример» (вымышленное)", ogrn="1027700132195")
    draft.keep("organization")
    assert Draft(draft.folder).next == "browser"
    draft.put("dataset", file="/x.xlsx")
    assert Draft(draft.folder).settings.dataset.file is None, "what was not kept is not in the file"
