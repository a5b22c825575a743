"""``rpa fleet``: many organizations on one machine or on several."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from rpa.cli.context import DataOption, JsonOption, OrganizationOption, locate
from rpa.cli.output import out, print_json, print_line, print_table, warn

if TYPE_CHECKING:
    from rpa.fleet.crew import Crew
    from rpa.fleet.engine import Console

FleetOption = Annotated[
    Path | None,
    typer.Option(
        "--fleet", envvar="RPA_FLEET", help="Настройки парка (fleet.yaml); без них — один работник и SQLite.",
        show_default=False,
    ),
]  # fmt: skip
Organizations = Annotated[list[str] | None, typer.Argument(help="Организации.", show_default=False)]
_WORKERS = {"working": "работает", "draining": "заканчивает", "dead": "молчит"}
_RUNS = {
    "ENQUEUED": "ждут", "DELAYED": "ждут своего времени", "PENDING": "идут", "SUCCESS": "выполнены",
    "FAILED": "не удались", "ERROR": "сбой", "CANCELLED": "сняты",
    "MAX_RECOVERY_ATTEMPTS_EXCEEDED": "прерывались слишком часто",
}  # fmt: skip
AllOption = Annotated[bool, typer.Option("--all", help="Все организации, кроме отложенных.")]


def register(app: typer.Typer) -> None:
    group = typer.Typer(no_args_is_help=True, help="Много организаций: работники, очередь, общее хранилище.")
    for command in (worker, enqueue, status, cancel, resume, drain, publish, pull, remove, key):
        group.command(command.__name__)(command)
    app.add_typer(group, name="fleet")


def worker(
    fleet: FleetOption = None,
    data: DataOption = None,
    drain_seconds: Annotated[int, typer.Option(help="Сколько секунд доделывать начатое после сигнала.")] = 300,
) -> None:
    """Запустить работника. Ctrl-C: закончить начатое и выйти; второй раз — выйти после текущего ответа."""
    import os

    from loguru import logger

    from rpa.audit.log import configure_log, hook_exceptions
    from rpa.cli.output import err
    from rpa.fleet.worker import work

    def tell(message: Any) -> None:
        """Redacted by the patcher already. A line is a line: a service's log folds nothing."""
        record = message.record
        err.print(f"{record['time']:%H:%M:%S} {record['message']}", markup=False, soft_wrap=True)

    with _crew(fleet, data) as crew:
        redactor = crew.redactor
        configure_log(redactor, crew.settings.work / "log" / "worker.log")
        logger.add(tell, level="INFO", filter={"": "WARNING", "rpa.fleet": "INFO"}, backtrace=False, diagnose=False)
        hook_exceptions(redactor, lambda text: err.print(text, markup=False, soft_wrap=True))
        code = work(crew, drain_seconds=drain_seconds)
        # The engine's threads must not meet a half-closed interpreter.
        os._exit(code)


def enqueue(
    organizations: Organizations = None,
    everybody: AllOption = False,
    scenario: Annotated[
        str,
        typer.Option(help="debts — решить, отправить, сверить, прочитать обращения; apply — отправить утверждённое."),
    ] = "debts",
    plan: Annotated[
        str | None,
        typer.Option(
            help="План для apply; по умолчанию последний, и только то, что утвердили люди.", show_default=False
        ),
    ] = None,
    tick: Annotated[
        str | None, typer.Option(help="Метка прогона; с той же меткой второй раз не ставится.", show_default="сегодня")
    ] = None,
    fleet: FleetOption = None,
    data: DataOption = None,
    as_json: JsonOption = False,
) -> None:
    """Поставить организации в очередь. Повтор с той же меткой ничего не добавляет."""
    from datetime import datetime

    from rpa.debts.deadline import MOSCOW
    from rpa.errors import WrongUsage
    from rpa.fleet.stages import SCENARIOS

    if scenario not in SCENARIOS:
        raise WrongUsage(f"Нет сценария парка {scenario!r}.", hint=f"Есть: {', '.join(SCENARIOS)}.")
    label = tick or f"{datetime.now(MOSCOW):%Y-%m-%d}"
    with _crew(fleet, data) as crew, _console(crew) as console:
        members = {member.slug: member for member in crew.records.members()}
        chosen = _known(organizations or (list(members) if everybody else []), members)
        parked = [slug for slug in chosen if members[slug].parked]
        known = {run.id for run in console.runs()}
        ids = [
            console.enqueue(slug, scenario, label, SCENARIOS[scenario], plan) for slug in chosen if slug not in parked
        ]
        for slug in parked:
            console.remind(slug, label)
    added = [run for run in ids if run not in known]
    if as_json:
        print_json({"enqueued": ids, "added": added, "parked": parked})
        return
    print_line(f"Поставлено в очередь: {len(added)} (метка {label}).")
    if len(added) < len(ids):
        warn(f"С этой меткой прогоны уже были: {len(ids) - len(added)}. Ещё раз сегодня — с другой меткой: --tick.")
    for slug in parked:
        warn(f"{slug}: отложена, вместо прогона — напоминание людям (`rpa fleet resume {slug}`).")


