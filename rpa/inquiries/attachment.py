"""Which attachments are kept, and under what name. Names and contents come from strangers; nothing is ever opened."""

from __future__ import annotations

import re
from collections.abc import Collection

_EXTENSION = re.compile(r"\.([A-Za-z0-9]{1,5})\s*\Z")
_SAME_TYPE = {"jpeg": "jpg", "tiff": "tif"}
_ZIP, _COMPOUND = (b"PK\x03\x04", b"PK\x05\x06"), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",)
SIGNATURES: dict[str, tuple[bytes, ...]] = {
    "pdf": (b"%PDF-",),
    "doc": (*_COMPOUND, b"{\\rtf"),
    "docx": _ZIP,
    "rtf": (b"{\\rtf",),
    "xls": _COMPOUND,
    "xlsx": _ZIP,
    "odt": _ZIP,
    "ods": _ZIP,
    "jpg": (b"\xff\xd8\xff",),
    "png": (b"\x89PNG\r\n\x1a\n",),
    "tif": (b"II*\x00", b"MM\x00*"),
    "zip": _ZIP,
}
"""How files of a type begin. ``txt`` has no beginning of its own: there, no zero byte may occur."""

TOO_LARGE = "больше разрешённого размера"
WRONG_TYPE = "тип файла не разрешён"
NOT_ITS_TYPE = "содержимое не соответствует типу файла"
NOT_GIVEN = "сайт не отдал файл"


def file_type(name: str) -> str:
    """The type a name claims (``pdf``), by its real end: marks that turn text around do not change it. Else empty."""
    found = _EXTENSION.search(name)
    kind = found.group(1).lower() if found else ""
    return _SAME_TYPE.get(kind, kind)


def refusal_of_name(name: str, size: int | None, *, allowed: Collection[str], limit_bytes: int) -> str:
    """Why a file is not even asked for; empty if it may be."""
    if file_type(name) not in allowed:
        return WRONG_TYPE
    return TOO_LARGE if size is not None and size > limit_bytes else ""


def refusal_of_content(name: str, content: bytes, *, limit_bytes: int) -> str:
    """Why what the site gave is not kept; empty if it is. The size that was announced is not believed."""
    if not content:
        return NOT_GIVEN
    if len(content) > limit_bytes:
        return TOO_LARGE
    kind = file_type(name)
    fits = (
        b"\x00" not in content and not content.startswith(b"MZ")
        if kind == "txt"
        else content.startswith(SIGNATURES.get(kind, ()))
    )
    return "" if fits else NOT_ITS_TYPE
