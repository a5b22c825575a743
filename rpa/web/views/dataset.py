"""The prepared data: upload, see the marked errors and the change to the last file, then use it or not."""

from __future__ import annotations

import errno
import os
import secrets
import shutil
import stat
import threading
from dataclasses import dataclass
from pathlib import Path

from starlette.responses import FileResponse, Response

from rpa.audit.folder import disk_words
from rpa.debts.canonical import file_sha256
from rpa.debts.dataset import Dataset, DatasetDiff, diff_datasets, load_dataset, load_mapping, write_marked_copy
from rpa.debts.dataset.columns import BY_NAME
from rpa.errors import BadInput, DatasetError
from rpa.operate.place import Place
from rpa.settings.editing import put_value
from rpa.web.site import Visit, go

SUFFIXES = (".xlsx", ".xls", ".ods", ".csv")
LARGEST_FILE = 100 * 2**20
SHOWN = 200
_KEY = "upload"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_guard = threading.Lock()


@dataclass(frozen=True)
class Upload:
    """A file that was checked and waits for a person's word. ``shown_name`` is what they called it."""

    path: Path
    shown_name: str
    by: str
    dataset: Dataset
    change: DatasetDiff | None
    mark: str


def show(visit: Visit) -> Response:
    place = visit.site.desk.place
    loaded = visit.site.data.get(place)
    return visit.show(
        "dataset.html",
        loaded=loaded,
        source=place.settings.dataset,
        upload=visit.site.kept.get(_KEY),
        shown=SHOWN,
        caption=caption,
    )


def upload(visit: Visit) -> Response:
    """Check a new file; nothing is used yet."""
    place, file = visit.site.desk.place, visit.file("file")
    if file is None:
        raise BadInput("Файл не выбран.", hint="Нажмите «Выбрать файл» и укажите реестр долгов.")
    suffix = Path(file.filename or "").suffix.lower()
    if suffix not in SUFFIXES:
        raise BadInput("Нужен файл Excel, OpenDocument или CSV.", hint="Подходят .xlsx, .xls, .ods и .csv.")
    if (file.size or 0) > LARGEST_FILE:
        raise BadInput("Файл больше 100 МБ.", hint="Уберите из него картинки и листы, которых робот не читает.")
    folder = place.folder.dataset
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    # Whatever the file was called, its name here is ours.
    kept = folder / f"checked-{place.moscow_now():%Y%m%d-%H%M%S}-{secrets.token_hex(3)}{suffix}"
    source = place.settings.dataset
    try:
        with kept.open("xb") as stream:
            kept.chmod(0o600)
            shutil.copyfileobj(file.file, stream, 2**20)
        dataset = load_dataset(
            kept,
            mapping=load_mapping(source.mapping) if source.mapping else None,
            today=place.moscow_now().date(),
            acts_folder=source.acts_folder,
        )
    except Exception as error:
        # Nobody will ask for it any more: everybody's debts would lie there until the term of plans.
        kept.unlink(missing_ok=True)
        if not isinstance(error, DatasetError):
            raise
        # The error begins with the name we gave the file; people know it by theirs.
        why = error.what.removeprefix(f"{kept.name}: ").replace(kept.name, "файл")
        raise BadInput(f"Файл не принят: {why}", hint=error.hint) from error
    before = visit.site.data.get(place, wait_seconds=60).prepared
    change = diff_datasets(before.dataset, dataset) if before and before.dataset else None
    with _guard:
        _forget(visit)
        visit.site.kept[_KEY] = Upload(
            kept, Path(file.filename or "").name[:120], visit.account.name, dataset, change, secrets.token_hex(8)
        )
    return go("/dataset")


