"""What the portal checks in an answer before storing it. Limits are the schema's (drs 14.0.0.0)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from rpa.stand.refusal import Refusal
from rpa.stand.store import Store

LONGEST_NAME = 255
LONGEST_INFORMATION = 1000


@dataclass(frozen=True, slots=True)
class Response:
    debt_present: bool
    information: str | None
    persons: list[dict[str, Any]]
    extra_files: list[dict[str, Any]]


def checked_response(store: Store, ogrn: str, body: dict[str, Any]) -> Response:
    """The answer of a PUT body, normalized. Raises ``Refusal`` 422 with the field's text."""
    debt = body.get("debtPresent")
    if not isinstance(debt, bool):
        raise Refusal(422, "Укажите, имеется ли задолженность, подтверждённая судебным актом.")
    information = _text(body.get("additionalInformation"), "Дополнительная информация", LONGEST_INFORMATION)
    persons = body.get("debtPersons") or []
    extra = body.get("additionalAttachments") or []
    if not debt and (persons or extra):
        raise Refusal(422, "Должники и файлы указываются только при наличии задолженности.")
    if debt and not persons:
        raise Refusal(422, "Укажите хотя бы одного должника.")
    if not isinstance(persons, list) or not isinstance(extra, list):
        raise Refusal(422, "Неверный формат ответа.")
    return Response(debt, information, [_person(store, ogrn, p) for p in persons], _files(store, ogrn, extra))


def _person(store: Store, ogrn: str, person: Any) -> dict[str, Any]:
    if not isinstance(person, dict):
        raise Refusal(422, "Неверный формат сведений о должнике.")
    last = _text(person.get("lastName"), "Фамилия", LONGEST_NAME)
    first = _text(person.get("firstName"), "Имя", LONGEST_NAME)
    if not last or not first:
        raise Refusal(422, "Поля «Фамилия» и «Имя» обязательны для заполнения.")
    middle = _text(person.get("middleName"), "Отчество", LONGEST_NAME)
    return {
        "lastName": last,
        "firstName": first,
        "middleName": middle,
        "attachments": _files(store, ogrn, person.get("attachments") or []),
    }


def _files(store: Store, ogrn: str, references: Any) -> list[dict[str, Any]]:
    files = []
    for reference in references:
        guid = reference.get("guid") if isinstance(reference, dict) else reference
        row = store.one("SELECT guid, name, size, sha256 FROM files WHERE guid = ? AND ogrn = ?", str(guid), ogrn)
        if row is None:
            raise Refusal(422, "Прикреплённый файл не найден, загрузите его снова.")
        files.append(dict(row))
    return files


def _text(value: Any, caption: str, longest: int) -> str | None:
    if value is None or value == "":
        return None
    if not isinstance(value, str):
        raise Refusal(422, f"Поле «{caption}» заполнено неверно.")
    if len(value) > longest:
        raise Refusal(422, f"Длина поля «{caption}» не должна превышать {longest} символов.")
    return value.strip() or None
