"""One value put into a settings file that a person wrote: their comments, order and other lines stay as they are."""

from __future__ import annotations

import json
from pathlib import Path

import yaml

from rpa.errors import BadSettings
from rpa.private_files import store_private
from rpa.settings.organization import load_settings


def put_value(path: Path, section: str, key: str, value: str) -> None:
    """Set ``section.key`` to a plain text value. Raises ``BadSettings``, and then leaves the file as it was."""
    text = path.read_text(encoding="utf-8-sig")
    # What JSON quotes, YAML reads as the same text: a path of Windows is full of backslashes.
    changed = _changed(text, section, key, json.dumps(value, ensure_ascii=False))
    draft = path.with_name(f".{path.name}.draft")
    try:
        store_private(draft, changed.encode())
        load_settings(draft)
    except BadSettings as error:
        raise BadSettings(
            f"{section}.{key} не удалось записать в {path}.", hint=f"Впишите сами: {section}: {{{key}: {value}}}."
        ) from error
    finally:
        draft.unlink(missing_ok=True)
    store_private(path, changed.encode())


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
