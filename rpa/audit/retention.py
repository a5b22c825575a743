"""Destroying what was kept long enough (152-ФЗ, art. 5 p. 7, art. 21), with an act and a record in the chain.

The purge is written into the journal before a file goes, so a crash in between leaves files that the next purge
takes; never a missing file that nothing explains. Records stay: they hold request numbers and hashes only.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from importlib import resources
from pathlib import Path, PurePosixPath

import jinja2

from rpa.audit.folder import disk_words, secure_folder, write_private
from rpa.audit.journal import Journal
from rpa.audit.learned import HIDDEN
from rpa.debts.deadline import MOSCOW

# Kind of data → folders of an organization that hold it, or files of one by a pattern: the data file in use stays. A
# ``.part`` is what a process that died left of a new one: a whole register, maybe.
FOLDERS: Mapping[str, tuple[str, ...]] = {
    "evidence": ("evidence",),
    "inquiries": ("inquiries",),
    "plans": ("plans", "approvals", "review", "dataset/before-*", "dataset/checked-*", "dataset/.*.part"),
    "reports": ("reports",),
}
KIND_WORDS = {
    "evidence": "снимки экранов кабинета",
    "inquiries": "обращения граждан и их вложения",
    "plans": "планы ответов, их утверждения, заметки и прежние файлы данных",
    "reports": "отчёты, выгрузки и пакеты доказательств",
}
ACTS = "purge-*.html"
"""What proves a destruction outlives what was destroyed."""
# evidence/RUN/NUMBER-stage.jpg, as ``EvidenceStore`` names pictures → NUMBER; any other file is one by itself.
_PICTURE = re.compile(r".*/([^/]+?)(-[a-z]+)+(-\d+)?\.\w+\Z")
_PARTS = re.compile(r"[-._]+")
_OUR_PART = re.compile(
    r"[0-9a-f]+|plans|approvals|unpublished|review|notes|waiting|before|told|notification|inquiries|files|assignments|"
    r"dataset|checked|marked|debts|reports|daily|run|plan|month|request|evidence|pictures|printed|n|part|lock|json|html|"
    r"bin|pdf|docx?|rtf|xlsx?|odt|ods|csv|jpe?g|png|tif|txt|zip"
)
"""Of such, words and numbers and hashes, the robot makes its names."""
# A record is one line of the journal: long lists are told in several.
PATHS_IN_RECORD = 200


@dataclass(frozen=True, slots=True)
class Expired:
    """A file past its days. ``path`` is relative to the organization's folder, with forward slashes."""

    kind: str
    path: str
    kept_since: date
    size: int

    @property
    def told(self) -> str:
        """The path as journal and act keep it for good. Into a name that is none of ours, a person's own report,
        somebody may have written whom it is about, in any alphabet. A picture's is what the journal knows it by."""
        return self.path if self.kind == "evidence" else "/".join(map(_told, self.path.split("/")))


@dataclass(frozen=True, slots=True)
class Purged:
    """What a purge did. ``left`` are files that could not be deleted, with the reason."""

    deleted: int
    bytes: int
    left: tuple[tuple[str, str], ...]
    act: Path


def find_expired(root: Path, days: Mapping[str, int], *, today: date) -> list[Expired]:
    """Files of ``root`` kept for more than the days of their kind (keys as in ``FOLDERS``), sorted by path.

    Days are Moscow's. A picture's age is that of its run (the folder's name says it), any other file's that of its last
    change. Links are neither followed nor deleted. Raises ``ValueError`` for an unknown kind or less than one day.
    """
    unknown = set(days) - set(FOLDERS)
    if unknown or any(kept < 1 for kept in days.values()):
        raise ValueError(f"retention: {sorted(unknown) or 'less than one day'}")
    found = []
    for kind, kept in days.items():
        for place in FOLDERS[kind]:
            folder, _, pattern = place.partition("/")
            for path in _files(root / folder):
                if kind == "reports" and path.match(ACTS):
                    continue
                if pattern and not path.match(f"{folder}/{pattern}"):
                    continue
                since = _kept_since(path, root / folder)
                if since + timedelta(days=kept) < today:
                    relative = path.relative_to(root).as_posix()
                    found.append(Expired(kind, relative, since, path.stat().st_size))
    return sorted(found, key=lambda item: item.path)


