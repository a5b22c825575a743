"""``rpa schedule``: let the machine start the daily run and the deadline guard by itself."""

from __future__ import annotations

from datetime import datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from rpa.cli.context import DataOption, JsonOption, OrganizationOption
from rpa.cli.output import print_json, print_line, warn
from rpa.cli.schedule_tables import show_files, show_status

if TYPE_CHECKING:
    from rpa.operate.schedule import Installer, Job
    from rpa.settings import OrganizationFolder, OrganizationSettings

SystemOption = Annotated[bool, typer.Option("--system", help="systemd: для всей системы, а не для пользователя.")]
KindOption = Annotated[
    str | None,
    typer.Option("--kind", help="systemd, windows, launchd или cron; по умолчанию по системе.", show_default=False),
]
CredentialOption = Annotated[
    Path | None,
    typer.Option(
        "--credential", help="Файл с паролем хранилища (.cred — зашифрован systemd-creds).", show_default=False
    ),
]


def register(app: typer.Typer) -> None:
    group = typer.Typer(no_args_is_help=True, help="Расписание: ежедневный прогон и проверка сроков без человека.")
    app.add_typer(group, name="schedule")
    group.command("install")(install)
    group.command("status")(status)
    group.command("remove")(remove)


def install(
    at: Annotated[
        str | None,
        typer.Option("--at", help="Время ЧЧ:ММ, оно запомнится в настройках; по умолчанию из них.", show_default=False),
    ] = None,
    system: SystemOption = False,
    user: Annotated[
        str | None, typer.Option("--user", help="С --system: от чьего имени работать.", show_default=False)
    ] = None,
    credential: CredentialOption = None,
    kind: KindOption = None,
    only_print: Annotated[bool, typer.Option("--print", help="Показать файлы, ничего не устанавливая.")] = False,
    data: DataOption = None,
    organization: OrganizationOption = None,
    as_json: JsonOption = False,
) -> None:
    """Поставить в расписание ежедневный прогон и, четырьмя часами позже, проверку сроков."""
    from rpa.operate.schedule import Scheduler, credential_of, jobs_of

    if user is not None and not system:
        raise typer.BadParameter("имя пользователя нужно только вместе с --system", param_hint="--user")
    folder, settings = _organization(data, organization)
    standing = jobs_of(folder.slug, settings.schedule.daily_at, folder.machine.path)
    installer = _installer(kind, system=system, user=user)
    if not only_print and (other := installer.elsewhere(standing)) is not None:
        # A second pair beside it would start each day twice.
        _stands_elsewhere(folder, other, "Не поставлено: задания стоят", "install", "remove")
    installer = _whose(installer, standing[0])
    if credential is None:
        credential = credential_of(folder, installer, standing[0])
    begins = _time(at) if at else settings.schedule.daily_at
    jobs = jobs_of(folder.slug, begins, folder.machine.path, credential=_absolute(credential))
    if installer.kind is Scheduler.CRON:
        # Printed is all cron ever gets from here: a person pastes it, and that time is the one to judge runs by.
        _remember(folder, settings, begins)
    if only_print or installer.kind is Scheduler.CRON:
        show_files(installer, jobs, as_json)
        if not only_print:
            warn("Ничего не установлено: вставьте эти строки в `crontab -e`.")
        return
    if credential is not None and not credential.is_file():
        _no_credential(credential)
    written = installer.install(jobs)
    _remember(folder, settings, begins)
    if as_json:
        print_json({"scheduler": installer.kind, "at": f"{begins:%H:%M}", "files": written})
        return
    for path in written:
        print_line(f"Записано: {path}")
    print_line(f"Ежедневно в {begins:%H:%M}; проверка сроков в {jobs[1].at:%H:%M}. Проверить: `rpa schedule status`.")
    if installer.kind is Scheduler.SYSTEMD and not system:
        print_line("Чтобы работало и без входа этого пользователя в систему: `loginctl enable-linger`.")


def status(
    system: SystemOption = False,
    kind: KindOption = None,
    data: DataOption = None,
    organization: OrganizationOption = None,
    as_json: JsonOption = False,
) -> None:
    """Стоит ли задание, когда был последний прогон, не пропущен ли он. Код 0 — идёт, 1 — нет."""
    from rpa.operate.schedule import jobs_of, last_firing

    folder, settings = _organization(data, organization)
    jobs = jobs_of(folder.slug, settings.schedule.daily_at, folder.machine.path)
    installer = _installer(kind, system=system).where_it_stands(jobs)
    now = datetime.now().astimezone()
    firing = last_firing(folder.reports, settings.schedule.daily_at, now, installer.since(jobs))
    known = {job.name: {"installed": installer.installed(job), **installer.asked(job)} for job in jobs}
    last = firing.last
    document: dict[str, Any] = {
        "organization": folder.slug,
        "scheduler": installer.kind,
        "jobs": known,
        "last_run": last.finished_at or last.started_at if last else None,
        "last_exit_code": last.exit_code if last else None,
        "expected": firing.expected,
        "missed": firing.missed,
        "next": firing.next_at,
        "heartbeat": {"configured": settings.notices.heartbeat_url is not None, "last": last.heartbeat if last else ""},
    }
    fine = all(job["installed"] is not False for job in known.values()) and not firing.missed
    if as_json:
        print_json(document)
    else:
        show_status(document)
    raise typer.Exit(0 if fine else 1)


