"""Looks at everything a run needs and says, line by line, what is wrong and which command cures it."""

from __future__ import annotations

import asyncio
import shutil
import stat
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from rpa.cabinet.browser import find_browser
from rpa.debts.dataset import load_dataset, load_mapping
from rpa.errors import RpaError
from rpa.job.arriving import is_alive
from rpa.ledger import Ledger
from rpa.operate.place import Place
from rpa.operate.planning import work_calendar
from rpa.operate.schedule import last_firing

LEAST_FREE_BYTES = 1024**3


@dataclass(frozen=True, slots=True)
class Complaint:
    """``state``: ``fine``, ``warning`` or ``wrong``. ``cure`` is a command or one sentence."""

    what: str
    state: str
    said: str
    cure: str = ""


def examine(place: Place, *, with_site: bool = True) -> list[Complaint]:
    """Every check, in the order a person would cure them. ``with_site`` also opens the cabinet (read-only)."""
    checks: list[Callable[[Place], Iterator[Complaint]]] = [
        _browser,
        _rights,
        _disk,
        _secrets,
        _calendar,
        _dataset,
        _ledger,
        _schedule,
    ]
    if with_site:
        checks.append(_session)
    found: list[Complaint] = []
    for check in checks:
        try:
            found.extend(check(place))
        except RpaError as error:
            found.append(Complaint(check.__name__.strip("_"), "wrong", error.what, error.hint))
    return found


def _browser(place: Place) -> Iterator[Complaint]:
    found = find_browser(place.settings.browser.executable)
    if found is None:
        yield Complaint("браузер", "wrong", "не найден", "rpa browser install")
    else:
        yield Complaint("браузер", "fine", str(found))


def _rights(place: Place) -> Iterator[Complaint]:
    if sys.platform == "win32":
        yield Complaint("права папки", "warning", "на Windows проверьте доступ к папке сами", "Свойства → Безопасность")
        return
    loose = [
        path.name
        for path in (place.folder.root, place.folder.settings, place.folder.ledger, place.folder.journal)
        if path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077
    ]
    if loose:
        cure = f"chmod -R go-rwx {place.folder.root}"
        yield Complaint("права папки", "wrong", f"другие пользователи могут читать: {', '.join(loose)}", cure)
    else:
        yield Complaint("права папки", "fine", "только владелец")


def _disk(place: Place) -> Iterator[Complaint]:
    free = shutil.disk_usage(place.folder.root).free
    state = "fine" if free > LEAST_FREE_BYTES else "wrong"
    yield Complaint(
        "место на диске", state, f"свободно {free // 1024**2} МБ", "" if state == "fine" else "rpa audit purge"
    )


def _secrets(place: Place) -> Iterator[Complaint]:
    yield Complaint("секреты", "fine", place.secrets.describe())
    if place.settings.sign_in.method == "totp":
        missing = [name for name in ("login", "password", "totp_secret") if place.secrets.get(name) is None]
        if missing:
            yield Complaint("вход по паролю", "wrong", f"нет в хранилище: {', '.join(missing)}", "rpa setup")


def _calendar(place: Place) -> Iterator[Complaint]:
    today = place.moscow_now().date()
    last = max(work_calendar(place).years)
    if last < today.year or (last == today.year and today.month == 12):
        yield Complaint("календарь", "wrong", f"данные только по {last} год", "rpa calendar add ФАЙЛ")
    else:
        yield Complaint("календарь", "fine", f"по {last} год")


def _dataset(place: Place) -> Iterator[Complaint]:
    source = place.settings.dataset
    if source.file is None:
        yield Complaint("данные", "wrong", "файл не указан: все запросы уйдут человеку", "rpa setup")
        return
    mapping = load_mapping(source.mapping) if source.mapping else None
    today = place.moscow_now().date()
    dataset = load_dataset(source.file, mapping=mapping, today=today, acts_folder=source.acts or source.file.parent)
    age = work_calendar(place).working_days_between(dataset.as_of, today) if dataset.as_of else None
    limit = place.settings.decision.dataset_max_age_days
    if age is None or age > limit:
        told = "дата неизвестна" if age is None else f"им {age} рабочих дней (предел {limit})"
        yield Complaint("данные", "wrong", told, "Выгрузите свежий файл")
    else:
        yield Complaint("данные", "fine", f"строк {len(dataset.rows)}, на {dataset.as_of:%d.%m.%Y}")
    if dataset.broken:
        cure = f"rpa dataset check {source.file.name}"
        yield Complaint("ошибки в данных", "warning", f"строк с ошибками: {len(dataset.broken)}", cure)
    if source.served_houses is None:
        yield Complaint("список домов", "wrong", "не указан: «нет» не отправляется никому", "rpa setup")


def _ledger(place: Place) -> Iterator[Complaint]:
    with Ledger.open(place.settings.ledger_url or place.folder.ledger, now=place.now) as ledger:
        left = ledger.uncertain(place.settings.organization.ogrn)
    if left:
        yield Complaint("прерванные отправки", "wrong", f"исход неизвестен: {len(left)}", "rpa debts verify")
    else:
        yield Complaint("прерванные отправки", "fine", "нет")


def _schedule(place: Place) -> Iterator[Complaint]:
    """Judged by the records that daily runs leave, so it holds for every scheduler."""
    firing = last_firing(place.folder.reports, place.settings.schedule.daily_at, place.now().astimezone())
    if firing.last is None:
        yield Complaint("расписание", "warning", "ежедневного прогона ещё не было", "rpa schedule install")
    elif firing.missed:
        told = f"прогон пропущен, последний был {firing.last.day:%d.%m.%Y}"
        yield Complaint("расписание", "wrong", told, "rpa schedule status")
    else:
        yield Complaint("расписание", "fine", f"последний прогон {firing.last.day:%d.%m.%Y}")


def _session(place: Place) -> Iterator[Complaint]:
    alive = asyncio.run(is_alive(place.folder, place.settings, place.secrets))
    if alive:
        yield Complaint("сессия кабинета", "fine", "жива")
    elif place.settings.sign_in.method == "person":
        yield Complaint("сессия кабинета", "wrong", "закончилась", "rpa sign-in")
    else:
        yield Complaint("сессия кабинета", "warning", "закончилась; робот войдёт сам")
