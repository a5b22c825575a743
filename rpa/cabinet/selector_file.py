"""Reads ``selectors.yaml``: which lines say what, and nothing that a careless edit could slip past.

The file is composed, not loaded, so that every error names a line, and so that YAML's own traps cannot bite:
a duplicate key (the last one would win), ``name: No`` (would be ``False``), ``010`` (would be 8).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

from rpa.errors import BadInput, PageChanged

KINDS = ("role", "label", "placeholder", "text", "css", "path")
"""Ways to name an element, the sturdiest first. ``path`` names an address of the site, not an element."""

_FLAGS = ("exact", "many", "optional", "commit", "personal", "last")
_WORDS = ("name", "within", "caption", "source", "verified")
_STR, _BOOL, _DATE = ("tag:yaml.org,2002:str", "tag:yaml.org,2002:bool", "tag:yaml.org,2002:timestamp")
# Every command with a browser reads the file: libyaml's parser, where PyYAML has it, takes a tenth of the time.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_PARAMETER = re.compile(r"\{([a-z_]+)\}")
_QUOTED = re.compile(r'"[^"]*"')


@dataclass(frozen=True, slots=True)
class Way:
    """One way to find an element: ``kind`` and its ``value``; ``name`` goes with ``role``."""

    kind: str
    value: str
    name: str | None = None
    exact: bool = True

    def parameters(self) -> frozenset[str]:
        return frozenset(_PARAMETER.findall(f"{self.value} {self.name or ''}"))


@dataclass(frozen=True, slots=True)
class Entry:
    """One key of a section.

    ``ways`` holds more than one only for ``any_of``: the generations of the page, newest first.
    ``commit`` marks a button that cannot be unpressed; ``personal`` an element hidden on every picture, and ``caption``
    what stands in the cell before it, by which a picture knows that it hides the right one.
    """

    key: str
    line: int
    ways: tuple[Way, ...]
    within: str | None
    source: str
    verified: str
    many: bool = False
    optional: bool = False
    commit: bool = False
    personal: bool = False
    caption: str | None = None
    last: bool = False


SectionEntries = Mapping[str, Entry]


def default_path() -> Path:
    """``selectors.yaml`` beside the package in a checkout, inside it in a wheel."""
    package = Path(__file__).resolve().parent.parent
    inside = package / "selectors.yaml"
    return inside if inside.is_file() else package.parent / "selectors.yaml"


@lru_cache(maxsize=8)
def read_selectors(path: Path) -> dict[str, dict[str, Entry]]:
    """Read every section. Raises ``PageChanged`` naming key and line when the file is not what it should be,
    ``BadInput`` when it cannot be read at all."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(
            f"Файл селекторов не читается: {path.name}.", hint=f"Проверьте путь и кодировку (UTF-8): {path.absolute()}."
        ) from error
    return parse_selectors(text)


