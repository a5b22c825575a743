"""Secrets that stay in memory: for what only asks for them."""

from __future__ import annotations

from collections.abc import Callable


class SecretsInMemory:
    def __init__(self, **values: str) -> None:
        self.values = values

    def get(self, name: str) -> str | None:
        return self.values.get(name)

    def set(self, name: str, value: str) -> None:
        self.values[name] = value

    def made(self, name: str, make: Callable[[], str]) -> str:
        return self.values.get(name) or self.values.setdefault(name, make())

    def delete(self, name: str) -> None:
        self.values.pop(name, None)

    def describe(self) -> str:
        return "память"
