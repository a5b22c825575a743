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
from pathlib import Path

from pypdf import PdfReader
from pypdf.errors import PyPdfError

CODECS = ("utf-8", "cp1251", "utf-16-le", "utf-16-be", "koi8-r", "cp866")
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


Looked = dict[bytes, set[tuple[str, str]]]
"""What was found in content looked through before, by hash."""


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
        words = "|".join(re.escape(text) for text in self._whole)
        self._words = re.compile(rf"(?<![^\W_])(?:{words})(?![^\W_])") if words else None

    def look(self, where: str, content: bytes) -> list[Hit]:
        """Hits in one artefact and in everything packed into it; they are also added to ``hits``."""
        found = {Hit(kind, text, place) for place, part in unpacked(where, content) for kind, text in self._hits(part)}
        self.hits += (ordered := sorted(found, key=lambda hit: (hit.where, hit.kind, hit.text)))
        return ordered

    def _hits(self, content: bytes) -> set[tuple[str, str]]:
        self.artefacts += 1
        self.size += len(content)
        mark = hashlib.sha256(self._sought + content).digest()
        if mark not in self.known:
            self.known[mark] = {(one.kind, one.text) for one in self._in(content)}
        return self.known[mark]

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
        for codec in _worth_trying(raw):
            for start in (0, 1) if codec.startswith("utf-16") else (0,):
                text = raw[start:].decode(codec, "ignore")
                yield folded(text)
                if codec == "utf-8":
                    yield folded(_unescaped(text))


def _worth_trying(raw: bytes) -> Iterator[str]:
    """Without codecs that read what another has read already, or can find nothing here.

    Every letter and digit sought is U+00xx or U+04xx: without a zero and a four, no half of UTF-16 can hold one.
    """
    wide = b"\x00" in raw or b"\x04" in raw
    for codec in CODECS:
        if wide if codec.startswith("utf-16") else codec == "utf-8" or not raw.isascii():
            yield codec


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
