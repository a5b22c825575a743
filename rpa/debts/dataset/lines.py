"""What each line below the header is: data, blank, total, group caption or service text.

Only lines that are recognised for certain are left out. Everything else is data, and data that cannot be read is a
broken row that blocks «нет»: no line is ever dropped in silence.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from decimal import Decimal
from enum import Enum, auto

from rpa.debts.dataset.columns import BY_NAME, Kind, normal_caption
from rpa.debts.dataset.dates import is_day
from rpa.debts.dataset.header import Header
from rpa.debts.dataset.reader import Lines
from rpa.debts.dataset.values import Cell, CellProblem, clean, is_empty, is_failed, money

_TOTAL = re.compile(r"(?:общ\w+ )?(?:итого|всего|итог|подытог|total)\b|.*\b(?:итого?|всего)\W*\Z", re.IGNORECASE)
_SERVICE = re.compile(
    r"(?:(?:главный бухгалтер|гл\. ?бухгалтер|бухгалтер|(?:ответственный )?исполнитель|руководитель|"
    r"(?:(?:исполнительный|генеральный) )?директор|(?:главный |ведущий )?(?:юрист|юрисконсульт|экономист)|"
    r"председатель|составила?|подготовила?|проверила?|(?:отч[её]т|документ) сформирован|сформирован[оа]?|"
    r"дата формирования|дата печати|подпись|конец отч[её]та|"
    r"количество (?:строк|записей)|кол-во (?:строк|записей))(?!\w)|м\. ?п\.(?! ?\w)|страница \d|стр\. \d)",
    re.IGNORECASE,
)
_BARE_PAGE = re.compile(r"стр\. \d+\W*\Z", re.IGNORECASE)
_STREET_WORDS = (
    r"ул|улица|пр|пр-?кт|пр-?т|просп|проспект|пер|переулок|пл|площадь|наб|набережная|ш|шоссе|б-?р|бул|бульвар|мкр|мкрн|микрорайон|"
    r"кв-?л|квартал|проезд|пр-д|туп|тупик|аллея|тракт|линия|съезд|спуск"
)
_STREET = re.compile(rf"(?<![\w-])(?:{_STREET_WORDS})(?![\w-])", re.IGNORECASE)
_HOUSE = re.compile(r"(?<![\w-])(?:д|дом|домовл|домовладение)\.?\s*№?\s*\d", re.IGNORECASE)
_BARE_HOUSE = re.compile(
    r"(?:^|[\s,])№?\d+[а-яa-z]?(?:[/\-]\d+[а-яa-z]?)?(?:\s*,?\s*(?:к|корп|корпус|стр|лит)\.?\s*\w{1,4})*\s*\Z",
    re.IGNORECASE,
)
_ONLY_HOUSE = re.compile(
    r"(?:д|дом)?\.?\s*№?\s*\d+[а-яa-z]?(?:[/\-]\d+[а-яa-z]?)?(?:\s*,?\s*(?:к|корп|корпус|стр|лит)\.?\s*\w{1,4})*\Z",
    re.IGNORECASE,
)
_BEGINS_WITH_NUMBER = re.compile(r"№?\s*\d")
_SETTLEMENT_WORDS = r"(?:г|гор|город|пос|посёлок|поселок|п|пгт|рп|с|село|дер|деревня|д|ст-ца|х|хутор)(?:\.\s*|\s+)"
_SETTLEMENT = re.compile(rf"{_SETTLEMENT_WORDS}[А-ЯЁ][\w\- ]+\Z")
_NAMES_SETTLEMENT = re.compile(
    rf"(?<![\w.-]){_SETTLEMENT_WORDS}[А-ЯЁ]\w|[А-ЯЁ][\w-]+ (?:г|гор|пос|п|пгт|рп|с|дер|д|ст-ца|х)\.?\s*(?:,|\Z)"
)
FLAT_IN_ADDRESS = re.compile(
    r"(?<![\w-])(?:кв|квартира|пом|помещение|комн|комната|ком|оф|блок)\.?\s*№?\s*\d", re.IGNORECASE
)


class LineKind(Enum):
    DATA = auto()
    BLANK = auto()
    TOTAL = auto()
    SERVICE = auto()
    GROUP = auto()


class Level(Enum):
    """How much of an address a group caption gives."""

    SETTLEMENT = 1
    STREET = 2
    HOUSE = 3
    FULL = 4


def has_house(text: str) -> bool:
    """True where the text surely names a house number, not only a street."""
    return bool(_HOUSE.search(text) or (_STREET.search(text) and _BARE_HOUSE.search(text)))


def caption_level(text: str) -> Level | None:
    """What a caption gives of an address, or ``None`` if it is no address."""
    plain = clean(text).rstrip(" ,;:.")
    if _ONLY_HOUSE.match(plain) and not plain.isdigit():
        return Level.HOUSE
    if has_house(plain):
        return Level.FULL
    if _STREET.search(plain):
        return Level.STREET
    return Level.SETTLEMENT if _SETTLEMENT.match(plain) else None


def names_settlement(text: str) -> bool:
    """True where a caption tells its town or village itself."""
    return bool(_NAMES_SETTLEMENT.search(text))


def caption_text(line: Sequence[Cell]) -> str:
    """The first text of a caption's line that is no amount."""
    return next(
        (clean(cell) for cell in line if isinstance(cell, str) and not is_empty(cell) and not _is_amount(cell)), ""
    )


