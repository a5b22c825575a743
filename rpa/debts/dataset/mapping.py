"""The mapping file: which column of this accounting program is which canonical column, and what no column says.

    sheet: Долги              # optional: only this sheet
    header_row: 4             # optional: the header's first row
    columns:
      address: Адрес абонента # caption as it stands in the file
      rest_main: K            # or a column letter
      note: null              # do not read, although a caption fits
    constants:
      act_status: действует   # for every row

Written by ``rpa dataset map`` and by the wizard out of `propose_mapping`, corrected by a person.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rpa.debts.dataset.columns import BY_NAME, CAPTIONS, REGISTER_SIGNS, normal_caption
from rpa.debts.dataset.header import Header, filled_of, find_header, header_at, index_of, letter
from rpa.debts.dataset.reader import Sheet
from rpa.errors import DatasetError
from rpa.yaml_text import NotYaml, read_yaml

_KEYS = {"sheet", "header_row", "columns", "constants"}


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """A mapping as read; see the module's text for the meaning of each part."""

    columns: dict[str, str | None] = field(default_factory=dict)
    constants: dict[str, Any] = field(default_factory=dict)
    sheet: str | None = None
    header_row: int | None = None


def load_mapping(path: Path) -> ColumnMapping:
    """Read a mapping file. Raises `DatasetError` naming the key that is wrong."""
    try:
        document = read_yaml(path.read_text(encoding="utf-8-sig"))[1]
    except UnicodeDecodeError as error:
        raise DatasetError(
            f"{path.name}: файл сопоставления не в кодировке UTF-8.",
            file=path,
            hint="Сохраните его в UTF-8 (или запишите ключом --out: `rpa dataset map ФАЙЛ --out столбцы.yaml`; знак "
            "«>» в Windows пишет в другой кодировке).",
        ) from error
    except OSError as error:
        reason = "не найден" if isinstance(error, FileNotFoundError) else "не читается"
        hint = f"Проверьте путь: {path.absolute()} (ключ --mapping или настройка dataset.mapping)."
        raise DatasetError(f"{path.name}: файл сопоставления {reason}.", file=path, hint=hint) from error
    except NotYaml as error:
        where = f", строка {error.line}" if error.line else ""
        raise DatasetError(
            f"{path.name}{where}: файл сопоставления — не YAML, ключ в нём повторён или значения, которое в нём стоит, "
            "не бывает.",
            file=path,
            hint=f"Исправьте эту строку (дата пишется 2026-11-30). {_HINT}",
        ) from error
    return parse_mapping(document, path)


_HINT = "Постройте сопоставление заново: `rpa dataset map ФАЙЛ`."


def parse_mapping(document: Any, path: Path) -> ColumnMapping:
    """Check a mapping document. Raises `DatasetError`."""

    def wrong(what: str) -> DatasetError:
        return DatasetError(f"{path.name}: {what}.", file=path, hint=_HINT)

    if not isinstance(document, dict):
        raise wrong("в файле сопоставления нет раздела columns")
    if unknown := set(document) - _KEYS:
        raise wrong(f"неизвестный ключ «{sorted(map(str, unknown))[0]}», допустимы: {', '.join(sorted(_KEYS))}")
    columns = document.get("columns") or {}
    constants = document.get("constants") or {}
    for part, name in ((columns, "columns"), (constants, "constants")):
        if not isinstance(part, dict):
            raise wrong(f"{name} должен быть списком «столбец: значение»")
        for key in part:
            if key not in BY_NAME:
                raise wrong(f"{name}: нет такого столбца «{key}»")
    for key, value in columns.items():
        if value is not None and not isinstance(value, (str, int)):
            raise wrong(f"columns.{key}: нужен заголовок или буква столбца")
    if both := {key for key, value in columns.items() if value is not None} & set(constants):
        raise wrong(f"столбец «{sorted(both)[0]}» задан и в columns, и в constants")
    row = document.get("header_row")
    if row is not None and (not isinstance(row, int) or isinstance(row, bool) or row < 1):
        raise wrong("header_row — номер строки заголовка, считая с 1")
    sheet = document.get("sheet")
    return ColumnMapping(
        {key: None if value is None else str(value) for key, value in columns.items()},
        dict(constants),
        None if sheet is None else str(sheet),
        row,
    )


