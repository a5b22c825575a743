"""Writing reports: read the journal, check it, render, put whole files in place."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, Protocol

from rpa.audit.evidence import distinct_name, safe_name
from rpa.audit.folder import FolderUnavailable, disk_words, secure_folder
from rpa.audit.report import figures
from rpa.audit.report.answers import AnswersReport, build_plan, build_run
from rpa.audit.report.inquiries import Inquiries
from rpa.audit.report.inquiries import gather as gather_inquiries
from rpa.audit.report.integrity import Integrity, check
from rpa.audit.report.month import Month, build_month
from rpa.audit.report.page import render
from rpa.audit.report.pictures import EMBED_BYTES, Shown, gather
from rpa.audit.report.reading import Picture
from rpa.audit.report.register import answers_book, month_book, request_book
from rpa.audit.report.request import build_request
from rpa.debts.calendar import WorkCalendar
from rpa.debts.deadline import MOSCOW
from rpa.errors import BadInput, WrongUsage
from rpa.model import Inquiry
from rpa.private_files import replace_private

PrintPdf = Callable[[Path], bytes]
"""Prints a page. A browser does it, so it lies above this layer."""
FORMATS = ("html", "pdf", "xlsx")
LAST = "last"
MINUTES_BY_HAND = 6.0
"""How long one answer takes a person, unless the organization measured its own time."""


class Folder(Protocol):
    """The paths a report needs; ``rpa.settings.OrganizationFolder`` has them."""

    @property
    def journal(self) -> Path: ...
    @property
    def evidence(self) -> Path: ...
    @property
    def reports(self) -> Path: ...


@dataclass(frozen=True, slots=True)
class Draft:
    """A report read from the journal, not yet written. ``stem`` is its file name; ``requests`` how many it shows."""

    stem: str
    template: str
    requests: int
    stand: bool
    values: dict[str, Any]
    book: Callable[[str, Integrity], bytes]
    pictures: Sequence[Picture] = ()


@dataclass(frozen=True, slots=True)
class Written:
    """``files`` by format. ``checkpoint`` is what the report prints of the journal, ``sound`` whether that verifies."""

    files: dict[str, Path]
    requests: int
    checkpoint: str
    sound: bool


@dataclass
class Reporter:
    """Makes reports of one organization: ``plan``, ``run``, ``month`` and ``request`` read, ``write`` writes.

    ``inquiries`` gives the обращения that were read; a report shows those it is about. ``out`` is by default the
    ``reports`` folder. Reading raises ``BadInput`` if the journal knows nothing of what is asked; writing raises
    ``FolderUnavailable``. A journal that does not verify is told on the page, and no obstacle.
    """

    folder: Folder
    organization: str
    formats: Collection[str] = ("html",)
    out: Path | None = None
    print_pdf: PrintPdf | None = None
    calendar: WorkCalendar = field(default_factory=WorkCalendar.load)
    minutes_by_hand: float = MINUTES_BY_HAND
    now: datetime = field(default_factory=lambda: datetime.now(UTC))
    embed_bytes: int = EMBED_BYTES
    inquiries: Callable[[], Iterable[Inquiry]] = tuple

    def __post_init__(self) -> None:
        unknown = set(self.formats) - set(FORMATS)
        if unknown or not self.formats:
            said = ", ".join(sorted(unknown)) or "ни одного"
            raise WrongUsage(f"Нет такого вида отчёта: {said}.", hint=f"Есть: {', '.join(FORMATS)}.")
        if "pdf" in self.formats and self.print_pdf is None:
            raise BadInput("Для PDF нужен браузер.")
        self.now = self.now.astimezone(MOSCOW)

    def plan(self) -> Draft:
        """The last plan with everything done about its requests since; without a plan, the last run."""
        return _answers(build_plan(self.folder.journal, today=self.now.date()), self._inquiries(lambda _one: True))

    def run(self, run_id: str = LAST) -> Draft:
        """One run."""
        report = build_run(self.folder.journal, None if run_id == LAST else run_id)
        numbers = {row.number for row in report.rows}
        return _answers(report, self._inquiries(lambda one: one.number in numbers))

    def month(self, month: str) -> Draft:
        """The requests and обращения received in a month, ``YYYY-MM``."""
        chosen = Month.parse(month)
        report = build_month(
            self.folder.journal,
            chosen,
            today=self.now.date(),
            calendar=self.calendar,
            minutes_each=self.minutes_by_hand,
        )
        received = self._inquiries(lambda one: chosen.holds(one.created))
        return Draft(
            f"month-{report.month.key}",
            "month.html.jinja",
            report.received,
            report.stand,
            {"report": report, "charts": figures.of_month(report), "inquiries": received},
            partial(month_book, report, received),
        )

    def request(self, number: str) -> Draft:
        """One request or обращение, over all runs."""
        report = build_request(self.folder.journal, number, today=self.now.date())
        found = self._inquiries(lambda one: one.number == number)
        return Draft(
            f"request-{distinct_name(number)}",
            "request.html.jinja",
            1,
            report.stand,
            {"report": report, "inquiries": found},
            partial(request_book, report, found),
            report.pictures,
        )

    def page(self, draft: Draft) -> str:
        """The page as text, its pictures inside, for whoever shows it without a file."""
        return self._page(draft, gather(draft.pictures, self.folder.evidence), check(self.folder.journal))

    def book(self, draft: Draft) -> bytes:
        """The workbook's bytes."""
        return draft.book(self.organization, check(self.folder.journal))

    def write(self, draft: Draft) -> Written:
        """Write the files that were asked for, each whole or not at all, over those of an older report of the same."""
        folder = self.out or self.folder.reports
        if self.out is None or not folder.is_dir():
            # A folder a person named has rights of its own, and perhaps other people in it.
            secure_folder(folder)
        checked = check(self.folder.journal)
        files: dict[str, Path] = {}
        try:
            if {"html", "pdf"} & set(self.formats):
                beside = folder / f"{draft.stem}-pictures"
                shown = gather(draft.pictures, self.folder.evidence, beside, embed_bytes=self.embed_bytes)
                files |= self._put_page(folder / f"{draft.stem}.html", self._page(draft, shown, checked))
            if "xlsx" in self.formats:
                files["xlsx"] = folder / f"{draft.stem}.xlsx"
                replace_private(files["xlsx"], draft.book(self.organization, checked))
        except OSError as error:
            raise FolderUnavailable(f"Отчёт не записан: {disk_words(error)}.") from error
        return Written(files, draft.requests, checked.checkpoint, checked.ok)

    def _inquiries(self, shows: Callable[[Inquiry], bool]) -> Inquiries:
        today = self.now.date()
        return gather_inquiries(filter(shows, self.inquiries()), today=today, calendar=self.calendar)

    def _page(self, draft: Draft, shown: Sequence[Shown], checked: Integrity) -> str:
        return render(
            draft.template,
            files_beside=any(item.source and not item.source.startswith("data:") for item in shown),
            organization=self.organization,
            stand=draft.stand,
            shown=shown,
            integrity=checked,
            generated=self.now,
            **draft.values,
        )

    def _put_page(self, path: Path, page: str) -> dict[str, Path]:
        """The page, and the PDF printed from it. One made only to be printed goes away, and no other with it."""
        wanted = "html" in self.formats
        source = path if wanted else path.with_suffix(".printed.html")
        files = {"html": path} if wanted else {}
        replace_private(source, page.encode("utf-8", "replace"))
        try:
            if "pdf" in self.formats and self.print_pdf is not None:
                files["pdf"] = path.with_suffix(".pdf")
                replace_private(files["pdf"], self.print_pdf(source))
        finally:
            if not wanted:
                source.unlink()
        return files


def _answers(report: AnswersReport, inquiries: Inquiries) -> Draft:
    return Draft(
        f"run-{safe_name(report.run_id)}" if report.run_id else f"plan-{safe_name(report.plan_sha256[:12])}",
        "answers.html.jinja",
        len(report.rows),
        report.stand,
        {"report": report, "chart": figures.of_states(report.states()), "inquiries": inquiries},
        partial(answers_book, report, inquiries),
        report.pictures,
    )
