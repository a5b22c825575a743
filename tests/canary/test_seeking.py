"""The search that the canary test rests on: it finds what is there in any dress, and nothing else."""

from __future__ import annotations

import base64
import io
import json
import unicodedata
import urllib.parse
import zipfile

import pytest
import xlsxwriter

from rpa.stand.acts import text_pdf
from tests.canary.seeking import Canary, Seeker

NAME = "Канарейкин Ёж"


def found(content: bytes, *canaries: Canary) -> list[str]:
    sought = canaries or (Canary("person", "канарейкин"),)
    return [hit.where for hit in Seeker(sought).look("file", content)]


def packed(content: bytes) -> bytes:
    box = io.BytesIO()
    with zipfile.ZipFile(box, "w") as archive:
        archive.writestr("inner/page.html", content)
    return box.getvalue()


def workbook() -> bytes:
    box = io.BytesIO()
    with xlsxwriter.Workbook(box) as book:
        book.add_worksheet().write_string(0, 0, NAME)
    return box.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        NAME.upper().encode(), NAME.encode("cp1251"), NAME.encode("utf-16"), b"x" + NAME.encode("utf-16-be"),
        NAME.encode("koi8-r"), NAME.encode("cp866"), unicodedata.normalize("NFD", NAME).encode(),
        json.dumps({"a": NAME}).encode(), json.dumps(NAME).upper().replace("\\U", "\\u").encode(),
        urllib.parse.quote(NAME).encode(), urllib.parse.quote(NAME.encode("cp1251")).lower().encode(),
        base64.b64encode(b"1" + NAME.encode()), base64.urlsafe_b64encode(b"12" + NAME.encode() * 2),
        b"q=a" + base64.b64encode(NAME.encode("utf-16")), "".join(f"&#{ord(letter)};" for letter in NAME).encode(),
        NAME.replace("к", "к\u00ad").encode(), repr(NAME.encode()).encode(),
        packed(NAME.encode()), packed(packed(NAME.encode())), workbook(), text_pdf(["Акт", NAME]),
    ],
)  # fmt: skip
def test_a_canary_is_found_in_every_dress(content: bytes) -> None:
    assert found(content)


def test_a_short_one_is_found_as_a_word_alone() -> None:
    flat = Canary("flat", "8817ж", whole=True)
    assert found("кв. 8817Ж, д. 5".encode(), flat)
    assert not found("18817ж 8817жа a8817ж".encode(), flat)


def test_what_is_not_there_is_not_found_and_all_is_counted() -> None:
    seeker = Seeker((Canary("person", "канарейкин"),))
    assert seeker.look("zip", packed("Другая фамилия".encode())) == []
    assert seeker.artefacts == 3, "the archive, the name in it, the file in it"
