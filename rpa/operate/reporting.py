"""Writes an organization's reports into its folder."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from pathlib import Path

from rpa.audit.report import Reporter, Written
from rpa.audit.report.write import PrintPdf
from rpa.debts.calendar import WorkCalendar
from rpa.operate.inquiries import InquiryStore
from rpa.operate.place import Place
from rpa.settings import OrganizationFolder, OrganizationSettings


def write_report(place: Place, *, formats: Collection[str] = ("html",)) -> Written:
    """The report of the last plan with all its runs. Raises as ``Reporter`` does."""
    writer = reporter(place.folder, place.settings, place.now(), formats=formats)
    return writer.write(writer.plan())


def reporter(
    folder: OrganizationFolder,
    settings: OrganizationSettings,
    now: datetime,
    *,
    formats: Collection[str] = ("html",),
    out: Path | None = None,
    printer: PrintPdf | None = None,
) -> Reporter:
    """What writes this organization's reports. It needs no secret: whoever may read the journal may report on it.

    ``printer`` makes a PDF of a page (a browser does it).
    """
    return Reporter(
        folder,
        settings.organization.name,
        formats=formats,
        out=out,
        print_pdf=printer,
        calendar=WorkCalendar.load(*folder.calendars),
        minutes_by_hand=settings.reports.minutes_by_hand,
        now=now,
        inquiries=lambda: [one.inquiry for one in InquiryStore(folder.inquiries).readable()],
    )