def remove(
    system: SystemOption = False,
    kind: KindOption = None,
    data: DataOption = None,
    organization: OrganizationOption = None,
    as_json: JsonOption = False,
) -> None:
    """Убрать задания этой организации из расписания."""
    from rpa.operate.schedule import jobs_of
    from rpa.settings.organization import Schedule

    # Neither the settings nor the folder: what has to go may be all that is left of an organization.
    folder = _folder(data, organization)
    jobs = jobs_of(folder.slug, Schedule().daily_at, folder.machine.path)
    installer = _installer(kind, system=system)
    other = installer.elsewhere(jobs)
    if other is not None and not any(map(installer.installed, jobs)):
        _stands_elsewhere(folder, other, "Не убрано: задания стоят", "remove")
    removed = installer.remove(jobs)
    if other is not None:
        gone = ", ".join(map(str, removed))
        _stands_elsewhere(folder, other, f"Удалено: {gone}. Не убрано: такие же задания стоят", "remove")
    if as_json:
        print_json({"removed": removed})
        return
    for path in removed:
        print_line(f"Удалено: {path}")
    if not removed:
        print_line("Файлов заданий нет, и планировщик их не запускает.")


def _organization(data: Path | None, organization: str | None) -> tuple[OrganizationFolder, OrganizationSettings]:
    from rpa.settings import load_settings

    folder = _folder(data, organization)
    return folder, load_settings(folder.settings)


def _folder(data: Path | None, organization: str | None) -> OrganizationFolder:
    from rpa.settings import DataRoot

    return DataRoot(DataRoot.of(data).path.absolute()).organization(organization)


def _installer(kind: str | None, *, system: bool, user: str | None = None) -> Installer:
    from rpa.operate.schedule import Installer, Scheduler, choose

    if kind is not None and kind not in list(Scheduler):
        raise typer.BadParameter(f"есть: {', '.join(Scheduler)}", param_hint="--kind")
    return Installer(Scheduler(kind) if kind else choose(), system=system, user=user)


def _remember(folder: OrganizationFolder, settings: OrganizationSettings, begins: time) -> None:
    """``--at`` becomes the organization's wish: whether a run was missed is judged by the settings."""
    from rpa.settings.editing import put_value

    if begins != settings.schedule.daily_at:
        put_value(folder.settings, "schedule", "daily_at", f"{begins:%H:%M}")


def _time(text: str) -> time:
    try:
        return datetime.strptime(text, "%H:%M").time()
    except ValueError:
        raise typer.BadParameter("нужно ЧЧ:ММ, например 07:30", param_hint="--at") from None


def _no_credential(path: Path) -> None:
    from rpa.errors import BadSettings

    raise BadSettings(f"Файла с паролем хранилища нет: {path}.", hint="Проверьте путь в --credential.")


def _whose(installer: Installer, job: Job) -> Installer:
    """A system service runs as whom ``--user`` names, else as whom the one that stands does: unnamed it would be root,
    whose files the organization's own user could not read afterwards."""
    from dataclasses import replace

    from rpa.operate.schedule import Scheduler, systemd

    if installer.kind is not Scheduler.SYSTEMD or not installer.system or installer.user:
        return installer
    user = systemd.user_of(job)
    if user is None:
        raise typer.BadParameter("с --system нужно имя пользователя, например --user rpa", param_hint="--user")
    return replace(installer, user=user)


def _stands_elsewhere(folder: OrganizationFolder, other: Installer, what: str, *words: str) -> NoReturn:
    """``words`` are the subcommands that go on from here, for the half of systemd where the jobs stand."""
    import shlex

    from rpa.errors import BadSettings

    scope, before, option = ("всей системы", "sudo ", " --system") if other.system else ("этого пользователя", "", "")
    # Root's default folder of data is another one.
    where = f"--data {shlex.quote(str(folder.machine.path))} --organization {folder.slug}"
    commands = " или ".join(f"`{before}rpa schedule {word}{option} {where}`" for word in words)
    raise BadSettings(f"{what} для {scope} и запускаются дальше.", hint=f"Выполните {commands}.")


def _absolute(path: Path | None) -> Path | None:
    return path.absolute() if path else None
