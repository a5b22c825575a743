"""What every view of the page is given: the desk, the accounts, the runs; and how a page is rendered."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

import jinja2
from markupsafe import Markup
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from rpa.audit.report.page import as_date, visible
from rpa.audit.report.words import plural
from rpa.debts.calendar import WorkCalendar
from rpa.debts.deadline import MOSCOW
from rpa.debts.plan import PlanItem
from rpa.operate.planning import work_calendar
from rpa.web.accounts import Account, Accounts, Role
from rpa.web.data import Data
from rpa.web.desk import Desk
from rpa.web.history import History
from rpa.web.runs import Runs
from rpa.web.sessions import Session, Sessions
from rpa.web.standing import DECISIONS, Line
from rpa.web.throttle import Throttle

HERE = Path(__file__).parent


@dataclass
class Site:
    """One organization's page."""

    desk: Desk
    accounts: Accounts
    sessions: Sessions
    runs: Runs
    data: Data
    history: History
    throttle: Throttle = field(default_factory=Throttle)
    secure: bool = False
    kept: dict[str, Any] = field(default_factory=dict)
    """What views remember between requests, by their own key: an upload that was checked, the last reading."""

    def __post_init__(self) -> None:
        self._templates = environment()

    def calendar(self) -> WorkCalendar:
        """The production calendar, read again when years were added. Raises ``CalendarError``."""
        place = self.desk.last_place
        marks = tuple(_mark(path) for path in place.folder.calendars)
        known: tuple[object, WorkCalendar] | None = self.kept.get("calendar")
        if known is None or known[0] != marks:
            known = self.kept["calendar"] = (marks, work_calendar(place))
        return known[1]

    def render(self, template: str, **values: Any) -> str:
        return self._templates.get_template(template).render(**values)


@dataclass
class Visit:
    """One request of one signed-in person."""

    site: Site
    request: Request
    session: Session
    account: Account
    token: str
    form: FormData = field(default_factory=FormData)

    def text(self, name: str) -> str:
        """A field of the form, blanks cut; a file or nothing is an empty text. A line's end is one sign, as for the
        browser, which counts up to the longest note."""
        value = self.form.get(name)
        return value.replace("\r\n", "\n").strip() if isinstance(value, str) else ""

    def texts(self, name: str) -> list[str]:
        return [value for value in self.form.getlist(name) if isinstance(value, str)]

    def file(self, name: str) -> UploadFile | None:
        value = self.form.get(name)
        return value if isinstance(value, UploadFile) and value.filename else None

    def query(self, name: str, default: str = "") -> str:
        return self.request.query_params.get(name, default)

    def page_number(self, pages: int) -> int:
        """Which of so many pages is asked for; nonsense is the first, too far the last."""
        text = self.query("page", "1")
        return min(max(1, int(text[:9])), pages) if text.isdecimal() else 1

    def may(self, role: Role) -> bool:
        return self.account.role >= role

    def say(self, kind: str, text: str, undo: Line | None = None) -> None:
        """Said at the top of the next page this person sees. ``kind``: ``good``, ``bad`` or ``info``.

        ``undo`` is a request as the person's decision left it: nobody else's later one is undone by their button.
        """
        number, state = (undo.item.request_number, undo.token) if undo is not None else ("", "")
        self.session.flash.append((kind, text, number, state))

    def show(self, template: str, *, status: int = 200, **values: Any) -> Response:
        flash, self.session.flash[:] = list(self.session.flash), []
        place = self.site.desk.last_place
        html = self.site.render(
            template,
            visit=self,
            organization=place.settings.organization.name,
            stand=place.settings.site.stand,
            flash=flash,
            token=self.token,
            here=self.request.url.path,
            run=self.site.runs.now,
            Role=Role,
            **values,
        )
        return HTMLResponse(html, status_code=status)


def go(path: str) -> Response:
    """To another page of ours after a form, so that reloading sends nothing twice."""
    return RedirectResponse(path, status_code=303)


def page_of(number: str, query: str = "") -> str:
    """Where a request is looked at. Its number is any text of up to thirty letters, blanks and «/» among them."""
    return f"/requests/{quote(number)}" + (f"?{query}" if query else "")


@cache
def environment() -> jinja2.Environment:
    """One for all sites of a process: a template is compiled once."""
    found = jinja2.Environment(
        loader=jinja2.FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.finalize = _seen
    found.filters["day"] = as_date
    found.filters["moment"] = lambda at: f"{at.astimezone(MOSCOW):%d.%m.%Y %H:%M}" if at else "—"
    found.filters["money"] = _money
    found.filters["dwelling"] = _dwelling
    found.filters["plural"] = plural
    found.globals["DECISIONS"] = DECISIONS
    return found


def _seen(value: object) -> object:
    """A text of a stranger with what would turn or hide its letters written out: a flat must not read as another one.

    Markup is ours; a value that has to come back as it was is escaped by hand (``| e``) and so passes, too.
    """
    return visible(value.replace("\r\n", "\n")) if isinstance(value, str) and not isinstance(value, Markup) else value


def _dwelling(item: PlanItem) -> str:
    """The address in one line; a bare number of a flat is named, or it would read as another house."""
    flat = item.address_details
    if not flat:
        return item.address
    return f"{item.address}, {flat if any(letter.isalpha() for letter in flat) else f'помещение {flat}'}"


def _money(amount: Decimal) -> str:
    return f"{amount:,.2f} ₽".replace(",", "\u202f").replace(".", ",")


def _mark(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size
