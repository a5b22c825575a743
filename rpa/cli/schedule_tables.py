"""How ``rpa schedule`` shows files and standing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rpa.cli.output import out, print_json, print_line, print_table, warn

if TYPE_CHECKING:
    from rpa.operate.schedule import Installer, Job


def show_files(installer: Installer, jobs: tuple[Job, ...], as_json: bool) -> None:
    from rpa.operate.schedule import Scheduler, cron

    if installer.kind is Scheduler.CRON:
        texts = {"crontab": cron.lines(jobs)}
    else:
        encoding = "utf-16" if installer.kind is Scheduler.WINDOWS else "utf-8"
        texts = {name: text.decode(encoding) for job in jobs for name, text in installer.files(job).items()}
    if as_json:
        print_json({"scheduler": installer.kind, "files": texts})
        return
    for name, text in texts.items():
        print_line(f"# --- {name}")
        out.print(text, markup=False, soft_wrap=True)


def show_status(document: dict[str, Any]) -> None:
    from rpa.operate.schedule import what_to_do

    said = {True: "да", False: "нет", None: "см. crontab -l"}
    rows = [
        (name, said[job["installed"]], job.get("ActiveState", ""), job.get("NextElapseUSecRealtime", ""))
        for name, job in document["jobs"].items()
    ]
    title = f"Расписание, {document['organization']} ({document['scheduler']})"
    print_table(title, ("Задание", "Установлено", "Состояние", "Следующий запуск"), rows)
    if document["last_run"]:
        print_line(f"Последний прогон: {document['last_run']}, код {document['last_exit_code']}.")
    else:
        print_line("Прогонов ещё не было.")
    if document["missed"]:
        stands = [job["installed"] for job in document["jobs"].values()]
        todo = what_to_do(document["organization"], None if None in stands else all(stands))
        warn(f"Прогон, который должен был начаться {document['expected']:%d.%m.%Y в %H:%M}, не начался.")
        print_line(f"Что делать: {todo}")
    heartbeat = document["heartbeat"]
    if heartbeat["configured"] and heartbeat["last"] not in ("", "ok"):
        warn(f"Наблюдающая служба не приняла последний сигнал: {heartbeat['last']}.")
    elif not heartbeat["configured"]:
        print_line("Наблюдающая служба (notices.heartbeat_url) не указана: об остановке машины никто не узнает.")
