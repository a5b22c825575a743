"""Who mends a key, and how: by a click where its screen can be opened without changing anything, else by hand."""

from __future__ import annotations

from collections.abc import Mapping

from rpa.cabinet.selector_file import Entry
from rpa.errors import PageChanged

SCREENS: dict[str, str] = {
    "home": "Главная",
    "debt_requests": "Список запросов о задолженности",
    "debt_request": "Карточка запроса",
    "inquiries": "Список обращений",
    "inquiry": "Карточка обращения",
    "organization_settings": "Настройки организации",
    "employees": "Сотрудники",
    "employee_rights": "Права доступа сотрудника",
}
"""The screens that can be opened without changing anything, by the name of their section."""


def why_not_by_click(entries: Mapping[str, Entry], entry: Entry) -> str | None:
    """Why nobody can point at the element (Russian), or ``None``. ``entries`` are of the same section."""
    if entry.key.partition(".")[0] not in SCREENS:
        return "этот экран робот сам не открывает"
    if any(way.kind == "path" or way.parameters() for way in entry.ways):
        return "это адрес или способ с подстановкой"
    above: Entry | None = entry
    while above is not None:
        if above.last:
            return "это в окне, которое открывается только нажатием"
        above = entries[above.within] if above.within else None
    return None


def by_hand(entry: Entry, why: str) -> str:
    """The advice where no click helps; the path of the file is not told: errors go into evidence."""
    return (
        f"Щелчком {entry.key} не указать: {why}. Исправьте сами строку {entry.line} файла selectors.yaml; "
        "где он лежит, покажет `rpa --version`."
    )


def how_to_mend(entries: Mapping[str, Entry], entry: Entry) -> str:
    """What to do about a key that the page does not fit; names no command that would refuse this key."""
    section, why = entry.key.partition(".")[0], why_not_by_click(entries, entry)
    steps = f"Сверьте экран (со снимком): `rpa selectors check --page {section}`"
    if why is None:
        return (
            f"{steps}; укажите элемент заново: `rpa selectors pick {entry.key}`; "
            f"сохраните страницу для тестов: `rpa selectors capture {section}`."
        )
    return f"{steps}. {by_hand(entry, why)}" if section in SCREENS else by_hand(entry, why)


def page_changed(
    entries: Mapping[str, Entry], entry: Entry, what: str, *, url: str = "", lone: bool = False
) -> PageChanged:
    """The error that sends the fixer to this key's line."""
    return PageChanged(what, key=entry.key, line=entry.line, url=url, hint=how_to_mend(entries, entry), lone=lone)
