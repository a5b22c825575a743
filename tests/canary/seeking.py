"""Looks for canaries in anything: whatever the encoding, inside archives, workbooks and PDFs."""

from __future__ import annotations

import base64
import binascii
import hashlib
import html
import io
import re
import unicodedata
import urllib.parse
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import takewhile
from pathlib import Path

from pypdf import PdfReader
from pypdf.errors import PyPdfError

_SINGLE, _WIDE = ("cp1251", "koi8-r", "cp866"), ("utf-16-le", "utf-16-be")
_UPPER = bytes(byte in (0x00, 0x03, 0x04, 0x20, 0xFE) for byte in range(256))
_STRETCH = re.compile(b"\x01{4,}")
_BASE64 = re.compile(rb"[A-Za-z0-9+/_-]{24,}={0,2}")
_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})|\\x([0-9a-fA-F]{2})")
_PERCENT = re.compile(rb"(?:%[0-9A-Fa-f]{2}){2,}")
_BACKSLASH = re.compile(rb"(?:\\\\?x[0-9A-Fa-f]{2}){2,}")
# Bytes of pictures and archives, read as text, are mostly letters of scripts that nothing sought is written in.
_FOREIGN = re.compile(r"[\u0530-\u1fff\u2c00-\ufaff\U00010000-\U0010ffff]+")


@dataclass(frozen=True, slots=True)
class Canary:
    """``kind`` is what an allowance speaks of (person, flat, snils, contact, staff, secret); ``text`` is looked for.

    ``whole``: only between characters that no word holds, for what is short.
    """

    kind: str
    text: str
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    kind: str
    text: str
    where: str


@dataclass(frozen=True, slots=True)
class Seen:
    """What was found in content looked through before, wherever it lay: parts, their bytes, and hits by part."""

    artefacts: int
    size: int
    hits: frozenset[tuple[str, str, str]]


Looked = dict[bytes, Seen]
"""By hash of the content and of what was looked for in it."""


@dataclass
class Seeker:
    """Counts what it looked through: ``artefacts`` (parts of archives included) and their ``size`` in bytes."""

    canaries: Iterable[Canary]
    known: Looked = field(default_factory=dict)
    artefacts: int = 0
    size: int = 0
    hits: list[Hit] = field(default_factory=list)

    def __post_init__(self) -> None:
        # By how they begin: forty numbers of one series are looked for one by one only where their series is.
        self._plain: dict[str, list[tuple[Canary, str]]] = defaultdict(list)
        for one in self.canaries:
            if not one.whole:
                self._plain[(sought := folded(one.text))[:5]].append((one, sought))
        wholes = [one for one in self.canaries if one.whole]
        self._sought = repr(sorted((one.kind, one.text) for one in self.canaries)).encode()
        self._whole = {folded(one.text): one for one in wholes}
        # How all of them begin comes first: a pattern that begins with letters is looked for many times faster.
        same = takewhile(lambda signs: len(set(signs)) == 1, zip(*self._whole, strict=False))
        begin = re.escape(common := "".join(signs[0] for signs in same))
        words = "|".join(re.escape(text[len(common) :]) for text in self._whole)
        self._words = re.compile(rf"{begin}(?<![^\W_]{begin})(?:{words})(?![^\W_])") if wholes else None

    def look(self, where: str, content: bytes) -> list[Hit]:
        """Hits in one artefact and in everything packed into it; they are also added to ``hits``."""
        mark = hashlib.sha256(self._sought + content).digest()
        if mark not in self.known:
            parts = list(unpacked("", content))
            hits = frozenset((one.kind, one.text, place) for place, part in parts for one in self._in(part))
            self.known[mark] = Seen(len(parts), sum(len(part) for _place, part in parts), hits)
        seen = self.known[mark]
        self.artefacts += seen.artefacts
        self.size += seen.size
        ordered = sorted(
            (Hit(kind, text, where + place) for kind, text, place in seen.hits),
            key=lambda hit: (hit.where, hit.kind, hit.text),
        )
        self.hits += ordered
        return ordered

    def _in(self, content: bytes) -> Iterator[Canary]:
        for text in readings(content):
            for begins, beginning_so in self._plain.items():
                if begins in text:
                    yield from (one for one, sought in beginning_so if sought in text)
            if self._words is not None:
                yield from (self._whole[found.group()] for found in self._words.finditer(text))


