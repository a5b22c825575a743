"""The list of houses the organization serves. Without it no «нет» is ever sent: absence of data proves nothing.

A table (XLSX, XLS, ODS, CSV) with the columns «Адрес», «Идентификатор дома ФИАС», «Другие названия» (through «;»)
and «Частный дом» (да/нет). All errors are found at once; one bad row refuses the whole list, since a house that is
missing or misread turns into a wrong answer about everybody in it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rpa.debts.address import parse_house
from rpa.debts.dataset import values
from rpa.debts.dataset.columns import normal_caption
from rpa.debts.dataset.header import Header, count_captions, fill_down, filled_of, find_header, letter
from rpa.debts.dataset.reader import Sheet, read_source
from rpa.debts.dataset.rows import CellError
from rpa.debts.dataset.unread import refuse_shifted, refuse_struck
from rpa.debts.dataset.values import CellProblem, clean, is_empty
from rpa.errors import DatasetError

SYNONYMS: dict[str, tuple[str, ...]] = {
    "address": ("Адрес", "Адрес дома", "Адрес МКД", "Дом"),
    "fias_guid": ("Идентификатор дома ФИАС", "ФИАС", "GUID", "GUID ФИАС", "Код ФИАС", "ФИАС GUID", "house_fias_guid",
                  "GUID дома ФИАС", "Идентификатор ФИАС"),
    "aliases": ("Другие названия", "Другие написания",
                "Прежние названия", "Синонимы", "Псевдонимы", "Варианты адреса", "Другие адреса"),
    "private": ("Частный дом", "Индивидуальный дом", "Без квартир", "private_house"),
}  # fmt: skip
_CAPTIONS = {normal_caption(caption): name for name, known in SYNONYMS.items() for caption in (name, *known)}


@dataclass(frozen=True, slots=True)
class ServedHouse:
    """One house. ``aliases`` are other spellings of its address (renamed streets); ``private`` means no flats.

    ``row`` is 1-based, as the spreadsheet shows it.
    """

    address: str
    fias_guid: str | None = None
    aliases: tuple[str, ...] = ()
    private: bool = False
    row: int = 0


@dataclass(frozen=True, slots=True)
class ServedHouses:
    """``sha256`` is of the file's bytes."""

    houses: tuple[ServedHouse, ...]
    sha256: str = ""
    loaded_from: str = ""


class ServedHousesError(DatasetError):
    """The list cannot be used; ``errors`` holds every bad cell."""

    def __init__(self, what: str, *, file: Path, errors: tuple[CellError, ...] = (), hint: str | None = None) -> None:
        first = errors[0] if errors else None
        super().__init__(
            what, file=file, row=first.row if first else None, column=first.column if first else None, hint=hint
        )
        self.errors = errors


def load_served_houses(path: Path) -> ServedHouses:
    """Read the list; sheets without its captions are left out.

    Raises `ServedHousesError` with all bad cells, `DatasetError` for a file that cannot be read whole.
    """
    source = read_source(path, lambda lines: count_captions(lines, _CAPTIONS))
    houses: list[ServedHouse] = []
    errors: list[CellError] = []
    found = False
    for sheet in source.sheets:
        header = find_header(sheet, _CAPTIONS, fewest=1)
        if header is None or "address" not in header.columns:
            continue
        found = True
        refuse_shifted(source, sheet, header)
        refuse_struck(path, sheet, header)
        _refuse_repeated(path, sheet, header)
        fill_down(sheet, header.first_data_line)
        _read_sheet(sheet, header.columns, header.first_data_line, houses, errors)
    if not found:
        raise ServedHousesError(
            f"{path.name}: нет столбца «Адрес».", file=path,
            hint="Нужны столбцы «Адрес», «Идентификатор дома ФИАС», «Другие названия», «Частный дом».",
        )  # fmt: skip
    errors += _repeated(houses)
    if errors:
        more = " и другие" if len(errors) > 10 else ""
        places = ", ".join(str(error.row) for error in errors[:10])
        raise ServedHousesError(
            f"{path.name}: ошибки в списке домов, строки {places}{more}: {errors[0].message}.",
            file=path, errors=tuple(errors), hint=errors[0].cure,
        )  # fmt: skip
    if not houses:
        raise ServedHousesError(
            f"{path.name}: в списке нет ни одного дома.", file=path, hint="Впишите обслуживаемые дома."
        )
    return ServedHouses(tuple(houses), source.sha256, path.name)


