"""Files to sheets of cells: XLSX, XLS, ODS through python-calamine, CSV in any common encoding.

The kind is told by the first bytes, not by the name. The bytes that are hashed are the bytes that are read.
A register repeats its courts, names and dates in line after line, so equal texts of a file are one object.
A CSV's encoding and delimiter are settled by what makes the captions readable: only the right pair yields them;
charset-normalizer decides where no caption is known. A quotation mark that is out of place refuses the file: read
leniently, it would swallow the lines below it into one cell, and their debts with them.
"""

from __future__ import annotations

import csv
import hashlib
import io
import itertools
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import python_calamine
from charset_normalizer import from_bytes

from rpa.debts.dataset.biff import behind_xls
from rpa.debts.dataset.formulas import behind_package
from rpa.debts.dataset.memory import give_back
from rpa.debts.dataset.values import FAILED, Cell
from rpa.errors import DatasetError

LARGEST_FILE = 300 * 2**20
LARGEST_UNPACKED = 4 * 2**30
LIST_OF_ERRORS = "Ошибки робота"
"""The sheet that a marked copy has besides those of its original."""
_CSV_ENCODINGS = ("utf-8-sig", "cp1251", "koi8-r", "cp866", "utf-16-le", "utf-16-be", "mac_cyrillic")
_CSV_DELIMITERS = (";", ",", "\t", "|")
_HEAD_LINES = 60
_HEAD_BYTES = 256 * 1024

