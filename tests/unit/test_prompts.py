"""Questions on the terminal are asked, and asked again, in Russian."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from rpa.cli.prompts import confirmed, new_password, number

CLI = Path(__file__).parents[2] / "rpa" / "cli"


def asked(question: Callable[[], object], *lines: str) -> tuple[str, str]:
    """What was made of the lines typed, and what the terminal showed besides."""
    app = typer.Typer()
    app.command()(lambda: typer.echo(f"= {question()}"))
    done = CliRunner().invoke(app, input="".join(f"{line}\n" for line in lines))
    assert done.exception is None, done.output
    shown, _, made = done.output.rpartition("= ")
    return made.strip(), shown


@pytest.mark.parametrize(
    ("typed", "answer"),
    [("да", "True"), (" Д ", "True"), ("y", "True"), ("нет", "False"), ("Н", "False"), ("no", "False"), ("", "False")],
)
def test_yes_and_no_are_understood_in_russian_and_nothing_is_no(typed: str, answer: str) -> None:
    made, shown = asked(lambda: confirmed("Изменить?"), typed)
    assert made == answer
    assert "Изменить? [да/НЕТ]" in shown


def test_an_answer_that_is_neither_is_asked_again() -> None:
    made, shown = asked(lambda: confirmed("Изменить?"), "может быть", "да")
    assert made == "True"
    assert shown.count("Изменить?") == 2
    assert "Ответьте «да» или «нет»." in shown


def test_a_number_is_asked_until_it_is_one_and_enter_takes_the_one_shown() -> None:
    made, shown = asked(lambda: number("Какой", 3), "второй", "2")
    assert (made, "Нужно целое число." in shown) == ("2", True)
    assert asked(lambda: number("Какой", 3), "")[0] == "3"


def test_a_new_password_is_typed_twice_alike() -> None:
    made, shown = asked(new_password, "один", "другой", "один", "один")
    assert made == "один"
    assert "Пароль ещё раз" in shown
    assert shown.count("Пароли не совпали.") == 1


def test_no_command_asks_in_the_words_of_the_library() -> None:
    """``confirm`` shows [y/N]; a typed or repeated prompt says in English what was wrong."""
    found = set()
    for path in sorted(CLI.rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        if not re.search(r"\b(confirm|prompt)\b", text):
            continue  # a call names what it calls
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Call):
                name, given = ast.unparse(node.func), {keyword.arg for keyword in node.keywords}
                if name == "typer.confirm" or (name == "typer.prompt" and given & {"type", "confirmation_prompt"}):
                    found.add(f"{path.relative_to(CLI)}:{node.lineno}")
    assert found == set()
