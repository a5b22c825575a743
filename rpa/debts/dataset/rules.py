"""The rules of one row, cell against cell. Each reports what it finds on the line and puts right nothing by guess.

The rule of its address is in `placing.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

from rpa.debts.dataset import names, vocabulary
from rpa.debts.dataset.acts import ActFolder
from rpa.debts.dataset.columns import BY_NAME
from rpa.debts.dataset.line import Line
from rpa.debts.dataset.lines import FLAT_IN_ADDRESS
from rpa.debts.dataset.rows import NO_ACTS_OF_COURT, ActStatus, DebtorStatus, Severity
from rpa.debts.dataset.values import CellProblem
from rpa.model import Person

_SOFT: tuple[tuple[str, Callable[[str], str | None]], ...] = (
    ("case_number", vocabulary.odd_case_number),
    ("uid", vocabulary.odd_uid),
    ("ip_number", vocabulary.odd_ip_number),
)
_RESTS = ("rest_main", "rest_peni", "rest_duty")
_REQUIRED = (
    "court", "case_number", "act_kind", "act_status", "act_date", "debt_from", "debt_to", "awarded_main", "rest_main",
    "balance_date",
)  # fmt: skip


def flat(line: Line) -> None:
    """A flat is needed unless the house has none or the address already names it."""
    got = line.got
    if "flat" in line.bad or got.get("flat") or got.get("private_house"):
        return
    if not FLAT_IN_ADDRESS.search(got.get("address", "")):
        line.say(
            "flat",
            "пусто",
            "нет номера квартиры",
            "Впишите номер квартиры; для дома без квартир отметьте «частный дом».",
        )


def person(line: Line) -> Person | None:
    """The debtor, or ``None`` after the reason was reported."""
    got = line.got
    if line.bad & {"fio", "last", "first", "middle", "no_patronymic"}:
        return None
    nameless = bool(got.get("no_patronymic"))
    try:
        if got.get("last") or got.get("first"):
            column = "last" if not got.get("last") else "first"
            if not (got.get("last") and got.get("first")):
                line.say(column, "пусто", "имя неполное", "Впишите фамилию и имя полностью.")
                return None
            column = "middle"
            last, first, middle = got["last"], got["first"], got.get("middle")
            if not middle and not nameless:
                line.say(
                    "middle",
                    "пусто",
                    "отчество не указано",
                    "Впишите отчество; если его нет по документам, впишите «-».",
                )
                return None
            middle = names.middle_name(middle)
        elif got.get("fio"):
            column = "fio"
            last, first, middle = names.split_full_name(got["fio"], no_patronymic=nameless)
        else:
            line.say(
                "fio" if line.has_column("fio") else "last",
                "пусто",
                "нет имени должника",
                "Впишите фамилию, имя и отчество, как в судебном акте.",
            )
            return None
        column = "fio" if got.get("fio") and not got.get("last") else "last"
        found = names.person(last, first, middle, got.get("snils"))
    except CellProblem as problem:
        line.problem(column, problem)
        return None
    if names.mixed_alphabets(f"{last} {first} {middle or ''}"):
        line.say(
            column,
            "текст",
            "в имени смешаны русские и латинские буквы",
            "Наберите имя русскими буквами.",
            Severity.WARNING,
        )
    return found


def period(line: Line) -> None:
    """First and last month of the debt: in order, and not after the act."""
    got = line.got
    if "debt_period" in got:
        first, last = got.pop("debt_period")
        start, end = got.setdefault("debt_from", first), got.setdefault("debt_to", last)
        if (_month(start), _month(end)) != (_month(first), _month(last)):
            line.say(
                "debt_period", "дата", "период в этом столбце и в столбцах «с» и «по» разный",
                "Сверьте период с актом; если столбец о другом, впишите в файл сопоставления debt_period: null.",
            )  # fmt: skip
    if "debt_period" in line.bad:
        line.bad |= {"debt_from", "debt_to"}
    start, end, act = got.get("debt_from"), got.get("debt_to"), got.get("act_date")
    if start and end and start > end:
        line.say("debt_to", "дата", "конец периода раньше начала", "Исправьте период долга.")
    if end and act and (end.year, end.month) > (act.year, act.month):
        line.say("debt_to", "дата", "период долга кончается позже судебного акта", "Сверьте период с текстом акта.")


def _month(day: date) -> tuple[int, int]:
    return day.year, day.month


def rest(line: Line) -> None:
    """The rest of the main debt, taken from payments only where no allocation has to be guessed."""
    got = line.got
    awarded, paid = got.get("awarded_main"), got.get("paid_total")
    if "rest_main" not in got and "rest_main" not in line.bad and awarded is not None and paid is not None:
        others = [got.get("awarded_peni"), got.get("awarded_duty")]
        known = [part for part in others if part is not None]
        if paid == 0 or (len(known) == len(others) and not any(known) and paid <= awarded):
            got["rest_main"] = awarded - paid
        elif len(known) == len(others) and paid >= awarded + sum(known):
            got["rest_main"] = Decimal("0.00")
        else:
            line.say(
                "rest_main",
                "пусто",
                "остаток основного долга не выводится из общей оплаты",
                "Впишите остаток основного долга отдельно от пени и госпошлины.",
            )
            line.bad.add("rest_main")
    for name, award in zip(_RESTS, ("awarded_main", "awarded_peni", "awarded_duty"), strict=True):
        if name in got and award in got and got[name] > got[award]:
            severity = Severity.BLOCKING if name == "rest_main" else Severity.WARNING
            line.say(name, "сумма", "остаток больше присуждённого", "Сверьте остаток с актом и оплатами.", severity)


def required(line: Line, stated: date | None) -> None:
    """What must not be empty; ``stated`` is the balance date that stands above the header."""
    got = line.got
    if "balance_date" not in got and "balance_date" not in line.bad and stated is not None:
        got["balance_date"] = stated
    for name in _REQUIRED:
        if name not in got and name not in line.bad:
            line.say(
                name,
                "пусто",
                "нет значения",
                f"Впишите: {BY_NAME[name].rule[0].lower()}{BY_NAME[name].rule[1:]}.",
            )
    waits = (
        got.get("act_status") in (ActStatus.CANCELLED, ActStatus.NOT_IN_FORCE)
        or got.get("act_kind") in NO_ACTS_OF_COURT
    )
    if "in_force_date" not in got and "in_force_date" not in line.bad and not waits:
        line.say("in_force_date", "пусто", "нет даты вступления в силу", "Возьмите дату со штампа на акте.")


def said_elsewhere(line: Line) -> None:
    """What programs say of a state by a date in a column of its own: it must not contradict the row, nor get lost."""
    got = line.got
    if got.get("died") and got.get("debtor_status") is not DebtorStatus.BANKRUPT:
        got["debtor_status"] = DebtorStatus.DECEASED
    if got.get("cancelled") and got.get("act_status") not in (None, ActStatus.CANCELLED):
        line.say(
            "cancelled", "текст", "указана отмена акта, а по состоянию он не отменён",
            "Впишите состояние акта «отменён» или уберите отмену.",
        )  # fmt: skip
    if got.get("settled") and any(got.get(name) for name in _RESTS):
        line.say(
            "settled", "текст", "указано, что долг погашен, а остаток больше нуля",
            "Впишите остаток 0 или уберите дату погашения.",
        )  # fmt: skip


def owed(line: Line) -> bool:
    """Whether the row leaves anything to pay by an act that may be in force."""
    got = line.got
    return any(got.get(name) for name in _RESTS) and got.get("act_status") not in (
        ActStatus.CANCELLED,
        ActStatus.NOT_IN_FORCE,
    )


def dates(line: Line, today: date) -> None:
    """Nothing here happened after today."""
    for name in ("act_date", "balance_date", "birth_date"):
        value = line.got.get(name)
        if value is not None and value > today:
            line.say(
                name,
                "дата",
                "дата в будущем",
                "Исправьте дату.",
                Severity.BLOCKING if BY_NAME[name].breaks_row else Severity.ERROR,
            )
            if not BY_NAME[name].breaks_row:
                del line.got[name]


def softly(line: Line) -> None:
    """Unusual numbers of cases and enforcement: worth a look, no reason to refuse."""
    for name, odd in _SOFT:
        value = line.got.get(name)
        if value is not None and (message := odd(value)) is not None:
            line.say(name, "текст", message, "Сверьте номер; если он верен, ничего не меняйте.", Severity.WARNING)


def act_file(line: Line, acts: ActFolder) -> Path | None:
    """The act's file, or ``None`` where none is named or it cannot be used."""
    name = line.got.get("act_file")
    if name is None:
        return None
    try:
        return acts.find(name)
    except CellProblem as problem:
        line.problem("act_file", problem)
        return None
