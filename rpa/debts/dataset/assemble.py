"""One line of the table to a `DebtRow`, or to a `BrokenRow` with everything that could still be told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from rpa.debts.dataset import placing, rules, vocabulary
from rpa.debts.dataset.acts import ActFolder
from rpa.debts.dataset.beside import Beside
from rpa.debts.dataset.columns import BY_NAME, Need
from rpa.debts.dataset.header import Header
from rpa.debts.dataset.line import Line, LineReader
from rpa.debts.dataset.lines import FLAT_IN_ADDRESS, has_house, only_text
from rpa.debts.dataset.rows import AgreementStatus, Blocks, BrokenRow, CellError, DebtorStatus, DebtRow, IpState
from rpa.debts.dataset.slid import has_slid
from rpa.debts.dataset.still_owed import StillOwed
from rpa.debts.dataset.values import Cell
from rpa.model import Person


class Assembler:
    """Reads the lines of one sheet. ``stated_date`` is the balance date that stands above the header,
    ``row_prefix`` tells the sheets apart in the identifiers of rows that have none of their own; ``above`` are the
    lines above the header."""

    def __init__(
        self,
        *,
        header: Header,
        constants: dict[str, Any],
        sheet: str,
        row_prefix: str,
        today: date,
        acts: ActFolder,
        stated_date: date | None,
        above: Sequence[Sequence[Cell]] = (),
    ) -> None:
        self._reader = LineReader(header, constants, sheet)
        self._beside = Beside(header, sheet, above)
        self._still_owed = StillOwed(header, sheet)
        self._sheet, self._prefix = sheet, row_prefix
        self._today, self._acts, self._stated = today, acts, stated_date

    def read(
        self, row: int, cells: Sequence[Cell], group_address: str | None
    ) -> tuple[DebtRow | BrokenRow, list[CellError]]:
        """The row and the findings that do not break it. ``row`` is 1-based, ``group_address`` the group's above."""
        line = self._reader.read(row, cells)
        sure = placing.address(line, group_address)
        rules.flat(line)
        person = rules.person(line)
        rules.period(line)
        rules.rest(line)
        rules.required(line, self._stated)
        rules.said_elsewhere(line)
        rules.dates(line, self._today)
        rules.softly(line)
        act_file = rules.act_file(line, self._acts)
        fate_told = line.got.get("debtor_status", DebtorStatus.ORDINARY) is not DebtorStatus.ORDINARY
        said = self._beside.against_debt(row, cells, fate_told=fate_told) if rules.owed(line) else None
        if said := said or self._still_owed.against_no(row, cells, line.got):
            line.errors.append(said)
        if person is None or line.blocked:
            self._beside.between(only_text(cells))
            return self._broken(line, group_address, sure and not has_slid(cells, self._reader.header)), []
        return self._row(line, person, act_file), line.errors

    def _row(self, line: Line, person: Person, act_file: Path | None) -> DebtRow:
        got = line.got
        state = vocabulary.ip_state_of(got.get("ip_number"), got.get("ip_state"), got.get("ip_end_article"))
        if got.get("ip_ended") and state in (IpState.NONE, IpState.OPEN, IpState.UNKNOWN):
            state = IpState.UNREADABLE  # it has ended, and how is not told
        return DebtRow(
            row=line.row, row_id=got.get("row_id") or f"{self._prefix}{line.row}", sheet=self._sheet,
            address=got["address"], flat=got.get("flat"), room=got.get("room"),
            private_house=got.get("private_house", False), person=person, former_last=got.get("former_last", ()),
            birth_date=got.get("birth_date"), document=got.get("document"),
            debtor_status=got.get("debtor_status", DebtorStatus.ORDINARY), account=got.get("account"),
            house_fias_guid=got.get("house_fias_guid"), house_gis_guid=got.get("house_gis_guid"),
            premises_guid=got.get("premises_guid"), act_kind=got["act_kind"], act_status=got["act_status"],
            court=got["court"], case_number=got["case_number"], uid=got.get("uid"), act_date=got["act_date"],
            in_force_date=got.get("in_force_date"), debt_from=got["debt_from"], debt_to=got["debt_to"],
            awarded_main=got["awarded_main"], awarded_peni=got.get("awarded_peni"),
            awarded_duty=got.get("awarded_duty"), paid_total=got.get("paid_total"), rest_main=got["rest_main"],
            rest_peni=got.get("rest_peni"),
            rest_duty=got.get("rest_duty"), balance_date=got["balance_date"],
            agreement_status=got.get("agreement_status", AgreementStatus.NONE),
            agreement_date=got.get("agreement_date"),
            ip_number=got.get("ip_number"), ip_state=state, ip_end_article=got.get("ip_end_article"), act_file=act_file,
            note=got.get("note"),
        )  # fmt: skip

    def _broken(self, line: Line, group: str | None, sure: bool) -> BrokenRow:
        got = line.got
        # Statements that name two houses leave neither: it may be a debt of either, or of a third. So it is with a line
        # whose cells slid: the number of its house may be that of its flat.
        guid = got.get("house_fias_guid") if sure else None
        if not sure:
            got.pop("address", None)
        if not sure or line.bad & {"street", "house", "block", "structure", "liter", "letter"}:
            group = None
        # The group a row stands in tells its house even where the row's own address is unreadable.
        address = got.get("address") or (group if group and has_house(group) else None)
        private = bool(got.get("private_house"))
        flat_known = not line.bad & {"flat", "room", "private_house"} and bool(
            got.get("flat") or private or FLAT_IN_ADDRESS.search(address or "")
        )
        blocks = Blocks.ALL if not (address or guid) else Blocks.DWELLING if flat_known else Blocks.HOUSE
        return BrokenRow(
            row=line.row, errors=tuple(line.errors), address=address, flat=got.get("flat"), room=got.get("room"),
            house_fias_guid=guid, private_house=private, blocks=blocks,
            row_id=got.get("row_id") or f"{self._prefix}{line.row}", sheet=self._sheet,
        )  # fmt: skip


def lost_caption(row: BrokenRow) -> BrokenRow:
    """A broken line inside a group that may be the caption of the next: it may speak of any house, unless it names its
    own dwelling, which no caption does. ``row`` is as read without the group."""
    error = CellError(
        row=row.row, column="address", value_class="текст", sheet=row.sheet,
        message="строка внутри группы не распознана: если это название группы, строки под ней остались без адреса",
        cure="Впишите в строку-группу город, улицу и дом и ничего больше; если это долг, заполните его ячейки.",
    )  # fmt: skip
    blocks = Blocks.DWELLING if row.blocks is Blocks.DWELLING else Blocks.ALL
    return replace(row, errors=(error, *row.errors), blocks=blocks)


def missing_columns(header: Header, constants: dict[str, Any], *, groups: bool, stated_date: bool) -> list[str]:
    """Required columns that neither the sheet nor the mapping gives; ``address`` may come from groups, a balance date
    from above the header, names and periods from one column or several."""
    have = set(header.columns) | set(constants)
    missing = [column.name for column in BY_NAME.values() if column.need is Need.REQUIRED and column.name not in have]
    if "address" in missing and (groups or {"street", "house"} <= have):
        missing.remove("address")
    if "rest_main" in missing and "paid_total" in have:
        missing.remove("rest_main")
    if "debt_period" in have:
        missing = [name for name in missing if name not in ("debt_from", "debt_to")]
    if stated_date and "balance_date" in missing:
        missing.remove("balance_date")
    if "fio" not in have and not {"last", "first"} <= have:
        missing.append("fio")
    return missing
