"""Windows replaces no file that anybody has open: a look at it from the page must not cost a run its record."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from rpa import private_files
from rpa.private_files import store_private


class Held:
    """``os.replace`` as on Windows while somebody else reads the target, for the first ``times`` calls."""

    def __init__(self, times: int, winerror: int) -> None:
        self.left, self.calls, self._winerror, self._replace = times, 0, winerror, os.replace

    def __call__(self, source: Path, target: Path) -> None:
        self.calls += 1
        if self.left:
            self.left -= 1
            error = PermissionError(13, "Permission denied")
            error.winerror = self._winerror
            raise error
        self._replace(source, target)


@pytest.mark.parametrize("winerror", [5, 32])
def test_what_is_held_for_a_moment_is_written_when_it_is_let_go(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, winerror: int
) -> None:
    store_private(path := tmp_path / "daily.json", b"old")
    monkeypatch.setattr(os, "replace", Held(3, winerror))
    store_private(path, b"new")
    assert path.read_bytes() == b"new" and list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(("winerror", "once"), [(5, False), (19, True)])
def test_what_stays_held_and_what_is_another_trouble_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, winerror: int, once: bool
) -> None:
    store_private(path := tmp_path / "daily.json", b"old")
    monkeypatch.setattr(private_files, "_HELD_FOR", 0.1)
    monkeypatch.setattr(os, "replace", held := Held(10**6, winerror))
    with pytest.raises(PermissionError):
        store_private(path, b"new")
    assert path.read_bytes() == b"old" and list(tmp_path.iterdir()) == [path]
    assert (held.calls == 1) is once
