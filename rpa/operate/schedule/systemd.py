"""systemd: a service and a timer for each job, for the user or for the whole system.

Sources: systemd.exec(5), systemd.service(5), systemd.timer(5), systemd.syntax(7), as of systemd 252. What is *not* set
is deliberate: the browser's own sandbox needs namespaces (no ``RestrictNamespaces``), its JavaScript engine writes code
(no ``MemoryDenyWriteExecute``), its processes need their usual system calls (no ``SystemCallFilter``).
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from rpa.operate.schedule.job import Job

_CREDENTIAL = "rpa-vault"
_FOR_PEOPLE = "2 65 70 74 77 78"

_HARDENING = """\
NoNewPrivileges=yes
ProtectSystem=strict
PrivateTmp=yes
PrivateDevices=yes
ProtectKernelTunables=yes
ProtectKernelModules=yes
ProtectKernelLogs=yes
ProtectControlGroups=yes
ProtectClock=yes
ProtectHostname=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
LockPersonality=yes
SystemCallArchitectures=native
ProtectProc=invisible
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK
UMask=0077
"""


def files(job: Job, *, system: bool, user: str | None = None) -> Mapping[str, str]:
    """Unit files by name. ``user`` is whom a system service runs as; a user's own service needs none."""
    return {f"{job.label}.service": _service(job, system, user), f"{job.label}.timer": _timer(job)}


def folder(*, system: bool) -> Path:
    return Path("/etc/systemd/system") if system else Path.home() / ".config" / "systemd" / "user"


def enable(job: Job, *, system: bool) -> list[list[str]]:
    """Commands that start the timer, in this order."""
    base = _systemctl(system)
    return [[*base, "daemon-reload"], [*base, "enable", "--now", f"{job.label}.timer"]]


def disable(job: Job, *, system: bool) -> list[list[str]]:
    """The first does it all; the second is for a timer that runs on without its files: that one cannot be disabled."""
    base = _systemctl(system)
    return [[*base, "disable", "--now", f"{job.label}.timer"], [*base, "stop", f"{job.label}.timer"]]


def reload(*, system: bool) -> list[str]:
    """After files were removed."""
    return [*_systemctl(system), "daemon-reload"]


def query(job: Job, *, system: bool) -> list[str]:
    """Prints ``Name=value`` lines; empty values where the timer is not known."""
    wanted = "ActiveState,NextElapseUSecRealtime,LastTriggerUSec,Result,UnitFileState"
    return [*_systemctl(system), "show", f"{job.label}.timer", f"--property={wanted}"]


def _systemctl(system: bool) -> list[str]:
    return ["systemctl", "--system" if system else "--user", "--no-ask-password"]


def _service(job: Job, system: bool, user: str | None) -> str:
    lines = [
        "[Unit]",
        f"Description={_plain(job.title)}",
        "Wants=network-online.target",
        "After=network-online.target",
        "# A day that fails for a passing reason is tried again, but not for ever.",
        "StartLimitIntervalSec=6h",
        "StartLimitBurst=6",
        "",
        "[Service]",
        "Type=oneshot",
        f"ExecStart={' '.join(quoted(word) for word in job.command)}",
        "Environment=PYTHONUTF8=1 PYTHONUNBUFFERED=1",
        "# Something waits for a person, or a deadline has passed: the run itself went through.",
        "SuccessExitStatus=1 69",
        "# The site was away, another run was at work, or this one broke off: the next start goes on where it ended.",
        "# What needs a person is not tried again: a password typed again and again ends in a lock.",
        "Restart=on-failure",
        f"RestartPreventExitStatus={_FOR_PEOPLE}",
        "RestartSec=15min",
        "TimeoutStartSec=4h",
        "TimeoutStopSec=5min",
        "KillMode=mixed",
    ]
    if system and user:
        lines.append(f"User={_plain(user)}")
    if job.credential is not None:
        directive = "LoadCredentialEncrypted" if job.credential.suffix == ".cred" else "LoadCredential"
        # Not quoted: here systemd takes quotation marks as they are, and all that follows the colon as the path.
        lines.append(f"{directive}={_CREDENTIAL}:{_plain(str(job.credential))}")
        if job.name == "guard":
            lines += [
                "# The warning goes out also where that file is gone: an empty line takes its place.",
                rf"SetCredential={_CREDENTIAL}:\n",
            ]
    lines.append("")
    lines.append(_HARDENING.rstrip())
    # A user's manager can sandbox only inside a user namespace (systemd.exec(5), «PrivateUsers»).
    lines += ["CapabilityBoundingSet=", "ProtectHome=read-only"] if system else ["PrivateUsers=yes"]
    own = quoted(str(job.writable))
    lines += [
        "# Of all organizations on this machine the run sees its own folder only.",
        f"TemporaryFileSystem={quoted(str(job.writable.parent) + ':ro')}",
        f"BindPaths={own}",
        f"ReadWritePaths={own}",
    ]
    return "\n".join(lines) + "\n"


def _timer(job: Job) -> str:
    return "\n".join(
        [
            "[Unit]",
            f"Description={_plain(job.title)}",
            "",
            "[Timer]",
            f"OnCalendar=*-*-* {job.at:%H:%M}:00",
            "# The machine was off at that time: the run starts as soon as it is on again.",
            "Persistent=true",
            "RandomizedDelaySec=5min",
            f"Unit={job.label}.service",
            "",
            "[Install]",
            "WantedBy=timers.target",
            "",
        ]
    )


def user_of(job: Job) -> str | None:
    """Whom the system service that stands runs as, ``None`` if there is none or it does not say."""
    return _said(job, True, "User")


def credential_of(job: Job, *, system: bool) -> Path | None:
    """The file the service that stands gets the pass phrase from, ``None`` if there is none or it gets none."""
    said = _said(job, system, "LoadCredential") or _said(job, system, "LoadCredentialEncrypted") or ""
    # Earlier units had it in quotation marks.
    name, _, path = said.strip('"').partition(":")
    return Path(path) if name == _CREDENTIAL and path else None


def _said(job: Job, system: bool, key: str) -> str | None:
    """What the service that stands says last under ``key``."""
    try:
        lines = (folder(system=system) / f"{job.label}.service").read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return None
    said = [line.partition("=")[2].strip() for line in lines if line.startswith(f"{key}=")]
    return said[-1].replace("%%", "%") or None if said else None


def quoted(word: str) -> str:
    """One word of a unit file's value: no specifier, no variable and no blank in it means anything."""
    escaped = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    return f'"{escaped}"'


def _plain(text: str) -> str:
    return text.replace("%", "%%").replace("\n", " ")