def status(
    fleet: FleetOption = None,
    data: DataOption = None,
    as_json: JsonOption = False,
    prometheus: Annotated[bool, typer.Option("--prometheus", help="Текст для Prometheus.")] = False,
) -> None:
    """Работники, очередь, отложенные организации."""
    from rpa.fleet.status import fleet_status, state
    from rpa.operate.notices.compose import in_words

    with _crew(fleet, data) as crew, _console(crew) as console:
        found = fleet_status(crew.records, console)
    if prometheus:
        typer.echo(found.as_prometheus(), nl=False)
        return
    if as_json:
        print_json(found.as_dict())
        return
    print_table(
        "Работники",
        ("Работник", "Состояние", "Версия", "Последний сигнал, с"),
        [
            (w.executor, _WORKERS[state(w)], w.version, round(crew.settings.lease_seconds + w.silent_for))
            for w in found.workers
        ],
    )
    if found.runs:
        print_table("Прогоны", ("Состояние", "Сколько"), [(_RUNS.get(k, k), n) for k, n in sorted(found.runs.items())])
    else:
        print_line("Очередь пуста.")
    if found.answers:
        print_line(f"Ответы: {in_words(found.answers)}.")
    if failing := [member for member in found.members if member.failures]:
        rows = [(m.slug, m.failures, "отложена" if m.parked else "", m.reason) for m in failing]
        print_table("Не удались", ("Организация", "Раз подряд", "", "Стадия и причина"), rows)
    if found.parked:
        warn(f"Отложено организаций: {len(found.parked)}. После исправления: `rpa fleet resume ИМЯ`.")
    if found.stale:
        warn(f"Прогонов другой версии: {found.stale}. Начать их заново: `rpa fleet resume --stale`.")


def cancel(
    organizations: Organizations = None,
    everybody: AllOption = False,
    fleet: FleetOption = None,
    data: DataOption = None,
) -> None:
    """Снять с очереди. Начатый прогон закончит текущую стадию: отправка посередине не обрывается."""
    from rpa.fleet.engine import UNFINISHED

    with _crew(fleet, data) as crew, _console(crew) as console:
        known = {member.slug: member for member in crew.records.members()}
        chosen = set(_known(organizations or (list(known) if everybody else []), known))
        ids = [run.id for run in console.runs(UNFINISHED) if run.organization in chosen]
        console.cancel(ids)
    print_line(f"Снято с очереди прогонов: {len(ids)}.")


def resume(
    organizations: Organizations = None,
    stale: Annotated[bool, typer.Option("--stale", help="Начать заново прогоны, оставшиеся от другой версии.")] = False,
    fleet: FleetOption = None,
    data: DataOption = None,
) -> None:
    """Вернуть отложенные и снятые прогоны в очередь, каждую организацию в свою."""
    from rpa.fleet.upgrading import restart_stale, return_to_queue

    with _crew(fleet, data) as crew, _console(crew) as console:
        known = {member.slug: member for member in crew.records.members()}
        restarted = restart_stale(console) if stale else []
        chosen = _known(organizations or [], known) if organizations or not stale else []
        returned = return_to_queue(crew.records, console, chosen)
    print_line(f"Возвращено в очередь: {len(returned)}; начато заново: {len(restarted)}.")