def only_text(line: Sequence[Cell]) -> str:
    """The text of a line that has but one, sums and dates left out; else nothing."""
    texts = _texts(line)
    return clean(line[texts[0]]) if len(texts) == 1 else ""


def names_place(line: Sequence[Cell], header: Header) -> bool:
    """Whether a line has an address or a street of its own."""
    places = [header.columns[name] for name in ("address", "street") if name in header.columns]
    return any(index < len(line) and not is_empty(line[index]) for index in places)


def may_be_caption(line: Sequence[Cell], header: Header) -> bool:
    """Whether a line that turned out broken may be the caption of the rows below it: it names nobody and proves
    nothing, or it holds no more than one text, whatever column that stands in, or it begins with a place where no
    column of the address is («ул. Садовая, д. 9», and a remark in the column of cases)."""
    columns = header.columns
    told = [columns[name] for name in ("fio", "last", "case_number", "act_date") if name in columns]
    if not any(index < len(line) and not is_empty(line[index]) for index in told):
        return True
    texts = _texts(line)
    own = {columns[name] for name in ("address", "street", "settlement", "fio", "last") if name in columns}
    return len(texts) <= 1 or (texts[0] not in own and begins_with_place(line))


def begins_with_place(line: Sequence[Cell]) -> bool:
    """Whether the first text of a line says where, as captions do."""
    texts = _texts(line)
    text = clean(line[texts[0]]) if texts else ""
    return caption_level(text) is not None and not _number_alone(text)


def _number_alone(text: str) -> bool:
    """«12А», «№ 5», «12 корп. 2»: a house, a flat or an account. «8 Марта ул, 77» is a house in any column."""
    return caption_level(text) is Level.HOUSE and bool(_BEGINS_WITH_NUMBER.match(text))


def _texts(line: Sequence[Cell]) -> list[int]:
    """Where the line holds a text that is no amount and no date (in a CSV both are texts)."""
    return [
        index
        for index, cell in enumerate(line)
        if isinstance(cell, str) and not is_empty(cell) and not _is_amount(cell) and not is_day(cell)
    ]


def classify(lines: Lines, header: Header) -> list[LineKind]:
    """The kind of every line from the header's end to the sheet's, in order."""
    return _Classifier(lines, header).kinds()