def use(visit: Visit) -> Response:
    """Put the checked file in the place of the last one; a copy of that one is kept.

    The journal tells of it last: a file that could not be put there was not adopted. Broken off before the record, the
    same button does it all once more.
    """
    site = visit.site
    with _guard:
        waiting = _waiting(visit)
        dataset = waiting.dataset
        told = {"dataset_sha256": dataset.sha256, "rows": len(dataset.rows), "broken": len(dataset.broken)}
        with site.desk.noted(visit.account.name, "dataset", **told):
            _adopt(site.desk.place, waiting)
        _forget(visit)
    visit.say("good", "Новые данные приняты. Прочитайте запросы заново, чтобы план опирался на них.")
    return go("/dataset")


def _adopt(place: Place, waiting: Upload) -> None:
    source, kept = place.settings.dataset, place.folder.dataset
    target = source.file
    if target is None or target.suffix.lower() != waiting.path.suffix:
        target = kept / f"debts{waiting.path.suffix}"
    try:
        if target.exists():
            before = kept / f"before-{place.moscow_now():%Y%m%d-%H%M%S}{target.suffix}"
            shutil.copyfile(target, before)
            before.chmod(0o600)
        _put(waiting, target)
        if target != source.file:
            if source.acts is None and source.file is not None:
                # Acts were looked for beside the old file, and are there still.
                put_value(place.folder.settings, "dataset", "acts", str(source.file.parent.absolute()))
            put_value(place.folder.settings, "dataset", "file", str(target.absolute()))
    except OSError as error:
        raise BadInput(
            f"Новые данные не приняты, остались прежние: файл не записан ({disk_words(error)}).",
            hint="Проверьте, что папка файла данных доступна (сетевой диск подключён), что в ней есть место и право "
            "записи, что файл не открыт в Excel, и нажмите «Использовать эти данные» ещё раз.",
        ) from error


def _put(waiting: Upload, target: Path) -> None:
    """Replace ``target`` whole or not at all, on whatever disk it lies. Raises ``OSError``."""
    draft = target.with_name(f".{target.name}.{secrets.token_hex(4)}.part")
    try:
        with waiting.path.open("rb") as read, draft.open("xb") as written:
            draft.chmod(stat.S_IMODE(target.stat().st_mode) if target.exists() else 0o600)
            shutil.copyfileobj(read, written, 2**20)
            written.flush()
            os.fsync(written.fileno())
        if file_sha256(draft) != waiting.dataset.sha256:
            raise OSError(errno.EIO, "not what was checked")
        os.replace(draft, target)
    finally:
        draft.unlink(missing_ok=True)


def forget(visit: Visit) -> Response:
    with _guard:
        _waiting(visit)
        _forget(visit)
    visit.say("info", "Проверенный файл отброшен, данные остались прежними.")
    return go("/dataset")


def marked(visit: Visit) -> Response:
    """The uploaded file with its errors marked, to be mended in Excel."""
    with _guard:
        waiting = visit.site.kept.get(_KEY)
        if waiting is None:
            raise BadInput("Проверенного файла нет.", hint="Загрузите его ещё раз.")
        out = waiting.path.with_name(f"{waiting.path.stem}-marked.xlsx")
        write_marked_copy(waiting.path, waiting.dataset, out)
    return FileResponse(out, media_type=_XLSX, filename="Данные с отметками.xlsx")


def caption(name: str) -> str:
    """What people call a column."""
    return str(BY_NAME[name].synonyms[0]) if name in BY_NAME else {"person": "ФИО"}.get(name, name)


def _waiting(visit: Visit) -> Upload:
    waiting: Upload | None = visit.site.kept.get(_KEY)
    if waiting is None or waiting.mark != visit.text("mark"):
        raise BadInput("Пока страница была открыта, загрузили другой файл.", hint="Посмотрите, что загружено теперь.")
    return waiting


def _forget(visit: Visit) -> None:
    waiting: Upload | None = visit.site.kept.pop(_KEY, None)
    if waiting is not None:
        waiting.path.unlink(missing_ok=True)
        waiting.path.with_name(f"{waiting.path.stem}-marked.xlsx").unlink(missing_ok=True)
