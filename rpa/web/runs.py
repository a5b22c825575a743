"""What the page starts: one piece of work at a time, in a thread of its own, with its progress for whoever looks."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from loguru import logger

from rpa.audit import safe_name
from rpa.audit.folder import disk_words
from rpa.audit.report.words import STAGES
from rpa.errors import OrganizationBusy, RpaError
from rpa.job.results import RunSummary
from rpa.job.stop import StopFlag
from rpa.operate.place import Listener, Place


class Kind(StrEnum):
    """What may be started, by the Russian name people see."""

    PLAN = "Чтение запросов и новый план"
    APPLY = "Отправка утверждённых ответов"
    VERIFY = "Сверка отправленных ответов"
    CABINET = "Чтение настроек кабинета"
    CABINET_APPLY = "Изменение настроек кабинета"


@dataclass(slots=True)
class Run:
    """``done`` of ``total``; ``key`` is the request number in hand. ``value`` is what the work returned."""

    kind: Kind
    by: str
    started: datetime
    stop: StopFlag
    numbers: tuple[str, ...] = ()
    done: int = 0
    total: int = 0
    key: str = ""
    picture: str = ""
    ended: datetime | None = None
    error: str = ""
    hint: str = ""
    value: Any = None
    tail: list[str] = field(default_factory=list)

    @property
    def alive(self) -> bool:
        return self.ended is None

    @property
    def summary(self) -> RunSummary | None:
        """How the items went, where the work had any."""
        found = getattr(self.value, "summary", self.value)
        return found if isinstance(found, RunSummary) else None

    @property
    def word(self) -> str:
        """How it ended: what was broken off half-way is not called done."""
        summary = self.summary
        if self.error:
            return "не удалось"
        if summary is not None and summary.error is not None:
            return "прервано"
        return "остановлено" if summary is not None and summary.left else "закончено"

    def document(self) -> dict[str, Any]:
        """What the page's script shows; numbers and words only."""
        return {
            "kind": self.kind.value, "done": self.done, "total": self.total, "key": self.key, "alive": self.alive,
            "picture": self.picture, "error": self.error, "stopping": bool(self.stop) and self.alive,
            "tail": self.tail[-5:],
        }  # fmt: skip


Work = Callable[[Place, Listener], Any]


class Runs:
    """The present run and the last one of each kind."""

    def __init__(self, on_end: Callable[[], Any] = lambda: None) -> None:
        self._guard = threading.Lock()
        self._waiters: set[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = set()
        self._on_end = on_end
        self._thread: threading.Thread | None = None
        self.now: Run | None = None
        self.last: dict[Kind, Run] = {}
        self.closing = False

    @property
    def busy(self) -> bool:
        return self.now is not None and self.now.alive

    def being_sent(self) -> frozenset[str]:
        run = self.now
        return frozenset(run.numbers) if run is not None and run.alive else frozenset()

    def start(self, kind: Kind, place: Place, by: str, work: Work, *, numbers: tuple[str, ...] = ()) -> Run:
        """Begin. Raises ``OrganizationBusy`` while another run is on."""
        with self._guard:
            if self.busy or self.closing:
                raise OrganizationBusy("Другой прогон ещё идёт.", hint="Дождитесь его конца или остановите его.")
            run = Run(kind, by, place.moscow_now(), StopFlag(), numbers)
            self.now = self.last[kind] = run
            self._thread = threading.Thread(
                target=self._work, args=(run, replace(place, stop=run.stop), work), name=f"run-{kind.name}", daemon=True
            )
            self._thread.start()
        return run

    def stop(self, by: str) -> bool:
        """Ask the present run to end after the item in hand; ``False`` if there is none."""
        if self.now is None or not self.now.alive:
            return False
        self.now.stop.stop(f"остановил {by}")
        self._wake()
        return True

    def say_goodbye(self) -> None:
        """Begin nothing any more, and let go of whoever watches: an open stream would keep the server alive."""
        self.closing = True
        if self.now is not None and self.now.alive:
            self.now.stop.stop("страница закрыта")
        self._wake()

    def close(self, seconds: float) -> None:
        """Stop, and wait for the item in hand."""
        self.say_goodbye()
        if self._thread is not None:
            self._thread.join(seconds)

    async def changes(self) -> AsyncIterator[Run | None]:
        """The present run now, and again after every change; ``None`` as a sign of life."""
        loop, event = asyncio.get_running_loop(), asyncio.Event()
        waiter = (loop, event)
        self._waiters.add(waiter)
        try:
            yield self.now
            while not self.closing:
                try:
                    async with asyncio.timeout(15):
                        await event.wait()
                except TimeoutError:
                    yield None
                    continue
                event.clear()
                yield self.now
        finally:
            self._waiters.discard(waiter)

    def _work(self, run: Run, place: Place, work: Work) -> None:
        def heard(done: int, total: int, key: str) -> None:
            run.done, run.total, run.key = done, total, key
            if key:
                run.tail.append(key)
            run.picture = latest_picture(place.folder.evidence, key, run.started) or run.picture
            self._wake()

        try:
            run.value = work(place, heard)
        except RpaError as error:
            run.error, run.hint = place.redactor.text(error.what), place.redactor.text(error.hint)
        except Exception as error:
            logger.exception("Прогон со страницы: неожиданная ошибка")
            run.error = f"Неожиданная ошибка {type(error).__name__}."
            run.hint = "Пришлите разработчику журнал работы (log/rpa.log)."
        finally:
            run.ended = place.moscow_now()
            try:
                self._on_end()
            except (RpaError, OSError) as error:
                # What waits goes on waiting; whoever watches must hear that the run is over.
                why = disk_words(error) if isinstance(error, OSError) else error.what
                logger.warning("После прогона решения не записаны: {}", why)
            self._wake()

    def _wake(self) -> None:
        for loop, event in tuple(self._waiters):
            try:
                loop.call_soon_threadsafe(event.set)
            except RuntimeError:
                # The loop of a closing server: nobody looks any more.
                self._waiters.discard((loop, event))


def latest_picture(evidence: Path, key: str, since: datetime) -> str | None:
    """``run/file`` of the newest picture of an item among the runs begun ``since``."""
    if not key or not evidence.is_dir():
        return None
    runs = sorted((found for found in evidence.iterdir() if found.is_dir()), reverse=True)[:2]
    # Looked for by the names ``EvidenceStore`` gives: a look at every file with every item would grow with the square
    # of the requests. And «77-*» would be a picture of «77-2026-1» as well: people in it are another request's.
    shots = [shot for run in runs for stage in STAGES for shot in _of_stage(run / f"{safe_name(key)}-{stage}.jpg")]
    newest = max(shots, key=lambda shot: shot.stat().st_mtime, default=None)
    if newest is None or newest.stat().st_mtime < since.timestamp():
        return None
    return f"{newest.parent.name}/{newest.name}"


def _of_stage(first: Path) -> Iterator[Path]:
    """The pictures of one item and stage; from the second on they have a number in their name."""
    shot, number = first, 1
    while shot.is_file():
        yield shot
        number += 1
        shot = first.with_name(f"{first.stem}-{number}.jpg")
