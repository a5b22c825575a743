"""Writes reports into the organization's folder."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from rpa.audit.report import ReportFacts, read_facts, render_page, write_register
from rpa.audit.report.page import EMBED_LIMIT_BYTES
from rpa.errors import BadInput
from rpa.operate.place import Place
from rpa.settings.sealed import write_private

FORMATS = ("html", "pdf", "xlsx")
Printer = Callable[[Path], bytes]


@dataclass(frozen=True, slots=True)
class Written:
    """``files`` by format; ``facts`` are what they show."""

    files: dict[str, Path]
    facts: ReportFacts


def write_report(
    place: Place, *, run: str | None = None, formats: Sequence[str] = ("html",), out: Path | None = None,
    printer: Printer | None = None,
) -> Written:  # fmt: skip
    """The report of the last plan with all its runs, or of one run.

    ``printer`` makes a PDF of the page (a browser does it). Raises ``BadInput`` for an unknown format or run.
    """
    if unknown := set(formats) - set(FORMATS):
        raise BadInput(f"Нет формата {', '.join(sorted(unknown))}.", hint=f"Есть: {', '.join(FORMATS)}.")
    facts = read_facts(place.folder.journal, run=run)
    folder = out or place.folder.reports
    name = f"run-{run}" if run else f"plan-{facts.plan_sha256[:8] or 'all'}"
    beside = _beside(place, folder, name) if _heavy(place, facts) else ""
    files = {"html": folder / f"{name}.html"}
    title = f"Прогон {run}" if run else "Ответы на запросы о задолженности"
    page = render_page(
        facts,
        place.folder.evidence,
        organization_name=place.settings.organization.name,
        title=title,
        made_at=place.moscow_now(),
        beside=beside,
    )
    write_private(files["html"], page.encode())
    if "xlsx" in formats:
        files["xlsx"] = folder / f"{name}.xlsx"
        write_private(files["xlsx"], write_register(facts))
    if "pdf" in formats:
        if printer is None:
            raise BadInput("Для PDF нужен браузер.")
        files["pdf"] = folder / f"{name}.pdf"
        write_private(files["pdf"], printer(files["html"]))
    return Written(files, facts)


def _heavy(place: Place, facts: ReportFacts) -> bool:
    paths = (place.folder.evidence / shot.path for line in facts.requests.values() for shot in line.pictures)
    return sum(path.stat().st_size for path in paths if path.exists()) > EMBED_LIMIT_BYTES


def _beside(place: Place, folder: Path, name: str) -> str:
    """Copy the pictures next to a page that would be too heavy with them inside."""
    target = folder / f"{name}-pictures"
    shutil.copytree(place.folder.evidence, target, dirs_exist_ok=True)
    os.chmod(target, 0o700)
    return target.name
