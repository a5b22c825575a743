"""What an organization's people prepare, in the shared storage: settings, dataset, houses, acts.

A publication is a list of names and hashes; the bytes lie under their hash and never change. So a worker that reads
while somebody publishes gets the old files or the new ones, never a mixture.
"""

from __future__ import annotations

import json
from pathlib import Path, PurePosixPath

from rpa.audit import SharedFiles
from rpa.errors import BadSettings, SiteUnavailable
from rpa.fleet.agreed import Agreed, hash_of
from rpa.fleet.named_acts import named_acts
from rpa.fleet.storage import speaking_plainly
from rpa.private_files import replace_private
from rpa.settings import OrganizationFolder, OrganizationSettings, load_settings, save_settings

MANIFEST = "inputs.json"
ATTACHED = "acts/attached/"
"""Acts that people attached on the review page: no row names them, and an approved answer may still carry them."""


def publish_inputs(folder: OrganizationFolder, settings: OrganizationSettings, shared: SharedFiles) -> int:
    """Store everything a worker needs of ``folder``; how many files. Raises ``BadSettings`` for a missing file."""
    source = settings.dataset
    files: dict[str, Path] = {}
    places: dict[str, str] = {}
    for name in ("file", "mapping", "served_houses"):
        path: Path | None = getattr(source, name)
        if path is not None:
            places[name] = f"dataset/{name}{path.suffix}"
            files[places[name]] = path
    for name, extra in _extras(folder):
        if extra.is_file():
            files[name] = extra
    try:
        contents = {name: path.read_bytes() for name, path in files.items()}
        if source.acts_folder is not None:
            places["acts"] = "acts"
            contents |= {f"acts/{name}": path.read_bytes() for name, path in named_acts(folder, settings).items()}
    except OSError as error:
        raise BadSettings("Файл, названный в настройках, не читается.", hint="Проверьте раздел dataset.") from error
    # Paths of the machine that publishes mean nothing elsewhere.
    dataset = source.model_copy(update={name: Path(place) for name, place in places.items()})
    draft = folder.root / ".settings-to-publish.yaml"
    try:
        save_settings(draft, settings.model_copy(update={"dataset": dataset, "ledger_url": None}))
        contents["settings.yaml"] = draft.read_bytes()
    finally:
        draft.unlink(missing_ok=True)
    hashes = {name: hash_of(data) for name, data in contents.items()}
    stored = set(shared.names("inputs"))
    for name, digest in hashes.items():
        if f"inputs/{digest}" not in stored:
            shared.replace(f"inputs/{digest}", contents[name])
    shared.replace(MANIFEST, json.dumps(hashes, ensure_ascii=False, sort_keys=True).encode())
    # A working copy may publish, too, and has to know by the next fetch which of these were taken back elsewhere.
    agreed = Agreed(folder)
    agreed.keep_inputs(agreed.inputs() | set(hashes))
    return len(hashes)


def _extras(folder: OrganizationFolder) -> tuple[tuple[str, Path], ...]:
    """What a run finds by its place in the folder, by the name it is published under."""
    machines, published = folder.calendars
    return (("aliases.yaml", folder.aliases), (published.name, machines))


def fetch_inputs(folder: OrganizationFolder, shared: SharedFiles) -> OrganizationSettings:
    """Bring the working copy up to the last publication and read its settings, with paths of this machine.

    Raises ``BadSettings`` if the organization was never published, ``SiteUnavailable`` if the storage fails or a file
    there is not what was published.
    """
    folder.create()
    with speaking_plainly():
        try:
            hashes = _listed(shared)
            places = {name: folder.root / inside(name) for name in hashes}
            agreed = Agreed(folder)
            before = agreed.inputs()
            # Both, until all is done: what a fetch that broke off brought is known to the next one, too.
            agreed.keep_inputs(before | set(hashes))
            for name in before - set(hashes):
                # Taken back there: a plan made here could attach it, and another worker's would not. Before the others
                # are fetched, for a disk that takes two spellings for one name.
                if not name.startswith(ATTACHED):
                    (folder.root / inside(name)).unlink(missing_ok=True)
            for name, path in places.items():
                if not path.is_file() or hash_of(path.read_bytes()) != hashes[name]:
                    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                    replace_private(path, _whole(shared, f"inputs/{hashes[name]}"))
            for name, _ in _extras(folder):
                # Nobody names them in the settings: what was taken back there must not go on here.
                if name not in hashes:
                    (folder.root / name).unlink(missing_ok=True)
            agreed.keep_inputs(hashes)
        except FileNotFoundError:
            raise BadSettings(
                f"Организация {folder.slug} не опубликована в общем хранилище.", hint="Выполните `rpa fleet publish`."
            ) from None
    return load_settings(folder.settings)


def _listed(shared: SharedFiles) -> dict[str, str]:
    """Names and hashes of what is published. Raises ``FileNotFoundError``; ``SiteUnavailable`` if it is not whole."""
    try:
        return {str(name): str(digest) for name, digest in json.loads(shared.read(MANIFEST)).items()}
    except (ValueError, AttributeError) as error:
        raise SiteUnavailable(
            f"Список {MANIFEST} в общем хранилище повреждён.",
            hint="Удалите его в папке организации в хранилище; `rpa fleet publish` запишет его заново.",
        ) from error


def _whole(shared: SharedFiles, name: str) -> bytes:
    """A register cut short would still be read, and what it lacks would be answered with «нет»."""
    data = shared.read(name)
    if hash_of(data) != PurePosixPath(name).name:
        raise SiteUnavailable(
            "Опубликованный файл в общем хранилище повреждён: работать по нему нельзя.",
            hint=f"Удалите в папке организации в хранилище {name} и выполните `rpa fleet publish`.",
        )
    return data


def fetch_evidence(folder: OrganizationFolder, shared: SharedFiles) -> int:
    """Pictures this machine lacks; how many were fetched."""
    missing = [name for name in shared.names("evidence") if not (folder.root / inside(name)).exists()]
    for name in missing:
        path = folder.root / inside(name)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        replace_private(path, shared.read(name))
    return len(missing)


def inside(name: str) -> PurePosixPath:
    """A name as a path below an organization's folder. Raises ``BadSettings`` if it leads out of there."""
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or not path.parts:
        raise BadSettings("Список файлов в общем хранилище испорчен: имя выходит за папку организации.")
    return path
