"""A caption known by itself that stands under a parent of another kind: «Остаток долга» under «Пени», «Период с» under
«Рассрочка», «Адрес» under «Суд».

Such a caption is read alone where parent and caption together are unknown, for a title over the table looks like a
parent. But penalties paid off are no debt paid off, and the address of the court is no dwelling: «нет» would be said of
a debtor. So these columns refuse the file, unless a person's mapping says what they are.
"""

from __future__ import annotations

import re
from pathlib import Path

from rpa.debts.dataset.columns import CAPTIONS, normal_caption
from rpa.debts.dataset.header import Header, letter, under_parents
from rpa.debts.dataset.mapping import ColumnMapping
from rpa.debts.dataset.reader import Sheet
from rpa.errors import DatasetError

_MONEY = ("awarded_main", "rest_main", "paid_total")
# Columns, and how words begin that make a parent (a normal caption) one of something else.
_FOREIGN: tuple[tuple[tuple[str, ...], str], ...] = (
    (_MONEY, r"рассроч|соглашен|начал|прошл|предыдущ|входящ"),
    (("debt_from", "debt_to", "debt_period"), r"рассроч|соглашен|исполнит|ип\b|пристав|прожив|регистрац"),
    (
        ("address", "settlement", "street", "house", "block", "structure", "liter", "letter", "flat", "room"),
        r"суда?\b|судебн\w+ участ|миров|взыскател|ист(?:ец|ц)|кредитор|пристав|осп\b|фссп|регистрац|прописк|организац",
    ),
    (
        ("fio", "last", "first", "middle"),
        r"пристав|судь|исполнит|взыскател|ист(?:ец|ц)|кредитор|представит|ответственн|бухгалтер|наслед",
    ),
    (
        ("act_kind", "court", "case_number", "act_date", "in_force_date", "act_status"),
        r"отмен|апелл|кассац|жалоб|исполнит|рассроч",
    ),
)
_FOREIGN_TO = {name: re.compile(rf"\b(?:{words})") for names, words in _FOREIGN for name in names}
# Beside penalties and duty the main debt is told by its own word.
_BESIDES = re.compile(r"\b(?:пен[иеяь]|неусто|штраф|процент|(?:гос)?пошлин|издерж|расход)")
_MAIN = "основн"


def foreign_columns(sheet: Sheet, header: Header) -> dict[int, str]:
    """Columns (0-based) whose caption is known only without its parent, which is of another kind, and the canonical
    name they would be read as."""
    found: dict[int, str] = {}
    over = under_parents(sheet, header)
    for name, index in header.columns.items():
        parent, own = map(normal_caption, over[index] if index < len(over) else ("", ""))
        if not parent or CAPTIONS.get(own) != name or CAPTIONS.get(f"{parent} {own}") == name:
            continue
        other = _FOREIGN_TO.get(name)
        besides = name in _MONEY and _MAIN not in f"{parent} {own}" and _BESIDES.search(parent)
        if besides or (other and other.search(parent)):
            found[index] = name
    return found


def refuse_foreign(path: Path, sheet: Sheet, header: Header, mapping: ColumnMapping | None) -> None:
    """Raises `DatasetError` for the first of `foreign_columns` that the mapping does not name."""
    named = {name for name, text in (mapping.columns if mapping else {}).items() if text is not None}
    over = under_parents(sheet, header)
    for index, name in foreign_columns(sheet, header).items():
        if name in named:
            continue
        parent, own = (" ".join(text.split()) for text in over[index])
        raise DatasetError(
            f"{sheet.within(path)}: столбец {letter(index)} «{own}» стоит под заголовком «{parent}», а читался бы как "
            f"{name}.",
            file=path,
            row=header.first_data_line,
            column=name,
            hint="Назовите нужный столбец в файле сопоставления (`rpa dataset map ФАЙЛ`): если это он, впишите его "
            f"букву ({name}: {letter(index)}), если нет — букву другого столбца или null.",
        )
