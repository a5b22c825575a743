"""Finds scenarios by name: a module of ``scenarios/`` with ``async def run(cabinet, job)``. No registry."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from types import ModuleType

from rpa.errors import WrongUsage
from rpa.job.asked import Asked

PACKAGE = "scenarios"


def names() -> dict[str, str]:
    """Every scenario's name and Russian title (the first line of its docstring), sorted."""
    return {name: title(importlib.import_module(f"{PACKAGE}.{name}")) for name in _known()}


def load(name: str) -> ModuleType:
    """The scenario's module. Raises ``WrongUsage`` that lists the known names."""
    # Only the one asked for is imported: a scenario being written must not keep the others from running.
    known = _known()
    if name not in known:
        raise WrongUsage(f"Нет сценария {name!r}.", hint=f"Есть: {', '.join(known)}.")
    return importlib.import_module(f"{PACKAGE}.{name}")


def _known() -> list[str]:
    return sorted(module.name for module in pkgutil.iter_modules(importlib.import_module(PACKAGE).__path__))


def title(module: ModuleType) -> str:
    return (inspect.getdoc(module) or module.__name__).splitlines()[0]


def only_reads(module: ModuleType) -> bool:
    """Whether the scenario declares ``READ_ONLY = True``: then anybody may run it by name, at any time."""
    return getattr(module, "READ_ONLY", False) is True


def command(module: ModuleType) -> str:
    """The command that gives the scenario its work, where it declares one (``COMMAND``); else empty."""
    return str(getattr(module, "COMMAND", ""))


def asks(module: ModuleType) -> type[Asked] | None:
    """What the scenario asks of the person who runs it by name; ``None``: it is given its work by a command."""
    found = getattr(module, "Asks", None)
    return found if isinstance(found, type) and issubclass(found, Asked) else None