def parse_selectors(text: str) -> dict[str, dict[str, Entry]]:
    """Every section of the file's text. Raises ``PageChanged`` naming key and line."""
    try:
        root = yaml.compose(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        raise _bad("selectors.yaml", line, f"это не YAML ({error.problem})") from error
    except yaml.YAMLError as error:
        # A character YAML does not allow: libyaml counts bytes and PyYAML letters, so the line is looked for anew.
        strange = yaml.reader.Reader.NON_PRINTABLE.search(text)
        line = text.count("\n", 0, strange.start()) + 1 if strange else None
        raise _bad("selectors.yaml", line, "здесь знак, которого в YAML не бывает (управляющий)") from error
    sections: dict[str, dict[str, Entry]] = {}
    for section, line, node in _pairs(root, "selectors.yaml"):
        entries = {key: _entry(f"{section}.{key}", at, item) for key, at, item in _pairs(node, section)}
        _check_parents(section, line, entries)
        sections[section] = entries
    return sections


def _pairs(node: yaml.Node | None, where: str) -> Iterator[tuple[str, int, yaml.Node]]:
    if not isinstance(node, yaml.MappingNode):
        raise _bad(where, node.start_mark.line + 1 if node else None, "здесь нужны пары «ключ: значение»")
    seen: dict[str, int] = {}
    for key, value in node.value:
        line = key.start_mark.line + 1
        if key.tag != _STR:
            raise _bad(where, line, f"ключ {key.value!r} — не слово; возьмите его в кавычки")
        if key.value in seen:
            raise _bad(f"{where}.{key.value}", line, f"ключ уже есть в строке {seen[key.value]}")
        seen[key.value] = line
        yield key.value, line, value


def _entry(key: str, line: int, node: yaml.Node) -> Entry:
    words: dict[str, str] = {}
    flags: dict[str, bool] = {}
    generations: list[Way] = []
    for field, at, value in _pairs(node, key):
        if field == "any_of":
            generations = _generations(key, at, value)
        elif field in _FLAGS:
            flags[field] = _flag(key, field, value)
        elif field in KINDS or field in _WORDS:
            words[field] = _word(key, field, value)
        else:
            raise _bad(key, at, f"поле {field!r} неизвестно")
    for field in ("source", "verified"):
        if not words.get(field):
            raise _bad(key, line, f"нет поля {field!r}: откуда это известно и когда проверено на живом сайте")
    if words.get("caption") and not flags.get("personal"):
        raise _bad(key, line, "подпись (caption) нужна только тому, что скрывается на снимках (personal)")
    ways = _ways(key, line, words, flags, generations)
    if flags.get("commit") and (len(ways) > 1 or flags.get("many") or flags.get("optional")):
        raise _bad(
            key, line, "кнопка отправки (commit) находится одним способом и всегда одна: без any_of, many, optional"
        )
    return Entry(
        key=key,
        line=line,
        ways=ways,
        within=words.get("within"),
        source=words["source"],
        verified=words["verified"],
        many=flags.get("many", False),
        optional=flags.get("optional", False),
        commit=flags.get("commit", False),
        personal=flags.get("personal", False),
        caption=words.get("caption"),
        last=flags.get("last", False),
    )


def _generations(key: str, line: int, node: yaml.Node) -> list[Way]:
    if not isinstance(node, yaml.SequenceNode) or len(node.value) < 2:
        raise _bad(key, line, "any_of — список хотя бы из двух способов")
    found: list[Way] = []
    for item in node.value:
        words: dict[str, str] = {}
        flags: dict[str, bool] = {}
        for field, at, value in _pairs(item, key):
            if field == "exact":
                flags[field] = _flag(key, field, value)
            elif field in KINDS or field == "name":
                words[field] = _word(key, field, value)
            else:
                raise _bad(key, at, f"внутри any_of поле {field!r} не бывает")
        found.extend(_ways(key, item.start_mark.line + 1, words, flags, []))
    return found


def _ways(
    key: str, line: int, words: Mapping[str, str], flags: Mapping[str, bool], generations: list[Way]
) -> tuple[Way, ...]:
    kinds = [kind for kind in KINDS if kind in words]
    if generations and not kinds:
        return tuple(generations)
    if len(kinds) != 1 or generations:
        raise _bad(key, line, f"нужен ровно один способ из {', '.join(KINDS)} или any_of")
    kind = kinds[0]
    if ("name" in words) != (kind == "role"):
        raise _bad(key, line, "role пишется вместе с name, остальные способы — без него")
    if kind == "css" and _PARAMETER.search(_QUOTED.sub("", words[kind])):
        raise _bad(key, line, 'параметр в css бывает только внутри двойных кавычек: "…{number}…"')
    return (Way(kind, words[kind], words.get("name"), flags.get("exact", True)),)


def _word(key: str, field: str, node: yaml.Node) -> str:
    allowed = (_STR, _DATE) if field == "verified" else (_STR,)
    if not isinstance(node, yaml.ScalarNode) or node.tag not in allowed or not node.value.strip():
        raise _bad(key, node.start_mark.line + 1, f"значение поля {field!r} — не строка; возьмите его в кавычки")
    if field == "verified" and node.tag == _STR and node.value != "never":
        raise _bad(key, node.start_mark.line + 1, "verified — never или дата ГГГГ-ММ-ДД")
    return str(node.value)


def _flag(key: str, field: str, node: yaml.Node) -> bool:
    if node.tag != _BOOL or node.value not in ("true", "false"):
        raise _bad(key, node.start_mark.line + 1, f"значение поля {field!r} — true или false")
    return bool(node.value == "true")


def _check_parents(section: str, line: int, entries: SectionEntries) -> None:
    if "landmark" not in entries:
        raise _bad(section, line, "у раздела нет landmark — приметы, по которой страницу узнают")
    for entry in entries.values():
        seen = {entry.key}
        parent = entry.within
        while parent is not None:
            if parent not in entries:
                raise _bad(entry.key, entry.line, f"within указывает на {parent!r}, которого в разделе нет")
            if entries[parent].key in seen:
                raise _bad(entry.key, entry.line, "within замыкается в круг")
            seen.add(entries[parent].key)
            parent = entries[parent].within


def _bad(key: str, line: int | None, what: str) -> PageChanged:
    where = f"selectors.yaml:{line}" if line else "selectors.yaml"
    return PageChanged(f"{where}, {key}: {what}.", key=key, line=line, hint="Исправьте эту строку и повторите.")
