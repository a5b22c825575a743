"""The data folder: one folder an organization, nothing shared between two of them.

    DATA/organizations/<slug>/
        settings.yaml            the organization's wishes
        settings.kept.yaml       the last of them without an error, to warn by when a change has one
        ledger.db                intents and outcomes
        journal.jsonl            hash chain of everything done
        evidence/<run>/          masked pictures, named by request number
        plans/ approvals/        what was proposed and who agreed
        reports/ dataset/ inquiries/ review/
        inquiries-read.json      when обращения were last read whole
        aliases.yaml             spellings of addresses a person confirmed
        calendar.json            on a worker of a fleet: the calendar's years that were published with the organization
        agreed/                  of a fleet: what this folder and the shared storage last had in common, as hashes
        session.enc vault.enc    encrypted
    DATA/calendar.json           years the administrator added to the production calendar
    DATA/refused.json            passwords that are not typed again for an hour, as salted hashes

Folders are 0700 and files 0600 where the file system can say so (``rpa doctor`` tells where it cannot).
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from rpa.errors import BadSettings

_SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,62}\Z")


@dataclass(frozen=True, slots=True)
class OrganizationFolder:
    """Paths of one organization's files. Nothing is created until ``create`` is called."""

    root: Path

    @property
    def slug(self) -> str:
        return self.root.name

    @property
    def settings(self) -> Path:
        return self.root / "settings.yaml"

    @property
    def settings_kept(self) -> Path:
        return self.root / "settings.kept.yaml"

    @property
    def ledger(self) -> Path:
        return self.root / "ledger.db"

    @property
    def journal(self) -> Path:
        return self.root / "journal.jsonl"

    @property
    def evidence(self) -> Path:
        return self.root / "evidence"

    @property
    def plans(self) -> Path:
        return self.root / "plans"

    @property
    def approvals(self) -> Path:
        return self.root / "approvals"

    @property
    def reports(self) -> Path:
        return self.root / "reports"

    @property
    def dataset(self) -> Path:
        return self.root / "dataset"

    @property
    def inquiries(self) -> Path:
        return self.root / "inquiries"

    @property
    def inquiries_read(self) -> Path:
        """When обращения were last read whole: whoever looks at the stored ones has to know how old they are."""
        return self.root / "inquiries-read.json"

    @property
    def session(self) -> Path:
        return self.root / "session.enc"

    @property
    def vault(self) -> Path:
        return self.root / "vault.enc"

    @property
    def log(self) -> Path:
        return self.root / "log" / "rpa.log"

    @property
    def aliases(self) -> Path:
        return self.root / "aliases.yaml"

    @property
    def calendars(self) -> tuple[Path, Path]:
        """Years added to the production calendar: on this machine, and those published with the organization."""
        return self.machine.calendar, self.root / "calendar.json"

    @property
    def notices(self) -> Path:
        """What was told already, so that it is not told again."""
        return self.root / "notices.json"

    @property
    def review(self) -> Path:
        """What the review page keeps: notes, decisions that wait."""
        return self.root / "review"

    @property
    def notes(self) -> Path:
        """What people wrote beside requests, and which of them they left to people."""
        return self.review / "notes"

    @property
    def handed_over(self) -> Path:
        """There once a fleet was given this organization: what this machine's own ledger knows is not all, from then
        on."""
        return self.root / "agreed" / "handed-over"

    @property
    def machine(self) -> DataRoot:
        """The data folder this organization lies in."""
        return DataRoot(self.root.parent.parent)

    def create(self) -> OrganizationFolder:
        """Make the folder and its parts, readable by the owner alone."""
        # One by one: ``parents`` would make those above with the rights of anybody. What is there stays as it is.
        for folder in reversed(self.root.parents):
            folder.mkdir(exist_ok=True, mode=0o700)
        for folder in (
            self.root,
            self.evidence,
            self.plans,
            self.approvals,
            self.reports,
            self.dataset,
            self.inquiries,
        ):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            os.chmod(folder, 0o700)
        return self


@dataclass(frozen=True, slots=True)
class DataRoot:
    """The folder that holds all organizations of this machine."""

    path: Path

    @classmethod
    def of(cls, path: Path | None) -> DataRoot:
        """The folder somebody named, else the default one; from wherever it is named: its paths go into settings, which
        take a relative one for their own folder's."""
        return cls((path or cls.default().path).absolute())

    @classmethod
    def default(cls) -> DataRoot:
        """``RPA_DATA`` if set, else the user's data folder as the operating system names it."""
        chosen = os.environ.get("RPA_DATA")
        return cls(Path(chosen) if chosen else Path(platformdirs.user_data_dir("rpa-gis-zhkh", appauthor=False)))

    @property
    def organizations(self) -> Path:
        return self.path / "organizations"

    @property
    def calendar(self) -> Path:
        """The years of the production calendar this machine's administrator added."""
        return self.path / "calendar.json"

    @property
    def refusals(self) -> Path:
        """Which logins and passwords ЕСИА refused lately (``rpa.settings.refusals``)."""
        return self.path / "refused.json"

    def slugs(self) -> list[str]:
        """Names of the organizations that have settings, or worked with settings that are gone now, sorted.

        Whoever works for all of them has to say so of the latter: passed by, nobody would answer for that organization,
        and nobody would hear of it. One whose folder may not be looked into is named, too.
        """
        if not self.organizations.is_dir():
            return []
        folders = (OrganizationFolder(found) for found in self.organizations.iterdir())
        return sorted(one.slug for one in folders if any(map(_there, (one.settings, one.settings_kept, one.journal))))

    def organization(self, slug: str | None = None) -> OrganizationFolder:
        """The folder of one organization; without a name, of the only one.

        Raises ``BadSettings`` if the name cannot be a folder's name, or if none or several exist and none was named.
        """
        if slug is None:
            known = self.slugs()
            if len(known) != 1:
                listed = ", ".join(known) or "нет ни одной"
                raise BadSettings(
                    f"Не указано, с какой организацией работать (настроены: {listed}).",
                    hint="Назовите её ключом --organization или выполните `rpa setup`.",
                )
            slug = known[0]
        if not _SLUG.match(slug):
            raise BadSettings(
                f"Имя организации {slug!r} не подходит.",
                hint="Нужны латинские буквы, цифры и дефис, например uk-rassvet.",
            )
        return OrganizationFolder(self.organizations / slug)


def _there(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:
        return True
