"""The review queue: earliest deadline first, one screen of it at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.responses import Response

from rpa.debts.decision import rules
from rpa.debts.decision.ruling import Rule
from rpa.errors import PlanError
from rpa.web.desk import why_unreadable
from rpa.web.site import Visit, go, page_of
from rpa.web.standing import Line, State

ON_A_PAGE = 50
FILTERS: dict[str, tuple[str, Callable[[Line], bool]]] = {
    "todo": ("Ждут решения", lambda line: line.state in (State.REVIEW, State.NOT_THERE)),
    "left": ("Оставлены", lambda line: line.state is State.LEFT),
    "second": ("Вторая подпись", lambda line: line.state is State.SECOND),
    "proposed": ("Решены правилом", lambda line: line.state is State.PROPOSED),
    "approved": ("Утверждены", lambda line: line.state is State.APPROVED),
    "over": ("Отправлены", lambda line: not line.state.waits),
    "all": ("Все", lambda line: True),
}
RULE_TITLES = {found.number: found.case for found in vars(rules).values() if isinstance(found, Rule)}


@dataclass(frozen=True, slots=True)
class Wish:
    """Which part of the queue: kept in the address, so that «back» and a bookmark work."""

    show: str = "todo"
    rule: str = ""
    find: str = ""

    @classmethod
    def of(cls, visit: Visit) -> Wish:
        show = visit.query("show", "todo")
        return cls(show if show in FILTERS else "todo", visit.query("rule")[:8], visit.query("find").strip()[:80])

    def chosen(self, lines: Sequence[Line]) -> list[Line]:
        fits = FILTERS[self.show][1]
        wanted = self.find.casefold()
        return [
            line
            for line in lines
            if fits(line) and (not self.rule or line.item.rule == self.rule) and (not wanted or wanted in _text(line))
        ]

    def address(self, **more: object) -> str:
        """The query that leads back here."""
        plain = {"show": self.show, "rule": self.rule, "find": self.find, **more}
        return urlencode({key: value for key, value in plain.items() if value not in ("", None)})


def show(visit: Visit) -> Response:
    try:
        lines = list(visit.site.desk.lines().values())
    except PlanError as error:
        return visit.show("queue.html", lines=None, why=why_unreadable(error))
    wish = Wish.of(visit)
    chosen = wish.chosen(lines)
    pages = max(1, -(-len(chosen) // ON_A_PAGE))
    number = visit.page_number(pages)
    start = (number - 1) * ON_A_PAGE
    counts = {name: sum(map(fits, lines)) for name, (_, fits) in FILTERS.items()}
    by_rule = Counter(line.item.rule for line in lines if FILTERS[wish.show][1](line))
    if wish.rule:
        # Also where none is left of it: the list must not look as if it were of all rules.
        by_rule.setdefault(wish.rule, 0)
    return visit.show(
        "queue.html",
        lines=chosen[start : start + ON_A_PAGE],
        total=len(chosen),
        start=start,
        page=number,
        pages=pages,
        wish=wish,
        counts=counts,
        filters=FILTERS,
        rules=sorted(by_rule.items()),
        titles=RULE_TITLES,
    )


def find(visit: Visit) -> Response:
    """A whole number typed into the search opens the request itself."""
    text = visit.query("find").strip()
    try:
        known = visit.site.desk.open().plan.by_number
    except PlanError:
        return go("/queue")
    return go(page_of(text) if text in known else f"/queue?{urlencode({'show': 'all', 'find': text[:80]})}")


def _text(line: Line) -> str:
    return f"{line.item.request_number}\n{line.item.address} {line.item.address_details or ''}".casefold()
