"""Evidence: the gallery of masked pictures, and the reports of a month, a plan or a run."""

from __future__ import annotations

import hashlib
import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from starlette.responses import HTMLResponse, Response

from rpa.audit.report import ReportFacts, read_facts, render_page, write_register
from rpa.audit.report.page import state
from rpa.audit.report.words import DECISIONS, ENDINGS, STAGES, told
from rpa.errors import BadInput
from rpa.web.site import Visit
from rpa.web.standing import WORDS

ON_A_PAGE = 24
_NAME = re.compile(r"[0-9A-Za-z-]+\Z")
_FILE = re.compile(r"[0-9A-Za-zА-Яа-яЁё-]+\.jpg\Z")
_MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])\Z")
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def gallery(visit: Visit) -> Response:
    """Requests with pictures, newest run first; one request with ``?find=``."""
    place, wanted = visit.site.desk.place, visit.query("find").strip()[:40]
    try:
        facts = _facts(visit, "", None, None)
    except BadInput:
        return visit.show("evidence.html", shots=[], total=0, page=1, pages=1, find=wanted, months=[], words={})
    found = [
        (line, picture)
        for line in facts.requests.values()
        if not wanted or wanted in line.number
        for picture in line.pictures
    ]
    found.sort(key=lambda pair: (pair[1].run, pair[0].number), reverse=True)
    pages = max(1, -(-len(found) // ON_A_PAGE))
    number = min(max(1, int(visit.query("page", "1")) if visit.query("page", "1").isdigit() else 1), pages)
    part = found[(number - 1) * ON_A_PAGE : number * ON_A_PAGE]
    shots = [
        (line, picture, told(STAGES, picture.stage), told(ENDINGS, state(line)), told(DECISIONS, line.approved),
         _sound(place.folder.evidence / picture.path, picture.sha256))
        for line, picture in part
    ]  # fmt: skip
    return visit.show(
        "evidence.html", shots=shots, total=len(found), page=number, pages=pages, find=wanted,
        months=_months(facts), words=WORDS,
    )  # fmt: skip


def picture(visit: Visit) -> Response:
    """One masked picture. Only names our own store gives are looked for."""
    run, name = str(visit.request.path_params["run"]), str(visit.request.path_params["name"])
    if not _NAME.match(run) or not _FILE.match(name):
        raise BadInput("Такого снимка нет.", hint="")
    root = visit.site.desk.place.folder.evidence.resolve()
    path = (root / run / name).resolve()
    if not path.is_relative_to(root) or not path.is_file():
        raise BadInput("Снимка нет: истёк срок хранения или файл удалён.", hint="")
    # Bytes of an evidence never change; but it is personal data, so no cache on disk.
    return Response(path.read_bytes(), media_type="image/jpeg")


def report(visit: Visit) -> Response:
    """The report's own page: it carries its own, even stricter policy."""
    facts, title = _asked(visit)
    place = visit.site.desk.place
    html = render_page(
        facts,
        place.folder.evidence,
        organization_name=place.settings.organization.name,
        title=title,
        made_at=place.moscow_now(),
    )
    return HTMLResponse(html, headers={"Content-Security-Policy": "frame-ancestors 'none'; form-action 'none'"})


def register(visit: Visit) -> Response:
    """The same as a spreadsheet."""
    facts, _title = _asked(visit)
    name = f"register-{visit.query('month') or 'plan'}.xlsx"
    return Response(
        write_register(facts), media_type=_XLSX, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


def _asked(visit: Visit) -> tuple[ReportFacts, str]:
    month = visit.query("month")
    if not month:
        return _facts(visit, "plan", None, None), "Ответы на запросы о задолженности"
    found = _MONTH.match(month)
    if found is None:
        raise BadInput("Месяц указан не так.", hint="Выберите его из списка.")
    first = date(int(found[1]), int(found[2]), 1)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return _facts(visit, "days", first, last), f"Отчёт за {first:%m.%Y}"


def _facts(visit: Visit, kind: str, since: date | None, until: date | None) -> ReportFacts:
    """Read from the journal once, and again when it has grown."""
    journal = visit.site.desk.place.folder.journal
    try:
        mark: Any = (journal.stat().st_size, journal.stat().st_mtime_ns)
    except OSError:
        mark = None
    key = ("facts", kind, since)
    known = visit.site.kept.get(str(key))
    if known is None or known[0] != mark:
        if kind == "plan":
            facts = read_facts(journal)
        else:
            facts = read_facts(journal, since=since or date(2000, 1, 1), until=until or date(2999, 12, 31))
        known = visit.site.kept[str(key)] = (mark, facts)
    facts_kept: ReportFacts = known[1]
    return facts_kept


def _months(facts: ReportFacts) -> list[str]:
    return sorted({f"{run.started:%Y-%m}" for run in facts.runs.values()}, reverse=True)


def _sound(path: Path, sha256: str) -> bool:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest() == sha256
    except OSError:
        return False
