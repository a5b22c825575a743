"""Looks at everything a run needs and says, line by line, what is wrong, what it means and which command cures it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from rpa.errors import RpaError
from rpa.operate.day import worst
from rpa.operate.doctor import machine, work
from rpa.operate.doctor.complaint import Complaint, of_error
from rpa.operate.doctor.site import site
from rpa.operate.place import Place
from rpa.settings.secrets import ClosedSecrets

__all__ = ["CHECKS", "Complaint", "examine", "exit_code"]

Check = Callable[[Place], Iterator[Complaint]]

CHECKS: tuple[tuple[str, Check], ...] = (
    ("браузер", machine.browser),
    ("установка", machine.installation),
    ("права файлов", machine.rights),
    ("место на диске", machine.disk),
    ("секреты", machine.secrets),
    ("календарь", work.calendar),
    ("данные", work.dataset),
    ("список домов", work.houses),
    ("прерванные отправки", work.ledger),
)
"""What a run checks before its day, too. In the order a person would cure them."""

OUTSIDE: tuple[tuple[str, Check], ...] = (("расписание", work.schedule), ("кабинет", site))


def examine(place: Place, *, with_site: bool = True) -> list[Complaint]:
    """Every check. ``with_site=False`` leaves out the cabinet, and the schedule: a run that begins is its own proof."""
    found: list[Complaint] = []
    for what, check in CHECKS + (OUTSIDE if with_site else ()):
        if check is site and isinstance(place.secrets, ClosedSecrets):
            continue
        try:
            found.extend(check(place))
        except RpaError as error:
            found.append(of_error(check.__name__, what, error))
    return found


def exit_code(found: Sequence[Complaint]) -> int:
    """0 when nothing is wrong; else the most actionable code among what is."""
    return worst(one.code for one in found if one.state == "wrong")
