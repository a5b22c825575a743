"""A YAML file that a person wrote: read whole, and whatever is wrong with it told as ``file:line: key: what``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from rpa.errors import BadSettings
from rpa.yaml_text import NotYaml, read_yaml

# `rpa setup` is of no help here: it changes a file that it can read.
_MEND = "Исправьте это в файле и повторите команду."


def parse_yaml(path: Path, text: str) -> tuple[yaml.Node | None, dict[str, Any]]:
    """The file's nodes, which know their lines, and its pairs. ``path`` is only named.

    Raises ``BadSettings`` for any text that is no YAML of pairs: a person's slip must never look like a fault of ours.
    """
    try:
        node, raw = read_yaml(text)
    except NotYaml as error:
        where = f"{path}:{error.line}" if error.line else str(path)
        raise BadSettings(f"{where}: {error.what}.", hint=_MEND) from error
    if raw is None:
        return node, {}
    if not isinstance(raw, dict):
        raise BadSettings(f"{path}: ожидаются пары «ключ: значение».", hint=_MEND)
    return node, raw


def every_problem(path: Path, node: yaml.Node | None, error: ValidationError) -> BadSettings:
    """All that the schema refuses, each with its line."""
    problems = [
        f"{path}:{_line_of(node, found['loc'])}: {_dotted(found['loc'])}: {_said(found)}" for found in error.errors()
    ]
    return BadSettings("Ошибки в настройках:\n  " + "\n  ".join(problems), hint=_MEND)


_SAID = {
    "missing": "не указано",
    "extra_forbidden": "такой настройки нет",
    "string_pattern_mismatch": "не тот формат",
    "string_type": "нужен текст: возьмите его в кавычки",
    "path_type": "нужен путь: возьмите его в кавычки",
    "int_parsing": "нужно целое число",
    "int_type": "нужно целое число",
    "int_from_float": "нужно целое число",
    "float_parsing": "нужно число",
    "float_type": "нужно число",
    "bool_parsing": "нужно true или false",
    "bool_type": "нужно true или false",
    "list_type": "нужен список",
    "model_type": "нужны пары «ключ: значение»",
    "url_parsing": "это не адрес",
    "url_type": "это не адрес",
    "greater_than": "слишком мало",
    "greater_than_equal": "слишком мало",
    "less_than_equal": "слишком много",
    "literal_error": "такого значения нет",
}


def _said(found: Any) -> str:
    limit = found.get("ctx", {})
    if found["type"] == "value_error":
        # Our own sentence; pydantic puts an English word before it.
        return str(limit["error"])
    detail = limit.get("ge") or limit.get("le") or limit.get("expected")
    said = _SAID.get(found["type"], found["msg"])
    return f"{said} ({detail})" if detail else said


def _dotted(location: tuple[int | str, ...]) -> str:
    return ".".join(f"[{part}]" if isinstance(part, int) else part for part in location).replace(".[", "[") or "файл"


def _line_of(node: yaml.Node | None, location: tuple[int | str, ...]) -> int:
    """The line of the deepest part of ``location`` that the file has."""
    line = 1
    for part in location:
        if isinstance(node, yaml.MappingNode):
            found = next(((key, value) for key, value in node.value if key.value == part), None)
            if found is None:
                break
            line, node = found[0].start_mark.line + 1, found[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            node = node.value[part]
            line = node.start_mark.line + 1
        else:
            break
    return line
