"""Where the table starts: the lines of a sheet that hold captions, and which column is which.

A header may be one to three lines high, with merged parents («Присуждено» over «основной долг», «пени»), and may
stand under titles. The window whose captions name the most known columns wins; of equals, the lower and earlier one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rpa.debts.dataset.columns import normal_caption
from rpa.debts.dataset.reader import Lines, Merge, Sheet
from rpa.debts.dataset.values import Cell, clean, is_empty

SEARCH_LINES = 40
TALLEST = 3
FEWEST = 2


@dataclass(frozen=True, slots=True)
class Header:
    """``top`` is the 0-based first line, ``height`` its number of lines. ``columns``: canonical name → 0-based
    index; ``captions``: full caption text per column; ``repeated``: names that more than one column answers to."""

    top: int
    height: int
    columns: dict[str, int]
    captions: tuple[str, ...]
    repeated: dict[str, tuple[int, ...]]

    @property
    def first_data_line(self) -> int:
        return self.top + self.height


def letter(index: int) -> str:
    """0 → «A», 26 → «AA»."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(65 + rest) + name
    return name


def index_of(name: str) -> int | None:
    """«A» → 0; ``None`` if it is no column letter (A … XFD)."""
    if not name.isascii() or not name.isalpha() or len(name) > 3:
        return None
    index = 0
    for character in name.upper():
        index = index * 26 + ord(character) - 64
    return index - 1 if index <= 16384 else None


def find_header(
    sheet: Sheet, captions: Mapping[str, str], *, row: int | None = None, fewest: int = FEWEST
) -> Header | None:
    """The best header of ``sheet``, or ``None`` if no window names at least ``fewest`` known columns.

    ``captions`` is normal caption → canonical name. ``row`` (1-based) fixes the first line.
    """
    lines = _captions(_filled(sheet, captions_only=SEARCH_LINES + TALLEST))
    best: Header | None = None
    if max(map(len, lines), default=0) < fewest:
        return None  # a column names one caption at most: a CSV parted by what is no delimiter of it
    tops = [row - 1] if row is not None else range(min(SEARCH_LINES, len(lines)))
    for top in tops:
        for height in range(1, TALLEST + 1):
            if top + height > len(lines):
                break
            found = _read(lines, top, height, captions)
            if len(found.columns) >= fewest and (best is None or _rank(found) > _rank(best)):
                best = found
    return _merged_down(best, sheet, lines, captions) if best is not None else None


def _merged_down(best: Header, sheet: Sheet, lines: list[list[str]], captions: Mapping[str, str]) -> Header:
    """``best`` with the lines below it that all its known captions reach into, merged over them: what stands there
    beside them are the children of columns nobody reads («телефон» under «Контакты»), and no row."""
    for height in range(best.height + 1, min(TALLEST, len(lines) - best.top) + 1):
        last = best.top + height - 1
        covered = {
            column
            for (top, left), (bottom, right) in sheet.merges
            if best.top <= top < last <= bottom
            for column in range(left, right + 1)
        }
        found = _read(lines, best.top, height, captions)
        if not covered.issuperset(best.columns.values()) or found.columns != best.columns:
            break
        best = found
    return best


def header_at(sheet: Sheet, captions: Mapping[str, str], top: int, height: int) -> Header:
    """The header that stands in these lines (0-based ``top``), whatever it names."""
    lines = _captions(_filled(sheet, captions_only=top + height))
    lines += [[]] * (top + height - len(lines))
    return _read(lines, top, height, captions)


def _rank(header: Header) -> tuple[int, int]:
    return len(header.columns), -header.height


def count_captions(lines: Lines, captions: Mapping[str, str]) -> int:
    """How many known columns the best header in ``lines`` names."""
    header = find_header(Sheet("", lines), captions)
    return len(header.columns) if header else 0


def _filled(sheet: Sheet, captions_only: int) -> Lines:
    """The first lines with merged cells written out."""
    lines = [list(line) for line in sheet.lines[:captions_only]]
    for (top, left), (bottom, right) in sheet.merges:
        if top >= len(lines) or left >= len(lines[top]):
            continue
        value = lines[top][left]
        for number in range(top, min(bottom + 1, len(lines))):
            line = lines[number]
            for column in range(left, min(right + 1, len(line))):
                line[column] = value
    return lines


