"""What a person sees of an exported package: a page that opens offline, and how to check it."""

from __future__ import annotations

import base64
import json
from importlib import resources
from pathlib import Path, PurePosixPath
from typing import Any

import jinja2

from rpa.audit.journal import Checkpoint
from rpa.audit.report import words
from rpa.audit.report.case import Case
from rpa.audit.report.page import as_date, as_moment, visible
from rpa.audit.report.reading import at
from rpa.audit.report.request import KEY_KINDS, said, titled
from rpa.audit.report.standing import state_of
from rpa.audit.verifier.chain import Record


def page_of(request_number: str, records: list[Record], pictures: dict[str, bytes], checkpoint: Checkpoint) -> bytes:
    """The package's ``index.html``: no script, no address outside; every text of the journal is escaped.

    It rests on nothing but what the package holds, so that a verification can draw it again and compare.
    """
    environment = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True)
    environment.filters["visible"] = visible
    template = environment.from_string(_template("request.html.jinja"))
    return template.render(
        request_number=request_number,
        facts=_facts(request_number, records),
        records=[_row(record, pictures) for record in records],
        organization=records[0].fields["organization"],
        stand=any(record.fields.get("stand") is True for record in records),
        checkpoint=str(checkpoint),
        signed=any(record.fields["kind"] == "signature" for record in records),
    ).encode()


def pictures_of(records: list[Record], root: Any) -> dict[str, bytes]:
    """The pictures of ``records`` that are there, by path. ``root``: a folder, or one inside a ZIP."""
    found = {}
    for record in records:
        path = record.fields.get("path")
        if record.fields["kind"] == "picture" and isinstance(path, str) and ".." not in PurePosixPath(path).parts:
            file = root / path
            if file.is_file() and (not isinstance(root, Path) or file.resolve().is_relative_to(root.resolve())):
                found[path] = file.read_bytes()
    return found


def instructions(request_number: str, checkpoint: Checkpoint) -> str:
    """How a stranger checks the package, in Russian and in English."""
    environment = jinja2.Environment(autoescape=False, undefined=jinja2.StrictUndefined)  # noqa: S701 - plain text
    return environment.from_string(_template("instructions.txt.jinja")).render(
        request_number=request_number, checkpoint=str(checkpoint)
    )


def _template(name: str) -> str:
    return resources.files("rpa.audit").joinpath("templates", name).read_text(encoding="utf-8")


def _facts(request_number: str, records: list[Record]) -> list[tuple[str, str]]:
    """What it comes to, before the details: as the records themselves say it."""
    case = Case(request_number, at(records[0].fields))
    for record in records:
        if record.fields.get("request_number") == request_number:
            case.take(record.fields)
    decision = words.DECISIONS.get(case.approved or case.decision, ("",))[0]
    found = [
        ("Состояние", state_of(case).title),
        ("Срок ответа", as_date(case.due) if case.due else ""),
        ("Решение", f"{decision}. {case.sentence}" if decision and case.sentence else decision),
        ("Утвердил", ", ".join(case.approvers)),
        ("Ответ отправлен", f"{as_moment(case.sent_at)}, время московское" if case.sent_at else ""),
        ("Сверка с кабинетом", words.FINDINGS.get(case.finding, case.finding)),
    ]
    return [(name, value) for name, value in found if value]


def _row(record: Record, pictures: dict[str, bytes]) -> dict[str, object]:
    fields = record.fields
    path = fields.get("path")
    image = pictures.get(path) if isinstance(path, str) and path.endswith(".jpg") else None
    return {
        "seq": record.seq,
        "moment": f"{at(fields):%d.%m.%Y %H:%M:%S}",
        "at": fields["at"],
        "key": fields["kind"] in KEY_KINDS,
        "title": titled(fields),
        "said": said(fields) or (words.scenario(str(fields["scenario"])) if "scenario" in fields else ""),
        "fields": [(name, _plain(value)) for name, value in sorted(fields.items())],
        "prev": record.prev,
        "hash": record.hash,
        "image": base64.b64encode(image).decode("ascii") if image else None,
        "absent": isinstance(path, str) and path not in pictures,
    }


def _plain(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, sort_keys=True)
