"""What a stage of a daily run is, and what it answers with: numbers, never texts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from rpa.errors import InteractionNeeded, OrganizationBusy, SignInRejected
from rpa.operate.day import Day, Trouble
from rpa.operate.place import Place

BLOCKING = (SignInRejected, InteractionNeeded, OrganizationBusy)
"""After one of these no other stage should try the cabinet: a password must not be typed again and again."""


@dataclass(frozen=True, slots=True)
class Result:
    """What a stage that ended answers. ``troubles`` did not end it, but somebody has to hear of them."""

    code: int = 0
    counts: Mapping[str, int] = field(default_factory=dict)
    troubles: tuple[Trouble, ...] = ()
    run: str | None = None
    files: tuple[str, ...] = ()


class Blocked(Exception):
    """This stage has nothing to work from, because the one named failed."""

    def __init__(self, by: str) -> None:
        super().__init__(by)
        self.by = by


@dataclass(frozen=True, slots=True)
class Stage:
    """``rests_on``: stages whose new outcome makes this one run again. ``basis``: hash of what it works from."""

    name: str
    title: str
    carry_out: Callable[[Place, Day], Result]
    rests_on: tuple[str, ...] = ()
    in_cabinet: bool = True
    basis: Callable[[Place], str] = lambda _place: ""
