"""A redactor that knows somebody by name, and what it leaves of them."""

from __future__ import annotations

from rpa.audit import Redactor


def knowing(*names: str) -> Redactor:
    redactor = Redactor()
    for name in names:
        redactor.learn_person(name)
    return redactor


def require_hidden(name: str, cases: str) -> None:
    """Fails unless the name is hidden, and all of ``cases``, blanks between them."""
    redactor = knowing(name)
    for case in (name, *cases.split()):
        assert redactor.text(f"долг {case}, нет") == "долг ***, нет", case
