"""Unattended runs by what the machine already has: systemd, Windows Task Scheduler, launchd, cron.

Each scheduler is a module with ``files(job)``: texts only, made without touching the machine; ``Installer`` writes and
enables them. One organization has two jobs: the daily run, and the deadline guard some hours later, so that the warning
goes out even on a day when the run itself is broken.
"""

from rpa.operate.schedule.credential import credential_of
from rpa.operate.schedule.installer import Installer, Scheduler, choose
from rpa.operate.schedule.job import Job, jobs_of
from rpa.operate.schedule.missed import Firing, gone_through, last_firing, next_firing, set_up, stands_since, what_to_do

__all__ = [
    "Firing",
    "Installer",
    "Job",
    "Scheduler",
    "choose",
    "credential_of",
    "gone_through",
    "jobs_of",
    "last_firing",
    "next_firing",
    "set_up",
    "stands_since",
    "what_to_do",
]
