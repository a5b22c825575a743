"""What a person sees of an exported package: a page that opens offline, and how to check it."""

from __future__ import annotations

import base64
from importlib import resources

import jinja2

from rpa.audit.journal import Checkpoint
from rpa.audit.verifier.chain import Record

_FRAME = frozenset({"seq", "at", "organization", "run", "kind"})
KINDS = {
    "run_started": "Прогон начат",
    "run_finished": "Прогон закончен",
    "step": "Шаг",
    "retry": "Повтор шага",
    "decision": "Решение",
    "approval": "Утверждение",
    "intent": "Намерение",
    "act": "Действие в кабинете",
    "read_back": "Прочитано из кабинета",
    "outcome": "Итог",
    "picture": "Снимок",
    "page": "Текст страницы",
    "purge": "Уничтожение",
    "signature": "Подпись прогона",
}
FIELDS = {
    "answered": "отвечено",
    "content_sha256": "хеш ответа",
    "decision": "решение",
    "detail": "подробности",
    "outcome": "итог",
    "path": "файл",
    "plan_sha256": "хеш плана",
    "request_number": "запрос",
    "response_status": "статус в кабинете",
    "rule": "правило",
    "scenario": "процедура",
    "sentence": "почему",
    "title": "название",
}


def page(
    request_number: str, records: list[Record], pictures: dict[str, bytes], checkpoint: Checkpoint, *, signed: bool
) -> str:
    """The package's ``index.html``: no script, no address outside; every text of the journal is escaped."""
    environment = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True)
    template = environment.from_string(_template("request.html.jinja"))
    return template.render(
        request_number=request_number,
        records=[_row(record, pictures) for record in records],
        organization=records[0].fields["organization"],
        checkpoint=str(checkpoint),
        signed=signed,
    )


def instructions(request_number: str, checkpoint: Checkpoint) -> str:
    """How a stranger checks the package, in Russian and in English."""
    environment = jinja2.Environment(autoescape=False, undefined=jinja2.StrictUndefined)  # noqa: S701 - plain text
    return environment.from_string(_template("instructions.txt.jinja")).render(
        request_number=request_number, checkpoint=str(checkpoint)
    )


def _template(name: str) -> str:
    return resources.files("rpa.audit").joinpath("templates", name).read_text(encoding="utf-8")


def _row(record: Record, pictures: dict[str, bytes]) -> dict[str, object]:
    fields = record.fields
    path = fields.get("path")
    image = pictures.get(path) if isinstance(path, str) and path.endswith(".jpg") else None
    return {
        "seq": record.seq,
        "at": fields["at"],
        "run": fields["run"],
        "kind": KINDS.get(fields["kind"], fields["kind"]),
        "fields": [(FIELDS.get(name, name), value) for name, value in sorted(fields.items()) if name not in _FRAME],
        "hash": record.hash,
        "image": base64.b64encode(image).decode("ascii") if image else None,
        "absent": isinstance(path, str) and path not in pictures,
    }