def _read(lines: list[list[str]], top: int, height: int, captions: Mapping[str, str]) -> Header:
    window = lines[top : top + height]
    width = max(len(line) for line in window)
    rows = [line + [""] * (width - len(line)) for line in window]
    for upper, lower in pairwise(rows):
        _spread(upper, lower)
    texts: list[str] = []
    found: dict[str, list[int]] = {}
    for index in range(width):
        parts = [row[index] for row in rows if row[index]]
        parts = [part for number, part in enumerate(parts) if number == 0 or part != parts[number - 1]]
        texts.append(" ".join(parts))
        # A title line above the captions makes «title caption»: the caption alone is tried as well.
        last_line = rows[-1][index]
        name = captions.get(normal_caption(" ".join(parts))) or (
            captions.get(normal_caption(last_line)) if last_line else None
        )
        if name is not None:
            found.setdefault(name, []).append(index)
    columns = {name: places[0] for name, places in found.items()}
    repeated = {name: tuple(places) for name, places in found.items() if len(places) > 1}
    return Header(top, height, columns, tuple(texts), repeated)


def _spread(upper: list[str], lower: list[str]) -> None:
    """Carry a parent caption to the right over the blanks that its children stand under (a CSV has no merges)."""
    parent = ""
    for index, text in enumerate(upper):
        if text:
            parent = text if lower[index] and lower[index] != text else ""
        elif not lower[index]:
            parent = ""
        elif parent:
            upper[index] = parent


def under_parents(sheet: Sheet, header: Header) -> list[tuple[str, str]]:
    """For each column of ``header`` what stands over its own caption, and that caption. Lines above the header count,
    too: a window of one line is enough to know a caption. A title over everything is over nothing, and so is what ends
    with a colon."""
    end = header.first_data_line
    lines = _filled(sheet, captions_only=end)[max(0, end - TALLEST) :]
    width = len(header.captions)
    rows = [[_caption(line[index]) if index < len(line) else "" for index in range(width)] for line in lines]
    *over, own = [[""] * width if _is_title(row) else row for row in rows[:-1]] + rows[-1:]
    for upper, lower in pairwise([*over, own]):
        _spread(upper, lower)
    parents = [[row[index] for row in over if row[index] not in ("", own[index])] for index in range(width)]
    return [(" ".join(text for text in texts if text[-1] != ":"), own[index]) for index, texts in enumerate(parents)]


def _is_title(row: list[str]) -> bool:
    return bool(row[0]) and len(set(row) - {""}) == 1


def _captions(lines: Lines) -> list[list[str]]:
    """Every cell as a caption, once: each line stands in up to six windows."""
    return [[_caption(cell) for cell in line] for line in lines]


def _caption(cell: Cell) -> str:
    return clean(cell) if isinstance(cell, str) else ""


def _says_something(sheet: Sheet, column: int, header: Header) -> bool:
    """Whether the column holds more than its own caption, printed again, below the header."""
    caption = normal_caption(header.captions[column])
    return any(
        column < len(line) and not is_empty(line[column]) and not caption.endswith(normal_caption(line[column]))
        for line in sheet.lines[header.first_data_line :]
    )


def filled_of(sheet: Sheet, places: Sequence[int], header: Header) -> list[int]:
    """Of columns under one caption those that are filled, else the first: a caption merged over several columns stands
    over one that is filled, and the others are the width of a form."""
    return [place for place in places if _says_something(sheet, place, header)] or [places[0]]


def fill_captions(sheet: Sheet, top: int, end: int) -> None:
    """Write a caption merged over several cells into each of them, in the lines from ``top`` to before ``end``."""
    sheet.lines[top:end] = _filled(sheet, captions_only=end)[top:end]


def fill_down(sheet: Sheet, first_line: int) -> None:
    """Write a cell merged over several rows into each of them, below the header, in the leftmost of its columns.

    Merges within one row are captions of groups, or as wide as a form, and stay where they are.
    """
    for (top, left), (bottom, _) in sheet.merges:
        if top < first_line or bottom == top:
            continue
        _copy_down(sheet.lines, top, bottom, left)


def _copy_down(lines: Lines, top: int, bottom: int, column: int) -> None:
    if top >= len(lines) or column >= len(lines[top]):
        return
    value = lines[top][column]
    for number in range(top + 1, min(bottom + 1, len(lines))):
        if column < len(lines[number]):
            lines[number][column] = value


__all__ = [
    "Header",
    "Merge",
    "count_captions",
    "fill_captions",
    "fill_down",
    "filled_of",
    "find_header",
    "header_at",
    "index_of",
    "letter",
    "under_parents",
]
