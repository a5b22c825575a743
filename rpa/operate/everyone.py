"""All organizations of one machine, each in a process of its own, and one summary.

A process of its own is what keeps them apart: its memory holds one vault, one redactor, one log, one browser. What is
handed to it is the data folder and the name; a pass phrase only if it is meant for that organization.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from rpa.errors import CRASHED, STOPPED, BadSettings, NotFinished, Temporary
from rpa.job.stop import StopFlag
from rpa.operate.copies import copied_from
from rpa.operate.day import ACTIONABLE, worst
from rpa.settings import DataRoot
from rpa.settings.secrets import CREDENTIALS_FOLDER, PASSPHRASE, machine_passphrase

_OPENS_OTHERS = frozenset({CREDENTIALS_FOLDER, PASSPHRASE, "RPA_FLEET_KEY", "RPA_FLEET_DATABASE"})
_LAST_WORDS = 300
_COPY = "Копия папки {}: прогонов для неё нет. Уберите её из папки organizations."
_OWN_CODES = frozenset({0, 2, *ACTIONABLE, STOPPED})
"""Of ``rpa`` itself. Of a process that broke down POSIX tells a signal, Windows a number such as 0xC0000005, and an
interpreter that could not end 120: summed up as other codes are, they would be a run that went through."""

LONGEST_SECONDS = 4 * 3600.0
"""As schedulers let one organization's run last (``schedule``): one that hangs must not cost the others their day."""
ENDS_WITHIN_SECONDS = 300.0
"""For a run that was asked to end: it finishes the answer in hand."""
_LOOK_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class OneOfMany:
    """How one organization's run ended. ``summary`` is its own JSON; ``sentence`` is for people."""

    slug: str
    code: int
    sentence: str
    summary: Any = None


@dataclass(frozen=True, slots=True)
class Everyone:
    """``stopped``: who or what ended it before every organization had its turn."""

    organizations: tuple[OneOfMany, ...]
    stopped: str = ""

    @property
    def exit_code(self) -> int:
        code = worst(one.code for one in self.organizations)
        return STOPPED if self.stopped and code in (0, NotFinished.exit_code) else code

    def document(self) -> dict[str, Any]:
        organizations = [asdict(one) for one in self.organizations]
        return {"exit_code": self.exit_code, "stopped": self.stopped, "organizations": organizations}


def run_everyone(
    root: DataRoot,
    name: str,
    *,
    at_once: int = 1,
    again: bool = False,
    on_progress: Callable[[int, int], None] = lambda _done, _total: None,
    stop: StopFlag | None = None,
) -> Everyone:
    """``rpa run NAME`` for every organization; one that fails or crashes keeps none of the others from running.

    Asked to ``stop``, by Ctrl-C or the system too, it lets each run that goes on finish what it has in hand and begins
    no other; asked once more, it lets them leave at once. Raises ``BadSettings`` if there are no organizations.
    """
    slugs = root.slugs()
    if not slugs:
        raise BadSettings("Ни одной организации не настроено.", hint="Выполните `rpa setup`.")
    stop, leave = stop or StopFlag(), StopFlag()
    # The organization itself has its run: a copy fails nobody's day.
    copies = {slug: of for slug in slugs if (of := copied_from(root, slug)) is not None}
    found = {slug: OneOfMany(slug, 0, _COPY.format(of)) for slug, of in copies.items()}
    with ThreadPoolExecutor(max_workers=at_once) as pool, stop.on_signals():
        waiting = {
            pool.submit(_run_one, root.path, slug, name, again, stop, leave) for slug in slugs if slug not in copies
        }
        try:
            while waiting:
                # In parts: Windows tells a program of Ctrl-C only between two waits.
                done, waiting = wait(waiting, _LOOK_SECONDS, FIRST_COMPLETED)
                for one in (future.result() for future in done):
                    found[one.slug] = one
                    on_progress(len(found), len(slugs))
        except BaseException:
            stop.stop("прерван")
            leave.stop("прерван")
            raise
    return Everyone(tuple(found[slug] for slug in slugs), stop.reason)


