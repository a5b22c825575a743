"""The prepared data as the page shows it: loaded once, looked up by row, and asked what it says of a dwelling."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from pathlib import Path

from loguru import logger

from rpa.debts.dataset import DebtRow
from rpa.debts.matching import Match
from rpa.debts.plan import Basis, PlanItem
from rpa.errors import RpaError
from rpa.operate.place import Place
from rpa.operate.planning import Prepared, load_prepared


@dataclass(frozen=True)
class Loaded:
    """``problem`` is why there is nothing; ``loading`` that there will be soon."""

    prepared: Prepared | None = None
    rows: dict[str, DebtRow] | None = None
    problem: str = ""
    loading: bool = False

    @property
    def sha256(self) -> str:
        dataset = self.prepared.dataset if self.prepared else None
        return dataset.sha256 if dataset else ""

    def replaced_since(self, basis: Basis) -> bool:
        """Whether these rows are not those a plan was made of: another file, or its columns read by another mapping."""
        read_by = self.prepared.mapping_sha256 if self.prepared else ""
        return bool(self.sha256) and (self.sha256, read_by) != (basis.dataset_sha256, basis.mapping_sha256)

    def match(self, item: PlanItem) -> Match | None:
        """What the data say of the item's dwelling; ``None`` if nothing is loaded."""
        if self.prepared is None or self.prepared.matcher is None:
            return None
        return self.prepared.matcher.match(item.home, None)


class Data:
    """Loads in a thread, since a big register takes long, and again when a file it rests on was replaced."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._mark: object = None
        self._loaded = Loaded(loading=True)

    def get(self, place: Place, *, wait_seconds: float = 3.0) -> Loaded:
        """What is loaded; waits a little for a load that was just begun."""
        with self._guard:
            mark = _mark(place)
            if mark == self._mark:
                thread = None
            else:
                self._mark, self._loaded = mark, Loaded(loading=True)
                thread = threading.Thread(target=self._load, args=(place, mark), name="data", daemon=True)
                thread.start()
        if thread is not None:
            thread.join(wait_seconds)
        return self._loaded

    def _load(self, place: Place, mark: object) -> None:
        try:
            prepared = load_prepared(place)
            rows = {row.row_id: row for row in prepared.dataset.rows} if prepared.dataset else {}
            found = Loaded(prepared, rows, "" if prepared.dataset else "В настройках не указан файл данных.")
        except RpaError as error:
            found = Loaded(problem=str(error))
        except Exception as error:
            logger.exception("Данные не загружены")
            found = Loaded(problem=f"Неожиданная ошибка {type(error).__name__}.")
        with self._guard:
            if mark == self._mark:
                self._loaded = found


def _mark(place: Place) -> object:
    source = place.settings.dataset
    files = (source.file, source.mapping, source.served_houses, place.folder.aliases)
    return tuple(_stamp(path) for path in files), place.moscow_now().date()


def _stamp(path: Path | None) -> object:
    try:
        return (str(path), path.stat().st_mtime_ns, path.stat().st_size) if path else None
    except OSError:
        return (str(path), 0, 0)
