"""Questions on the terminal for which the library has English words only: yes or no, a number, a new password."""

from __future__ import annotations

import typer

from rpa.cli.output import err

YES, NO = ("да", "д", "yes", "y"), ("нет", "н", "no", "n", "")


def confirmed(question: str) -> bool:
    """Yes or no, asked until it is one of them; Enter alone is «нет»."""
    while True:
        said = str(typer.prompt(f"{question} [да/НЕТ]", default="", show_default=False)).strip().lower()
        if said in YES or said in NO:
            return said in YES
        err.print("Ответьте «да» или «нет».", markup=False)


def number(question: str, default: int) -> int:
    """A whole number; Enter alone is ``default``."""
    while True:
        said = str(typer.prompt(question, default=str(default), err=True)).strip()
        if said.isdecimal():
            return int(said)
        err.print("Нужно целое число.", markup=False)


def new_password() -> str:
    """A password typed twice, asked anew until both are the same."""
    while True:
        first, again = (str(typer.prompt(caption, hide_input=True)) for caption in ("Пароль", "Пароль ещё раз"))
        if first == again:
            return first
        err.print("Пароли не совпали.", markup=False)