def purge(root: Path, expired: Sequence[Expired], journal: Journal, *, organization_name: str, now: datetime) -> Purged:
    """Destroy ``expired`` and leave an act in ``reports/``. The journal must be this organization's, open.

    Raises ``FolderUnavailable`` if the journal or the act cannot be written; nothing is deleted unrecorded.
    """
    parts = _parts(expired)
    for place, part in enumerate(parts, start=1):
        journal.record(
            "purge",
            durable=place == len(parts),
            evidence=[item.path.removeprefix("evidence/") for item in part if item.kind == "evidence"],
            files=[item.told for item in part if item.kind != "evidence"],
            kinds=dict(sorted(Counter(item.kind for item in part).items())),
            reason="срок хранения истёк",
        )
    left = []
    gone: list[Expired] = []
    for item in expired:
        try:
            (root / item.path).unlink(missing_ok=True)
            gone.append(item)
        except OSError as error:
            left.append((item.path, disk_words(error)))
    act = _write_act(root, journal, gone, organization_name=organization_name, now=now)
    journal.record(
        "purge_finished",
        durable=True,
        deleted=len(gone),
        left=len(left),
        act=act.name,
        act_sha256=hashlib.sha256(act.read_bytes()).hexdigest(),
    )
    # Last: what is destroyed has its act by now, whatever holds a folder.
    _drop_empty_folders(root)
    return Purged(len(gone), sum(item.size for item in gone), tuple(left), act)


def _told(name: str) -> str:
    """A folder's or a file's name if it is one of ours; of another what kind of file it is."""
    if all(_OUR_PART.fullmatch(part) for part in _PARTS.split(name) if part):
        return name
    suffix = PurePosixPath(name).suffix.lower()
    return f"{HIDDEN}{suffix}" if _OUR_PART.fullmatch(suffix[1:]) else HIDDEN


def _parts(expired: Sequence[Expired]) -> list[list[Expired]]:
    """What one record each tells of. Pictures of two requests never share one: with its request it goes to a stranger,
    who must not see others."""
    groups: dict[str, list[Expired]] = {}
    for item in expired:
        groups.setdefault(_PICTURE.sub(r"\1", item.path) if item.kind == "evidence" else "", []).append(item)
    return [
        group[start : start + PATHS_IN_RECORD]
        for group in groups.values()
        for start in range(0, len(group), PATHS_IN_RECORD)
    ]


def _files(folder: Path) -> Iterator[Path]:
    if folder.is_dir() and not folder.is_symlink():
        for path in sorted(folder.iterdir()):
            if path.is_symlink():
                continue
            if path.is_dir():
                yield from _files(path)
            elif path.is_file():
                yield path


def _kept_since(path: Path, folder: Path) -> date:
    if folder.name == "evidence" and path.parent != folder:
        try:
            begun = datetime.strptime(path.relative_to(folder).parts[0][:15], "%Y%m%d-%H%M%S").replace(tzinfo=UTC)
            return begun.astimezone(MOSCOW).date()
        except ValueError:
            pass
    return datetime.fromtimestamp(path.stat().st_mtime, MOSCOW).date()


def _drop_empty_folders(root: Path) -> None:
    """One that another program holds stays, empty: the next purge tries again."""
    for folder in (root / "evidence", root / "inquiries", root / "reports"):
        for path in sorted(folder.glob("*/"), reverse=True):
            with suppress(OSError):
                if not path.is_symlink() and not any(path.iterdir()):
                    path.rmdir()


def _write_act(root: Path, journal: Journal, gone: list[Expired], *, organization_name: str, now: datetime) -> Path:
    template = resources.files("rpa.audit").joinpath("templates", "purge_act.html.jinja").read_text(encoding="utf-8")
    environment = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True)
    kinds = Counter(item.kind for item in gone)
    text = environment.from_string(template).render(
        organization=organization_name,
        run=journal.run_id,
        at=now,
        kinds=[(KIND_WORDS[kind], count) for kind, count in sorted(kinds.items())],
        files=gone,
        checkpoint=str(journal.checkpoint()),
    )
    secure_folder(root / "reports")
    number = 1
    while True:
        suffix = "" if number == 1 else f"-{number}"
        act = root / "reports" / f"purge-{journal.run_id}{suffix}.html"
        try:
            write_private(act, text.encode())
        except FileExistsError:
            number += 1
            continue
        return act
