"""One line of the table while it is read: what was got from its cells, which are bad, and what to tell about them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from types import NoneType
from typing import Any

from rpa.debts.dataset import dates, values, vocabulary
from rpa.debts.dataset.columns import BY_NAME, Kind
from rpa.debts.dataset.header import Header, letter
from rpa.debts.dataset.rows import CellError, IpState, Severity
from rpa.debts.dataset.values import Cell, CellProblem

Converter = Callable[[Cell], Any]

CONVERTERS: dict[Kind, Converter] = {
    Kind.TEXT: values.optional_text,
    Kind.PLACE: values.place,
    Kind.ADDRESS: values.address,
    Kind.GUID: values.guid,
    Kind.NAME: values.text,
    Kind.LIST: values.names_list,
    Kind.DATE: dates.day,
    Kind.MONTH_FROM: dates.month_from,
    Kind.MONTH_TO: dates.month_to,
    Kind.PERIOD: dates.period,
    Kind.MONEY: values.money,
    Kind.FLAG: values.flag,
    Kind.SNILS: values.snils,
    Kind.ACT_KIND: vocabulary.act_kind,
    Kind.ACT_STATUS: vocabulary.act_status,
    Kind.AGREEMENT: vocabulary.agreement,
    Kind.DEBTOR_STATUS: vocabulary.debtor_status,
    Kind.IP_STATE: vocabulary.ip_state_word,
}


# A register repeats its courts, dates and states thousands of times, so a cell is converted once a kind of column and
# equal cells share one value. Only good values are remembered (each bad cell is reported), and not without end: account
# numbers never repeat. A whole number may equal a truth value and a float, so it is left out.
_REMEMBERED = 20_000
_REPEATED = frozenset({str, float, date, datetime, NoneType})


class _Values(dict[Cell, Any]):
    """Cell to value; a cell not seen yet is converted. An empty cell is nothing. Raises `CellProblem`."""

    def __init__(self, convert: Converter) -> None:
        super().__init__({"": None, None: None})
        self.convert = convert

    def __missing__(self, cell: Cell) -> Any:
        values.refuse_failed(cell)
        value = self.convert(cell)
        if len(self) < _REMEMBERED:
            self[cell] = value
        return value


class LineReader:
    """Converts the cells of one sheet's lines; converters are chosen once a column."""

    def __init__(self, header: Header, constants: dict[str, Any], sheet: str) -> None:
        self.header, self.sheet = header, sheet
        self._constants = constants
        of_kind = {kind: _Values(convert) for kind, convert in CONVERTERS.items()}
        self._columns = [(name, index, of_kind[BY_NAME[name].kind]) for name, index in header.columns.items()]

    def read(self, row: int, cells: Sequence[Cell]) -> Line:
        """Every cell converted or reported. ``row`` is 1-based."""
        line = Line(row, self, dict(self._constants))
        width = len(cells)
        got = line.got
        for name, index, values_of in self._columns:
            cell = cells[index] if index < width else None
            try:
                value = values_of[cell] if type(cell) in _REPEATED else values_of.convert(cell)
            except CellProblem as problem:
                line.problem(name, problem)
                continue
            if value is not None:
                got[name] = value
        return line


class Line:
    """``got``: canonical name → value, empty cells absent. ``bad``: names of cells that could not be read."""

    __slots__ = ("_reader", "bad", "errors", "got", "row")

    def __init__(self, row: int, reader: LineReader, got: dict[str, Any]) -> None:
        self.row = row
        self.got = got
        self.bad: set[str] = set()
        self.errors: list[CellError] = []
        self._reader = reader

    def has_column(self, name: str) -> bool:
        return name in self._reader.header.columns

    def problem(self, name: str, problem: CellProblem) -> None:
        """Report a cell that cannot be read, as gravely as its column demands."""
        severity = Severity.BLOCKING if BY_NAME[name].breaks_row else Severity.ERROR
        if BY_NAME[name].kind is Kind.IP_STATE:
            # A free text in most programs: the row stays, and a person decides what the text says.
            severity = Severity.WARNING
            self.got[name] = IpState.UNREADABLE
        self.say(name, problem.value_class, problem.message, problem.cure, severity)
        self.bad.add(name)

    def say(self, name: str, found: str, message: str, cure: str, severity: Severity = Severity.BLOCKING) -> None:
        """Report something about column ``name`` of this line."""
        header = self._reader.header
        index = header.columns.get(name)
        known = index is not None and index < len(header.captions)
        self.errors.append(
            CellError(
                row=self.row,
                column=name,
                value_class=found,
                message=message,
                cure=cure,
                severity=severity,
                sheet=self._reader.sheet,
                letter="" if index is None else letter(index),
                header=header.captions[index] if known and index is not None else "",
            )
        )

    @property
    def blocked(self) -> bool:
        return any(error.severity is Severity.BLOCKING for error in self.errors)
