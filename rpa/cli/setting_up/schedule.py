"""The step that lets the machine start the daily run by itself."""

from __future__ import annotations

import shlex
from datetime import datetime, time

from rpa.cli.output import print_copyable
from rpa.cli.setting_up import asking
from rpa.cli.setting_up.asking import say
from rpa.errors import BadSettings
from rpa.operate.wizard import Draft


def ask_schedule(draft: Draft) -> None:
    """Ask the time, offer to install; where the system has only cron, print the lines."""
    from rpa.operate.schedule import Installer, Scheduler, choose, credential_of, jobs_of
    from rpa.operate.schedule.cron import lines as crontab

    known = draft.settings.schedule.daily_at

    def moment() -> str:
        typed = asking.text("Когда начинать ежедневный прогон (ЧЧ:ММ)", f"{known:%H:%M}")
        try:
            return datetime.strptime(typed, "%H:%M").strftime("%H:%M")
        except ValueError:
            raise BadSettings(f"Время {typed!r} не понято.", hint="Например 07:30.") from None

    at = time.fromisoformat(asking.until(moment))
    draft.put("schedule", daily_at=f"{at:%H:%M}")
    slug, machine = draft.folder.slug, draft.folder.machine.path.absolute()
    jobs = jobs_of(slug, at, machine)
    installer = Installer(choose()).where_it_stands(jobs)
    if installer.kind is Scheduler.CRON:
        say(["На этой машине только cron. Вставьте в `crontab -e`:"])
        for line in crontab(jobs).splitlines():
            print_copyable(line)
    elif installer.system:
        # A second pair beside it would start each day twice.
        say(["Задания стоят для всей системы. Новое время им даст:"])
        print_copyable(f"  sudo rpa schedule install --system --data {shlex.quote(str(machine))} -o {slug}")
    elif asking.yes(f"Поставить в расписание сейчас ({installer.kind})?", default=False):
        jobs = jobs_of(slug, at, machine, credential=credential_of(draft.folder, installer, jobs[0]))
        say([f"Записано: {path}" for path in installer.install(jobs)])
    else:
        say([f"Поставить позже: rpa schedule install -o {slug}"])
