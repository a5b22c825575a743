"""The daily run: check → sync → plan → apply what is approved → verify → report → purge → notices.

Every stage is tried, whatever became of the others; only where a person has to sign in, or another run holds the
organization, the stages that need the cabinet are left out (a password must not be typed again and again). How each
ended is on disk at once, so a second start of the same day goes on where the first one ended: it repeats what failed,
what works from changed data or approvals, and what rests on either.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from loguru import logger

from rpa.audit.folder import FolderUnavailable, disk_trouble, disk_words
from rpa.errors import CRASHED, BadSettings, DeadlinePassed, NotFinished, RpaError
from rpa.operate import heartbeat, notices
from rpa.operate.day import Day, Outcome, State, Trouble, day_path, keep_day, last_day, moment, read_day, worst
from rpa.operate.day_lock import day_lock
from rpa.operate.guard import Guarded, look
from rpa.operate.place import Place
from rpa.operate.recording import journal_of
from rpa.operate.stage import BLOCKING, Blocked, Stage
from rpa.operate.stages import STAGES

NOTICES = "notices"
TITLES = {stage.name: stage.title for stage in STAGES} | {NOTICES: "Уведомления"}
_BLOCKING = {kind.__name__ for kind in BLOCKING}

RESUMED_WITHIN = timedelta(hours=12)

Listener = Callable[[str, Outcome | None], None]


def run_daily(
    place: Place,
    *,
    again: bool = False,
    stages: Sequence[Stage] = STAGES,
    on_stage: Listener = lambda _name, _outcome: None,
) -> Day:
    """Work the day to its end and return its record, which is also in ``reports/``.

    ``on_stage`` hears a stage's name when it begins (with ``None``) and its outcome. ``again`` begins anew. Raises
    ``OrganizationBusy`` if another daily run of the organization is under way.
    """
    with day_lock(place.folder):
        # Only here: whoever looks at the record of a day needs no browser's libraries.
        from rpa.operate.browser_thread import in_one_browser

        with in_one_browser(place) as placed:
            return _Run(placed, again=again, stages=stages, on_stage=on_stage).to_the_end()


class _Run:
    def __init__(self, place: Place, *, again: bool, stages: Sequence[Stage], on_stage: Listener) -> None:
        self._place, self._stages, self._on_stage = place, stages, on_stage
        reports, today = place.folder.reports, place.moscow_now().date()
        self._earlier = last_day(reports, today - timedelta(days=1))
        before = None if again else read_day(day_path(reports, today))
        self._known = before.outcomes if before else {}
        self._day = Day(place.folder.slug, today, before.started_at if before else self._now().isoformat())
        self._new: set[str] = set()
        self._reached: set[str] = set()

    def to_the_end(self) -> Day:
        day, place = self._day, self._place
        day.outcomes = self._not_reached()
        day.heartbeat = self._beat(heartbeat.Beat.START)
        with place.stop.on_signals():
            for stage in self._stages:
                if place.stop:
                    break
                self._put(self._outcome(stage))
        if not place.stop:
            self._put(self._notify(self._record()))
        day.stopped = place.stop.reason
        day.finished_at = self._now().isoformat()
        fine = day.whole and day.exit_code in heartbeat.HEALTHY
        day.heartbeat = self._beat(heartbeat.Beat.SUCCESS if fine else heartbeat.Beat.FAIL)
        self._keep()
        return day

    def _outcome(self, stage: Stage) -> Outcome:
        basis = stage.basis(self._place)
        known = self._known.get(stage.name)
        if known and self._stands(known) and known.basis == basis and not self._new & set(stage.rests_on):
            return replace(known, resumed=True)
        if stage.in_cabinet and (trouble := self._blocking()):
            return Outcome(stage.name, State.BLOCKED, trouble.code, troubles=(trouble,))
        return self._timed(stage, basis)

    def _stands(self, known: Outcome) -> bool:
        """Whether an earlier start did this already. Half a day later the site has other things to show: a machine far
        in the east works in its morning, which is the evening of Moscow, and a late start of the night before (its own
        date, Moscow's next) must not stand for it. Nor must what a clock that ran ahead had dated this day."""
        ended = moment(known.finished_at)
        return not known.repeated and ended is not None and timedelta() <= self._now() - ended < RESUMED_WITHIN

    def _timed(self, stage: Stage, basis: str) -> Outcome:
        self._on_stage(stage.name, None)
        begun = time.monotonic()
        outcome = self._carried_out(stage)
        # Not what lies there now: a register replaced while the cabinet was read is not what the plan was made of.
        return replace(
            outcome, basis=basis, finished_at=self._now().isoformat(), seconds=round(time.monotonic() - begun, 1)
        )

    def _carried_out(self, stage: Stage) -> Outcome:
        try:
            result = stage.carry_out(self._place, self._day)
        except Blocked as blocked:
            earlier = self._day.outcomes.get(blocked.by)
            return Outcome(stage.name, State.BLOCKED, earlier.code if earlier else CRASHED)
        except RpaError as error:
            logger.error("Стадия {} не удалась: {}", stage.name, error.what)
            return Outcome(stage.name, State.FAILED, error.exit_code, troubles=(self._trouble(error),))
        except Exception as error:
            if isinstance(error, OSError) and (known := disk_trouble(error)):
                logger.error("Стадия {} не удалась: {}", stage.name, known.what)
                return Outcome(stage.name, State.FAILED, known.exit_code, troubles=(self._trouble(known),))
            logger.exception("Стадия {}: неожиданная ошибка", stage.name)
            trouble = Trouble(
                type(error).__name__,
                f"Стадия «{stage.title}»: неожиданная ошибка {type(error).__name__}.",
                "Пришлите разработчику журнал работы (log/rpa.log).",
                "разработчик",
                CRASHED,
            )
            return Outcome(stage.name, State.FAILED, CRASHED, troubles=(trouble,))
        wait = NotFinished.exit_code
        incomplete = bool(result.counts.get("left")) or any(one.code != wait for one in result.troubles)
        state = State.FAILED if incomplete else State.ATTENTION if result.code else State.DONE
        counts = dict(result.counts)
        return Outcome(stage.name, state, result.code, counts, result.troubles, run=result.run, files=result.files)

    def _trouble(self, error: RpaError) -> Trouble:
        told = Trouble.of(error)
        redact = self._place.redactor.text
        return replace(told, what=redact(told.what), hint=redact(told.hint))

    def _blocking(self) -> Trouble | None:
        troubles = (trouble for name in self._new for trouble in self._day.outcomes[name].troubles)
        return next((trouble for trouble in troubles if trouble.kind in _BLOCKING), None)

    def _not_reached(self) -> dict[str, Outcome]:
        """What an earlier start left of the stages this one has not come to, and that rest on nothing done anew. A run
        that breaks off would else forget cards that could not be read, and with them their deadlines."""
        moved = set(self._new)
        for stage in self._stages:
            if moved & set(stage.rests_on):
                moved.add(stage.name)
        left = {stage.name for stage in self._stages} - moved - self._reached
        return {name: replace(known, resumed=True) for name, known in self._known.items() if name in left}

    def _put(self, outcome: Outcome) -> None:
        self._reached.add(outcome.stage)
        if not outcome.resumed:
            self._new.add(outcome.stage)
        done = {name: one for name, one in self._day.outcomes.items() if name in self._reached}
        done.pop(outcome.stage, None)
        self._day.outcomes = {**done, outcome.stage: outcome, **self._not_reached()}
        if (lost := self._keep()) is not None:
            troubles = (*outcome.troubles, self._trouble(lost))
            outcome = replace(
                outcome, state=State.FAILED, code=worst([outcome.code, lost.exit_code]), troubles=troubles
            )
            self._day.outcomes[outcome.stage] = outcome
        self._on_stage(outcome.stage, outcome)

    def _keep(self) -> FolderUnavailable | None:
        """Put the record on disk; what keeps it from there is told to people, and never ends the day unheard."""
        try:
            keep_day(self._place.folder.reports, self._day)
        except OSError as error:
            logger.error("Запись дня не сохранена: {}", disk_words(error))
            return FolderUnavailable(f"Запись дня не сохраняется: {disk_words(error)}.")
        return None

    def _record(self) -> Guarded:
        """Write the day into the journal, take the checkpoint there, and look at the deadlines."""
        place, day = self._place, self._day
        try:
            with journal_of(place) as journal:
                journal.record(
                    "daily",
                    durable=True,
                    day=day.day,
                    code=day.exit_code,
                    stages={name: outcome.state.value for name, outcome in day.outcomes.items()},
                )
                day.checkpoint = str(journal.checkpoint())
        except (RpaError, OSError) as error:
            why = disk_words(error) if isinstance(error, OSError) else error.what
            logger.error("День не записан в журнал: {}", why)
        return look(place.folder, place.settings, place.now(), day)

    def _notify(self, guarded: Guarded) -> Outcome:
        place, day = self._place, self._day
        found = [*notices.from_day(day, guarded), notices.digest(day, guarded, TITLES)]
        if self._earlier and (day.day - self._earlier.day).days > 1:
            found.insert(0, notices.missed(day.organization, self._earlier.day, day.day))
        # Letters are answered by people alone: no stage speaks of their days.
        waits = NotFinished.exit_code if guarded.inquiries else 0
        codes, counts = [DeadlinePassed.exit_code if guarded.overdue else waits], {}
        troubles: tuple[Trouble, ...] = ()
        try:
            delivery = notices.deliver(
                found,
                place.settings.notices.urls,
                place.secrets,
                place.folder.notices,
                self._now(),
                repeat_hours=place.settings.notices.repeat_hours,
            )
            counts = {"sent": delivery.sent, "collapsed": delivery.collapsed}
            delivery.require()
        except RpaError as error:
            codes, troubles = [*codes, error.exit_code], (self._trouble(error),)
        state = State.FAILED if troubles else State.DONE
        return Outcome(NOTICES, state, worst(codes), counts, troubles, finished_at=self._now().isoformat())

    def _beat(self, beat: heartbeat.Beat) -> str:
        address = self._place.settings.notices.heartbeat_url
        if not address:
            return ""
        try:
            return heartbeat.ping(notices.resolve(address, self._place.secrets), beat)
        except BadSettings as error:
            return error.what

    def _now(self) -> datetime:
        return self._place.moscow_now()
