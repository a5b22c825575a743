"""Cells that are struck out, whole or in part: the parser shows them as any others.

People strike out what no longer holds: a debt that was paid, a flat that was corrected in its own cell («12» struck and
14 behind it reads as 1214). Whether it holds is theirs to say, so such cells refuse a file (`unread.refuse_struck`).
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator

from rpa.debts.dataset.sheet_xml import CELL, VALUE, Place, pieces, place_of

_STYLES, _STRINGS = "xl/styles.xml", "xl/sharedStrings.xml"
_STRIKE = re.compile(rb'<(?:\w+:)?strike(?:\s+val="(?:1|true)")?\s*/?>')
_FONTS = re.compile(rb"<(?:\w+:)?fonts[\s>].*?</(?:\w+:)?fonts>", re.DOTALL)
_FONT = re.compile(rb"<(?:\w+:)?font(?:\s[^>/]*)?(?:/>|>(.*?)</(?:\w+:)?font>)", re.DOTALL)
_FORMATS = re.compile(rb"<(?:\w+:)?cellXfs[\s>].*?</(?:\w+:)?cellXfs>", re.DOTALL)
_FORMAT = re.compile(rb"<(?:\w+:)?xf\s[^>]*>")
_FONT_OF = re.compile(rb'\bfontId="(\d+)"')
_FORMAT_OF = re.compile(rb'\bs="(\d+)"')
_STRING = re.compile(rb"<(?:\w+:)?si(?:\s[^>/]*)?(?:/>|>(.*?)</(?:\w+:)?si>)", re.DOTALL)
_STRING_OF = re.compile(rb"<(?:\w+:)?v>(\d+)<")
_ODS_STYLE = re.compile(rb'<style:style\s[^>]*?style:name="([^"]+)"[^>]*(?<!/)>(.*?)</style:style>', re.DOTALL)
_ODS_STRIKE = re.compile(rb'style:text-line-through-(?:style|type)="(?!none)')
_ODS_USE = re.compile(
    rb'<table:table-cell\s[^>]*?table:style-name="([^"]+)"[^>]*(?<!/)>\s*<text:p(?:\s[^>/]*)?>'
    rb'|<text:span\s[^>]*?text:style-name="([^"]+)"|table:default-cell-style-name="([^"]+)"'
)


class StruckOfXlsx:
    """Which formats and shared texts of an .xlsx are struck. Most workbooks have none, and cost one look."""

    def __init__(self, package: zipfile.ZipFile, parts: set[str]) -> None:
        self._formats = _formats(package.read(_STYLES)) if _STYLES in parts else frozenset()
        self._strings = frozenset(_strings(package)) if _STRINGS in parts else frozenset()

    def within(self, text: bytes) -> Iterator[Place | None]:
        """The struck cells of a piece of a sheet that hold anything; ``None`` for one that names no place."""
        if not (self._formats or self._strings or b"strike" in text):
            return
        for cell in CELL.finditer(text):
            if self._is_struck(cell[1], cell[2]):
                yield place_of(cell[1])

    def _is_struck(self, attributes: bytes, body: bytes) -> bool:
        style = _FORMAT_OF.search(attributes)
        if style and int(style[1]) in self._formats and VALUE.search(body):
            return True
        if b't="s"' in attributes and (string := _STRING_OF.search(body)):
            return int(string[1]) in self._strings
        return bool(_STRIKE.search(body))


def _formats(styles: bytes) -> frozenset[int]:
    fonts, formats = _FONTS.search(styles), _FORMATS.search(styles)
    if not (fonts and formats):
        return frozenset()
    struck = {number for number, font in enumerate(_FONT.finditer(fonts[0])) if _STRIKE.search(font[1] or b"")}
    used = (_FONT_OF.search(each[0]) for each in _FORMAT.finditer(formats[0]))
    return frozenset(number for number, font in enumerate(used) if font and int(font[1]) in struck)


def _strings(package: zipfile.ZipFile) -> Iterator[int]:
    """Numbers of the shared texts of which a part is struck."""
    ends = (b"</si>", b":si>")
    with package.open(_STRINGS) as stream:
        if not any(b"strike" in text for text in pieces(stream, ends)):
            return
    number = 0
    with package.open(_STRINGS) as stream:
        for text in pieces(stream, ends):
            for string in _STRING.finditer(text + b"</si>"):
                if _STRIKE.search(string[1] or b""):
                    yield number
                number += 1


class StruckOfOds:
    """Whether any cell of an .ods is struck; ``look`` takes its pieces in order, styles come first."""

    def __init__(self) -> None:
        self._styles: set[bytes] = set()
        self.found = False

    def look(self, text: bytes) -> None:
        if b"text-line-through" in text:
            self._styles |= {style[1] for style in _ODS_STYLE.finditer(text) if _ODS_STRIKE.search(style[2])}
        if self._styles and not self.found:
            self.found = any(set(use.groups()) & self._styles for use in _ODS_USE.finditer(text))
