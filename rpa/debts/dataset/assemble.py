"""One line of the table to a `DebtRow`, or to a `BrokenRow` with everything that could still be told.

Converters are compiled per column once and remember the values they have seen: a register repeats its courts,
dates and states thousands of times. (About 250 lines: the row's own rules stay beside the row's assembly.)
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from rpa.debts.dataset import names, values, vocabulary
from rpa.debts.dataset.acts import ActFolder
from rpa.debts.dataset.columns import BY_NAME, Kind, Need
from rpa.debts.dataset.header import Header, letter
from rpa.debts.dataset.lines import FLAT_IN_ADDRESS, has_house
from rpa.debts.dataset.rows import (
    ActKind,
    ActStatus,
    AgreementStatus,
    Blocks,
    BrokenRow,
    CellError,
    DebtorStatus,
    DebtRow,
    Severity,
)
from rpa.debts.dataset.values import Cell, CellProblem, is_empty, value_class
from rpa.model import Person

Converter = Callable[[Cell], Any]

CONVERTERS: dict[Kind, Converter] = {
    Kind.TEXT: values.optional_text,
    Kind.PLACE: values.place,
    Kind.ADDRESS: values.address,
    Kind.GUID: values.guid,
    Kind.NAME: values.text,
    Kind.LIST: values.names_list,
    Kind.DATE: values.day,
    Kind.MONTH_FROM: values.month_from,
    Kind.MONTH_TO: values.month_to,
    Kind.PERIOD: values.period,
    Kind.MONEY: values.money,
    Kind.FLAG: values.flag,
    Kind.SNILS: values.snils,
    Kind.ACT_KIND: vocabulary.act_kind,
    Kind.ACT_STATUS: vocabulary.act_status,
    Kind.AGREEMENT: vocabulary.agreement,
    Kind.DEBTOR_STATUS: vocabulary.debtor_status,
    Kind.IP_STATE: vocabulary.ip_state_word,
}
_SOFT: tuple[tuple[str, Callable[[str], str | None]], ...] = (
    ("case_number", vocabulary.odd_case_number),
    ("uid", vocabulary.odd_uid),
    ("ip_number", vocabulary.odd_ip_number),
)
_MONEY_REST = ("rest_main", "rest_peni", "rest_duty")
_REQUIRED_TEXT = ("court", "case_number")
_REQUIRED_VALUES = (
    "act_kind",
    "act_status",
    "act_date",
    "debt_from",
    "debt_to",
    "awarded_main",
    "rest_main",
    "balance_date",
)


def remembering(convert: Converter, limit: int = 20_000) -> Converter:
    """``convert`` with a memory for text cells (good values only, so that each bad cell is reported)."""
    seen: dict[str, Any] = {}

    def converted(cell: Cell) -> Any:
        if type(cell) is not str:
            return convert(cell)
        if cell in seen:
            return seen[cell]
        value = convert(cell)
        if len(seen) < limit:
            seen[cell] = value
        return value

    return converted


@dataclass(slots=True)
class _Line:
    """One line while it is read."""

    row: int
    cells: Sequence[Cell]
    got: dict[str, Any] = field(default_factory=dict)
    bad: set[str] = field(default_factory=set)
    errors: list[CellError] = field(default_factory=list)


class Assembler:
    """Reads the lines of one sheet. ``stated_date`` is the balance date that stands above the header."""

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
    ) -> None:
        self._columns = [
            (name, index, remembering(CONVERTERS[BY_NAME[name].kind])) for name, index in header.columns.items()
        ]
        self._header, self._constants, self._sheet, self._prefix = header, constants, sheet, row_prefix
        self._today, self._acts, self._stated = today, acts, stated_date

    def read(
        self, row: int, cells: Sequence[Cell], group_address: str | None
    ) -> tuple[DebtRow | BrokenRow, list[CellError]]:
        """The row and the findings that do not break it. ``row`` is 1-based, ``group_address`` that of the group above."""
        line = _Line(row, cells, dict(self._constants))
        width = len(cells)
        for name, index, convert in self._columns:
            cell = cells[index] if index < width else None
            if cell == "" or cell is None:
                continue
            try:
                value = convert(cell)
            except CellProblem as problem:
                self._problem(line, name, problem)
                continue
            if value is not None:
                line.got[name] = value
        self._address(line, group_address)
        self._flat(line)
        person = self._person(line)
        self._period(line)
        self._rest(line)
        self._required(line)
        self._dates(line)
        self._softly(line)
        act_file = self._act_file(line)
        if person is None or any(error.severity is Severity.BLOCKING for error in line.errors):
            return self._broken(line, group_address), []
        return self._row(line, person, act_file), line.errors

    # -- parts -----------------------------------------------------------------------------------------------

    def _address(self, line: _Line, group: str | None) -> None:
        got = line.got
        own = got.get("address")
        house = got.get("house")
        if own is not None:
            if house and not has_house(own) and "house" not in line.bad:
                own = _with_house(own, got)
        elif got.get("street") and house:
            own = _with_house(", ".join(part for part in (got.get("settlement"), got["street"]) if part), got)
        elif group and "address" not in line.bad and "street" not in line.bad:
            own = group
            if house and not has_house(group):
                own = _with_house(group, got)
            elif not has_house(group):
                self._say(
                    line,
                    "house",
                    "пусто",
                    "группа над строкой называет улицу, но не дом",
                    "Впишите адрес с номером дома.",
                )
                line.bad.add("house")
        if own is None or line.bad & {"address", "street", "house", "block", "structure"}:
            got.pop("address", None)
            if not line.bad & {"address", "street", "house", "block", "structure"}:
                self._say(line, "address", "пусто", "нет адреса", "Впишите адрес: город, улица, дом.")
        else:
            got["address"] = own

    def _flat(self, line: _Line) -> None:
        got = line.got
        if "flat" in line.bad or got.get("flat") or got.get("private_house"):
            return
        if not FLAT_IN_ADDRESS.search(got.get("address", "")):
            self._say(
                line,
                "flat",
                "пусто",
                "нет номера квартиры",
                "Впишите номер квартиры; для дома без квартир отметьте «частный дом».",
            )

    def _person(self, line: _Line) -> Person | None:
        got = line.got
        if line.bad & {"fio", "last", "first", "middle", "no_patronymic"}:
            return None
        nameless = bool(got.get("no_patronymic"))
        try:
            if got.get("last") or got.get("first"):
                column = "last" if not got.get("last") else "first"
                if not (got.get("last") and got.get("first")):
                    self._say(line, column, "пусто", "имя неполное", "Впишите фамилию и имя полностью.")
                    return None
                column = "middle"
                last, first, middle = got["last"], got["first"], got.get("middle")
                if not middle and not nameless:
                    self._say(
                        line,
                        "middle",
                        "пусто",
                        "отчество не указано",
                        "Впишите отчество; если его нет по документам, впишите «-».",
                        Severity.WARNING,
                    )
                middle = names.middle_name(middle)
            elif got.get("fio"):
                column = "fio"
                last, first, middle = names.split_full_name(got["fio"], no_patronymic=nameless)
            else:
                self._say(
                    line,
                    "fio" if "fio" in self._header.columns else "last",
                    "пусто",
                    "нет имени должника",
                    "Впишите фамилию, имя и отчество, как в судебном акте.",
                )
                return None
            column = "fio" if got.get("fio") and not got.get("last") else "last"
            found = names.person(last, first, middle, got.get("snils"))
        except CellProblem as problem:
            self._problem(line, column, problem)
            return None
        if any(names.mixed_alphabets(part) for part in (last, first, middle or "")):
            self._say(
                line,
                column,
                "текст",
                "в имени смешаны русские и латинские буквы",
                "Наберите имя русскими буквами.",
                Severity.WARNING,
            )
        return found

    def _period(self, line: _Line) -> None:
        got = line.got
        if "debt_period" in got:
            first, last = got.pop("debt_period")
            got.setdefault("debt_from", first)
            got.setdefault("debt_to", last)
        if "debt_period" in line.bad:
            line.bad |= {"debt_from", "debt_to"}
        start, end, act = got.get("debt_from"), got.get("debt_to"), got.get("act_date")
        if start and end and start > end:
            self._say(line, "debt_to", "дата", "конец периода раньше начала", "Исправьте период долга.")
        if end and act and (end.year, end.month) > (act.year, act.month):
            self._say(
                line, "debt_to", "дата", "период долга кончается позже судебного акта", "Сверьте период с текстом акта."
            )

    def _rest(self, line: _Line) -> None:
        got = line.got
        awarded, paid = got.get("awarded_main"), got.get("paid_total")
        if "rest_main" not in got and "rest_main" not in line.bad and awarded is not None and paid is not None:
            others = [got.get("awarded_peni"), got.get("awarded_duty")]
            whole = awarded + sum((part for part in others if part is not None), Decimal(0))
            if paid == 0 or (not any(others) and paid <= awarded):
                got["rest_main"] = awarded - paid
            elif paid >= whole:
                got["rest_main"] = Decimal("0.00")
            else:
                self._say(
                    line,
                    "rest_main",
                    "пусто",
                    "остаток основного долга не выводится из общей оплаты",
                    "Впишите остаток основного долга отдельно от пени и госпошлины.",
                )
                line.bad.add("rest_main")
        for rest, award in zip(_MONEY_REST, ("awarded_main", "awarded_peni", "awarded_duty"), strict=True):
            if rest in got and award in got and got[rest] > got[award]:
                severity = Severity.BLOCKING if rest == "rest_main" else Severity.WARNING
                self._say(
                    line, rest, "сумма", "остаток больше присуждённого", "Сверьте остаток с актом и оплатами.", severity
                )

    def _required(self, line: _Line) -> None:
        got = line.got
        if "balance_date" not in got and "balance_date" not in line.bad and self._stated is not None:
            got["balance_date"] = self._stated
        for name in (*_REQUIRED_TEXT, *_REQUIRED_VALUES):
            if name not in got and name not in line.bad:
                self._say(
                    line,
                    name,
                    "пусто",
                    "нет значения",
                    f"Впишите: {BY_NAME[name].rule[0].lower()}{BY_NAME[name].rule[1:]}.",
                )
        waits = (
            got.get("act_status") in (ActStatus.CANCELLED, ActStatus.NOT_IN_FORCE)
            or got.get("act_kind") is ActKind.NOT_COURT
        )
        if "in_force_date" not in got and "in_force_date" not in line.bad and not waits:
            self._say(line, "in_force_date", "пусто", "нет даты вступления в силу", "Возьмите дату со штампа на акте.")

    def _dates(self, line: _Line) -> None:
        for name in ("act_date", "balance_date", "birth_date"):
            value = line.got.get(name)
            if value is not None and value > self._today:
                self._say(
                    line,
                    name,
                    "дата",
                    "дата в будущем",
                    "Исправьте дату.",
                    Severity.BLOCKING if BY_NAME[name].breaks_row else Severity.ERROR,
                )
                if not BY_NAME[name].breaks_row:
                    del line.got[name]

    def _softly(self, line: _Line) -> None:
        for name, odd in _SOFT:
            value = line.got.get(name)
            if value is not None and (message := odd(value)) is not None:
                self._say(
                    line, name, "текст", message, "Сверьте номер; если он верен, ничего не меняйте.", Severity.WARNING
                )

    def _act_file(self, line: _Line) -> Path | None:
        name = line.got.get("act_file")
        if name is None:
            return None
        try:
            return self._acts.find(name)
        except CellProblem as problem:
            self._problem(line, "act_file", problem)
            return None

    # -- results ---------------------------------------------------------------------------------------------

    def _row(self, line: _Line, person: Person, act_file: Path | None) -> DebtRow:
        got = line.got
        state = vocabulary.ip_state_of(got.get("ip_number"), got.get("ip_state"), got.get("ip_end_article"))
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
            awarded_main=got["awarded_main"], awarded_peni=got.get("awarded_peni"), awarded_duty=got.get("awarded_duty"),
            paid_total=got.get("paid_total"), rest_main=got["rest_main"], rest_peni=got.get("rest_peni"),
            rest_duty=got.get("rest_duty"), balance_date=got["balance_date"],
            agreement_status=got.get("agreement_status", AgreementStatus.NONE), agreement_date=got.get("agreement_date"),
            ip_number=got.get("ip_number"), ip_state=state, ip_end_article=got.get("ip_end_article"), act_file=act_file,
            note=got.get("note"),
        )  # fmt: skip

    def _broken(self, line: _Line, group: str | None) -> BrokenRow:
        got = line.got
        guid = got.get("house_fias_guid")
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

    # -- findings --------------------------------------------------------------------------------------------

    def _problem(self, line: _Line, name: str, problem: CellProblem) -> None:
        severity = Severity.BLOCKING if BY_NAME[name].breaks_row else Severity.ERROR
        if BY_NAME[name].kind is Kind.IP_STATE:
            severity = Severity.WARNING
        self._say(line, name, problem.value_class, problem.message, problem.cure, severity)
        line.bad.add(name)

    def _say(
        self, line: _Line, name: str, found: str, message: str, cure: str, severity: Severity = Severity.BLOCKING
    ) -> None:
        index = self._header.columns.get(name)
        captions = self._header.captions
        line.errors.append(
            CellError(
                row=line.row,
                column=name,
                value_class=found,
                message=message,
                cure=cure,
                severity=severity,
                sheet=self._sheet,
                letter="" if index is None else letter(index),
                header="" if index is None or index >= len(captions) else captions[index],
            )  # fmt: skip
        )


def _with_house(street: str, got: dict[str, Any]) -> str:
    parts = [street, f"д. {got['house']}"]
    if got.get("block"):
        parts.append(f"корп. {got['block']}")
    if got.get("structure"):
        parts.append(f"стр. {got['structure']}")
    return ", ".join(parts)


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


__all__ = ["CONVERTERS", "Assembler", "is_empty", "missing_columns", "value_class"]