def drain(
    workers: Annotated[list[str] | None, typer.Argument(help="Работники; без имени — все.", show_default=False)] = None,
    fleet: FleetOption = None,
    data: DataOption = None,
) -> None:
    """Попросить работников закончить начатое и выйти (перед обновлением или остановкой машины)."""
    with _crew(fleet, data) as crew:
        asked = crew.records.ask_to_drain(workers or ())
    print_line(f"Попрошено работников: {asked}. Состояние: `rpa fleet status`.")


def publish(organization: OrganizationOption = None, data: DataOption = None, fleet: FleetOption = None) -> None:
    """Выложить организацию парку: настройки, данные, акты, планы, утверждения; секреты и намерения — в базу парка."""
    from rpa.fleet.publishing import publish_organization

    place = locate(data, organization)
    with _crew(fleet, data) as crew:
        files, secrets = publish_organization(crew, place)
    print_line(f"Опубликовано: {place.folder.slug}; файлов {files}, секретов {secrets}.")


def pull(
    organization: Annotated[str, typer.Option("--organization", "-o", help="Организация.")],
    fleet: FleetOption = None,
    data: DataOption = None,
) -> None:
    """Взять из хранилища журнал, снимки, планы: дальше на этой машине работают отчёт и выгрузка (--data)."""
    from rpa.fleet.publishing import fetch_organization

    with _crew(fleet, data) as crew:
        fetched = fetch_organization(crew, organization)
        folder = crew.folder(organization).root
    print_line(f"Папка: {folder}. Записей журнала {fetched.records}, новых снимков {fetched.pictures}.")


def remove(
    organization: Annotated[str, typer.Argument(help="Организация.")],
    fleet: FleetOption = None,
    data: DataOption = None,
) -> None:
    """Вывести организацию из парка: прогонов больше нет, её секреты и сессия стёрты из базы парка.

    Намерения, журнал, снимки и планы остаются. Вернуть её: `rpa fleet publish`, без общего хранилища — папку на место.
    """
    from rpa.fleet.leaving import take_out

    with _crew(fleet, data) as crew, _console(crew) as console:
        take_out(crew, console, *_known([organization], {member.slug for member in crew.records.members()}))
    print_line(f"Выведена из парка: {organization}. О её сроках парк больше не напомнит.")


def key() -> None:
    """Сделать новый ключ парка (для RPA_FLEET_KEY или LoadCredential=rpa-fleet-key)."""
    from rpa.fleet.vault import new_fleet_key

    out.file.write(new_fleet_key() + "\n")


@contextmanager
def _crew(fleet: Path | None, data: Path | None) -> Iterator[Crew]:
    from rpa.fleet.configuration import FleetSettings, load_fleet_settings
    from rpa.fleet.crew import Crew, default_work
    from rpa.settings import DataRoot

    root = DataRoot.of(data)
    settings = load_fleet_settings(fleet) if fleet else FleetSettings(work=default_work(root))
    crew = Crew.open(settings, root)
    try:
        yield crew
    finally:
        crew.records.close()


@contextmanager
def _console(crew: Crew) -> Iterator[Console]:
    from rpa.fleet.engine import Console

    console = Console(crew.settings)
    try:
        yield console
    finally:
        console.close()


def _known(asked: list[str], known: object) -> list[str]:
    from rpa.errors import BadSettings, WrongUsage

    if not asked:
        raise WrongUsage("Не указано, какие организации.", hint="Назовите их или добавьте --all.")
    unknown = [slug for slug in asked if slug not in known]  # type: ignore[operator]
    if unknown:
        raise BadSettings(f"Парк не знает организаций: {', '.join(unknown)}.", hint="Выполните `rpa fleet publish`.")
    return asked
