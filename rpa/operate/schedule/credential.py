"""Where a service of systemd gets the pass phrase of an organization's vault from."""

from __future__ import annotations

import os
from pathlib import Path

from rpa.errors import BadSettings
from rpa.operate.schedule import systemd
from rpa.operate.schedule.installer import Installer, Scheduler
from rpa.operate.schedule.job import Job
from rpa.settings import OrganizationFolder
from rpa.settings.secrets import machine_passphrase


def credential_of(folder: OrganizationFolder, installer: Installer, job: Job) -> Path | None:
    """The file with the pass phrase: where docs/operations.md says to put it, the encrypted one first, else the one
    that the job which stands gets it from.

    ``None`` where no file is needed: no vault, or a scheduler that hands nothing over. Raises ``BadSettings`` if there
    is a vault and no file: a service that cannot open it would fail every morning.
    """
    if installer.kind is not Scheduler.SYSTEMD:
        return None
    standing = systemd.credential_of(job, system=installer.system)
    base = Path("/etc/rpa-gis-zhkh") if installer.system else Path.home() / ".config" / "rpa-gis-zhkh"
    tried = [base / f"{folder.slug}.cred", base / f"{folder.slug}.passphrase", *([standing] if standing else [])]
    # A pass phrase here means a vault that the first secret will make.
    needed = folder.vault.exists() or machine_passphrase(folder.slug, os.environ) is not None
    if not needed and standing is None:
        return None
    found = next((path for path in tried if path.is_file()), None)
    if found is None and needed:
        raise BadSettings(
            "Секреты лежат в зашифрованном файле, а службе нечем его открыть.",
            hint=f"Положите пароль хранилища в {tried[1]} (доступ только владельцу) или укажите файл: "
            f"`rpa schedule install -o {folder.slug} --credential ФАЙЛ`.",
        )
    return found
