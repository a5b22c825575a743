"""Searchable Cyrillic PDF pages: a court act is one page of text, drawn with the stand's own stroke alphabet.

A font that is not embedded shows blanks instead of Cyrillic in Chromium's viewer (it falls back to a Latin-only one),
so the letters are drawn (a Type 3 font) and ``/ToUnicode`` tells extractors what they are. Codes are Windows-1251.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from rpa.stand.stroke_font import advance, procedure

_PAGE_LINES = 44
_LINE_WIDTH = 480.0  # points
_UNIT = 1.25  # points of one glyph unit: capitals 7.5 pt high
_FIRST_FONT_OBJECT = 6


def text_pdf(lines: Sequence[str]) -> bytes:
    """A one-page A4 PDF of ``lines`` (long ones wrapped, those beyond the page dropped). Same lines, same bytes."""
    wrapped = [part for line in lines for part in _wrap(line)][:_PAGE_LINES]
    shown = b"".join(b"(" + _escape(line.encode("cp1251", "replace")) + b") Tj T*\n" for line in wrapped)
    content = b"BT /F1 1 Tf 56 780 Td 16.5 TL\n" + shown + b"ET"
    used = tuple(sorted({code for line in wrapped for code in line.encode("cp1251", "replace")}))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        _stream(content),
        *_font_objects(used),
    ]
    out = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)


def _font_objects(codes: tuple[int, ...]) -> tuple[bytes, ...]:
    """Object 5 (the font), 6 (its text map), then one stream for each glyph in use."""
    first_glyph = _FIRST_FONT_OBJECT + 1
    names = " ".join(f"{code} /g{code}" for code in codes)
    procedures = " ".join(f"/g{code} {first_glyph + n} 0 R" for n, code in enumerate(codes))
    widths = " ".join(f"{advance(_character(code)):.2f}" if code in codes else "0" for code in range(0x20, 0x100))
    font = (
        f"<< /Type /Font /Subtype /Type3 /FontBBox [0 -2 6 9] /FontMatrix [{_UNIT} 0 0 {_UNIT} 0 0] "
        f"/FirstChar 32 /LastChar 255 "
        f"/Widths [{widths}] /Encoding << /Type /Encoding /Differences [{names}] >> /CharProcs << {procedures} >> "
        f"/Resources << >> /ToUnicode {_FIRST_FONT_OBJECT} 0 R >>"
    ).encode("ascii")
    return (font, _stream(_to_unicode(codes)), *(_glyph(code) for code in codes))


@cache
def _glyph(code: int) -> bytes:
    return _stream(procedure(_character(code)))


def _character(code: int) -> str:
    return bytes([code]).decode("cp1251", "replace")


def _stream(content: bytes) -> bytes:
    return b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content)


def _wrap(line: str) -> list[str]:
    parts, current = [], ""
    for word in line.split():
        longer = f"{current} {word}".strip()
        if current and sum(advance(c) for c in longer) * _UNIT > _LINE_WIDTH:
            parts.append(current)
            longer = word
        current = longer
    return [*parts, current]


def _escape(text: bytes) -> bytes:
    return text.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")


def _to_unicode(codes: tuple[int, ...]) -> bytes:
    blocks = []
    for first in range(0, len(codes), 100):  # a block holds at most 100 pairs
        block = codes[first : first + 100]
        rows = "\n".join(f"<{code:02X}> <{ord(_character(code)):04X}>" for code in block)
        blocks.append(f"{len(block)} beginbfchar\n{rows}\nendbfchar")
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CMapName /Stand def\n/CMapType 2 def\n"
        "1 begincodespacerange\n<00> <FF>\nendcodespacerange\n" + "\n".join(blocks) + "\nendcmap\n"
        "CMapName currentdict /CMap defineresource pop\nend\nend"
    ).encode("ascii")
