"""What people prepared, as it lies now: whether a stage has to work anew, and whether a plan still rests on it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from rpa.debts.canonical import digest, file_sha256
from rpa.debts.dataset.acts import ATTACHED, SUBFOLDER
from rpa.debts.plan import Plan
from rpa.operate.place import Place
from rpa.settings.organization import DatasetSource

_UNREADABLE = "unreadable"


def prepared_basis(place: Place) -> str:
    """Hash of everything a plan is made of but the requests."""
    source = place.settings.dataset
    files = [source.file, source.mapping, source.served_houses, place.folder.aliases, *place.folder.calendars]
    hashes = [[str(path), sha256_of(path)] for path in files]
    return digest([*hashes, place.settings.decision.sha256, sorted(_acts(source))])


class Inputs:
    """The files behind a plan, by hash. One is read anew only where it looks changed: it is asked for each answer."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._known: dict[Path, tuple[object, str]] = {}

    def moved(self, plan: Plan, *, by_policy: bool) -> tuple[str, ...]:
        """Why a «нет» that ``plan`` has proven is not proven any more (Russian sentences); empty if it still is.

        A file that cannot be read says nothing against what a person approved; the policy approves nothing without.
        """
        source, basis, aliases = self._place.settings.dataset, plan.basis, self._place.folder.aliases
        now = [self._sha256(source.file), self._sha256(source.mapping), self._sha256(source.served_houses)]
        now.append(self._sha256(aliases) if aliases.exists() else "")
        then = [basis.dataset_sha256, basis.mapping_sha256, basis.served_houses_sha256, basis.aliases_sha256]
        reasons = []
        if any(one != other and (by_policy or one != _UNREADABLE) for one, other in zip(now, then, strict=True)):
            reasons.append("Файлы данных заменены после построения плана: постройте план заново.")
        if basis.policy_sha256 != self._place.settings.decision.sha256:
            reasons.append("Раздел decision в настройках изменён после построения плана: постройте план заново.")
        return tuple(reasons)

    def _sha256(self, path: Path | None) -> str:
        try:
            found = path.stat() if path else None
        except OSError:
            found = None
        if path is None or found is None:
            return sha256_of(path)
        mark = (found.st_ino, found.st_size, found.st_mtime_ns)
        if self._known.get(path, (None, ""))[0] != mark:
            self._known[path] = mark, sha256_of(path)
        return self._known[path][1]


def sha256_of(path: Path | None) -> str:
    """Of a file's bytes; empty where the settings name none, one word for every file that cannot be read."""
    try:
        return file_sha256(path) if path else ""
    except OSError:
        return _UNREADABLE


def _acts(source: DatasetSource) -> Iterator[tuple[str, int, str]]:
    """Name, size and time of what may be an act: one that was missing in the morning may lie there now.

    Without a folder of their own they lie beside the register or in its ``acts``; what else lies below that place may
    be a whole disk. Acts attached on the review page are no news: their plan knows them.
    """
    for root, folders, names in os.walk(source.acts_folder or ""):
        if Path(root) == source.acts_folder:
            folders[:] = [one for one in folders if one != ATTACHED and (source.acts or one == SUBFOLDER)]
        for name in names:
            with suppress(OSError):
                if name.lower().endswith(".pdf"):
                    found = Path(root, name).stat()
                    # A name on disk may hold what is no text.
                    yield ascii(str(Path(root, name))), found.st_size, str(found.st_mtime_ns)
