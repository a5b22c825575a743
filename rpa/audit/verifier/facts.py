"""What the proven records of a package say, for people: the page beside them proves nothing. Standard library only."""

from __future__ import annotations

import json
from typing import Any

from .chain import Record
from .journal import JournalCheck
from .words import printable

_ELSEWHERE = frozenset({"at", "kind", "organization", "run", "seq", "signature", "key", "head", "count"})


def facts(check: JournalCheck) -> list[str]:
    """One line a record, pictures left out; empty for a whole journal."""
    if not check.shown:
        return []
    lines = [
        "Что сказано в проверенных записях. Страница index.html ими не является и сама ничего не доказывает.",
        "What the checked records say. The page index.html is none of them and proves nothing by itself.",
    ]
    unsigned = frozenset(check.unsigned)
    for record in check.shown:
        if record.fields.get("kind") != "picture":
            mark = "  [не подписана / not signed]" if record.seq in unsigned else ""
            lines.append(f"  {_told(record)}{mark}")
    return [*lines, ""]


def _told(record: Record) -> str:
    fields = record.fields
    rest = [
        f"{_safe(name)}={_safe(value)}"
        for name, value in fields.items()
        if name not in _ELSEWHERE and not name.endswith("sha256") and value not in (None, "", [], {})
    ]
    return " ".join([f"{record.seq}.", _safe(fields.get("at")), _safe(fields.get("kind")), *rest])


def _safe(value: Any) -> str:
    return printable(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))
