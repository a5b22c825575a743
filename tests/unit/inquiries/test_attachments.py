"""Attachments of strangers: what is asked for, what is kept, and under what name."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rpa.inquiries.attachment import (
    NOT_GIVEN,
    NOT_ITS_TYPE,
    TOO_LARGE,
    WRONG_TYPE,
    file_type,
    refusal_of_content,
    refusal_of_name,
)
from rpa.operate.inquiries.store import InquiryStore

ALLOWED = frozenset({"pdf", "jpg", "txt", "docx"})
PDF = b"%PDF-1.7 made up"


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("акт.pdf", "pdf"), ("АКТ.PDF ", "pdf"), ("фото.jpeg", "jpg"), ("../../x.exe", "exe"), ("CON", ""),
        ("отчёт\u202efdp.exe", "exe"), ("акт<script>.pdf", "pdf"), ("pdf", ""), ("a.pdf.", ""), ("x.a/b", ""),
    ],
)  # fmt: skip
def test_the_type_is_what_the_name_really_ends_with(name: str, kind: str) -> None:
    assert file_type(name) == kind


def test_a_forbidden_or_too_large_file_is_not_asked_for() -> None:
    asked = {"allowed": ALLOWED, "limit_bytes": 10}
    assert refusal_of_name("run.bat", 1, **asked) == WRONG_TYPE
    assert refusal_of_name("акт.pdf", 11, **asked) == TOO_LARGE
    assert refusal_of_name("акт.pdf", None, **asked) == ""


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("акт.pdf", PDF, ""),
        ("акт.pdf", b"MZ not a program", NOT_ITS_TYPE),
        ("акт.docx", b"PK\x03\x04 made up", ""),
        ("записка.txt", "Здравствуйте".encode("cp1251"), ""),
        ("записка.txt", b"MZ\x90", NOT_ITS_TYPE),
        ("акт.pdf", b"", NOT_GIVEN),
        ("акт.pdf", PDF * 100, TOO_LARGE),
    ],
)
def test_what_the_site_gave_is_checked_again(name: str, content: bytes, why: str) -> None:
    assert refusal_of_content(name, content, limit_bytes=100) == why


@given(number=st.text(max_size=60), name=st.text(max_size=60))
def test_no_number_and_no_name_ever_leads_out_of_the_folder(
    tmp_path_factory: pytest.TempPathFactory, number: str, name: str
) -> None:
    folder: Path = tmp_path_factory.mktemp("inquiries")
    saved = (folder / InquiryStore(folder).put_file(number, 1, name, b"x")).resolve()
    assert saved.is_relative_to((folder / "files").resolve())
    assert saved.stat().st_mode & 0o077 == 0
