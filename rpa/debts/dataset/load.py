"""From a file to a `Dataset`: every sheet with a register in it, every line accounted for, all errors at once."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from rpa.debts.dataset.acts import DEFAULT_LIMIT_BYTES, ActFolder
from rpa.debts.dataset.assemble import Assembler, lost_caption
from rpa.debts.dataset.checks import mark
from rpa.debts.dataset.columns import BY_NAME, CAPTIONS, REGISTER_SIGNS
from rpa.debts.dataset.content import content_hash
from rpa.debts.dataset.foreign import refuse_foreign
from rpa.debts.dataset.groups import GroupAddress
from rpa.debts.dataset.header import Header, count_captions, fill_down, letter
from rpa.debts.dataset.leftover import refuse_leftover, refuse_second_header
from rpa.debts.dataset.line import CONVERTERS
from rpa.debts.dataset.lines import LineKind, begins_with_place, caption_text, classify, may_be_caption, names_place
from rpa.debts.dataset.mapping import ColumnMapping, apply_mapping, refuse_absent, refuse_other_order
from rpa.debts.dataset.memory import give_back
from rpa.debts.dataset.missing import refuse_missing
from rpa.debts.dataset.partial import Whole, refuse_part
from rpa.debts.dataset.reader import LIST_OF_ERRORS, Sheet, Source, read_source
from rpa.debts.dataset.rows import ActStatus, Blocks, BrokenRow, CellError, Dataset, DebtRow, SheetSummary
from rpa.debts.dataset.stated_date import stated_dates
from rpa.debts.dataset.unread import refuse_bare_days, refuse_creditors, refuse_shifted, refuse_struck, refuse_unread
from rpa.debts.dataset.values import Cell, CellProblem, is_empty
from rpa.errors import DatasetError

Progress = Callable[[int, int], None]

_REPORT_EVERY = 1000
_LET_GO: list[Cell] = []


def load_dataset(
    path: Path,
    *,
    today: date,
    mapping: ColumnMapping | None = None,
    progress: Progress | None = None,
    acts_folder: Path | None = None,
    act_limit_bytes: int = DEFAULT_LIMIT_BYTES,
) -> Dataset:
    """Load the register in ``path``. ``today`` is the Moscow date; ``progress(done, total)`` counts lines.

    ``acts_folder`` holds the files of court acts (default: the register's own folder); they may lie in its ``acts``.
    Raises `DatasetError` where the file as a whole cannot be used (absent, no header, a required column missing);
    errors of single rows are in the result.
    """
    dataset = load_source(
        read_source(path, lambda lines: count_captions(lines, CAPTIONS)),
        today=today,
        mapping=mapping,
        progress=progress,
        acts=ActFolder(acts_folder or path.parent, act_limit_bytes),
    )
    give_back()
    return dataset


def load_source(
    source: Source, *, today: date, mapping: ColumnMapping | None, progress: Progress | None, acts: ActFolder
) -> Dataset:
    """`load_dataset` for a file already read. Its lines are let go as the rows are made: both at once are twice the
    memory, and what is freed in between serves the next rows."""
    constants = _constants(mapping, source.path)
    tables, skipped = _tables(source, mapping)
    refuse_creditors(source.path, [(sheet, header) for _, sheet, header in tables])
    total = sum(len(sheet.lines) - header.first_data_line for _, sheet, header in tables)
    done = 0
    rows: list[DebtRow] = []
    broken: list[BrokenRow] = []
    findings: list[CellError] = []
    summaries: list[SheetSummary] = list(skipped)
    stated: list[date] = []
    whole = Whole(source, total, today)
    for number, sheet, header in tables:
        refuse_shifted(source, sheet, header)
        refuse_bare_days(source.path, sheet, header)
        refuse_struck(source.path, sheet, header)
        fill_down(sheet, header.first_data_line)
        kinds = classify(sheet.lines, header)
        whole.look(sheet, header, kinds)
        data = [header.first_data_line + place for place, kind in enumerate(kinds) if kind is LineKind.DATA]
        refuse_second_header(source.path, sheet, header, data)
        refuse_unread(source.path, sheet, header, mapping, data)
        known_date, told_dates = stated_dates(sheet, header)
        stated += told_dates
        refuse_missing(source.path, sheet, header, constants, kinds, known_date)
        assembler = Assembler(
            header=header, constants=constants, sheet=sheet.name if len(source.sheets) > 1 else "",
            row_prefix=f"{number + 1}-" if number else "", today=today, acts=acts, stated_date=known_date,
            above=sheet.lines[: header.top],
        )  # fmt: skip
        group = GroupAddress()
        before = len(rows), len(broken)
        for offset, kind in enumerate(kinds):
            place = header.first_data_line + offset
            line, sheet.lines[place] = sheet.lines[place], _LET_GO
            if kind is LineKind.DATA:
                row, notes = assembler.read(place + 1, line, group.text())
                if isinstance(row, BrokenRow) and may_be_caption(line, header):
                    if group.active():
                        alone, _ = assembler.read(place + 1, line, None)
                        row = lost_caption(alone if isinstance(alone, BrokenRow) else row)
                    group.lose()
                elif isinstance(row, BrokenRow) and group.active() and begins_with_place(line):
                    group.lose()  # it keeps its own address; rows below without one may stand there, too
                group.row(row.address, own=names_place(line, header))
                findings += notes
                if isinstance(row, DebtRow):
                    rows.append(row)
                else:
                    broken.append(row)
            elif kind is LineKind.GROUP:
                group.caption(caption_text(line))
            elif kind is LineKind.TOTAL:
                group.total(caption_text(line))
            done += 1
            if progress is not None and done % _REPORT_EVERY == 0:
                progress(done, total)
        summaries.append(_summary(sheet, header, kinds, len(rows) - before[0], len(broken) - before[1]))
    whole.refuse_lost_pages()
    if progress is not None:
        progress(total, total)
    rows, repeated = _refuse_repeated_ids(rows)
    rows = mark(rows, today)
    return Dataset(
        rows=tuple(rows),
        broken=tuple(broken + repeated),
        sha256=source.sha256,
        loaded_from=source.path.name,
        as_of=_as_of(rows, stated, constants) if rows or broken else None,
        content_sha256=content_hash(rows, broken + repeated),
        findings=tuple(findings),
        sheets=tuple(_recount(summaries, repeated)),
    )


def _constants(mapping: ColumnMapping | None, path: Path) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name, raw in (mapping.constants if mapping else {}).items():
        try:
            value = CONVERTERS[BY_NAME[name].kind](raw)
        except CellProblem as problem:
            raise DatasetError(
                f"Файл сопоставления, constants.{name}: {problem.message}.", file=path, column=name, hint=problem.cure
            ) from problem
        if value is not None:
            values[name] = value
    return values


def _tables(
    source: Source, mapping: ColumnMapping | None
) -> tuple[list[tuple[int, Sheet, Header]], list[SheetSummary]]:
    tables: list[tuple[int, Sheet, Header]] = []
    skipped: list[SheetSummary] = []
    captionless: list[Sheet] = []
    filled = sum(_says_anything(sheet) for sheet in source.sheets if sheet.name != LIST_OF_ERRORS)
    for number, sheet in enumerate(source.sheets):
        reason = ""
        header: Header | None = None
        if mapping and mapping.sheet is not None and sheet.name != mapping.sheet:
            reason = "не выбран в файле сопоставления"
        elif not _says_anything(sheet):
            reason = "пустой лист"
        else:
            header = apply_mapping(sheet, mapping, source.path, alone=filled == 1 and sheet.name != LIST_OF_ERRORS)
            if header is None or not REGISTER_SIGNS & set(header.columns):
                reason = "нет заголовков реестра долгов"
                captionless.append(sheet)
            else:
                refuse_foreign(source.path, sheet, header, mapping)
        if reason or header is None:
            skipped.append(SheetSummary(sheet.name, skipped=reason, lines=len(sheet.lines)))
        else:
            tables.append((number, sheet, header))
    if not tables:
        reason = "нет листа с этим именем" if mapping and mapping.sheet else "не найдена строка заголовков"
        raise DatasetError(
            f"{source.path.name}: {reason}.",
            file=source.path,
            hint="Нужны столбцы «Адрес», «Кв.», «ФИО», «Вид акта», «Номер дела», «Остаток основной долг» и другие "
            "(docs/dataset.md); если они названы иначе, выполните `rpa dataset map ФАЙЛ`; если листов несколько, "
            "назовите в файле сопоставления нужный (sheet: Долги).",
        )
    read = [(sheet, header) for _, sheet, header in tables]
    refuse_absent(source.path, mapping, read)
    refuse_other_order(source.path, mapping, read)
    refuse_leftover(source.path, captionless, read)
    refuse_part(source.path, read)
    return tables, skipped


def _says_anything(sheet: Sheet) -> bool:
    return any(not is_empty(cell) for line in sheet.lines for cell in line)


def _as_of(rows: list[DebtRow], stated: list[date], constants: dict[str, Any]) -> date | None:
    # A sheet that nobody renewed says nothing of the debts that came to its houses since. One of paid or cancelled
    # debts alone may be as old as it likes.
    owed = {row.sheet for row in rows if row.rest_main and row.act_status is not ActStatus.CANCELLED}
    counts: dict[str, Counter[date]] = defaultdict(Counter)
    for row in rows:
        counts[row.sheet][row.balance_date] += 1
    parts = [sum(counts.values(), Counter()), *(counts[sheet] for sheet in owed)] if rows else []
    usual = [_usual(part) for part in parts]
    constant = [constants["balance_date"]] if "balance_date" in constants else []
    return min(usual + stated + constant, default=None)


def _usual(counts: Counter[date]) -> date:
    most = max(counts.values())
    return min(day for day, count in counts.items() if count == most)


def _refuse_repeated_ids(rows: list[DebtRow]) -> tuple[list[DebtRow], list[BrokenRow]]:
    """A row whose identifier was used by an earlier row is broken: it is not known which of the two is meant."""
    seen: dict[str, int] = {}
    kept: list[DebtRow] = []
    refused: list[BrokenRow] = []
    for row in rows:
        if row.row_id in seen:
            refused.append(_repeated(row, seen[row.row_id]))
        else:
            seen[row.row_id] = row.row
            kept.append(row)
    return kept, refused


def _repeated(row: DebtRow, first: int) -> BrokenRow:
    error = CellError(
        row=row.row, column="row_id", value_class="текст", sheet=row.sheet,
        message=f"идентификатор строки уже стоит в строке {first}", cure="Дайте каждой строке свой идентификатор.",
    )  # fmt: skip
    return BrokenRow(
        row=row.row, errors=(error,), address=row.address, flat=row.flat, room=row.room,
        house_fias_guid=row.house_fias_guid, private_house=row.private_house, blocks=Blocks.DWELLING, row_id=row.row_id,
        sheet=row.sheet,
    )  # fmt: skip


def _summary(sheet: Sheet, header: Header, kinds: list[LineKind], rows: int, broken: int) -> SheetSummary:
    counts = Counter(kinds)
    used = set(header.columns.values())
    captions = header.captions
    return SheetSummary(
        name=sheet.name,
        header_row=header.top + 1,
        columns=tuple(
            (name, letter(index), captions[index] if index < len(captions) else "")
            for name, index in sorted(header.columns.items(), key=lambda item: item[1])
        ),
        unknown=tuple((letter(index), text) for index, text in enumerate(captions) if text and index not in used),
        lines=len(kinds),
        rows=rows,
        broken=broken,
        blank=counts[LineKind.BLANK],
        totals=counts[LineKind.TOTAL],
        groups=counts[LineKind.GROUP],
        service=counts[LineKind.SERVICE],
    )


def _recount(summaries: list[SheetSummary], repeated: list[BrokenRow]) -> list[SheetSummary]:
    moved = Counter(row.sheet for row in repeated)
    single = sum(1 for summary in summaries if not summary.skipped) == 1
    return [
        replace(summary, rows=summary.rows - count, broken=summary.broken + count)
        if not summary.skipped and (count := moved[summary.name] or (moved[""] if single else 0))
        else summary
        for summary in summaries
    ]
