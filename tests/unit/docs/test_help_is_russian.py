"""A person who reads Russian meets no English word of the command line library, and no cut sentence at 80 columns."""

from __future__ import annotations

import re

import pytest
from printed_pages import command_contexts

from rpa.cli import main
from rpa.stand import command as stand_command
from rpa.stand.faults import FAULTS
from rpa.stand.server import listen

ENGLISH = re.compile(
    r"\b(Usage|Options|Arguments|Commands?|Try|Error|Show|Install|Missing|Invalid|required|default|env var|COMMAND|"
    r"ARGS|OPTIONS|str|int|path|range|No such|Got|does not|requires|Input|Aborted|not one of)\b|list\["
)


ARGPARSE = re.compile(
    r"\b(usage|positional|optional|options|show|exit|argument\w*|invalid|value|expected|unrecognized|required|"
    r"following|ambiguous|could|match|ignored|explicit)\b|(?<![-\w])[A-Z_]{2,}(?![-\w])"
)
"""The words of the stand's command line library, and the capitals it would make of an option's name."""


def without_names(text: str) -> str:
    """Without what a person types as it is: options, quoted words, file names."""
    return re.sub(r"--[\w-]+|'[^']*'|`[^`]*`", "", text)


@pytest.mark.parametrize(
    ("path", "shown"), command_contexts(), ids=lambda given: given if isinstance(given, str) else ""
)
def test_help_of_every_command_is_russian_and_whole_at_80_columns(path: str, shown: object) -> None:
    said = shown.get_help()  # type: ignore[attr-defined]
    frame = "\n".join(line for line in said.splitlines() if not line.startswith(f"Использование: {path}"))
    assert ENGLISH.findall(without_names(frame)) == []
    assert [line for line in said.splitlines() if len(line) > 80] == []
    assert not re.search(r"\w\.\.\.$", said, flags=re.MULTILINE), "a sentence is cut"
    assert all(parameter.help for parameter in shown.command.get_params(shown)), "an option without a word"  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("nosuch", "Нет такой команды: 'nosuch'."),
        ("doctr", "Нет такой команды: 'doctr'. Может быть, 'doctor'?"),
        ("debts plan --nosuch", "Нет такого ключа: --nosuch."),
        ("debts plan extra", "Лишнее в команде: extra."),
        ("debts plan --json=3", "Ключу '--json' значение не нужно."),
        ("report --format", "Ключу '--format' нужно значение."),
        ("debts withdraw", "Не указан аргумент 'НОМЕР'."),
        ("match explain", "Не указан ключ '--request'."),
        ("run --at-once many", "Неверное значение '--at-once': нужно целое число."),
        ("run daily --yes", "Неверное значение --set, --yes: только для сценария по имени, не для daily и guard"),
        ("run --at-once 99", "Неверное значение '--at-once': не больше 16."),
        ("inquiries export --format exe", "Неверное значение '--format': 'exe' — можно: 'xlsx', 'csv', 'json'."),
    ],
)
def test_wrong_usage_is_explained_in_russian_with_code_2(
    typed: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as left:
        main(typed.split())
    told = capsys.readouterr()
    assert left.value.code == 2
    assert told.out == ""
    assert told.err.rstrip().endswith(said)
    assert ENGLISH.findall(without_names(told.err)) == []


def test_a_group_without_a_command_shows_its_help(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["debts"])
    assert left.value.code == 2
    assert "Утвердить ответы" in capsys.readouterr().err


def test_help_and_version_leave_with_code_0(capsys: pytest.CaptureFixture[str]) -> None:
    for typed in (["--help"], ["debts", "plan", "-h"], ["--version"]):
        with pytest.raises(SystemExit) as left:
            main(typed)
        assert left.value.code == 0
        assert capsys.readouterr().out


@pytest.mark.parametrize("typed", ["--help", "accounting --help"])
def test_help_of_the_stand_is_russian_and_fits_80_columns(
    typed: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    with pytest.raises(SystemExit) as left:
        stand_command.main(typed.split())
    said = capsys.readouterr().out
    assert left.value.code == 0
    assert ARGPARSE.findall(without_names(re.sub("REST|JSON|HTML", "", said))) == []
    assert [line for line in said.splitlines() if len(line) > 80] == []


def test_help_of_the_stand_names_every_fault(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        stand_command.main(["--help"])
    shown = capsys.readouterr().out
    assert [
        name for name, kind in FAULTS.items() if not re.search(rf"^  {name} +{re.escape(kind.meaning)}$", shown, re.M)
    ] == []


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("--seed x", "--seed: нужно целое число, а не 'x'."),
        ("--latency x", "--latency: нужно число, а не 'x'."),
        ("--requests -1", "--requests: нужно неотрицательное целое число."),
        ("--requests x", "--requests: нужно неотрицательное целое число."),
        ("--now вчера", "--now: нужны дата и время, например 2026-11-24T09:00."),
        ("--smtp q", "--smtp: нужен АДРЕС:ПОРТ, например 127.0.0.1:1025."),
        ("--port", "--port: нужно значение."),
        ("--fault", "--fault: нужно хотя бы одно значение."),
        ("--json=2", "--json: значение '2' не нужно."),
        ("--nosuch", "Лишнее в команде: --nosuch."),
        ("--s 1", "Какой ключ имеется в виду: --s? Подходят: --seed, --smtp, --session-minutes."),
        ("accounting", "Не указано: ПАПКА."),
    ],
)
def test_a_wrong_call_of_the_stand_is_explained_in_russian_with_code_2(
    typed: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as left:
        stand_command.main(typed.split())
    told = capsys.readouterr()
    assert (left.value.code, told.out) == (2, "")
    assert told.err.rstrip().endswith(f"Ошибка. {said}")
    assert ARGPARSE.findall(without_names(told.err)) == []


def test_a_taken_port_is_told_in_russian_with_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    with listen(0) as taken:
        taken.listen()
        port = taken.getsockname()[1]
        assert stand_command.main(["--port", str(port)]) == 2
    told = capsys.readouterr().err
    assert f"порт {port} занят" in told and "--port" in told and "Errno" not in told