def _refuse_repeated(path: Path, sheet: Sheet, header: Header) -> None:
    """Raises `ServedHousesError` where two filled columns answer to one name: nobody knows which holds the houses."""
    for name, repeated in header.repeated.items():
        places = filled_of(sheet, repeated, header)
        header.columns[name] = places[0]
        if len(places) > 1:
            raise ServedHousesError(
                f"{path.name}: на «{SYNONYMS[name][0]}» похожи сразу столбцы {' и '.join(map(letter, places))}.",
                file=path, hint="Нужен один столбец с полным адресом дома: лишний удалите или переименуйте.",
            )  # fmt: skip


def _read_sheet(
    sheet: Sheet, columns: dict[str, int], first: int, houses: list[ServedHouse], errors: list[CellError]
) -> None:
    converters: dict[str, Callable[[Any], Any]] = {
        "address": values.address, "fias_guid": values.guid, "aliases": _aliases, "private": values.flag,
    }  # fmt: skip
    for number, line in enumerate(sheet.lines[first:], first + 1):
        if all(is_empty(cell) for cell in line):
            continue
        got: dict[str, Any] = {}
        bad = False
        for name, index in columns.items():
            try:
                cell = line[index] if index < len(line) else None
                values.refuse_failed(cell)
                got[name] = converters[name](cell)
            except CellProblem as problem:
                bad = True
                cure = (
                    f"{problem.cure} Если это итог или подпись, удалите строку." if name == "address" else problem.cure
                )
                errors.append(_error(number, name, problem.value_class, problem.message, cure, columns, sheet))
        if bad:
            continue
        if not got.get("address"):
            errors.append(
                _error(
                    number, "address", "пусто", "нет адреса", "Впишите адрес дома или удалите строку.", columns, sheet
                )
            )
            continue
        flat = parse_house(got["address"]).flat
        if flat.stated and not flat.problem:
            # A list by flats says of those it leaves out that somebody else serves them.
            cure = (
                "Впишите адрес дома без квартиры (квартал пишется «кв-л 5»). Если обслуживается не весь дом, удалите "
                "строку: запросы о нём решит человек."
            )
            message = "названа квартира, а в списке — дома"
            errors.append(_error(number, "address", "текст", message, cure, columns, sheet))
            continue
        houses.append(
            ServedHouse(
                got["address"], got.get("fias_guid"), got.get("aliases") or (), bool(got.get("private")), number
            )
        )


def _aliases(cell: Any) -> tuple[str, ...]:
    """Addresses hold commas, so only «;» and a new line part them."""
    text = str(cell) if cell is not None else ""
    return tuple(part for part in (clean(part) for part in text.replace("\n", ";").split(";")) if part)


def _repeated(houses: list[ServedHouse]) -> list[CellError]:
    """One identifier cannot name two houses: then no request could be told to belong to either."""
    seen: dict[str, ServedHouse] = {}
    errors = []
    for house in houses:
        if house.fias_guid is None:
            continue
        first = seen.setdefault(house.fias_guid, house)
        if first is not house and clean(first.address).lower() != clean(house.address).lower():
            errors.append(
                CellError(
                    house.row,
                    "fias_guid",
                    "идентификатор",
                    f"этот идентификатор уже стоит у другого дома (строка {first.row})",
                    "Проверьте идентификаторы; другое название того же дома впишите в «Другие названия».",
                )
            )
    return errors


def _error(
    row: int, column: str, found: str, message: str, cure: str, columns: dict[str, int], sheet: Sheet
) -> CellError:
    place = letter(columns[column]) if column in columns else ""
    return CellError(row, column, found, message, cure, sheet=sheet.name, letter=place, header=SYNONYMS[column][0])
