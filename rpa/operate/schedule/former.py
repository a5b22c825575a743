"""The scheduler's files as they were before an install: a refused install must not cost the schedule that works."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from rpa.private_files import store_open


@dataclass(frozen=True, slots=True)
class Former:
    """``content`` is what each file held; ``None`` where there was no file."""

    content: dict[Path, bytes | None]

    @classmethod
    def of(cls, paths: Iterable[Path]) -> Former:
        return cls({path: path.read_bytes() if path.exists() else None for path in paths})

    def had(self, paths: Iterable[Path]) -> bool:
        """Whether any of these files was there."""
        return any(self.content[path] is not None for path in paths)

    def put_back(self) -> list[Path]:
        """Every file that was there holds again what it held. The ones that could not be written."""
        lost = []
        for path, content in self.content.items():
            if content is None:
                continue
            try:
                # A full disk refuses to write also what is there anyway.
                if not path.exists() or path.read_bytes() != content:
                    store_open(path, content)
            except OSError:
                lost.append(path)
        return lost

    def drop_new(self) -> None:
        """Files that were not there are gone."""
        for path, content in self.content.items():
            if content is None and path.exists():
                path.unlink()
