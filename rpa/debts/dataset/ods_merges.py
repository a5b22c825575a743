"""Merged cells of an .ods: the parser tells those of .xls and .xlsx only.

A block, a room or an agreement merged over several rows stands in the first of them alone. Read as empty in the others
it would make other dwellings of them: the debt of «корп. 2» becomes that of the house without one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from rpa.debts.dataset.sheet_xml import Place

Merge = tuple[Place, Place]
"""First and last cell, 0-based, both inclusive."""

SPANS = re.compile(rb'table:number-(?:rows|columns)-spanned="(?!1")')
"""Tells that there is a merged cell at all; most files have none and need no second look."""
_TAG = re.compile(
    rb"<(/?)table:(table|table-row|table-cell|covered-table-cell)"
    rb"""((?:\s+[\w:.-]+\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*(/?)>"""
)
_NUMBER = {
    name: re.compile(rb'table:number-%s="(\d{1,7})"' % name)
    for name in (b"rows-repeated", b"columns-repeated", b"rows-spanned", b"columns-spanned")
}


def merges_of(pieces: Iterable[bytes]) -> list[list[Merge]]:
    """For each table of ``content.xml``, given piece by piece and cut between tags, its merged cells."""
    tables: list[list[Merge]] = []
    row = column = 0
    repeated = 1
    for text in pieces:
        for tag in _TAG.finditer(text):
            closes, kind, attributes, alone = tag.groups()
            if kind == b"table":
                if not closes:
                    tables.append([])
                    row = 0
            elif kind == b"table-row":
                if not closes:
                    column, repeated = 0, _number(attributes, b"rows-repeated")
                if closes or alone:
                    row += repeated
            elif not closes:
                down, right = _number(attributes, b"rows-spanned"), _number(attributes, b"columns-spanned")
                if (down > 1 or right > 1) and tables:
                    tables[-1].append(((row, column), (row + down - 1, column + right - 1)))
                column += _number(attributes, b"columns-repeated")
    return tables


def _number(attributes: bytes, name: bytes) -> int:
    found = _NUMBER[name].search(attributes)
    return int(found[1]) if found else 1
