"""YAML that a person wrote, read so that a slip in it is told with its line and never looks like a fault of ours."""

from __future__ import annotations

from typing import Any

import yaml

_NUMBERS = ("tag:yaml.org,2002:int", "tag:yaml.org,2002:float")


class NotYaml(Exception):
    """``what`` is Russian and may repeat a word of the text; ``line`` is 1-based, ``None`` where nobody can say it."""

    def __init__(self, what: str, line: int | None = None) -> None:
        super().__init__(what)
        self.what, self.line = what, line


def read_yaml(text: str) -> tuple[yaml.Node | None, Any]:
    """The text's nodes, which know their lines, and its value. Raises ``NotYaml``, and nothing else."""
    try:
        loader = _Loader(text)
        try:
            node = loader.get_single_node()
            _refuse_repeated_keys(node)
            return node, loader.construct_document(node) if node is not None else None
        finally:
            loader.dispose()
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        problem = error.problem or ""
        if problem.isascii():
            # PyYAML's own words: English, and of no use to whoever keeps the file.
            problem = "проверьте отступы (пробелами, не табуляцией), двоеточия, кавычки и скобки"
        raise NotYaml(f"это не YAML ({problem})", line) from error
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise NotYaml(f"недопустимый знак U+{ord(text[error.position]):04X}", line) from error
    except RecursionError:
        # Its traceback is a thousand equal lines.
        raise NotYaml("слишком много вложенных скобок или отступов") from None


def _refuse_repeated_keys(root: yaml.Node | None) -> None:
    """Of two equal keys PyYAML keeps the last in silence: a second section erased all wishes of the first."""
    left, seen = [root], set[int]()
    while left:
        node = left.pop()
        if node is None or id(node) in seen:  # what an alias names again
            continue
        seen.add(id(node))
        if isinstance(node, yaml.SequenceNode):
            left += node.value
        elif isinstance(node, yaml.MappingNode):
            lines: dict[tuple[str, str], int] = {}
            for key, value in node.value:
                left += (key, value)
                if not isinstance(key, yaml.ScalarNode):
                    continue
                line, name = key.start_mark.line + 1, (key.tag, key.value)
                if name in lines:
                    raise NotYaml(f"«{key.value}» уже есть в строке {lines[name]}: оставьте одно", line)
                lines[name] = line


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
