"""What the work rests on: calendar, dataset, houses, ledger, schedule, the last run."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from rpa.debts.dataset import load_dataset, load_mapping
from rpa.debts.plan import working_days_since
from rpa.debts.served_houses import load_served_houses
from rpa.errors import BadInput, BadSettings, DatasetError, NeedsOperator, NotFinished
from rpa.operate.doctor.complaint import Complaint, fine, warning, wrong
from rpa.operate.place import Place
from rpa.operate.planning import work_calendar
from rpa.operate.recorded import recorded
from rpa.operate.schedule import jobs_of, last_firing, set_up, stands_since, what_to_do
from rpa.operate.standing import commands_that_read
from rpa.settings.organization import DatasetSource

DECEMBER = 12


def calendar(place: Place) -> Iterator[Complaint]:
    """The production calendar knows this year, and in December the next one."""
    today = place.moscow_now().date()
    last = max(work_calendar(place).years)
    means = "Сроки ответов не посчитать; робот не угадывает рабочие дни."
    cure = "rpa calendar add ФАЙЛ (производственный календарь нового года)"
    if last < today.year:
        yield wrong("calendar", "календарь", f"данные только по {last} год", means, cure, BadInput.exit_code)
    elif last == today.year and today.month == DECEMBER:
        yield warning("calendar", "календарь", f"данные по {last} год, он кончается", means, cure)
    else:
        yield fine("calendar", "календарь", f"по {last} год")


def dataset(place: Place) -> Iterator[Complaint]:
    """Fresh, sound, and the list of houses beside it. Raises ``DatasetError``."""
    source = place.settings.dataset
    step = f"rpa setup dataset -o {place.folder.slug}"
    if source.file is None:
        yield wrong("dataset", "данные", "файл не указан", "Все запросы уйдут человеку.", step, BadSettings.exit_code)
        return
    mapping = load_mapping(source.mapping) if source.mapping else None
    today = place.moscow_now().date()
    loaded = load_dataset(source.file, mapping=mapping, today=today, acts_folder=source.acts_folder)
    age = working_days_since(loaded.as_of, today, work_calendar(place)) if loaded.as_of else None
    limit = place.settings.decision.dataset_max_age_days
    if age is None or not 0 <= age <= limit:
        unknown = "дата неизвестна" if loaded.rows or loaded.broken else "ни одной строки"
        said = unknown if age is None else f"на {loaded.as_of:%d.%m.%Y}, предел — {limit} рабочих дней"
        means = "По несвежим данным ответы не готовятся: все запросы уйдут человеку."
        yield wrong("dataset", "данные", said, means, f"Выгрузите {source.file.name} заново", DatasetError.exit_code)
    else:
        yield fine("dataset", "данные", f"строк {len(loaded.rows)}, на {loaded.as_of:%d.%m.%Y}")
    if loaded.broken:
        means = "«Нет» не отправляется там, где строка с ошибкой могла бы ему мешать."
        yield warning(
            "dataset_errors", "ошибки в данных", f"строк с ошибками: {len(loaded.broken)}", means, _same_check(source)
        )


def _same_check(source: DatasetSource) -> str:
    """The command that reads the file as a run does: without its mapping it would tell of other errors."""
    keys = {"--mapping": source.mapping, "--served-houses": source.served_houses, "--acts": source.acts}
    words = [f"{key} {_quoted(path)}" for key, path in keys.items() if path is not None]
    return " ".join([f"rpa dataset check {_quoted(source.file)}", *words])


def _quoted(path: Path | None) -> str:
    return f'"{path}"' if " " in str(path) else str(path)


def houses(place: Place) -> Iterator[Complaint]:
    """The list of served houses. Raises ``DatasetError``."""
    path = place.settings.dataset.served_houses
    if path is None:
        cure = f"rpa setup houses -o {place.folder.slug}"
        means = "Без него «нет» не отправляется никому: дом может быть не вашим."
        yield wrong("houses", "список домов", "не указан", means, cure, BadSettings.exit_code)
    else:
        yield fine("houses", "список домов", f"домов: {len(load_served_houses(path).houses)}")


def ledger(place: Place) -> Iterator[Complaint]:
    with recorded(place.folder, place.settings, place.now) as opened:
        left = opened.waits_for_people(place.settings.organization.ogrn) if opened else ()
    if left:
        means = "Прогон был прерван посреди отправки; дошла ли она, видно только на сайте."
        cure = "; ".join(f"{command} -o {place.folder.slug}" for command in commands_that_read(left))
        yield wrong(
            "uncertain", "прерванные отправки", f"исход неизвестен: {len(left)}", means, cure, NeedsOperator.exit_code
        )
    else:
        yield fine("uncertain", "прерванные отправки", "нет")


def schedule(place: Place) -> Iterator[Complaint]:
    """Judged by what runs left behind: an installed task that never fires is no schedule."""
    settings, slug = place.settings, place.folder.slug
    jobs = jobs_of(slug, settings.schedule.daily_at, place.folder.machine.path)
    now = place.now().astimezone()
    firing = last_firing(place.folder.reports, settings.schedule.daily_at, now, stands_since(jobs))
    # A fleet's worker keeps the time itself.
    elsewhere = bool(firing.last and firing.last.next_at)
    stands = True if elsewhere else set_up(jobs)
    installed = stands is not False
    last = firing.last
    told = f"{last.last_sign.astimezone(place.moscow_now().tzinfo):%d.%m.%Y %H:%M}" if last else "не было ни одного"
    if firing.missed or not installed:
        said = f"последний ежедневный прогон: {told}" + ("" if installed else "; задания в планировщике нет")
        means = "Запросы не читаются сами; на молчание система отвечает «нет» и считает ответ просроченным."
        yield wrong("schedule", "расписание", said, means, what_to_do(slug, stands))
    else:
        said = f"срабатывает; последний ежедневный прогон: {told}"
        if last is None:
            said = f"стоит; первый прогон будет {firing.next_at:%d.%m.%Y в %H:%M}"
        yield fine("schedule", "расписание", said)
    if last is not None and last.exit_code:
        troubles = [trouble.what for trouble in last.troubles()]
        said = f"{last.day:%d.%m.%Y} кончился кодом {last.exit_code}" + (f": {troubles[0]}" if troubles else "")
        means, cure = "Часть дневной работы не сделана.", f"rpa run daily -o {slug} продолжит с места остановки"
        if last.whole and last.exit_code == NotFinished.exit_code:
            # Running it again would end the same way.
            means, cure = "Прогон прошёл; осталось то, что решает человек.", f"rpa due -o {slug}; rpa ui -o {slug}"
        yield warning("last_run", "последний прогон", said, means, cure)
    elif last is not None:
        yield fine("last_run", "последний прогон", f"{last.day:%d.%m.%Y}, без замечаний")
    urls, heartbeat = settings.notices.urls, settings.notices.heartbeat_url
    if urls and heartbeat is None and all("vault:" in url for url in urls):
        said = "секреты нужны каждому адресу"
        means = "Если хранилище не откроется, ни прогона, ни предупреждения не будет, и никто об этом не узнает."
        cure = (
            "Укажите notices.heartbeat_url (служба наблюдения поднимет тревогу, когда прогоны замолчат) или ещё один "
            "адрес без {vault:…}, например mailto:// на почтовый сервер организации без пароля"
        )
        yield warning("notices", "уведомления", said, means, cure)
    if urls == [] and heartbeat is None:
        means = "О сроках, входе и сбоях никто не узнает, пока не посмотрит сам."
        cure = f"rpa setup notices -o {slug}"
        yield warning("notices", "уведомления", "никуда не посылаются", means, cure)
