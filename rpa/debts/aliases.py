"""Spellings of houses that the operator confirmed once, so that the same doubt is not shown twice.

A file of the organization (``aliases.yaml``): which text, which served house, who confirmed it and when. An alias names
a house, never a flat, and is used only for a text that is equal in normal form. Removing a line takes it back.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import yaml

from rpa.debts.canonical import sha256_hex
from rpa.debts.text import normal, without_quotes
from rpa.errors import BadInput
from rpa.private_files import replace_private
from rpa.yaml_text import NotYaml, read_yaml

_HINT = "Исправьте файл или удалите строку и подтвердите написание заново: `rpa match alias add`."
_HEADER = (
    "# Написания адресов, подтверждённые оператором: text — как в данных или в кабинете, house — адрес из списка\n"
    "# обслуживаемых домов (или fias_guid). Удалите запись, чтобы отменить подтверждение.\n"
)


@dataclass(frozen=True, slots=True)
class Alias:
    """``text`` means the served house with address ``house`` or with ``fias_guid``. ``confirmed_at`` is Moscow time."""

    text: str
    house: str
    fias_guid: str | None
    confirmed_by: str
    confirmed_at: datetime


@dataclass(frozen=True, slots=True)
class Aliases:
    """``sha256`` is of the file's bytes, "" when there is no file."""

    entries: tuple[Alias, ...] = ()
    sha256: str = ""

    def __iter__(self) -> Iterator[Alias]:
        return iter(self.entries)

    def __len__(self) -> int:
        return len(self.entries)


def alias_key(text: str) -> str:
    """What two texts must share for one alias to serve both: normal form, punctuation and blanks set aside."""
    return re.sub(r"[\s.,;]+", " ", without_quotes(normal(text))).strip()


def load_aliases(path: Path) -> Aliases:
    """Read the file; a missing file is an empty list. Raises ``BadInput`` naming the entry that can't be used."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return Aliases()
    except OSError as error:
        raise BadInput(f"Файл подтверждённых написаний не читается: {path.name}.", hint="Проверьте права.") from error
    try:
        document = read_yaml(content.decode("utf-8"))[1] or []
    except (NotYaml, UnicodeDecodeError) as error:
        where = f", строка {error.line}" if isinstance(error, NotYaml) and error.line else ""
        raise BadInput(f"Файл подтверждённых написаний испорчен: {path.name}{where}.", hint=_HINT) from error
    if not isinstance(document, list):
        raise BadInput(f"В файле {path.name} ожидается список записей.", hint=_HINT)
    entries = tuple(_entry(item, number, path.name) for number, item in enumerate(document, start=1))
    keys: dict[str, Alias] = {}
    for number, alias in enumerate(entries, start=1):
        earlier = keys.setdefault(alias_key(alias.text), alias)
        if (earlier.house, earlier.fias_guid) != (alias.house, alias.fias_guid):
            raise BadInput(
                f"Файл {path.name}, запись {number}: то же написание уже отнесено к другому дому.", hint=_HINT
            )
    return Aliases(entries, sha256_hex(content))


def add_alias(path: Path, alias: Alias) -> Aliases:
    """Add one confirmed spelling and write the file at once, readable by its owner alone.

    Raises ``BadInput`` if the text is empty, has a confirmed house already, or nobody is named as confirming.
    """
    known = load_aliases(path)
    if not alias_key(alias.text) or not (alias.house or alias.fias_guid):
        raise BadInput("Нужны и написание, и дом, к которому оно относится.", hint="Назовите дом: --house или --guid.")
    if not alias.confirmed_by.strip():
        raise BadInput("Не указано, кто подтвердил написание.", hint="Укажите фамилию и инициалы: --by.")
    if any(alias_key(entry.text) == alias_key(alias.text) for entry in known):
        raise BadInput("Это написание уже подтверждено.", hint="Посмотрите список: `rpa match alias list`.")
    document = [
        {
            "text": entry.text,
            "house": entry.house,
            "fias_guid": entry.fias_guid,
            "confirmed_by": entry.confirmed_by,
            "confirmed_at": entry.confirmed_at.isoformat(timespec="seconds"),
        }
        for entry in (*known, alias)
    ]
    text = _HEADER + yaml.safe_dump(document, allow_unicode=True, sort_keys=False, width=200)
    replace_private(path, text.encode("utf-8"))
    return load_aliases(path)


def _entry(item: object, number: int, name: str) -> Alias:
    where = f"Файл {name}, запись {number}"
    if not isinstance(item, dict):
        raise BadInput(f"{where}: ожидаются поля text, house, confirmed_by, confirmed_at.", hint=_HINT)
    text, house, guid = (str(item.get(key) or "") for key in ("text", "house", "fias_guid"))
    by, at = str(item.get("confirmed_by") or ""), item.get("confirmed_at")
    if not text.strip() or not (house.strip() or guid.strip()) or not by.strip():
        raise BadInput(f"{where}: не хватает text, house или confirmed_by.", hint=_HINT)
    try:
        confirmed_at = at if isinstance(at, datetime) else datetime.fromisoformat(str(at))
    except ValueError as error:
        raise BadInput(f"{where}: confirmed_at — не дата и время.", hint=_HINT) from error
    return Alias(text, house, guid.strip().lower() or None, by, confirmed_at)
