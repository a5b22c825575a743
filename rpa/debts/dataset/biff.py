"""What the parser does not tell of an old .xls: cells whose formula failed or was never computed (it shows them as
empty ones, or as 0), cells that are struck out, and whether days count from 1904.

An .xls is a compound file (MS-CFB) with one stream of records (MS-XLS); a handful of both is read here.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from rpa.debts.dataset.formulas import Behind
from rpa.debts.dataset.sheet_xml import Place

_FREE = 0xFFFFFFFA  # from here on no sector, but a mark: end of a chain, free, part of a table
_NAMES = ("Workbook", "Book")
_STREAM, _ROOT = 2, 5
_BOF, _EOF, _FORMULA, _BOOLERR, _DATEMODE, _BOUNDSHEET = 0x809, 0x0A, 0x06, 0x205, 0x22, 0x85
_ERROR, _EMPTY = 2, 3  # kinds of a formula's result that is no number
_FONT, _FORMAT, _RK_CELLS = 0x31, 0xE0, 0xBD
_CELLS = (0x06, 0xD6, 0xFD, 0x203, 0x204, 0x205, 0x27E)  # each begins with row, column, format
_STRUCK = 0x08
_UNCOMPUTED = 0x02  # «calculate when opened»: what wrote the file had no result to write


def behind_xls(data: bytes) -> Behind:
    """For each sheet, in the order of the workbook, such cells. Raises ``ValueError`` for what is no .xls.

    A formula whose result is an empty text is among them: an .xls tells it from one never computed in no way.
    """
    try:
        book = _book(data)
        offsets: list[int] = []
        other_days = False
        fonts: list[bool] = []
        formats: list[int] = []
        for kind, body in _records(book, 0):
            if kind == _BOUNDSHEET:
                offsets.append(struct.unpack_from("<I", body)[0])
            elif kind == _DATEMODE:
                other_days = struct.unpack_from("<H", body)[0] != 0
            elif kind == _FONT:
                fonts += [bool(body[2] & _STRUCK)] * (2 if len(fonts) == 3 else 1)  # there is no font of number 4
            elif kind == _FORMAT:
                formats.append(struct.unpack_from("<H", body)[0])
        struck = {number for number, font in enumerate(formats) if font < len(fonts) and fonts[font]}
        failed = [list(_failed(book, offset)) for offset in offsets]
        return Behind(
            failed, other_days, struck=[list(_struck(book, offset, struck)) for offset in offsets] if struck else []
        )
    except (struct.error, IndexError) as error:
        raise ValueError("not a workbook") from error


def _failed(book: bytes, offset: int) -> Iterator[Place]:
    for kind, body in _records(book, offset):
        if kind == _FORMULA:
            row, column, _, result, options = struct.unpack_from("<HHH8sH", body)
            told = result[0] if result[6:] == b"\xff\xff" else None
            if told in (_ERROR, _EMPTY) or options & _UNCOMPUTED:
                yield row, column
        elif kind == _BOOLERR:
            row, column, _, _, is_error = struct.unpack_from("<HHHBB", body)
            if is_error:
                yield row, column


def _struck(book: bytes, offset: int, formats: set[int]) -> Iterator[Place]:
    for kind, body in _records(book, offset):
        if kind in _CELLS:
            row, column, style = struct.unpack_from("<HHH", body)
            if style in formats:
                yield row, column
        elif kind == _RK_CELLS:
            row, column = struct.unpack_from("<HH", body)
            for place in range((len(body) - 6) // 6):
                if struct.unpack_from("<H", body, 4 + 6 * place)[0] in formats:
                    yield row, column + place


def _records(book: bytes, offset: int) -> Iterator[tuple[int, bytes]]:
    """The records of one substream; those of charts within it are left out."""
    depth = 0
    while offset + 4 <= len(book):
        kind, length = struct.unpack_from("<HH", book, offset)
        depth += (kind == _BOF) - (kind == _EOF)
        if depth == 0:
            return
        if depth == 1:
            yield kind, book[offset + 4 : offset + 4 + length]
        offset += 4 + length


def _book(data: bytes) -> bytes:
    """The stream of the workbook."""
    sector, small = 1 << struct.unpack_from("<H", data, 30)[0], 1 << struct.unpack_from("<H", data, 32)[0]
    directory, _, cutoff, small_table, _, more, _ = struct.unpack_from("<7I", data, 48)

    def at(number: int) -> bytes:
        return data[(number + 1) * sector : (number + 2) * sector]

    places = list(struct.unpack_from("<109I", data, 76))
    seen = 0
    while more < _FREE and seen <= len(data) // sector:
        *found, more = struct.unpack(f"<{sector // 4}I", at(more))
        places += found
        seen += 1
    table = _numbers(b"".join(at(place) for place in places if place < _FREE))
    entries = b"".join(map(at, _chain(table, directory)))
    root: tuple[int, int] | None = None
    book: tuple[int, int] | None = None
    for offset in range(0, len(entries) - 127, 128):
        length, kind = struct.unpack_from("<HB", entries, offset + 64)
        name = entries[offset : offset + max(length - 2, 0)].decode("utf-16-le", "replace")
        start, size = struct.unpack_from("<II", entries, offset + 116)
        if kind == _ROOT:
            root = start, size
        elif kind == _STREAM and name in _NAMES and (book is None or name == _NAMES[0]):
            book = start, size
    if book is None or root is None:
        raise ValueError("no workbook in it")
    if book[1] >= cutoff:
        return b"".join(map(at, _chain(table, book[0])))[: book[1]]
    store = b"".join(map(at, _chain(table, root[0])))
    small_chain = _chain(_numbers(b"".join(map(at, _chain(table, small_table)))), book[0])
    return b"".join(store[place * small : (place + 1) * small] for place in small_chain)[: book[1]]


def _numbers(table: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(table) // 4}I", table[: len(table) // 4 * 4])


def _chain(table: tuple[int, ...], start: int) -> Iterator[int]:
    """Sectors in order; a chain that runs in a circle ends."""
    for _ in range(len(table)):
        if start >= _FREE:
            return
        yield start
        start = table[start]
