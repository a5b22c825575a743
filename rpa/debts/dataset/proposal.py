"""A mapping file proposed for a file with captions of its own: certain columns filled in, likely ones left open."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from rapidfuzz import fuzz, process

from rpa.debts.dataset.assemble import missing_columns
from rpa.debts.dataset.columns import BY_NAME, CAPTIONS, REGISTER_SIGNS, normal_caption
from rpa.debts.dataset.foreign import foreign_columns
from rpa.debts.dataset.header import TALLEST, Header, count_captions, filled_of, find_header, index_of, letter
from rpa.debts.dataset.lines import LineKind, classify
from rpa.debts.dataset.reader import Lines, Sheet, read_source
from rpa.debts.dataset.values import clean, is_empty
from rpa.errors import DatasetError

# A likely caption is only ever written as a comment for a person to confirm.
_LIKELY = 70


@dataclass(frozen=True, slots=True)
class ProposedColumn:
    """One column of the file. ``canonical`` is known for certain, ``likely`` are candidates, best first."""

    letter: str
    header: str
    canonical: str | None
    likely: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MappingProposal:
    """What the wizard shows. ``header_row`` is 1-based, and ``found`` tells whether the robot finds it by itself;
    ``missing`` are required columns nobody names, ``uneven`` those that another sheet of the register lacks or calls
    otherwise: a mapping that named them by this sheet's captions could not read the other."""

    sheet: str
    header_row: int
    columns: tuple[ProposedColumn, ...]
    missing: tuple[str, ...]
    found: bool = True
    uneven: tuple[str, ...] = ()

    def line(self, name: str, column: ProposedColumn) -> str:
        """The pair that makes ``column`` the canonical ``name``: by its caption, for letters move when the program
        puts in a column; by its letter where the caption is not this column's alone."""
        caption = normal_caption(column.header)
        alone = sum(normal_caption(other.header) == caption for other in self.columns) == 1
        if not caption or not alone or index_of(column.header) is not None:
            return f"{name}: {column.letter}  # {_comment(column.header)}"
        return f"{name}: {json.dumps(column.header, ensure_ascii=False)}  # {column.letter}"

    def to_yaml(self) -> str:
        """A mapping file: certain columns as settings, everything else as comments."""
        lines = [
            "# Сопоставление столбцов. Слева имя столбца робота, справа заголовок или буква столбца в вашем файле.",
            f"{'# ' if self.found else ''}header_row: {self.header_row}",
            "columns:",
        ]
        for column in self.columns:
            if column.canonical:
                told = "# узнаётся и так: " if column.canonical in self.uneven else ""
                lines.append(f"  {told}{self.line(column.canonical, column)}")
        for column in self.columns:
            if column.canonical is None and column.likely:
                lines += [f"  # проверьте: {self.line(name, column)}" for name in column.likely]
        lines += [
            f"  # не найден: {name} ({BY_NAME[name].synonyms[0]}) — {BY_NAME[name].rule}" for name in self.missing
        ]
        lines += ["constants: {}", "  # одно значение для всех строк, например  act_status: действует", ""]
        return "\n".join(lines)


def propose_mapping(path: Path) -> MappingProposal:
    """Read the captions of ``path`` (of the sheet that looks most like a register) and propose a mapping.

    Raises `DatasetError` if the file cannot be read or no line looks like captions.
    """
    source = read_source(path, lambda lines: count_captions(lines, CAPTIONS))
    sheets = [sheet for sheet in source.sheets if any(not is_empty(cell) for line in sheet.lines for cell in line)]
    if not sheets:
        raise DatasetError(f"{path.name}: в файле нет данных.", file=path)
    best = max(sheets, key=lambda sheet: count_captions(sheet.lines, CAPTIONS))
    header = find_header(best, CAPTIONS)
    if header is None:
        row = _likely_header_row(best.lines)
        captions = [clean(cell) if isinstance(cell, str) else "" for cell in best.lines[row]]
        columns = tuple(_propose(index, caption, {}) for index, caption in enumerate(captions) if caption)
        required = tuple(
            name for name, column in BY_NAME.items() if column.breaks_row and column.need.value == "обязателен"
        )
        return MappingProposal(best.name, row + 1, columns, required, found=False)
    known, unclear = _told(best, header)
    columns = tuple(
        ProposedColumn(letter(index), caption, None, (unclear[index],))
        if index in unclear
        else _propose(index, caption, known | unclear)
        for index, caption in enumerate(header.captions)
        if caption
    )
    groups = LineKind.GROUP in classify(best.lines, header)
    missing = tuple(missing_columns(header, {}, groups=groups, stated_date=False))
    uneven = tuple(_uneven(header, known, [sheet for sheet in sheets if sheet is not best]))
    return MappingProposal(best.name, header.top + 1, columns, missing, uneven=uneven)


def _told(sheet: Sheet, header: Header) -> tuple[dict[int, str], dict[int, str]]:
    """Which column is which by its caption, and the filled ones that answer to one name or stand under a parent of
    another kind: which of these is meant is for a person to say, as the loader demands."""
    known = {index: name for name, index in header.columns.items()}
    unclear: dict[int, str] = {}
    for name, places in header.repeated.items():
        filled = filled_of(sheet, places, header)
        del known[header.columns[name]]
        if len(filled) == 1:
            known[filled[0]] = name
        else:
            unclear |= dict.fromkeys(filled, name)
    for index, name in foreign_columns(sheet, header).items():
        if known.pop(index, None):
            unclear[index] = name
    return known, unclear


def _uneven(header: Header, known: dict[int, str], others: Iterable[Sheet]) -> Iterator[str]:
    """Names that ``others`` with a register lack or call otherwise; one of several columns is told by its letter, and
    may stand under another one there."""
    registers = [found for sheet in others if (found := find_header(sheet, CAPTIONS))]
    registers = [found for found in registers if REGISTER_SIGNS & set(found.columns)]
    for index, name in known.items():
        caption = normal_caption(header.captions[index])
        if any(
            name in header.repeated
            or name not in found.columns
            or normal_caption(found.captions[found.columns[name]]) != caption
            for found in registers
        ):
            yield name


def _propose(index: int, caption: str, known: dict[int, str]) -> ProposedColumn:
    name = known.get(index)
    if name is not None:
        return ProposedColumn(letter(index), caption, name)
    near = process.extract(
        normal_caption(caption), list(CAPTIONS), scorer=fuzz.token_set_ratio, limit=6, score_cutoff=_LIKELY
    )
    likely = dict.fromkeys(CAPTIONS[match] for match, _, _ in near if CAPTIONS[match] not in known.values())
    return ProposedColumn(letter(index), caption, None, tuple(likely)[:3])


def _likely_header_row(lines: Lines) -> int:
    """The first of the widest lines of text: captions are text, and there are many of them."""
    widths = [sum(isinstance(cell, str) and bool(clean(cell)) for cell in line) for line in lines[: 20 * TALLEST]]
    return widths.index(max(widths))


def _comment(caption: str) -> str:
    return " ".join(caption.split())[:60]


__all__ = ["MappingProposal", "ProposedColumn", "Sheet", "propose_mapping"]