class _Classifier:
    def __init__(self, lines: Lines, header: Header) -> None:
        self._lines = lines[header.first_data_line :]
        columns = header.columns
        self._person = [columns[name] for name in ("fio", "last") if name in columns]
        self._proof = [columns[name] for name in ("case_number", "act_date") if name in columns]
        self._amounts = {index for name, index in columns.items() if BY_NAME[name].kind is Kind.MONEY}
        self._place = [columns[name] for name in ("address", "street", "house") if name in columns]
        # «12А» in the column of flats is a flat that has nothing else filled in, and no house of those below it.
        self._elsewhere = set(columns.values()) - set(self._place)
        printed = lines[header.top : header.first_data_line]
        self._printed = {cell for line in printed for cell in line if isinstance(cell, str) and cell}
        self._captions: dict[int, set[str]] = {}
        for line in printed:
            for index, cell in enumerate(line):
                if isinstance(cell, str) and cell:
                    self._captions.setdefault(index, set()).add(normal_caption(cell))

    def kinds(self) -> list[LineKind]:
        kinds: list[LineKind] = []
        waiting: list[int] = []
        for number, line in enumerate(self._lines):
            # The first lines may hold the numbers of the columns, which fill every cell.
            sure = number >= 2 and self._surely_data(line)
            kind = LineKind.DATA if sure else self._look(line, number)
            if kind is LineKind.GROUP:
                waiting.append(number)
            kinds.append(kind)
        for number in waiting:
            if not self._is_group(number, kinds):
                kinds[number] = LineKind.DATA
        for number in self._may_be_buildings(kinds):
            kinds[number] = LineKind.DATA
        return kinds

    def _may_be_buildings(self, kinds: list[LineKind]) -> list[int]:
        """«Стр. 2» between rows that take their house from captions may be a building of it. It is a page where the
        header is printed again beside it, or no row follows."""
        pages = [
            number
            for number, kind in enumerate(kinds)
            if kind is LineKind.SERVICE and _BARE_PAGE.match(caption_text(self._lines[number]))
        ]
        if not pages or LineKind.GROUP not in kinds:
            return []
        spoken = [number for number, kind in enumerate(kinds) if kind is not LineKind.BLANK]
        last = max(number for number in spoken if kinds[number] in (LineKind.DATA, LineKind.GROUP))
        found: list[int] = []
        for number in pages:
            place = bisect_left(spoken, number)
            beside = (*spoken[max(0, place - 1) : place], *spoken[place + 1 : place + 2])
            if number < last and not any(self._repeats_header(self._lines[near]) for near in beside):
                found.append(number)
        return found

    def _surely_data(self, line: Sequence[Cell]) -> bool:
        return _any_filled(line, self._person) and _any_filled(line, self._proof) and not self._repeats_header(line)

    def _look(self, line: Sequence[Cell], number: int) -> LineKind:
        filled = [(index, cell) for index, cell in enumerate(line) if not is_empty(cell)]
        if not filled:
            return LineKind.BLANK
        if self._repeats_header(line) or (number < 2 and _counts_columns(filled)):
            return LineKind.SERVICE
        texts = [(index, clean(cell)) for index, cell in filled if isinstance(cell, str) and not _is_amount(cell)]
        others = len(filled) - len(texts)
        if len(texts) == 1 and _TOTAL.match(texts[0][1]):
            return LineKind.TOTAL
        level = caption_level(texts[0][1]) if len(texts) == 1 else None
        # «М.П. Чехова ул., д. 9» begins like a place for a stamp, and is where the rows below it stand.
        if level is None and not others and len(texts) <= 3 and _SERVICE.match(texts[0][1]):
            return LineKind.SERVICE if len(texts) == 1 or texts[0][0] not in self._place else LineKind.DATA
        only_amounts = all(index in self._amounts for index, _ in filled if not texts or index != texts[0][0])
        if level and only_amounts and not (texts[0][0] in self._elsewhere and _number_alone(texts[0][1])):
            return LineKind.GROUP
        return LineKind.DATA

    def _repeats_header(self, line: Sequence[Cell]) -> bool:
        """A header printed again at the top of a page."""
        if next((cell for cell in line if cell not in ("", None)), None) not in self._printed:
            return False
        filled = [(index, cell) for index, cell in enumerate(line) if cell not in ("", None)]
        return len(filled) >= 2 and all(
            isinstance(cell, str) and normal_caption(cell) in self._captions.get(index, ()) for index, cell in filled
        )

    def _is_group(self, number: int, kinds: list[LineKind]) -> bool:
        """A caption is a group if the data below it takes the address from it, or if it is a mere heading without
        a flat, or if its amounts are the sums of the rows below it. Otherwise it may be a debt with cells missing; so
        may be a caption that names a flat and an amount of its own, whatever stands below it. One whose amounts are the
        sums of the rows above it closes them, and says nothing of those below."""
        filled = {index: cell for index, cell in enumerate(self._lines[number]) if not is_empty(cell)}
        amounts = {index: cell for index, cell in filled.items() if index in self._amounts and not is_failed(cell)}
        names_flat = bool(FLAT_IN_ADDRESS.search(caption_text(self._lines[number])))
        below = self._rows(number + 1, len(kinds), 1, kinds)
        gives_place = bool(below) and not self._has_own_place(below[0])
        if not amounts:
            return gives_place or not names_flat
        if _add_up(below, amounts):
            return True
        return gives_place and not names_flat and not _add_up(self._rows(number - 1, -1, -1, kinds), amounts)

    def _rows(self, first: int, end: int, step: int, kinds: list[LineKind]) -> list[Sequence[Cell]]:
        """The nearest rows of data from ``first`` on, up to a caption or a total."""
        rows: list[Sequence[Cell]] = []
        for number in range(first, end, step):
            if kinds[number] in (LineKind.GROUP, LineKind.TOTAL) and rows:
                break
            if kinds[number] is LineKind.DATA:
                rows.append(self._lines[number])
        return rows

    def _has_own_place(self, line: Sequence[Cell]) -> bool:
        return any(index < len(line) and not is_empty(line[index]) for index in self._place)


def _any_filled(line: Sequence[Cell], indexes: list[int]) -> bool:
    width = len(line)
    return any(index < width and line[index] not in ("", None) for index in indexes)


def _counts_columns(filled: list[tuple[int, Cell]]) -> bool:
    """The line «1 2 3 …» that forms print under their captions."""
    numbers = [
        str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell).strip() for _, cell in filled
    ]
    return len(numbers) >= 3 and numbers == [str(number) for number in range(1, len(numbers) + 1)]


def _is_amount(cell: str) -> bool:
    """A sum whose formula failed or was not computed is a sum, too."""
    return _amount(cell) is not None or is_failed(cell)


def _amount(cell: Cell) -> Decimal | None:
    try:
        return money(cell)
    except CellProblem:
        return None


def _add_up(rows: list[Sequence[Cell]], amounts: dict[int, Cell]) -> bool:
    return bool(rows) and all(_sum(rows, index) == _amount(cell) for index, cell in amounts.items())


def _sum(lines: list[Sequence[Cell]], index: int) -> Decimal:
    return sum((_amount(line[index]) or Decimal(0) for line in lines if index < len(line)), Decimal(0))