def apply_mapping(sheet: Sheet, mapping: ColumnMapping | None, path: Path, *, alone: bool = True) -> Header | None:
    """The header of ``sheet`` with the mapping's wishes carried out, or ``None`` if it holds no known captions.

    Letters alone make a register of a sheet only if it is the one meant: named in the mapping or ``alone`` in the file.
    Raises `DatasetError` if the mapping names a caption that the sheet does not have, or if two columns answer to
    one name and the mapping does not choose.
    """
    wishes = mapping.columns if mapping else {}
    captions = {caption: name for caption, name in CAPTIONS.items() if name not in wishes}
    captions |= {
        normal_caption(text): name for name, text in wishes.items() if text is not None and index_of(text) is None
    }
    # A caption that is spelled like a letter («ИП» is Cyrillic, but «ID» is not) is first looked for as a caption.
    captions |= {normal_caption(text): name for name, text in wishes.items() if text is not None and len(text) > 1}
    row = mapping.header_row if mapping else None
    letters = _letters(wishes)
    # A caption that a letter overrules still tells where the captions stand, and how many lines they take.
    stands = find_header(sheet, CAPTIONS | captions, row=row)
    named = mapping is not None and mapping.sheet == sheet.name
    if stands is not None:
        if not (named or alone or REGISTER_SIGNS & set(stands.columns)):
            return None
        header = header_at(sheet, captions, stands.top, stands.height)
    elif letters and (named or (alone and row is not None)):
        header = header_at(sheet, captions, (row or 1) - 1, 1)
    else:
        return None
    columns = dict(header.columns)
    for name, text in wishes.items():
        if text is None or name in columns:
            continue
        if name not in letters:
            if _may_lack(sheet, header, name):
                continue
            raise _no_caption(path, sheet, header, name, text)
        columns = {known: index for known, index in columns.items() if index != letters[name]}
        columns[name] = letters[name]
    for name, repeated in header.repeated.items():
        if name not in columns or columns[name] != repeated[0] or name in letters:
            continue
        places = filled_of(sheet, repeated, header)
        columns[name] = places[0]
        if len(places) > 1:
            raise DatasetError(
                f"{sheet.within(path)}: на «{name}» похожи сразу столбцы {' и '.join(map(letter, places))}.",
                file=path,
                row=header.top + 1,
                column=name,
                hint="Назовите нужный в файле сопоставления: `rpa dataset map ФАЙЛ` предложит их с пометкой "
                "«# проверьте:», у нужного её уберите.",
            )
    return Header(header.top, header.height, columns, header.captions, {})


def _may_lack(sheet: Sheet, header: Header, name: str) -> bool:
    """Whether one of several sheets may be without this column: no answer hangs on it, and none of the sheet's own
    captions is one that the robot would have read for it."""
    return not BY_NAME[name].breaks_row and name not in header_at(sheet, CAPTIONS, header.top, header.height).columns


def _no_caption(path: Path, sheet: Sheet, header: Header, name: str, text: str) -> DatasetError:
    return DatasetError(
        f"{sheet.within(path)}: нет столбца с заголовком «{text}»; так файл сопоставления называет {name} "
        f"(«{BY_NAME[name].synonyms[0]}»).",
        file=path,
        row=header.top + 1,
        column=name,
        hint=f"Исправьте в файле сопоставления строку «{name}: …» или удалите её, если его заголовки роботу знакомы "
        "(docs/dataset.md); построить сопоставление заново: `rpa dataset map ФАЙЛ`.",
    )


def refuse_absent(path: Path, mapping: ColumnMapping | None, tables: Sequence[tuple[Sheet, Header]]) -> None:
    """Raises `DatasetError` for the first column that the mapping names by a caption which no sheet has: most likely
    the caption is misspelled."""
    for name, text in (mapping.columns if mapping else {}).items():
        if text is not None and index_of(text) is None and not any(name in header.columns for _, header in tables):
            raise _no_caption(path, *tables[0], name, text)


def _letters(wishes: Mapping[str, str | None]) -> dict[str, int]:
    return {name: index for name, text in wishes.items() if text and (index := index_of(text)) is not None}


def refuse_other_order(path: Path, mapping: ColumnMapping | None, tables: Sequence[tuple[Sheet, Header]]) -> None:
    """Raises `DatasetError` where letters are to say the columns of several sheets and other captions stand there."""
    letters = _letters(mapping.columns) if mapping else {}
    for name, index in letters.items():
        told = ""
        for sheet, header in tables:
            caption = normal_caption(header.captions[index]) if index < len(header.captions) else ""
            told = told or caption
            if header.columns.get(name) == index and caption != told:
                raise DatasetError(
                    f"{sheet.within(path)}: в столбце {letter(index)} стоит не то, что на первом листе реестра.",
                    file=path,
                    row=header.top + 1,
                    column=name,
                    hint="Назовите столбцы в файле сопоставления заголовками, а не буквами, или расставьте их "
                    "одинаково на всех листах.",
                )
