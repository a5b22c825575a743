"""A YAML file that a person wrote: read whole, and whatever is wrong with it told as ``file:line: key: what``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from rpa.errors import BadSettings


def parse_yaml(path: Path, text: str) -> tuple[yaml.Node | None, dict[str, Any]]:
    """The file's nodes, which know their lines, and its pairs. ``path`` is only named.

    Raises ``BadSettings`` for any text that is no YAML of pairs: a person's slip must never look like a fault of ours.
    """
    try:
        loader = _Loader(text)
        try:
            node = loader.get_single_node()
            raw = loader.construct_document(node) if node is not None else None
        finally:
            loader.dispose()
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        problem = error.problem or ""
        if problem.isascii():
            # PyYAML's own words: English, and of no use to whoever keeps the file.
            problem = "проверьте отступы (пробелами, не табуляцией), двоеточия, кавычки и скобки"
        raise BadSettings(f"{path}:{line}: это не YAML ({problem}).") from error
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise BadSettings(f"{path}:{line}: недопустимый знак U+{ord(text[error.position]):04X}.") from error
    except RecursionError:
        # Its traceback is a thousand equal lines.
        raise BadSettings(f"{path}: слишком много вложенных скобок или отступов.") from None
    if raw is None:
        return node, {}
    if not isinstance(raw, dict):
        raise BadSettings(f"{path}: ожидаются пары «ключ: значение».")
    return node, raw


def every_problem(path: Path, node: yaml.Node | None, error: ValidationError) -> BadSettings:
    """All that the schema refuses, each with its line."""
    problems = [
        f"{path}:{_line_of(node, found['loc'])}: {_dotted(found['loc'])}: {_said(found)}" for found in error.errors()
    ]
    return BadSettings("Ошибки в настройках:\n  " + "\n  ".join(problems))


_NUMBERS = ("tag:yaml.org,2002:int", "tag:yaml.org,2002:float")


class _Loader(yaml.SafeLoader):
    def resolve(self, kind: type[yaml.Node], value: str, implicit: Any) -> str:
        """``10:30`` stays text: YAML 1.1 reads it as a number to the base 60, 630, and nobody who writes it means that.

        A wish in minutes or hours then refuses it too, where it used to become some other number in silence.
        """
        tag: str = super().resolve(kind, value, implicit)  # type: ignore[no-untyped-call]
        return self.DEFAULT_SCALAR_TAG if tag in _NUMBERS and ":" in value else tag

    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:
        """A value that only looks like one of its kind (``2024-99-99``) is an error with a line, as any other."""
        try:
            return super().construct_object(node, deep)
        except (ValueError, LookupError, TypeError, AttributeError) as error:
            # What PyYAML's constructors of dates, numbers and «да/нет» let through.
            problem = "такого значения не бывает; текст возьмите в кавычки"
            raise yaml.constructor.ConstructorError(None, None, problem, node.start_mark) from error


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
