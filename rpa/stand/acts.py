"""Searchable Cyrillic PDF pages written by hand: a court act is one page of text, and nothing embedded.

The font is a standard one with the glyphs of Windows-1251 named in ``/Differences``; ``/ToUnicode`` makes the text
readable to extractors that do not know the glyph names. Viewers substitute a font that has the glyphs.
"""

from __future__ import annotations

from collections.abc import Sequence

_PAGE_LINES = 46
_LINE_CHARACTERS = 84


def text_pdf(lines: Sequence[str]) -> bytes:
    """A one-page A4 PDF of ``lines`` (long ones wrapped, those beyond the page dropped). Same lines, same bytes."""
    wrapped = [part for line in lines for part in _wrap(line)][:_PAGE_LINES]
    shown = b"".join(b"(" + _escape(line.encode("cp1251", "replace")) + b") Tj T*\n" for line in wrapped)
    content = b"BT /F1 11 Tf 56 790 Td 16 TL\n" + shown + b"ET"
    unicode_map = _to_unicode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R /Resources << /Font << /F1 4 0 R >> >> >>",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding 6 0 R /ToUnicode 7 0 R >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /Encoding /BaseEncoding /WinAnsiEncoding /Differences [" + _differences() + b"] >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(unicode_map), unicode_map),
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


def _wrap(line: str) -> list[str]:
    parts, current = [], ""
    for word in line.split():
        if current and len(current) + 1 + len(word) > _LINE_CHARACTERS:
            parts.append(current)
            current = word
        else:
            current = f"{current} {word}".strip()
    return [*parts, current]


def _escape(text: bytes) -> bytes:
    return text.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")


def _glyph(character: str) -> str:
    """Adobe's name of a Cyrillic glyph: afii10017 = А … afii10065 = а …, Ё and ё out of line; № is afii61352."""
    code = ord(character)
    special = {"Ё": "afii10023", "ё": "afii10071", "№": "afii61352", "«": "guillemotleft", "»": "guillemotright"}
    if character in special:
        return special[character]
    if 0x410 <= code <= 0x42F:
        return f"afii{10017 + code - 0x410 + (code > 0x415)}"
    if 0x430 <= code <= 0x44F:
        return f"afii{10065 + code - 0x430 + (code > 0x435)}"
    return {"–": "endash", "—": "emdash", " ": "space"}.get(character, ".notdef")


def _upper_half() -> list[tuple[int, str]]:
    return [(code, bytes([code]).decode("cp1251", "replace")) for code in range(0x80, 0x100)]


def _differences() -> bytes:
    return b"128 " + " ".join("/" + _glyph(character) for _, character in _upper_half()).encode("ascii")


def _to_unicode() -> bytes:
    pairs = [(code, chr(code)) for code in range(0x20, 0x7F)] + [p for p in _upper_half() if p[1] != "\ufffd"]
    blocks = []
    for first in range(0, len(pairs), 100):  # a block holds at most 100 pairs
        block = pairs[first : first + 100]
        rows = "\n".join(f"<{code:02X}> <{ord(character):04X}>" for code, character in block)
        blocks.append(f"{len(block)} beginbfchar\n{rows}\nendbfchar")
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CMapName /Stand def\n/CMapType 2 def\n"
        "1 begincodespacerange\n<00> <FF>\nendcodespacerange\n" + "\n".join(blocks) + "\nendcmap\n"
        "CMapName currentdict /CMap defineresource pop\nend\nend"
    ).encode("ascii")
