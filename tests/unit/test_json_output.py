"""What programs read is the same bytes on every machine."""

from __future__ import annotations

import io
import json

import pytest

from rpa.cli.output import print_json

DOCUMENT = {"organization": "ООО «Ёлка»", "sign": "→ ₽ ✓"}


@pytest.mark.parametrize("code_page", ["cp1251", "cp866", "ascii", "utf-8"])
def test_json_is_utf_8_whatever_the_code_page_of_the_file_it_goes_to(
    monkeypatch: pytest.MonkeyPatch, code_page: str
) -> None:
    """`rpa status --json > file` on Windows held question marks, and no reader of JSON took the rest."""
    written = io.BytesIO()
    stream = io.TextIOWrapper(written, encoding=code_page, errors="replace")
    monkeypatch.setattr("sys.stdout", stream)
    print_json(DOCUMENT)
    stream.flush()
    assert json.loads(written.getvalue().decode("utf-8")) == DOCUMENT


def test_json_goes_also_where_only_text_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdout", stream := io.StringIO())
    print_json(DOCUMENT)
    assert json.loads(stream.getvalue()) == DOCUMENT
