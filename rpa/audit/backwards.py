"""A journal read from its end: what is asked is mostly new, and a journal may be long."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

_BLOCK = 64 * 1024


def backwards(path: Path) -> Iterator[bytes]:
    """Lines of a file without their newlines, the last first; nothing if there is no file."""
    if not path.exists():
        return
    with path.open("rb") as stream:
        at, rest = stream.seek(0, 2), b""
        while at:
            size = min(_BLOCK, at)
            at -= size
            stream.seek(at)
            first, *lines = (stream.read(size) + rest).split(b"\n")
            yield from reversed(lines)
            rest = first
        yield rest
