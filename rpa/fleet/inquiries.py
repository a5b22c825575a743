"""What was read of «Обращения», between a folder and the shared storage: the next run may have another worker.

A list of names and hashes says which cards the storage has. A card is stored after its attachments and before that
list, so that whoever finds it there finds them, too. One run of an organization at a time writes; what an interrupted
one left out is read from the site again.
"""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import PurePosixPath

from loguru import logger

from rpa.audit import SharedFiles
from rpa.fleet.agreed import hash_of
from rpa.fleet.inputs import inside
from rpa.fleet.storage import speaking_plainly
from rpa.operate.inquiries.last_reading import LastReading, keep_reading, newer, parse_reading, read_reading
from rpa.operate.inquiries.store import parse_card
from rpa.private_files import replace_private, store_private
from rpa.settings import OrganizationFolder

CARDS, MANIFEST, READ = "inquiries", "inquiries.json", "inquiries-read.json"


def fetch_inquiries(folder: OrganizationFolder, shared: SharedFiles, now: datetime | None = None) -> int:
    """Bring the folder's cards up to the storage's; how many were fetched. ``now``: this machine's, aware.
    Raises ``SiteUnavailable``.

    What the storage destroyed by its own rule, since its days were over, is passed by.
    """
    fetched = 0
    with speaking_plainly():
        other = {
            name: path
            for name, digest in _listed(shared).items()
            if not (path := folder.root / inside(name)).is_file() or hash_of(path.read_bytes()) != digest
        }
        # Asked for once and not by name: what was destroyed stays in the list for good.
        there = set(shared.names(CARDS)) if other else set()
        for name in sorted(there.intersection(other)):
            card = shared.read(name)
            if (attachments := _attachments(card, name)) is None:
                continue
            for attached in attachments:
                with suppress(FileNotFoundError):
                    store_private(folder.root / inside(attached), shared.read(attached))
            replace_private(other[name], card)
            fetched += 1
        # Last: what is told to be read by then is here.
        mine, theirs = read_reading(folder.inquiries_read), _reading(shared)
        if theirs is not None and newer(theirs, mine, now or datetime.now(UTC)):
            keep_reading(folder.inquiries_read, theirs)
    return fetched


def store_inquiries(
    folder: OrganizationFolder, shared: SharedFiles, now: datetime | None = None, *, only_unknown: bool = False
) -> int:
    """Store the cards that changed here, with their attachments; how many. ``now`` as above. Raises
    ``SiteUnavailable``.

    ``only_unknown``: from a folder that a worker may have read more than: what the storage has stays.
    """
    stored = 0
    with speaking_plainly():
        known = _listed(shared)
        for path in sorted(folder.inquiries.glob("*.json")):
            name, card = f"{CARDS}/{path.name}", path.read_bytes()
            if known.get(name) == hash_of(card) or (only_unknown and name in known):
                continue
            if (attachments := _attachments(card, name)) is None:
                continue
            for attached in attachments:
                file = folder.root / inside(attached)
                if file.is_file():
                    shared.replace(attached, file.read_bytes())
            shared.replace(name, card)
            known[name] = hash_of(card)
            stored += 1
        if stored:
            shared.replace(MANIFEST, json.dumps(known, sort_keys=True).encode())
        mine, theirs = read_reading(folder.inquiries_read), _reading(shared)
        if newer(mine, theirs, now or datetime.now(UTC)):
            shared.replace(READ, folder.inquiries_read.read_bytes())
    return stored


def _reading(shared: SharedFiles) -> LastReading | None:
    """When обращения were last read by any machine; ``None`` where nobody has told, or not readably."""
    try:
        return parse_reading(shared.read(READ))
    except (FileNotFoundError, ValueError):
        return None


def _listed(shared: SharedFiles) -> dict[str, str]:
    """Hashes of the stored cards by name. Where the list is damaged, the cards that are there, with no hash of theirs:
    each is fetched and stored once more, which mends the list."""
    try:
        known = json.loads(shared.read(MANIFEST))
        if isinstance(known, dict) and all(isinstance(digest, str) for digest in known.values()):
            return known
    except FileNotFoundError:
        return {}
    except (ValueError, RecursionError):
        pass
    logger.warning("Список обращений в общем хранилище ({}) испорчен: взято всё, что там лежит.", MANIFEST)
    return {name: "" for name in shared.names(CARDS) if PurePosixPath(name).match(f"{CARDS}/*.json")}


def _attachments(card: bytes, name: str) -> list[str] | None:
    """Names of a card's attachments in the storage; ``None`` for a damaged card, which the run reads anew."""
    try:
        files = parse_card(card).files
    except ValueError:
        logger.warning("Файл обращения {} испорчен.", PurePosixPath(name).name)
        return None
    return [f"{CARDS}/{file.path}" for file in files if file.path is not None]