def environment(slug: str, environ: Mapping[str, str]) -> dict[str, str]:
    """What one organization's process may see: of all pass phrases the one meant for it, and never the folder of the
    service's credentials or the fleet's keys, which would open the others too. Raises ``BadSettings``."""
    own = {name: value for name, value in environ.items() if name not in _OPENS_OTHERS}
    if (passphrase := machine_passphrase(slug, environ)) is not None:
        own[PASSPHRASE] = passphrase
    return own


def _run_one(data: Path, slug: str, name: str, again: bool, stop: StopFlag, leave: StopFlag) -> OneOfMany:
    if stop:
        return OneOfMany(slug, STOPPED, f"Не начато: остановлено ({stop.reason}).")
    try:
        environ = environment(slug, os.environ)
    except BadSettings as error:
        return OneOfMany(slug, error.exit_code, error.what)
    command = [sys.executable, "-m", "rpa", "run", name, "--json", "--organization", slug, "--data", str(data)]
    # One organization that waits for a person must not hold up the others.
    command.append("--no-park")
    try:
        process = subprocess.Popen(
            [*command, "--again"] if again else command,
            env={**environ, "PYTHONUTF8": "1"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            errors="replace",
            **_OWN_GROUP,
        )
    except OSError as error:
        return OneOfMany(slug, CRASHED, f"Процесс не запустился: {type(error).__name__}.")
    with process:
        said, complained, late = _until_its_end(process, stop, leave)
    if late:
        told = f"Прогон шёл дольше {LONGEST_SECONDS / 3600:.0f} ч и остановлен; следующий продолжит с этого места."
        return OneOfMany(slug, Temporary.exit_code, told)
    try:
        summary = json.loads(said)
    except ValueError:
        summary = None
    code = process.returncode
    if code not in _OWN_CODES:
        # Ended by whoever stopped them all, it is no crash.
        code = STOPPED if stop else CRASHED
    if summary is None and process.returncode < 0:
        return OneOfMany(slug, code, f"Процесс завершён сигналом {-process.returncode}.")
    last_words = " ".join(complained.split())[:_LAST_WORDS] or f"Процесс завершён с кодом {process.returncode}."
    sentence = _sentence(summary) if summary else last_words
    return OneOfMany(slug, code, sentence, summary)


_OWN_GROUP: dict[str, Any] = {"process_group": 0} if os.name == "posix" else {}
"""The terminal's Ctrl-C reaches us alone: a run that heard it from both would take it for the second, and drop the
answer in hand. On Windows the console tells every process, and we tell none."""


def _until_its_end(process: subprocess.Popen[str], stop: StopFlag, leave: StopFlag) -> tuple[str, str, bool]:
    """What it said and complained of, and whether it was ended for running too long.

    It is asked to end, and ended if it does not. What it says is read all the time: a full pipe would keep it from
    ending.
    """
    begun = time.monotonic()
    asked, late, hurried = 0.0, False, False
    while True:
        try:
            return *process.communicate(timeout=_LOOK_SECONDS), late
        except subprocess.TimeoutExpired:
            now = time.monotonic()
        if not asked and (stop or now - begun > LONGEST_SECONDS):
            asked, late = now, not stop
            if late or _OWN_GROUP:
                process.terminate()
        elif asked and leave and not hurried:
            hurried = True
            process.terminate()
        elif asked and now - asked > ENDS_WITHIN_SECONDS:
            # What it had started may hold the pipes open for ever.
            process.kill()
            return "", "", late


def _sentence(summary: dict[str, Any]) -> str:
    if "stages" not in summary:
        told = [f"Не отвечено: {summary.get('waiting', 0)}, срок прошёл: {summary.get('overdue', 0)}."]
        if letters := summary.get("inquiries"):
            told.append(f"Обращений со сроком: {len(letters)}.")
        # What the guard could not see makes a number nobody may rest on.
        return " ".join([*told, *summary.get("blind", ())])
    troubles = [trouble["what"] for stage in summary["stages"] for trouble in stage["troubles"]]
    sent = sum(stage["counts"].get("done", 0) for stage in summary["stages"] if stage["stage"] == "apply")
    stopped = f" Остановлено ({summary['stopped']})." if summary.get("stopped") else ""
    return f"Отправлено: {sent}.{stopped}" + (f" {troubles[0]}" if troubles else "")
