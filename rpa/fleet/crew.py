"""What the runs of one process share: database, storage, browser; and how an organization's place is made of them."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from loguru import logger

from rpa.audit import SharedFiles
from rpa.errors import BadSettings, Temporary
from rpa.fleet.configuration import FleetSettings, fleet_key
from rpa.fleet.inputs import fetch_inputs
from rpa.fleet.plans import fetch_plans, stored_approval
from rpa.fleet.records import Records
from rpa.fleet.redacting import LogRedactor
from rpa.fleet.storage import Storage
from rpa.fleet.vault import FleetSecrets
from rpa.job.entry import LIVED_SECONDS
from rpa.job.runner import LEASE_SECONDS, Run
from rpa.operate.browser_thread import BrowserThread
from rpa.operate.place import Listener, Place
from rpa.settings import DataRoot, OrganizationFolder, OrganizationSettings, Secrets, load_settings, open_secrets
from rpa.settings.kept import settings_to_tell_by


@dataclass(frozen=True)
class FleetPlace(Place):
    """A place whose runs store what they prove in the shared storage, too."""

    shared: SharedFiles | None = None
    lease_seconds: float = LEASE_SECONDS

    def wanted(self, scenario: str, *, given: Any, on_progress: Listener, pages: int | None) -> Run:
        usual = super().wanted(scenario, given=given, on_progress=on_progress, pages=pages)
        return replace(usual, shared=self.shared, lease_seconds=self.lease_seconds)

    def shared_files(self) -> SharedFiles | None:
        return self.shared

    def bring_decisions(self) -> None:
        if self.shared is not None:
            fetch_plans(self.folder, self.shared)

    def published_approval(self, plan: str) -> bytes | None:
        return None if self.shared is None else stored_approval(self.shared, plan)


@dataclass
class Crew:
    """Opened by a worker or by a command; ``thread`` only by a worker. ``redactor`` is for the log of all of them."""

    settings: FleetSettings
    data: DataRoot
    records: Records
    storage: Storage | None
    thread: BrowserThread | None = None
    redactor: LogRedactor = field(default_factory=LogRedactor)
    _typed_at: dict[str, list[float]] = field(default_factory=dict)

    @classmethod
    def open(cls, settings: FleetSettings, data: DataRoot) -> Crew:
        """Raises ``BadSettings`` (also when the database does not answer)."""
        if settings.database_url is None or settings.storage_url is None:
            settings.work.mkdir(parents=True, exist_ok=True, mode=0o700)
            crew = cls(settings, data, Records(settings.work / "fleet.db"), None)
            crew.enroll_all()
            return crew
        storage = Storage(settings.storage_url, settings.storage_options)
        return cls(settings, data, Records(settings.database_url), storage)

    def enroll_all(self) -> None:
        """Embedded: every organization of this machine is the fleet's. Asked again before each tick: one set up while
        the worker runs would be passed by in silence until somebody starts it anew."""
        if self.storage is None:
            for slug in self.data.slugs():
                try:
                    self.data.organization(slug)
                except BadSettings as error:
                    # No run of it could ever begin, nor could anybody be told of that: as a failing one it would stay.
                    logger.warning("{} Прогонов для этой папки нет. Если это копия, уберите её.", error.what)
                    continue
                self.records.enroll(slug)

    def folder(self, slug: str) -> OrganizationFolder:
        """Embedded: the organization's own folder. Distributed: this machine's working copy."""
        root = self.data if self.storage is None else DataRoot(self.settings.work)
        return root.organization(slug)

    def shared(self, slug: str) -> SharedFiles | None:
        return self.storage.of(slug) if self.storage else None

    def secrets(self, slug: str) -> Secrets:
        if self.storage is None:
            return open_secrets(slug, self.folder(slug).vault)
        return FleetSecrets(self.records, slug, fleet_key())

    def place(self, slug: str, *, to_tell: bool = False) -> FleetPlace:
        """An organization ready to work. Raises ``BadSettings``, or ``Temporary`` if the storage does not answer.

        ``to_tell``: enough to tell people what is wrong. Secrets that do not open are just none, settings with an error
        are the last ones without, a storage that does not answer leaves what this machine has.
        """
        folder, shared = self.folder(slug), self.shared(slug)
        if shared is None:
            settings = settings_to_tell_by(folder)[0] if to_tell else load_settings(folder.settings)
            folder.create()
        else:
            published = self._published(folder, shared, even_old=to_tell)
            settings = published.model_copy(update={"ledger_url": self.settings.database_url})
        try:
            secrets = self.secrets(slug)
        except BadSettings:
            if not to_tell:
                raise
            secrets = _Closed()
        return FleetPlace(
            folder,
            settings,
            secrets,
            redactor=self.redactor.another(),
            thread=self.thread,
            shared=shared,
            lease_seconds=self.settings.organization_lease_seconds,
            typed_at=self._typed_lately(slug),
        )

    def _typed_lately(self, slug: str) -> list[float]:
        """When the password was typed for this organization: every stage, and every attempt at one, has a place of its
        own. A worker lives for weeks: what was typed longer ago than it takes to count as lived counts no more."""
        typed = self._typed_at.setdefault(slug, [])
        typed[:] = [at for at in typed if time.monotonic() - at < LIVED_SECONDS]
        return typed

    @staticmethod
    def _published(folder: OrganizationFolder, shared: SharedFiles, *, even_old: bool) -> OrganizationSettings:
        if not even_old:
            return fetch_inputs(folder, shared)
        try:
            fetch_inputs(folder, shared)
        except (Temporary, BadSettings):
            # An office of a newer version may have published a setting that this worker does not know.
            if not folder.settings.is_file():
                raise
        return settings_to_tell_by(folder)[0]


class _Closed:
    """Secrets nobody can open."""

    def get(self, name: str) -> str | None:
        return None

    def set(self, name: str, value: str) -> None:
        raise BadSettings("Хранилище секретов закрыто.")

    def made(self, name: str, make: Callable[[], str]) -> str:
        raise BadSettings("Хранилище секретов закрыто.")

    def delete(self, name: str) -> None:
        """Nothing is there."""

    def describe(self) -> str:
        return "закрыто"


def default_work(data: DataRoot) -> Path:
    """Where an embedded fleet without a settings file keeps its queue."""
    return data.path / "fleet"
