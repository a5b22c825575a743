"""Windows Task Scheduler: one XML file a job, registered by ``schtasks /Create /XML``.

Format: https://learn.microsoft.com/windows/win32/taskschd/task-scheduler-schema (version 1.2, Windows 7 and newer).
The task runs as the user who installs it, while they are signed in: the secrets lie in their Credential Manager.
A start whose action ends with another code than 0 is no failure to the scheduler (``RestartOnFailure`` speaks of starts
that did not come about); so the trigger repeats itself, and a day that has gone through lets the repeated start end at
once (``--unless-done``). Not shown on Windows yet: that repetitions are counted from a start made up for.
"""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from xml.etree import ElementTree

from rpa.operate.schedule.job import Job

NAMESPACE = "http://schemas.microsoft.com/windows/2004/02/mit/task"
FOLDER = "rpa-gis-zhkh"
_START_DATE = "2024-01-01"
"""A boundary in the past: the task counts from the next time of day on."""


def files(job: Job) -> Mapping[str, bytes]:
    """The task's XML by file name; UTF-16 with a mark, as ``schtasks`` reads it."""
    return {f"{job.label}.xml": task_xml(job).encode("utf-16")}


def task_name(job: Job) -> str:
    return f"\\{FOLDER}\\{job.label}"


def enable(job: Job, file: str) -> list[list[str]]:
    return [["schtasks", "/Create", "/TN", task_name(job), "/XML", file, "/F"]]


def disable(job: Job) -> list[list[str]]:
    return [["schtasks", "/Delete", "/TN", task_name(job), "/F"]]


def query(job: Job) -> list[str]:
    """XML, because the table of ``schtasks`` is written in the system's language."""
    return ["schtasks", "/Query", "/TN", task_name(job), "/XML"]


def listing() -> list[str]:
    """All tasks. Of a refused deletion neither the code (always 1) nor the words (the system's language) tell whether
    there was anything to delete."""
    return ["schtasks", "/Query", "/FO", "CSV", "/NH"]


def lists(job: Job, listed: str) -> bool:
    return f'"{task_name(job)}"'.casefold() in listed.casefold()


def task_xml(job: Job) -> str:
    """The task. Missed runs start when the machine is on again; a second run never starts beside the first."""
    ElementTree.register_namespace("", NAMESPACE)
    task = ElementTree.Element(_tag("Task"), {"version": "1.2"})
    _add(task, "RegistrationInfo", {"Description": job.title})
    trigger = ElementTree.SubElement(ElementTree.SubElement(task, _tag("Triggers")), _tag("CalendarTrigger"))
    _add(trigger, "Repetition", {"Interval": "PT30M", "Duration": "PT2H", "StopAtDurationEnd": "false"})
    _text(trigger, "StartBoundary", f"{_START_DATE}T{job.at:%H:%M}:00")
    _text(trigger, "Enabled", "true")
    _text(trigger, "RandomDelay", "PT5M")
    _add(trigger, "ScheduleByDay", {"DaysInterval": "1"})
    principals = ElementTree.SubElement(task, _tag("Principals"))
    principal = ElementTree.SubElement(principals, _tag("Principal"), {"id": "Author"})
    _text(principal, "LogonType", "InteractiveToken")
    _text(principal, "RunLevel", "LeastPrivilege")
    settings = ElementTree.SubElement(task, _tag("Settings"))
    for name, value in (
        ("MultipleInstancesPolicy", "IgnoreNew"),
        ("DisallowStartIfOnBatteries", "false"),
        ("StopIfGoingOnBatteries", "false"),
        ("AllowHardTerminate", "true"),
        ("StartWhenAvailable", "true"),
        ("RunOnlyIfNetworkAvailable", "true"),
        ("Enabled", "true"),
        ("ExecutionTimeLimit", "PT4H"),
    ):
        _text(settings, name, value)
    actions = ElementTree.SubElement(task, _tag("Actions"), {"Context": "Author"})
    program, *arguments = job.command
    if job.name == "daily":
        arguments.append("--unless-done")
    # ``list2cmdline`` quotes as the C runtime of Windows reads; -X utf8: the console's code page must not matter.
    line = subprocess.list2cmdline(["-X", "utf8", *arguments])
    _add(actions, "Exec", {"Command": program, "Arguments": line, "WorkingDirectory": str(job.writable)})
    ElementTree.indent(task)
    return '<?xml version="1.0" encoding="UTF-16"?>\n' + ElementTree.tostring(task, encoding="unicode")


def _add(parent: ElementTree.Element, name: str, texts: Mapping[str, str]) -> None:
    element = ElementTree.SubElement(parent, _tag(name))
    for key, text in texts.items():
        _text(element, key, text)


def _text(parent: ElementTree.Element, name: str, text: str) -> None:
    ElementTree.SubElement(parent, _tag(name)).text = text


def _tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"
