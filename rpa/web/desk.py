"""The desk people decide at: the newest plan, its approval, and the one way to change it.

Two people may work at once, in two browsers. Whoever decides says which state of the request they saw (``Line.token``);
if it is another by now, nothing is taken and they are told. A decision is journaled before it takes effect: one the
journal does not know can never be sent. While a run holds the journal, decisions wait in a file of their own.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from rpa.audit.journal import is_held
from rpa.debts.approval import Approval, Choice, How, approve, load_approval
from rpa.debts.plan import Plan, load_plan
from rpa.errors import OrganizationBusy, PlanError, RpaError
from rpa.job.memory import ended_at
from rpa.ledger import Ledger, Record
from rpa.model import Decision
from rpa.operate.newest import newest_plan
from rpa.operate.notes import Notes
from rpa.operate.place import Place
from rpa.operate.recording import journal_of, record_approval
from rpa.operate.settled import last_of
from rpa.operate.waiting import (
    deciding,
    merged,
    settle_waiting,
    told_path,
    waiting_paths,
    who_decided,
)
from rpa.private_files import store_private
from rpa.settings import load_settings
from rpa.web.standing import Line, line, lines

Told = Mapping[str, str]
"""Who decided, by request number."""


class Moved(RpaError):
    """The request is not any more as the decider saw it. Nothing was taken; ``line`` is how it is now."""

    hint = "Посмотрите, что изменилось, и решите снова."

    def __init__(self, what: str, now: Line | None) -> None:
        super().__init__(what)
        self.line = now


class NoPlan(PlanError):
    """There is nothing to decide about yet."""


def why_unreadable(error: PlanError) -> str | None:
    """What a page without a plan says of it; ``None`` where none was made yet, which is no fault."""
    return None if isinstance(error, NoPlan) else str(error)


@dataclass(frozen=True)
class Open:
    """The newest plan with its approval. ``waiting``: some decisions are not journaled yet."""

    name: str
    plan: Plan
    approval: Approval
    waiting: bool


class Desk:
    """Everything of one organization that the page reads and decides. Safe among threads."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self.notes = Notes(place.folder.notes)
        self._settings_mark = _mark(place.folder.settings)
        self._guard = threading.RLock()
        self._plans: dict[Path, tuple[object, Any]] = {}
        self._ledger: Ledger | None = None
        self._lines: tuple[object, dict[str, Line]] | None = None
        self.being_sent: Callable[[], Collection[str]] = tuple
        """Numbers the present run may be sending: their answers can not be changed any more."""

    @property
    def place(self) -> Place:
        """With the settings file as it is now: it may be edited while the page is open."""
        with self._guard:
            mark = _mark(self._place.folder.settings)
            if mark != self._settings_mark:
                self._place = replace(self._place, settings=load_settings(self._place.folder.settings))
                self._settings_mark = mark
            return self._place

    @property
    def last_place(self) -> Place:
        """As it was last read, for what is shown also while the settings file is wrong."""
        return self._place

    # ---- reading -------------------------------------------------------------------------------------------------
    def open(self) -> Open:
        """The newest plan. Raises ``NoPlan``, or ``PlanError`` if its file is damaged."""
        with self._guard:
            folder = self._place.folder
            if not any(folder.plans.glob("*.json")):
                raise NoPlan("Плана ещё нет: запросы не прочитаны.", hint="Нажмите «Прочитать запросы».")
            path, plan = newest_plan(folder, self._place.now(), lambda path: self._loaded(path, load_plan))
            if plan.organization_ogrn != self._place.settings.organization.ogrn:
                raise PlanError("План построен для другой организации.")
            approved = folder.approvals / path.name
            main: Approval = self._loaded(approved, load_approval) if approved.exists() else Approval(plan.sha256)
            later = self._waiting(path.stem)
            if later is None:
                return Open(path.stem, plan, main, False)
            return Open(path.stem, plan, merged(main, *later), True)

    def lines(self) -> dict[str, Line]:
        """Every request of the newest plan with its state. The same object until something changes."""
        with self._guard:
            now = self.open()
            mark = (now.name, now.approval.sha256, self._ledger_mark(), _mark(self._place.folder.notes))
            if self._lines is None or self._lines[0] != mark:
                self._lines = (mark, self._lines_of(now))
            return self._lines[1]

    def _lines_of(self, now: Open) -> dict[str, Line]:
        records = self.ledger.everything(now.plan.organization_ogrn)
        return lines(now.plan, now.approval, records, self._ended, self.notes.left_of(now.plan.by_number))

    def line(self, number: str) -> Line:
        """One request, read anew. Raises ``PlanError`` if the plan does not know it."""
        now = self.open()
        item = now.plan.by_number.get(number)
        if item is None:
            hint = (
                "Проверьте номер: отвеченных и отозванных в плане нет. О новых он узнаёт, когда запросы читают заново."
            )
            raise PlanError("Этого запроса нет в последнем плане.", hint=hint)
        last = last_of(self.ledger.history(now.plan.organization_ogrn, number)).get(number)
        return line(now.plan, item, now.approval, last, self._ended, self.notes.left(number))

    def _ended(self, record: Record) -> datetime | None:
        return ended_at(self._place.folder.journal, record, self._place.now())

    @property
    def ledger(self) -> Ledger:
        with self._guard:
            if self._ledger is None:
                place = self._place
                self._ledger = Ledger.open(place.settings.ledger_url or place.folder.ledger, now=place.now)
            return self._ledger

    def records(self, number: str) -> list[Record]:
        """All that was ever begun for a request."""
        return self.ledger.history(self._place.settings.organization.ogrn, number)

    # ---- deciding ------------------------------------------------------------------------------------------------
    def decide(self, by: str, number: str, token: str, choice: Choice) -> Line:
        """Take one person's choice and return the request as it then is.

        ``Decision.REVIEW`` leaves the request to people and takes an approval back. Raises ``Moved`` if the request
        is not as ``token`` says, ``PlanError`` for a choice the plan does not allow.
        """
        with self._changing() as now:
            self.require(number, token)
            after = approve(
                now.plan, {number: choice}, approver=by, at=self._place.moscow_now(), how=How.PAGE,
                approval=now.approval,
            )  # fmt: skip
            self._keep(now, after, {number: by})
        return self.line(number)

    def decide_all(self, by: str, numbers: Mapping[str, str]) -> int:
        """Approve as planned every request of a list that was shown; ``numbers`` are its numbers and tokens."""
        with self._changing() as now:
            # Read anew, and once: asked one by one, a thousand requests are a thousand readings of plan and ledger.
            anew = self._lines_of(now)
            for number, token in numbers.items():
                self._require(anew.get(number) or self.line(number), token)
            choices = {number: now.plan.by_number[number].decision for number in numbers}
            if Decision.REVIEW in choices.values():
                raise PlanError("Списком утверждают только то, что решило правило.")
            after = approve(
                now.plan, choices, approver=by, at=self._place.moscow_now(), how=How.PAGE, approval=now.approval
            )
            self._keep(now, after, dict.fromkeys(numbers, by))
        return len(numbers)

    def settle(self) -> bool:
        """Journal what waits and let it take effect; ``False`` if a run still holds the journal."""
        with self._guard:
            return settle_waiting(self._place)

    @contextmanager
    def exclusive(self) -> Iterator[Open]:
        """Nobody else decides while the body runs."""
        with self._changing() as now:
            yield now

    def journal_held(self) -> bool:
        """Whether a run is writing the journal now."""
        return is_held(self._place.folder.journal)

    @contextmanager
    def noted(self, by: str, kind: str, **fields: Any) -> Iterator[None]:
        """Journal what a person does on the page in the body, once it is done; nothing if it was not.

        Raises ``OrganizationBusy`` before the body while a run holds the journal.
        """
        if self.journal_held():
            raise OrganizationBusy("Сейчас идёт прогон.", hint="Дождитесь его конца и повторите.")
        with journal_of(self._place) as journal:
            yield
            journal.record(kind, durable=True, by=by, **fields)

    @contextmanager
    def _changing(self) -> Iterator[Open]:
        with self._guard, deciding(self._place.folder):
            now = self.open()
            # What waited for a run of another process, which tells nobody here when it ends.
            if now.waiting and self.settle():
                now = self.open()
            yield now

    def require(self, number: str, token: str) -> None:
        """Raises ``Moved`` unless the request is as ``token`` says and can still be decided."""
        self._require(self.line(number), token)

    def _require(self, now: Line, token: str) -> None:
        if now.item.request_number in self.being_sent():
            raise Moved("Ответ на этот запрос сейчас отправляется: изменить его уже нельзя.", now)
        if now.state.over:
            raise Moved(f"{now.word}: решение уже ничего не изменит.", now)
        if now.token != token:
            raise Moved("Пока страница была открыта, этот запрос изменился. Ваше решение не записано.", now)

    def _keep(self, now: Open, after: Approval, told: Told) -> None:
        folder = self._place.folder
        if now.waiting or self.journal_held():
            waiting, before = waiting_paths(folder, now.name)
            earlier = who_decided(folder, now.name) if now.waiting else {}
            store_private(told_path(folder, now.name), json.dumps({**earlier, **told}).encode())
            # What people want is the difference to the approval as it is now: beside an earlier one (left by a decision
            # that was broken off, or older than a change made in the terminal) taking back would be no difference.
            # Broken off between the two files, this decision counts or it does not, and no other changes.
            pair = [(before, self._main(now)), (waiting, after)]
            for path, approval in reversed(pair) if now.waiting else pair:
                store_private(path, approval.to_bytes())
            return
        record_approval(self._place, now.plan, now.approval, after, told)
        store_private(folder.approvals / f"{now.name}.json", after.to_bytes())

    # ---- files ---------------------------------------------------------------------------------------------------
    def _waiting(self, name: str) -> tuple[Approval, Approval] | None:
        waiting, base = waiting_paths(self._place.folder, name)
        try:
            if waiting.exists() and base.exists():
                return self._loaded(base, load_approval), self._loaded(waiting, load_approval)
        except PlanError:
            # Another process may have let them take effect this very moment.
            if waiting.exists() and base.exists():
                raise
        return None

    def _main(self, now: Open) -> Approval:
        path = self._place.folder.approvals / f"{now.name}.json"
        return self._loaded(path, load_approval) if path.exists() else Approval(now.plan.sha256)

    def _loaded(self, path: Path, load: Callable[[Path], Any]) -> Any:
        mark = _mark(path)
        known = self._plans.get(path)
        if known is None or known[0] != mark:
            if len(self._plans) > 8:
                self._plans.clear()
            known = self._plans[path] = (mark, load(path))
        return known[1]

    def _ledger_mark(self) -> object:
        if self._place.settings.ledger_url:
            return object()
        file = self._place.folder.ledger
        return _mark(file), _mark(file.with_name(f"{file.name}-wal"))


def _mark(path: Path) -> tuple[int, int, int]:
    """Changes whenever the file is written."""
    try:
        found = path.stat()
    except OSError:
        return (0, 0, 0)
    return (found.st_mtime_ns, found.st_size, found.st_ino)
