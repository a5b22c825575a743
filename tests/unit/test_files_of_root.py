"""What an administrator's command writes under ``sudo`` stays readable to whom the data belong."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from rpa.private_files import create_private, store_private

pytestmark = pytest.mark.skipif(os.name != "posix", reason="Windows keeps owners in access lists")


class Disk:
    """A disk whose files belong to whom a test says; ``given`` is what was handed over, and to whom."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *, euid: int) -> None:
        self.owners: dict[int, tuple[int, int]] = {}
        self.given: list[tuple[str, int, int]] = []
        monkeypatch.setattr(os, "geteuid", lambda: euid)
        monkeypatch.setattr(os, "chown", self.chown)
        for name in ("stat", "lstat"):
            monkeypatch.setattr(Path, name, self.seen(getattr(Path, name)))

    def seen(self, real):  # type: ignore[no-untyped-def]
        def told(path: Path, **words: bool) -> os.stat_result:
            found = list(real(path, **words))
            found[4:6] = self.owners.get(found[1], found[4:6])
            return os.stat_result(found)

        return told

    def belongs(self, path: Path, uid: int, gid: int) -> None:
        self.owners[path.stat().st_ino] = (uid, gid)

    def chown(self, what: Path | int, uid: int, gid: int) -> None:
        kind, found = ("folder", what.stat()) if isinstance(what, Path) else ("file", os.fstat(what))
        self.owners[found.st_ino] = (uid, gid)
        self.given.append((kind, uid, gid))


def test_a_file_that_root_replaces_stays_its_owners_and_a_new_one_is_the_folders_owners(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`sudo rpa schedule install --system --at …` left settings.yaml to root: every run ended with 78."""
    (settings := tmp_path / "settings.yaml").write_text("old")
    disk = Disk(monkeypatch, euid=0)
    disk.belongs(settings, 1234, 1235)
    disk.belongs(tmp_path, 77, 78)
    store_private(settings, b"new")
    create_private(tmp_path / "act.html", b"act")
    assert disk.given == [("file", 1234, 1235), ("file", 77, 78)] and settings.read_bytes() == b"new"
    store_private(tmp_path / "a" / "b" / "plan.json", b"{}")
    assert disk.given[2:] == [("folder", 77, 78), ("folder", 77, 78), ("file", 77, 78)]


def test_whoever_is_not_root_gives_nothing_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    disk = Disk(monkeypatch, euid=1000)
    disk.belongs(tmp_path, 77, 78)
    store_private(tmp_path / "folder" / "settings.yaml", b"new")
    assert disk.given == []


def test_a_disk_that_knows_no_owners_takes_the_file_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_what: object) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(os, "chown", refuse)
    store_private(tmp_path / "settings.yaml", b"new")
    assert (tmp_path / "settings.yaml").read_bytes() == b"new"
