"""The evaluations: one per table or form, because a call per cell is an order of magnitude slower.

No markup is named in them: they get CSS from selectors.yaml as their argument.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def script(name: str) -> str:
    """Return the text of ``<name>.js``, one function expression."""
    return files(__package__).joinpath(f"{name}.js").read_text(encoding="utf-8").strip()