def folded(text: str) -> str:
    """One form of every spelling: composed letters, one case, no «ё», nothing invisible."""
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKC", _FOREIGN.sub("\0", text)).casefold().replace("ё", "е")
    return re.sub(r"[\u00ad\u200b-\u200f\u2060\ufeff]", "", plain)


def readings(content: bytes) -> Iterator[str]:
    """Every text these bytes may be: by codec, unescaped, percent- and base64-decoded."""
    for raw in (content, *_decoded(content)):
        text = raw.decode("utf-8", "ignore")
        yield folded(text)
        if (plain := _unescaped(text)) != text:
            yield folded(plain)
        if not raw.isascii():
            for codec in _SINGLE:
                table, nothing = _folding(codec)
                yield raw.translate(table, nothing).decode(codec, "ignore")
        for codec in _WIDE:
            for start in (0, 1):
                yield folded("\0".join(_wide(raw[start:], codec)))


@cache
def _folding(codec: str) -> tuple[bytes, bytes]:
    """What ``folded`` does to each character of a codec of one byte each: a table for ``translate``, and what goes.

    A sign that is folded into several is none that anything sought holds.
    """
    table, nothing = bytearray(range(256)), bytearray()
    for byte in range(256):
        sign = folded(bytes([byte]).decode(codec, "ignore"))
        if not sign:
            nothing.append(byte)
        else:
            becomes = sign.encode(codec, "ignore")
            table[byte] = becomes[0] if len(sign) == len(becomes) == 1 else 0
    return bytes(table), bytes(nothing)


def _wide(raw: bytes, codec: str) -> Iterator[str]:
    """The stretches that may be text in UTF-16: at least four signs in a row from the blocks that sought text is of.

    Letters and digits are U+00xx or U+04xx; what may stand between and over them is U+03xx, U+20xx or U+FExx.
    """
    upper = raw[1::2] if codec == "utf-16-le" else raw[: len(raw) // 2 * 2 : 2]
    for found in _STRETCH.finditer(upper.translate(_UPPER)):
        yield raw[2 * found.start() : 2 * found.end()].decode(codec, "ignore")


def _decoded(content: bytes) -> Iterator[bytes]:
    percent = b"\n".join(urllib.parse.unquote_to_bytes(found) for found in _PERCENT.findall(content))
    hexes = (found.replace(b"\\", b"").replace(b"x", b"") for found in _BACKSLASH.findall(content))
    backslash = b"\n".join(bytes.fromhex(found.decode("ascii")) for found in hexes)
    yield from (decoded for decoded in (percent, backslash) if decoded)
    blobs = []
    for found in _BASE64.findall(content):
        # A word may begin anywhere in its group of four.
        for start in range(4):
            body = found[start:].rstrip(b"=")
            try:
                blobs.append(base64.b64decode(body[: len(body) // 4 * 4], altchars=b"-_" if b"_" in body else None))
            except binascii.Error:
                continue
    if blobs:
        yield b"\n".join(blobs)


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(lambda code: chr(int(code[1] or code[2], 16)), html.unescape(text))


def unpacked(where: str, content: bytes) -> Iterator[tuple[str, bytes]]:
    """The artefact itself, and what is inside it: files of a ZIP (a workbook is one), the text of a PDF."""
    yield where, content
    if content.startswith(b"PK") and zipfile.is_zipfile(io.BytesIO(content)):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name in archive.namelist():
                yield f"{where}!names", name.encode()
                yield from unpacked(f"{where}!{name}", archive.read(name))
    if content.startswith(b"%PDF"):
        try:
            pages = PdfReader(io.BytesIO(content)).pages
            yield f"{where}!text", "\n".join(page.extract_text() for page in pages).encode("utf-8", "replace")
        except PyPdfError:
            return


def files_below(*folders: Path) -> Iterator[tuple[str, bytes]]:
    """Every file, by a name that begins with its folder's; names of files are artefacts too."""
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            name = f"{folder.name}/{path.relative_to(folder).as_posix()}"
            yield f"{name}!name", path.name.encode("utf-8", "surrogateescape")
            if path.is_file() and not path.is_symlink():
                yield name, path.read_bytes()