Lines = list[list[Cell]]
Merge = tuple[tuple[int, int], tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet. ``lines[0]`` is row 1, ``lines[r][0]`` column A. ``merges`` are 0-based inclusive corners.
    ``other_days``: the workbook counts its days from another day than Excel usually does (from 1904). ``struck``: row
    and column, 0-based, of cells that are struck out."""

    name: str
    lines: Lines
    merges: tuple[Merge, ...] = ()
    hidden: bool = False
    other_days: bool = False
    struck: tuple[tuple[int, int], ...] = ()

    def within(self, path: Path) -> str:
        """Where it is, for a person: the file's name and, where sheets have names, its own."""
        return f"{path.name}, лист «{self.name}»" if self.name else path.name


@dataclass(frozen=True, slots=True)
class Source:
    """A file as read. ``encoding`` and ``delimiter`` are set for CSV only. ``unended``: no line break ends a CSV."""

    path: Path
    sha256: str
    sheets: tuple[Sheet, ...]
    encoding: str = ""
    delimiter: str = ""
    unended: bool = False


def read_source(path: Path, score: Callable[[Lines], int]) -> Source:
    """Read every sheet of ``path``. ``score`` counts the captions in the first lines (it settles a CSV's encoding).

    Raises `DatasetError` if the file is absent, empty, too large, locked by a password or of another kind.
    """
    data = _bytes_of(path)
    digest = hashlib.sha256(data).hexdigest()
    if data[:2] == b"PK" or data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        sheets = _workbook(path, data)
        give_back()  # the parser's own copy of the cells
        return Source(path, digest, sheets)
    start = data[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<html", b"<!doctype html", b"<table", b"<?xml", b"{\\rtf", b"%pdf")):
        raise DatasetError(
            f"{path.name}: это не таблица, хотя имя файла может говорить обратное.",
            file=path,
            hint="Откройте файл в Excel или LibreOffice и сохраните как «Книга Excel (.xlsx)».",
        )
    return _csv(path, data, digest, score)


def _unreadable(path: Path, error: OSError) -> DatasetError:
    """With the folder that was looked into, and where a path comes from when nobody typed it."""
    if isinstance(error, FileNotFoundError):
        where = f"Его нет в папке {path.absolute().parent}: проверьте имя и папку"
        keys = "путь назван в команде или в настройках (dataset.file, список домов — dataset.served_houses)"
        return DatasetError(f"{path.name}: файл не найден.", file=path, hint=f"{where}; {keys}.")
    reason = "это папка, а нужен файл" if path.is_dir() else "файл не читается"
    hint = "Проверьте путь и права; закройте файл в других программах."
    return DatasetError(f"{path.name}: {reason}.", file=path, hint=hint)


def _bytes_of(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        if size > LARGEST_FILE:
            raise DatasetError(
                f"{path.name}: файл больше {LARGEST_FILE // 2**20} МБ.", file=path, hint="Разделите выгрузку на части."
            )
        data = path.read_bytes()
    except OSError as error:
        raise _unreadable(path, error) from error
    if not data.strip(b"\x00\r\n\t \xef\xbb\xbf"):
        raise DatasetError(f"{path.name}: файл пуст.", file=path, hint="Выгрузите данные заново.")
    return data


def _workbook(path: Path, data: bytes) -> tuple[Sheet, ...]:
    broken = DatasetError(
        f"{path.name}: файл повреждён или это не таблица.",
        file=path,
        hint="Сохраните его заново как «Книга Excel (.xlsx)».",
    )
    try:
        packed = data[:2] == b"PK"
        if packed:
            with zipfile.ZipFile(io.BytesIO(data)) as package:
                if sum(part.file_size for part in package.infolist()) > LARGEST_UNPACKED:
                    raise broken
                behind = behind_package(package)
        workbook = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        if not packed:
            behind = behind_xls(data)
        behind.refuse_somewhere(path)
        if behind.merges and len(behind.merges) != len(workbook.sheets_metadata):
            raise broken
        sheets = []
        for number, metadata in enumerate(workbook.sheets_metadata):
            if metadata.typ != python_calamine.SheetTypeEnum.WorkSheet:
                continue
            sheet = workbook.get_sheet_by_index(number)
            hidden = metadata.visible != python_calamine.SheetVisibleEnum.Visible
            lines = _lines_of(sheet)
            _show_failed(lines, behind.failed[number] if number < len(behind.failed) else [])
            merges = tuple(sheet.merged_cell_ranges or (behind.merges[number] if behind.merges else ()))
            struck = tuple(behind.struck[number]) if number < len(behind.struck) else ()
            sheets.append(Sheet(metadata.name, lines, merges, hidden, behind.other_days, struck))
    except python_calamine.PasswordError as error:
        raise DatasetError(
            f"{path.name}: файл закрыт паролем.", file=path, hint="Снимите пароль и сохраните файл."
        ) from error
    except (python_calamine.CalamineError, zipfile.BadZipFile, OSError, ValueError) as error:
        raise broken from error
    return tuple(sheets)


def _lines_of(sheet: python_calamine.CalamineSheet) -> Lines:
    """One line after another, so that the cells of a large sheet never stand in memory before equal texts are one."""
    left: list[Cell] = [""] * (sheet.start[1] if sheet.start else 0)  # the rows begin at the first filled column
    known: dict[str, str] = {}
    one = known.setdefault
    return [left + [one(cell, cell) if type(cell) is str else cell for cell in row] for row in sheet.iter_rows()]


def _show_failed(lines: Lines, places: Iterable[tuple[int, int]]) -> None:
    for row, column in places:
        lines.extend([] for _ in range(row + 1 - len(lines)))
        line = lines[row]
        line.extend([""] * (column + 1 - len(line)))
        line[column] = FAILED


def _csv(path: Path, data: bytes, digest: str, score: Callable[[Lines], int]) -> Source:
    encodings = _encodings(data)
    best = max(
        (
            (_score_head(head, delimiter, score), -order, encoding, delimiter)
            for order, encoding in enumerate(encodings)
            if (head := _decode(data[:_HEAD_BYTES], encoding, final=len(data) <= _HEAD_BYTES)) is not None
            for delimiter in _CSV_DELIMITERS
        ),
        default=None,
    )
    unknown = DatasetError(
        f"{path.name}: кодировка файла не распознана.",
        file=path,
        hint="Сохраните CSV в кодировке UTF-8 или как .xlsx.",
    )
    if best is None:
        raise unknown
    try:
        # Decoded as it is parsed: the whole text would take twice to four times the file's size once more.
        lines = _parse(io.TextIOWrapper(io.BytesIO(data), best[2], newline=""), best[3])
    except UnicodeDecodeError:
        raise unknown from None
    except _BadLine as error:
        raise DatasetError(
            f"{path.name}, строка {error.line}: CSV не разбирается: {error}.",
            file=path,
            row=error.line,
            hint="Проверьте кавычки в этой строке и выгрузите файл заново или сохраните таблицу как .xlsx.",
        ) from error
    # In UTF-16 a zero byte stands beside the break.
    unended = not data.rstrip(b"\x00").endswith((b"\n", b"\r"))
    return Source(path, digest, (Sheet("", lines),), best[2], best[3], unended)


def _encodings(data: bytes) -> list[str]:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ["utf-16"]
    if data.startswith(b"\xef\xbb\xbf"):
        return ["utf-8-sig"]
    wide = b"\x00" in data[:4096]
    likely = from_bytes(data[:_HEAD_BYTES]).best()
    order = [likely.encoding] if likely is not None else []
    order += [encoding for encoding in _CSV_ENCODINGS if encoding.startswith("utf-16") == wide]
    # Text that is valid UTF-8 is UTF-8: a one-byte encoding passes that test only by being ASCII.
    return list(dict.fromkeys(sorted(order, key=lambda encoding: encoding not in ("utf-8-sig",))))


def _decode(data: bytes, encoding: str, *, final: bool) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        # The head of a file may end inside a letter.
        if not final and error.start >= len(data) - 4:
            return data[: error.start].decode(encoding)
        return None
    except LookupError:
        return None


class _BadLine(Exception):
    """A CSV record that cannot be trusted; ``line`` is the 1-based line of the file it begins in."""

    def __init__(self, line: int, what: str) -> None:
        super().__init__(what)
        self.line = line


def _score_head(head: str, delimiter: str, score: Callable[[Lines], int]) -> int:
    """The score of the lines up to the first bad one: a stray mark further down must not hide the right delimiter."""
    lines: Lines = []
    try:
        for _, record in itertools.islice(_records(io.StringIO(head, newline=""), delimiter), _HEAD_LINES):
            lines.append(list(record))
    except _BadLine:
        if not lines:
            return -1
    return score(lines)


def _parse(text: Iterable[str], delimiter: str) -> Lines:
    known: dict[str, str] = {}
    one = known.setdefault
    lines: Lines = []
    folded: list[tuple[int, int]] = []
    for began, record in _records(text, delimiter):
        if began:
            folded.append((began, len(record)))
        lines.append(list(map(one, record, record)))
    if folded:
        # Marks at the end of one line and in the first cell of the next make one record of both.
        (usual, _), *_ = Counter(map(len, lines)).most_common(1)
        for began, width in folded:
            if width * 2 > usual * 3:
                raise _BadLine(began, "в ней слились две строки таблицы (лишняя кавычка)")
    return lines


def _records(text: Iterable[str], delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Every record; before it the line it begins in if it takes several lines, else 0. Raises `_BadLine`."""
    reader = csv.reader(text, delimiter=delimiter, strict=True)
    read = 0
    while True:
        try:
            record = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise _BadLine(read + 1, "кавычка не закрыта или стоит не на месте, либо ячейка слишком длинна") from error
        began, read = read + 1, reader.line_num
        if read == began:
            yield 0, record
            continue
        # A cell with a line break and the delimiter is what a stray mark makes of two lines: a note looks the same.
        if any(delimiter in cell and ("\n" in cell or "\r" in cell) for cell in record):
            raise _BadLine(began, "в одной ячейке стоят и перевод строки, и разделитель (лишняя кавычка)")
        yield began, record
