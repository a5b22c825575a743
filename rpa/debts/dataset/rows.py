"""What a loaded dataset is made of: good rows, broken rows, findings.

Columns are the canonical ones of `columns.py`; amounts are rubles as ``Decimal`` with two places, dates are
Moscow dates. Nothing here holds a message with a personal value: findings carry the place and the *class* of
the value, so they may be logged and shown.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from pathlib import Path

from rpa.model import Person


class ActKind(StrEnum):
    """What confirms the debt. ``NOT_COURT`` (нотариус, внутренняя комиссия) and ``CLAIM``, which is no act at all,
    confirm nothing: ЖК РФ ст. 160 ч. 3."""

    COURT_ORDER = "приказ"
    DECISION = "решение"
    DEFAULT_DECISION = "заочное решение"
    SIMPLIFIED_DECISION = "решение в упрощённом порядке"
    APPEAL_RULING = "апелляционное определение"
    SETTLEMENT = "мировое соглашение"
    NOT_COURT = "не судебный акт"
    CLAIM = "иск или претензия"


NO_ACTS_OF_COURT = frozenset({ActKind.NOT_COURT, ActKind.CLAIM})


class ActStatus(StrEnum):
    """State of the act on the balance date."""

    IN_FORCE = "действует"
    NOT_IN_FORCE = "не вступил в силу"
    CANCELLED = "отменён"
    APPEALED = "обжалуется"
    SUSPENDED = "приостановлен"


class AgreementStatus(StrEnum):
    """State of a repayment agreement (соглашение о погашении, рассрочка)."""

    NONE = "нет"
    KEPT = "исполняется"
    BROKEN = "нарушено"


class IpState(StrEnum):
    """State of the enforcement case (исполнительное производство); articles are those of 229-ФЗ.

    Only ``ENDED_PAID`` (ст. 47 ч. 1 п. 1) means that the debt was paid through it. ``UNKNOWN``: a case without a word
    about its state; ``UNREADABLE``: there is a word, and it may say that the case has ended.
    """

    NONE = "нет"
    OPEN = "исполняется"
    ENDED_PAID = "окончено фактическим исполнением"
    ENDED_NOT_COLLECTED = "окончено без взыскания"
    ENDED_OTHER = "окончено по иному основанию"
    UNKNOWN = "не указано"
    UNREADABLE = "не разобрано"


class DebtorStatus(StrEnum):
    """What else the accounting system knows of the debtor."""

    ORDINARY = "обычный"
    DECEASED = "умер"
    BANKRUPT = "банкрот"


class Severity(StrEnum):
    """``BLOCKING`` breaks the row, ``ERROR`` drops the cell and keeps the row, ``WARNING`` keeps both."""

    BLOCKING = "blocking"
    ERROR = "error"
    WARNING = "warning"


class Blocks(StrEnum):
    """How far a broken row forbids «нет», by what could still be read of it."""

    DWELLING = "dwelling"
    HOUSE = "house"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class CellError:
    """One finding at one cell. ``row`` is 1-based as the spreadsheet shows it; ``column`` is the canonical name.

    ``letter`` and ``header`` say the same to a person (``K``, «Остаток основной долг»); both are empty when
    the value comes from no column. ``value_class`` is what was found («пусто», «дата», «текст»), never the value.
    """

    row: int
    column: str
    value_class: str
    message: str
    cure: str
    severity: Severity = Severity.BLOCKING
    sheet: str = ""
    letter: str = ""
    header: str = ""


@dataclass(frozen=True, slots=True)
class DebtRow:
    """One debtor of one court act in one dwelling. ``row_id`` is unique in the dataset.

    ``contradictions`` are Russian sentences; a row that has any proves nothing and belongs into review.
    ``duplicate_of`` is the ``row_id`` of an earlier row with the same dwelling, person and case.
    """

    row: int
    row_id: str
    address: str
    person: Person
    act_kind: ActKind
    act_status: ActStatus
    court: str
    case_number: str
    act_date: date
    debt_from: date
    debt_to: date
    awarded_main: Decimal
    rest_main: Decimal
    balance_date: date
    in_force_date: date | None = None
    sheet: str = ""
    account: str | None = None
    house_fias_guid: str | None = None
    house_gis_guid: str | None = None
    premises_guid: str | None = None
    flat: str | None = None
    room: str | None = None
    private_house: bool = False
    former_last: tuple[str, ...] = ()
    birth_date: date | None = None
    document: str | None = None
    debtor_status: DebtorStatus = DebtorStatus.ORDINARY
    uid: str | None = None
    awarded_peni: Decimal | None = None
    awarded_duty: Decimal | None = None
    rest_peni: Decimal | None = None
    rest_duty: Decimal | None = None
    paid_total: Decimal | None = None
    agreement_status: AgreementStatus = AgreementStatus.NONE
    agreement_date: date | None = None
    ip_number: str | None = None
    ip_state: IpState = IpState.NONE
    ip_end_article: str | None = None
    act_file: Path | None = None
    note: str | None = None
    contradictions: tuple[str, ...] = ()
    duplicate_of: str | None = None


@dataclass(frozen=True, slots=True)
class BrokenRow:
    """A row that cannot be used, with whatever tells its dwelling. It might be a debt, so it forbids «нет».

    ``blocks``: its dwelling when ``address`` (or the house GUID) and the flat were readable, its house when
    only the house was, everything otherwise. If ``address`` cannot be parsed to a house, treat it as ``ALL``.
    """

    row: int
    errors: tuple[CellError, ...]
    address: str | None = None
    flat: str | None = None
    room: str | None = None
    house_fias_guid: str | None = None
    private_house: bool = False
    blocks: Blocks = Blocks.ALL
    row_id: str = ""
    sheet: str = ""


@dataclass(frozen=True, slots=True)
class SheetSummary:
    """What became of one sheet. ``lines`` counts every line below the header and equals the sum of the other counts.

    ``skipped`` is the reason why the whole sheet was left out (then all counts are zero but ``lines``).
    """

    name: str
    header_row: int = 0
    columns: tuple[tuple[str, str, str], ...] = ()
    """(canonical name, letter, header text) of every column that was recognised."""
    unknown: tuple[tuple[str, str], ...] = ()
    """(letter, header text) of columns that were not."""
    lines: int = 0
    rows: int = 0
    broken: int = 0
    blank: int = 0
    totals: int = 0
    groups: int = 0
    service: int = 0
    skipped: str = ""


@dataclass(frozen=True, slots=True)
class Dataset:
    """A loaded register. ``sha256`` is of the file's bytes; ``content_sha256`` of the canonical rows, whatever
    the format, the order or the blank lines.

    ``as_of`` is the date the balances speak of: the balance date most rows carry (the earlier of equals) in the file
    and on each sheet where something is owed, or the date the file states above its header, whichever is earliest;
    ``None`` (unknown, hence stale) if there is neither, or no line of data at all: an export that a filter left empty
    proves nothing, whatever date it bears.
    A single row may be older: see its own ``balance_date``.
    ``findings`` are errors and warnings of rows that are kept; those of broken rows are in ``broken``.
    """

    rows: tuple[DebtRow, ...]
    broken: tuple[BrokenRow, ...]
    sha256: str
    loaded_from: str
    as_of: date | None
    content_sha256: str = ""
    findings: tuple[CellError, ...] = ()
    sheets: tuple[SheetSummary, ...] = field(default=())

    @property
    def errors(self) -> tuple[CellError, ...]:
        """Everything the data preparer has to mend, warnings left out, in the file's order."""
        found = [error for row in self.broken for error in row.errors]
        found += [finding for finding in self.findings if finding.severity is not Severity.WARNING]
        return tuple(sorted(found, key=lambda error: (error.sheet, error.row)))

    @property
    def several_sheets(self) -> bool:
        """Whether rows come from more than one sheet: then the number of a row alone does not tell its place."""
        return sum(not sheet.skipped for sheet in self.sheets) > 1

    @property
    def duplicates(self) -> tuple[DebtRow, ...]:
        """Rows that repeat an earlier one's dwelling, person and case."""
        return tuple(row for row in self.rows if row.duplicate_of is not None)

    @property
    def contradictory(self) -> tuple[DebtRow, ...]:
        """Rows whose own statements exclude each other."""
        return tuple(row for row in self.rows if row.contradictions)

    @property
    def marks(self) -> tuple[CellError, ...]:
        """Contradictions and repeats, told of whole rows in the file's order; no row is worse for being told."""
        found = [
            _of_row(row, sentence.rstrip("."), "Такую строку решает человек: сверьте её с документами.")
            for row in self.contradictory
            for sentence in row.contradictions
        ]
        places = {row.row_id: row for row in self.rows}
        for row in self.duplicates:
            first = places[row.duplicate_of or ""]
            sheet = f" листа «{first.sheet}»" if first.sheet != row.sheet else ""
            found.append(_of_row(row, f"Повтор строки {first.row}{sheet}", "Лишнюю строку удалите."))
        return tuple(sorted(found, key=lambda mark: (mark.sheet, mark.row)))


def _of_row(row: DebtRow, message: str, cure: str) -> CellError:
    return CellError(row.row, "вся строка", "строка", message, cure, Severity.WARNING, row.sheet)
