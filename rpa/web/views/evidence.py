"""Evidence: the gallery of masked pictures, and the reports of a month, the plan or one request."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from starlette.responses import HTMLResponse, Response

from rpa.audit.report import Draft, Reporter, reading, words
from rpa.audit.report.case import Case
from rpa.audit.report.standing import state_of
from rpa.errors import BadInput
from rpa.operate.reporting import reporter
from rpa.web.site import Visit

ON_A_PAGE = 24
_RUN = re.compile(r"[0-9A-Za-z-]+\Z")
_FILE = re.compile(r"[0-9A-Za-zА-Яа-яЁё-]+\.jpg\Z")
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Album:
    """What the journal says of pictures: the newest first, each with what it is about; and the months it knows."""

    pictures: tuple[reading.Picture, ...] = ()
    cases: dict[str, Case] | None = None
    months: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture of the gallery. ``sound``: the file is there and is the one the journal speaks of."""

    picture: reading.Picture
    stage: str
    state: str
    approvers: tuple[str, ...]
    sound: bool


def gallery(visit: Visit) -> Response:
    """Pictures, newest first; of one request with ``?find=``."""
    wanted = visit.query("find").strip()[:40]
    album = _album(visit)
    found = [picture for picture in album.pictures if not wanted or wanted in picture.request_number]
    pages = max(1, -(-len(found) // ON_A_PAGE))
    number = visit.page_number(pages)
    shots = [_shot(visit, album, picture) for picture in found[(number - 1) * ON_A_PAGE : number * ON_A_PAGE]]
    return visit.show(
        "evidence.html",
        shots=shots,
        total=len(found),
        page=number,
        pages=pages,
        find=wanted,
        months=album.months,
        known=wanted in (album.cases or {}),
    )


def picture(visit: Visit) -> Response:
    """One masked picture. Only names our own store gives are looked for, and only what the journal speaks of is shown:
    whoever altered a file may have put anything under its name."""
    run, name = str(visit.request.path_params["run"]), str(visit.request.path_params["name"])
    if not _RUN.match(run) or not _FILE.match(name):
        raise BadInput("Такого снимка нет.", hint="")
    root = visit.site.desk.place.folder.evidence.resolve()
    path = (root / run / name).resolve()
    if not path.is_relative_to(root) or not path.is_file():
        raise BadInput("Снимка нет: истёк срок хранения или файл удалён.", hint="")
    data = path.read_bytes()
    if hashlib.sha256(data).hexdigest() != _recorded(visit, f"{run}/{name}"):
        raise BadInput("Снимок не показан: он не тот, о котором говорит журнал.", hint="Проверьте: `rpa audit verify`.")
    return Response(data, media_type="image/jpeg")


def report(visit: Visit) -> Response:
    """The report's own page: it names its own style and script by hash, and nothing else may run there."""
    writer, draft = _asked(visit)
    return HTMLResponse(
        writer.page(draft), headers={"Content-Security-Policy": "frame-ancestors 'none'; form-action 'none'"}
    )


def register(visit: Visit) -> Response:
    """The same as a spreadsheet."""
    writer, draft = _asked(visit)
    # A number of a request may have letters of any alphabet; a header has Latin ones.
    disposition = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(draft.stem)}.xlsx"}
    return Response(writer.book(draft), media_type=_XLSX, headers=disposition)


def _asked(visit: Visit) -> tuple[Reporter, Draft]:
    place = visit.site.desk.place
    writer = reporter(place.folder, place.settings, place.now())
    if month := visit.query("month"):
        return writer, writer.month(month)
    if number := visit.query("request"):
        return writer, writer.request(number)
    return writer, writer.plan()


def _album(visit: Visit) -> Album:
    """Read from the journal once, and again when it has grown."""
    journal = visit.site.desk.place.folder.journal
    if not journal.is_file():
        return Album()
    mark = (journal.stat().st_size, journal.stat().st_mtime_ns)
    known = visit.site.kept.get("album")
    if known is None or known[0] != mark:
        known = visit.site.kept["album"] = (mark, _read(journal))
    album: Album = known[1]
    return album


def _recorded(visit: Visit, path: str) -> str:
    """SHA-256 the journal names for a picture; empty if it knows of none."""
    known = visit.site.kept.get("album")
    shots: tuple[reading.Picture, ...] = known[1].pictures if known else ()
    found = next((shot.sha256 for shot in shots if shot.path == path), "")
    # While a run goes on the album grows old with every item: its last picture is looked for in the journal itself.
    return found or reading.picture_sha256(visit.site.desk.place.folder.journal, path)


def _read(journal: Path) -> Album:
    pictures: list[reading.Picture] = []
    cases: dict[str, Case] = {}
    months: set[str] = set()
    for record in reading.records(journal):
        number = reading.number_of(record)
        if number:
            case = cases.get(number)
            if case is None:
                case = cases[number] = Case(number, reading.at(record))
            case.take(record)
            if case.about_debt and case.received is not None:
                months.add(f"{case.received:%Y-%m}")
        shot = reading.picture_of(record)
        if shot is not None and shot.path:
            pictures.append(shot)
    pictures.reverse()
    return Album(tuple(pictures), cases, tuple(sorted(months, reverse=True)))


def _shot(visit: Visit, album: Album, picture: reading.Picture) -> Shot:
    case = (album.cases or {}).get(picture.request_number)
    about_request = case is not None and case.about_debt
    return Shot(
        picture,
        words.stage(picture.stage),
        state_of(case).title if case is not None and about_request else "",
        case.approvers if case is not None else (),
        _sound(visit.site.desk.place.folder.evidence / picture.path, picture.sha256),
    )


def _sound(path: Path, sha256: str) -> bool:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest() == sha256
    except (OSError, ValueError):  # ValueError: the journal names what no file can be called
        return False
