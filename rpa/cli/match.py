"""``rpa match``: why two addresses or names are, or are not, the same; how well the rules do; confirmed spellings."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from rpa.cli.context import DataOption, JsonOption, OrganizationOption
from rpa.cli.output import print_json, print_line, print_table
from rpa.errors import BadInput

if TYPE_CHECKING:
    from rpa.debts.address import Dwelling
    from rpa.debts.aliases import Alias
    from rpa.debts.comparison import Comparison
    from rpa.debts.person import NormalName
    from rpa.model import Person
    from rpa.operate.place import Place

VERDICTS = {"same": "совпадает", "different": "разное", "ambiguous": "нельзя решить: нужен человек"}


def register(app: typer.Typer) -> None:
    group = typer.Typer(
        help="Сопоставление адресов и ФИО: объяснить, проверить на размеченных парах, подтвердить написание."
    )
    group.command("explain")(explain)
    group.command("evaluate")(evaluate)
    alias = typer.Typer(help="Написания адресов, подтверждённые оператором.")
    alias.command("add")(alias_add)
    alias.command("list")(alias_list)
    group.add_typer(alias, name="alias")
    app.add_typer(group, name="match")


def explain(
    request: Annotated[str, typer.Option("--request", help="Адрес из запроса.")],
    row: Annotated[str, typer.Option("--row", help="Адрес из строки данных.")],
    flat: Annotated[str | None, typer.Option("--flat", help="Квартира из запроса.")] = None,
    row_flat: Annotated[str | None, typer.Option("--row-flat", help="Квартира из строки данных.")] = None,
    person: Annotated[str | None, typer.Option("--person", help="ФИО из запроса.")] = None,
    row_person: Annotated[str | None, typer.Option("--row-person", help="ФИО из строки данных.")] = None,
    private: Annotated[bool, typer.Option("--private", help="Дом частный, квартир в нём нет.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Объяснить, совпадают ли адрес запроса и адрес строки (и ФИО, если указаны оба)."""
    from rpa.debts.address import compare_dwellings, parse_address
    from rpa.debts.match_evaluation import pair_verdict
    from rpa.debts.person import compare_persons, normal_name

    left, right = parse_address(request, flat), parse_address(row, row_flat)
    dwelling = compare_dwellings(left, right, private_house=private)
    of_person: Comparison | None = None
    names: tuple[NormalName, NormalName] | None = None
    if person and row_person:
        first, second = _person(person), _person(row_person)
        of_person, names = compare_persons(first, second), (normal_name(first), normal_name(second))
    verdict = pair_verdict(dwelling, of_person)
    parts = _side_by_side(left, right, names)
    findings = [*(dwelling.findings or (dwelling,)), *([of_person] if of_person is not None else [])]
    if as_json:
        print_json(
            {
                "outcome": verdict.outcome,
                "reason": verdict.reason,
                "component": verdict.component,
                "parts": [{"part": part, "request": one, "row": two} for part, one, two in parts],
                "findings": [{"component": f.component, "outcome": f.outcome, "reason": f.reason} for f in findings],
            }
        )
        return
    print_table("Нормальная форма", ("Часть", "Запрос", "Строка"), parts)
    print_table("Сравнение", ("Вывод", "Почему"), [(VERDICTS[f.outcome], f.reason) for f in findings])
    print_line(f"Итог: {VERDICTS[verdict.outcome]}. {verdict.reason}.")


def evaluate(
    file: Annotated[Path, typer.Argument(help="CSV с размеченными парами.", show_default=False)],
    as_json: JsonOption = False,
) -> None:
    """Проверить правила на размеченных парах: матрица ошибок и вывод по каждой строке."""
    from rpa.debts.comparison import Outcome
    from rpa.debts.match_evaluation import evaluate as judge

    evaluation = judge(file)
    matrix = evaluation.matrix
    if as_json:
        print_json(
            {
                "matrix": {
                    label.value: {found.value: n for found, n in cells.items()} for label, cells in matrix.items()
                },
                "rows": [
                    {"line": j.line, "label": j.label, "prediction": j.verdict.outcome, "reason": j.verdict.reason}
                    for j in evaluation.judged
                ],
            }
        )
        return
    rows = [(label.value, *(matrix[label][found] for found in Outcome)) for label in Outcome]
    print_table("Метка и вывод", ("Метка", *(found.value for found in Outcome)), rows)
    if evaluation.grave:
        shown = [(j.line, j.label.value, j.verdict.outcome.value, j.verdict.reason) for j in evaluation.grave]
        print_table("Опасные ошибки", ("Строка", "Метка", "Вывод", "Почему"), shown)
    print_line(f"Пар: {len(evaluation.judged)}. Опасных ошибок: {len(evaluation.grave)}.")
    print_line(f"Из совпадающих ушло человеку: {evaluation.same_in_review:.1%}.")


