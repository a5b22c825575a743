"""The error tree is what its docstring draws, and every leaf tells somebody what to do."""

from __future__ import annotations

import inspect
import re

import pytest

from rpa import errors

TREE = [
    found
    for _name, found in inspect.getmembers(errors, inspect.isclass)
    if issubclass(found, errors.RpaError) and found is not errors.RpaError
]


def test_the_docstring_draws_every_class_and_no_other() -> None:
    drawn = set(re.findall(r"[├└]── (\w+)", errors.__doc__ or ""))
    assert drawn == {error.__name__ for error in TREE}


def test_the_docstring_gives_the_code_of_every_branch() -> None:
    for name, code in re.findall(r"[├└]── (\w+)\s+(\d+)  ", errors.__doc__ or ""):
        assert getattr(errors, name).exit_code == int(code), name


@pytest.mark.parametrize("error", TREE, ids=lambda error: error.__name__)
def test_every_error_says_who_acts_and_what_to_do(error: type[errors.RpaError]) -> None:
    assert error.who
    assert error.hint.endswith((".", "`.")), "a hint is a sentence"
    assert 0 < error.exit_code < 128


def test_codes_differ_between_branches_so_that_a_scheduler_can_tell_them_apart() -> None:
    branches = [error for error in TREE if error.__base__ is errors.RpaError]
    assert len({error.exit_code for error in branches}) == len(branches)


def test_an_error_reads_as_what_happened_and_what_to_do() -> None:
    error = errors.DatasetError("Строка 7: нет даты.", row=7, hint="Впишите дату.")
    assert str(error) == "Строка 7: нет даты. Впишите дату."
    assert error.row == 7
