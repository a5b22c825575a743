"""Read a plan's file back, and refuse one that is not what was written."""

from __future__ import annotations

from pathlib import Path

from pydantic import ValidationError

from rpa.debts.canonical import digest, parse_canonical
from rpa.debts.decision.ruling import RULES_VERSION
from rpa.debts.plan.values import FORMAT, PLAN, Plan
from rpa.errors import PlanError


def load_plan(path: Path, *, any_rules: bool = False) -> Plan:
    """The plan in ``path``. Raises ``PlanError`` if it is missing, unreadable, changed, or of another version.

    ``any_rules``: also one made by other rules of decision. Nothing may be sent because of it, but it says what was.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise PlanError(f"Файл плана {path.name} не читается: {type(error).__name__}.") from error
    return parse_plan(data, name=path.name, any_rules=any_rules)


def parse_plan(data: bytes, *, name: str = "план", any_rules: bool = False) -> Plan:
    """As :func:`load_plan`, from bytes; ``name`` is what errors call the file."""
    try:
        document = parse_canonical(data)
        plain, sha256 = document["plan"], document["sha256"]
    except (ValueError, TypeError, KeyError) as error:
        raise PlanError(f"Файл {name} — не план или изменён вручную.") from error
    if digest(plain) != sha256:
        raise PlanError(f"Файл {name} изменён после построения: его контрольная сумма не сходится.")
    version = plain.get("format") if isinstance(plain, dict) else None
    if version != FORMAT:
        raise PlanError(f"Файл {name} построен другой версией программы (формат {version}, нужен {FORMAT}).")
    try:
        plan = PLAN.validate_python(plain)
    except ValidationError as error:
        raise PlanError(f"Файл {name} — не план: {error.error_count()} полей не того вида.") from None
    if plan.sha256 != sha256:
        raise PlanError(f"Файл {name} прочитан не полностью: контрольная сумма прочитанного не сходится.")
    if plan.basis.rules_version != RULES_VERSION and not any_rules:
        raise PlanError(f"Файл {name} построен по другой версии правил решения.")
    return plan
