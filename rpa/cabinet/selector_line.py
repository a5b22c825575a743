"""Rewrites one line of selectors.yaml: another way, a date and an author; every other byte stays as it was."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from pathlib import Path

import yaml

from rpa.cabinet.locators import Section, is_plain
from rpa.cabinet.selector_file import KINDS, Entry, SectionEntries, Way, default_path, parse_selectors, read_selectors
from rpa.errors import BadInput, BadSettings, PageChanged

_LINE = re.compile(r"^(?P<head>\s*(?P<key>[A-Za-z_]\w*):\s*)\{(?P<body>.*)\}(?P<tail>\s*(?:#.*)?)$")
_PLAIN = re.compile(r"[\w.+/-]+(?: [\w.+/-]+)*\Z")
_LONGEST_AUTHOR = 60


def may_name(entry: Entry, way: Way) -> bool:
    """Whether the entry may be found in this way.

    Text of what is a person's, or of one row among many, is data: it must not come into the file. What is plain css
    stays so: the program reads many keys in one evaluation, and one personal key that has none leaves no screen masked.
    """
    if is_plain(*entry.ways):
        return is_plain(way)
    return way.kind == "css" or not (entry.personal or entry.many)


def way_text(way: Way) -> str:
    """``role: button, name: "Найти"``, as it stands in the file."""
    inexact = "" if way.exact else ", exact: false"
    if way.kind == "role":
        return f"role: {way.value}, name: {_quoted(way.name or '')}{inexact}"
    return f"{way.kind}: {_quoted(way.value)}{inexact}"


def present_text(entry: Entry) -> str:
    """How the file finds the element today; what may be somebody's data is not repeated."""
    return ", ".join(way_text(way) if may_name(entry, way) else f"{way.kind}: ***" for way in entry.ways)


def rewrite(
    path: Path, entry: Entry, way: Way, *, author: str, today: date, verified: date | None, keep_old: bool = False
) -> str:
    """Write the new line for ``entry`` and return it. ``verified``: the day it was seen on the live site.

    ``keep_old`` keeps the present way as an older generation. Raises ``BadSettings`` when the file cannot be written,
    ``BadInput`` when it was edited since ``entry`` was read, ``PageChanged`` when the line is not one this can rewrite,
    or when the file would not be sound afterwards.
    """
    if not may_name(entry, way):
        raise PageChanged(
            f"selectors.yaml:{entry.line}, {entry.key}: здесь только простой css (без текста).",
            key=entry.key,
            line=entry.line,
        )
    if keep_old and (entry.commit or entry.many or not all(may_name(entry, known) for known in entry.ways)):
        raise PageChanged(
            f"{entry.key}: старое поколение здесь не оставляют.",
            key=entry.key,
            line=entry.line,
            hint="У кнопок отправки и ключей many способ один, текст personal — данные: повторите без --keep-old.",
        )
    try:
        content = path.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadSettings(f"Файл {path.name} не читается.") from error
    _still_there(path, content, entry)
    lines = content.splitlines(keepends=True)
    old = lines[entry.line - 1]
    bare = old.rstrip("\r\n")
    lines[entry.line - 1] = _line(bare, entry, way, author, today, verified, keep_old) + old[len(bare) :]
    text = "".join(lines)
    _still_plain(parse_selectors(content), parse_selectors(text))
    _replace(path, text.encode("utf-8"))
    return lines[entry.line - 1]


def check_writable(path: Path) -> None:
    """Raise ``BadSettings`` before a person is asked to point, not after."""
    try:
        if not os.access(path, os.W_OK):
            raise PermissionError(path)
        draft = _draft(path)
        draft.touch()
        draft.unlink()
    except OSError as error:
        raise _not_written(path, error) from error


def _still_there(path: Path, content: str, entry: Entry) -> None:
    """The window is open for minutes: an edit meanwhile may have moved another key, a commit button, to this line."""
    section, _, name = entry.key.partition(".")
    if parse_selectors(content).get(section, {}).get(name) != entry:
        raise BadInput(
            f"{path.name} изменился, пока было открыто окно: {entry.key} в строке {entry.line} уже не тот. "
            "Ничего не записано.",
            hint=f"Повторите `rpa selectors pick {entry.key}`.",
        )


def _still_plain(before: Mapping[str, SectionEntries], after: Mapping[str, SectionEntries]) -> None:
    """Whatever gave css before must give it afterwards, else every screen that reads it ends with 70."""
    for section, entries in before.items():
        for name, entry in entries.items():
            if is_plain(*entry.ways):
                Section(section, after[section]).css(name)


def _line(old: str, entry: Entry, way: Way, author: str, today: date, verified: date | None, keep_old: bool) -> str:
    parts = _LINE.match(old)
    fields = yaml.safe_load("{" + parts["body"] + "}") if parts else None
    if not parts or parts["key"] != entry.key.partition(".")[2] or not isinstance(fields, dict):
        raise PageChanged(
            f"selectors.yaml:{entry.line}, {entry.key}: запись занимает не одну строку, перепишите её сами.",
            key=entry.key,
            line=entry.line,
        )
    former = present_text(entry)
    if keep_old:
        generations = ", ".join("{" + way_text(known) + "}" for known in (way, *entry.ways))
        told = f"any_of: [{generations}]"
    else:
        told = way_text(way)
    flags = {name: value for name, value in fields.items() if name not in (*KINDS, "name", "any_of", "exact")}
    flags["source"] = "picked on the live site" if verified else "picked on the stand"
    flags["verified"] = verified.isoformat() if verified else "never"
    told += "".join(f", {name}: {_value(value)}" for name, value in flags.items())
    who = " ".join(author.replace("#", " ").split())[:_LONGEST_AUTHOR]
    return f"{parts['head']}{{{told}}}  # {today.isoformat()} {who}: было {former}"


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    text = str(value)
    return text if _PLAIN.match(text) else _quoted(text)


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{"".join(letter for letter in escaped if letter.isprintable())}"'


def _replace(path: Path, data: bytes) -> None:
    """Only a file that reads as sound takes the old one's place."""
    draft = _draft(path)
    try:
        draft.write_bytes(data)
        os.chmod(draft, stat.S_IMODE(path.stat().st_mode))
        read_selectors.cache_clear()
        read_selectors(draft)
        os.replace(draft, path)
    except OSError as error:
        raise _not_written(path, error) from error
    finally:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
        read_selectors.cache_clear()


def _draft(path: Path) -> Path:
    return path.with_name(f".{path.name}.new")


def _not_written(path: Path, error: OSError) -> BadSettings:
    return BadSettings(
        f"В папку файла {path.absolute()} не записать: {type(error).__name__}.",
        hint=(
            "Нужны права на запись в неё. Или правьте копию: `rpa selectors pick КЛЮЧ --file КОПИЯ`, проверьте её "
            f"`rpa selectors check --file КОПИЯ` и положите на место {default_path()}."
        ),
    )
