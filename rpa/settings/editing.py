"""Values put into a settings file that a person wrote: their comments, order and other lines stay as they are."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from rpa.errors import BadSettings
from rpa.private_files import store_private
from rpa.settings.organization import OrganizationSettings, load_settings, save_settings
from rpa.settings.yaml_file import parse_yaml


def put_value(path: Path, section: str, key: str, value: str) -> None:
    """Set ``section.key`` to a plain text value. Raises ``BadSettings``, and then leaves the file as it was."""
    text = path.read_text(encoding="utf-8-sig")
    before = parse_yaml(path, text)[1]
    # What JSON quotes, YAML reads as the same text: a path of Windows is full of backslashes.
    changed = _changed(text, section, key, json.dumps(value, ensure_ascii=False))
    try:
        _tried(path, changed)
        wanted = before | {section: (before.get(section) or {}) | {key: value}}
        if parse_yaml(path, changed)[1] != wanted:
            raise BadSettings(f"{path}: после записи файл говорил бы другое.")
    except BadSettings as error:
        raise BadSettings(
            f"{section}.{key} не удалось записать в {path}.", hint=f"Впишите сами: {section}: {{{key}: {value}}}."
        ) from error
    store_private(path, changed.encode())


def put_sections(path: Path, sections: Mapping[str, Any], settings: OrganizationSettings) -> None:
    """Write ``sections`` anew (an empty one is taken out), and leave the rest of the file's text as it stands.

    ``settings`` is what the sections must say afterwards. Where they cannot be put into the text, or there is no file
    yet, the file is written whole.
    """
    try:
        text = _tail_ended(path.read_text(encoding="utf-8-sig"))
        for name, values in sections.items():
            text = _with_section(text, name, values)
        found = _tried(path, text)
        if any(getattr(found, name) != getattr(settings, name) for name in sections):
            raise BadSettings(f"{path}: разделы не заменяются по одному.")
    except (BadSettings, OSError, UnicodeDecodeError, yaml.YAMLError):
        save_settings(path, settings)
    else:
        store_private(path, text.encode())


def _tried(path: Path, text: str) -> OrganizationSettings:
    """What the file would say with this text. Raises ``BadSettings``."""
    draft = path.with_name(f".{path.name}.draft")
    try:
        store_private(draft, text.encode())
        return load_settings(draft)
    finally:
        draft.unlink(missing_ok=True)


def _with_section(text: str, name: str, values: Any) -> str:
    written = yaml.safe_dump({name: values}, allow_unicode=True, sort_keys=False, width=120) if values else ""
    node = yaml.compose(text, Loader=yaml.SafeLoader)
    pairs = node.value if isinstance(node, yaml.MappingNode) else []
    found = next(((key, value) for key, value in pairs if key.value == name), None)
    if found is None:
        return text + written
    begin, end = found[0].start_mark.index, found[1].end_mark.index
    # A block reaches to the next key in the eyes of the parser; what stands between is the next section's.
    lines = text[begin:end].splitlines(keepends=True)
    while len(lines) > 1 and (not lines[-1].strip() or lines[-1].startswith("#")):
        end -= len(lines.pop())
    if not text[begin:end].endswith("\n"):
        end = text.index("\n", end) + 1
    return text[:begin] + written + text[end:]


def _tail_ended(text: str) -> str:
    return text if not text or text.endswith("\n") else f"{text}\n"


def _changed(text: str, section: str, key: str, value: str) -> str:
    found = _child(yaml.compose(text, Loader=yaml.SafeLoader), section)
    if found is None:
        return f"{text.rstrip()}\n{section}:\n  {key}: {value}\n"
    old = _child(found, key)
    if old is not None:
        blank = " " if text[: old.start_mark.index].endswith(":") else ""
        return text[: old.start_mark.index] + blank + value + text[old.end_mark.index :]
    if isinstance(found, yaml.MappingNode) and found.value:
        first = found.value[0][0].start_mark
        between = ", " if found.flow_style else f"\n{' ' * first.column}"
        return f"{text[: first.index]}{key}: {value}{between}{text[first.index :]}"
    return f"{text[: found.start_mark.index]} {{{key}: {value}}}{text[found.end_mark.index :]}"


def _child(node: yaml.Node | None, name: str) -> yaml.Node | None:
    if not isinstance(node, yaml.MappingNode):
        return None
    return next((value for key, value in node.value if key.value == name), None)
