"""Pictures: named by request number, never overwritten, never outside their folder."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rpa.audit import EvidenceStore, FolderUnavailable, safe_name, secure_folder
from rpa.web.runs import latest_picture
from tests.unit.audit.journals import JPEG, RUN


def test_a_picture_is_named_by_request_and_stage(tmp_path: Path) -> None:
    ref = EvidenceStore(tmp_path).put(RUN, "77-1", "filled", JPEG)
    assert ref.path == f"{RUN}/77-1-filled.jpg"
    assert (tmp_path / ref.path).read_bytes() == JPEG


def test_a_second_picture_does_not_replace_the_first(tmp_path: Path) -> None:
    store = EvidenceStore(tmp_path)
    first, second = (store.put(RUN, "77-1", "failure", JPEG + tail) for tail in (b"1", b"2"))
    assert second.path == f"{RUN}/77-1-failure-2.jpg"
    assert ((tmp_path / first.path).read_bytes(), (tmp_path / second.path).read_bytes()) == (JPEG + b"1", JPEG + b"2")


def test_the_page_shows_no_picture_of_a_request_whose_number_only_begins_like_this_one(tmp_path: Path) -> None:
    store, began = EvidenceStore(tmp_path), datetime.now(UTC) - timedelta(minutes=1)
    first = store.put(RUN, "77-2026-1", "filled", JPEG).path
    assert latest_picture(tmp_path, "77-2026-1", began) == first
    assert (latest_picture(tmp_path, "77", began), latest_picture(tmp_path, "77-2026", began)) == (None, None)
    again = store.put(RUN, "77-2026-1", "filled", JPEG).path
    os.utime(tmp_path / again, (began.timestamp() + 300,) * 2)
    assert latest_picture(tmp_path, "77-2026-1", began) == again


def test_the_page_does_not_look_at_the_pictures_of_all_other_requests(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It did with every item: at ten thousand a quarter of a second each, in the loop that drives the browser."""
    shot = EvidenceStore(tmp_path).put(RUN, "77-1", "result", JPEG).path
    looked: list[Path] = []
    whole = os.scandir
    monkeypatch.setattr(os, "scandir", lambda path=".": looked.append(Path(path)) or whole(path))
    monkeypatch.setattr(os, "listdir", lambda path=".": looked.append(Path(path)) or [one.name for one in whole(path)])
    assert latest_picture(tmp_path, "77-1", datetime.now(UTC) - timedelta(minutes=1)) == shot
    assert tmp_path / RUN not in looked


def test_only_a_jpeg_is_a_picture(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="JPEG"):
        EvidenceStore(tmp_path).put(RUN, "77-1", "filled", b"\x89PNG")
    assert list(tmp_path.rglob("*")) == []


@given(text=st.text())
def test_any_text_becomes_a_harmless_name(text: str) -> None:
    name = safe_name(text)
    assert name and len(name) <= 62
    assert all(letter.isalnum() or letter == "-" for letter in name)


@pytest.mark.parametrize(
    "hostile", ["../../etc/passwd", "..\\..\\x", "/etc/passwd", "C:\\x", "CON", "\x00", "", "a\nb"]
)
def test_a_hostile_number_stays_inside_the_folder(tmp_path: Path, hostile: str) -> None:
    ref = EvidenceStore(tmp_path / "evidence").put(hostile, hostile, hostile, JPEG)
    inside = (tmp_path / "evidence" / ref.path).resolve()
    assert inside.is_relative_to(tmp_path / "evidence")
    assert [found for found in tmp_path.rglob("*") if found.is_file()] == [inside]


def test_nothing_half_written_is_left_when_the_disk_is_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    store = EvidenceStore(tmp_path)
    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        with pytest.raises(FolderUnavailable, match="кончилось место"):
            store.put(RUN, "77-1", "filled", JPEG)
    assert [found for found in tmp_path.rglob("*") if found.is_file()] == []
    store.put(RUN, "77-1", "filled", JPEG)


@pytest.mark.skipif(os.name != "posix", reason="rights of POSIX systems")
def test_an_open_folder_is_closed_and_a_file_system_without_rights_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tmp_path.chmod(0o755)
    assert secure_folder(tmp_path) == []
    assert tmp_path.stat().st_mode & 0o777 == 0o700
    tmp_path.chmod(0o755)
    monkeypatch.setattr(os, "chmod", lambda path, mode: None)  # as on FAT
    (warning,) = secure_folder(tmp_path)
    assert "перенесите" in warning