def alias_add(
    text: Annotated[
        str, typer.Argument(help="Написание адреса дома, как в данных или в кабинете.", show_default=False)
    ],
    by: Annotated[str, typer.Option("--by", help="Кто подтвердил: фамилия и инициалы.")],
    house: Annotated[str, typer.Option("--house", help="Адрес этого дома в списке обслуживаемых домов.")] = "",
    guid: Annotated[str | None, typer.Option("--guid", help="Или его идентификатор ФИАС.", show_default=False)] = None,
    data: DataOption = None,
    organization: OrganizationOption = None,
) -> None:
    """Подтвердить, что написание означает обслуживаемый дом (переименованная улица, опечатка в программе учёта)."""
    from datetime import datetime

    from rpa.cli.context import locate
    from rpa.debts.aliases import Alias, add_alias
    from rpa.debts.deadline import MOSCOW

    place = locate(data, organization)
    alias = Alias(text, house, guid, by, datetime.now(MOSCOW))
    if house or guid:
        _check_served(place, alias)
    aliases = add_alias(place.folder.aliases, alias)
    print_line(
        f"Подтверждено. Всего подтверждённых написаний: {len(aliases)}. Постройте план заново: `rpa debts plan`."
    )


def alias_list(data: DataOption = None, organization: OrganizationOption = None, as_json: JsonOption = False) -> None:
    """Показать подтверждённые написания."""
    from dataclasses import asdict

    from rpa.debts.aliases import load_aliases

    aliases = load_aliases(_aliases_file(data, organization))
    if as_json:
        print_json({"sha256": aliases.sha256, "aliases": [asdict(alias) for alias in aliases]})
        return
    rows = [
        (alias.text, alias.house or alias.fias_guid, alias.confirmed_by, f"{alias.confirmed_at:%d.%m.%Y %H:%M}")
        for alias in aliases
    ]
    print_table("Подтверждённые написания", ("Написание", "Дом", "Кто", "Когда"), rows)


def _check_served(place: Place, alias: Alias) -> None:
    """Raise ``BadInput`` for a house that the list does not know: the alias would be kept and never used."""
    from rpa.debts.served_houses import load_served_houses
    from rpa.debts.served_index import ServedIndex

    path = place.settings.dataset.served_houses
    if path is not None and ServedIndex(load_served_houses(path).houses, [alias]).unused_aliases:
        raise BadInput(
            "В списке обслуживаемых домов этого дома нет, или подходят несколько: написание не действовало бы.",
            hint=f"Возьмите адрес или идентификатор ФИАС из списка, как он там записан: {path}.",
        )


def _aliases_file(data: Path | None, organization: str | None) -> Path:
    from rpa.cli.context import locate

    return locate(data, organization).folder.aliases


def _person(text: str) -> Person:
    """Split «Фамилия Имя Отчество» at blanks; two words have no patronymic. Raises ``BadInput`` for fewer."""
    from rpa.model import Person

    words = text.split()
    if len(words) < 2:
        raise BadInput("ФИО указано не полностью.", hint="Укажите фамилию, имя и отчество через пробел, в кавычках.")
    return Person(words[0], words[1], " ".join(words[2:]) or None)


def _side_by_side(
    one: Dwelling, two: Dwelling, names: tuple[NormalName, NormalName] | None
) -> list[tuple[str, str, str]]:
    """Rows (part, request, row) of everything either side states."""
    first, second = _described(one), _described(two)
    if names is not None:
        for shown, name in zip((first, second), names, strict=True):
            shown.update({"Фамилия": name.last, "Имя": name.first, "Отчество": name.middle})
    parts = dict.fromkeys([*first, *second])
    return [(part, first.get(part, ""), second.get(part, "")) for part in parts if first.get(part) or second.get(part)]


def _described(dwelling: Dwelling) -> dict[str, str]:
    def named(*places: Any) -> str:
        return "; ".join(f"{place.kind} {' '.join(place.words)}".strip() for place in places if place is not None)

    house, flat = dwelling.house, dwelling.flat
    return {
        "Регион": named(dwelling.region),
        "Район или округ": named(*dwelling.districts),
        "В составе": named(*dwelling.parents),
        "Населённый пункт": named(dwelling.settlement),
        "Микрорайон, квартал": named(*dwelling.planning),
        "Улица": named(dwelling.street),
        "Вид дома": house.kind,
        "Дом": house.number,
        "Буква": house.letter,
        "Через дробь": house.fraction,
        "Через дефис": house.dash,
        "Корпус": house.corpus,
        "Строение": house.building,
        "Литера": house.liter,
        "Вид помещения": flat.kind,
        "Квартира": flat.number + flat.letter,
        "Квартира может быть": ", ".join(sorted(flat.possible)),
        "Комнаты": ", ".join(sorted(flat.rooms)),
        "Сомнения": "; ".join(dwelling.problems),
    }
