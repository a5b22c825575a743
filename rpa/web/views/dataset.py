"""The prepared data: upload, see the marked errors and the change to the last file, then use it or not."""

from __future__ import annotations

import secrets
import shutil
import threading
from dataclasses import dataclass
from pathlib import Path

from starlette.responses import FileResponse, Response

from rpa.debts.dataset import Dataset, DatasetDiff, diff_datasets, load_dataset, load_mapping, write_marked_copy
from rpa.debts.dataset.columns import BY_NAME
from rpa.errors import BadInput, DatasetError
from rpa.settings import save_settings
from rpa.web.site import Visit, go

SUFFIXES = (".xlsx", ".xls", ".ods", ".csv")
LARGEST = 100 * 2**20
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
    folder = place.folder.dataset
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    # Whatever the file was called, its name here is ours.
    kept = folder / f"checked-{place.moscow_now():%Y%m%d-%H%M%S}-{secrets.token_hex(3)}{suffix}"
    with kept.open("xb") as stream:
        kept.chmod(0o600)
        shutil.copyfileobj(file.file, stream, 2**20)
    source = place.settings.dataset
    try:
        dataset = load_dataset(
            kept,
            mapping=load_mapping(source.mapping) if source.mapping else None,
            today=place.moscow_now().date(),
            acts_folder=source.acts or (source.file.parent if source.file else None),
        )
    except DatasetError as error:
        kept.unlink(missing_ok=True)
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
    """Put the checked file in the place of the last one; that one is kept beside it."""
    site = visit.site
    with _guard:
        waiting = _waiting(visit)
        place = site.desk.place
        site.desk.note(
            visit.account.name, "dataset", dataset_sha256=waiting.dataset.sha256, rows=len(waiting.dataset.rows),
            broken=len(waiting.dataset.broken),
        )  # fmt: skip
        source = place.settings.dataset
        target = source.file
        if target is None or target.suffix.lower() != waiting.path.suffix:
            target = place.folder.dataset / f"debts{waiting.path.suffix}"
        if target.exists():
            shutil.copy2(target, place.folder.dataset / f"before-{place.moscow_now():%Y%m%d-%H%M%S}{target.suffix}")
        waiting.path.replace(target)
        if target != source.file:
            changed = source.model_copy(
                update={"file": target, "acts": source.acts or (source.file.parent if source.file else None)}
            )
            save_settings(place.folder.settings, place.settings.model_copy(update={"dataset": changed}))
        site.kept.pop(_KEY, None)
    visit.say("good", "Новые данные приняты. Прочитайте запросы заново, чтобы план опирался на них.")
    return go("/dataset")


def forget(visit: Visit) -> Response:
    with _guard:
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
