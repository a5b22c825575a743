"""All organizations of one machine, each in a process of its own, and one summary.

A process of its own is what keeps them apart: its memory holds one vault, one redactor, one log, one browser. What is
handed to it is the data folder and the name; a pass phrase only if it is meant for that organization.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from rpa.errors import BadSettings, Temporary
from rpa.operate.day import worst
from rpa.settings import DataRoot
from rpa.settings.secrets import CREDENTIALS_FOLDER, PASSPHRASE, machine_passphrase

_OPENS_OTHERS = frozenset({CREDENTIALS_FOLDER, PASSPHRASE, "RPA_FLEET_KEY", "RPA_FLEET_DATABASE"})
_LAST_WORDS = 300

LONGEST_SECONDS = 4 * 3600.0
"""As schedulers let one organization's run last (``schedule``): one that hangs must not cost the others their day."""
ENDS_WITHIN_SECONDS = 300.0
"""For a run that was asked to end: it finishes the answer in hand."""


@dataclass(frozen=True, slots=True)
class OneOfMany:
    """How one organization's run ended. ``summary`` is its own JSON; ``sentence`` is for people."""

    slug: str
    code: int
    sentence: str
    summary: Any = None


@dataclass(frozen=True, slots=True)
class Everyone:
    organizations: tuple[OneOfMany, ...]

    @property
    def exit_code(self) -> int:
        return worst(one.code for one in self.organizations)

    def document(self) -> dict[str, Any]:
        return {"exit_code": self.exit_code, "organizations": [asdict(one) for one in self.organizations]}


def run_everyone(
    root: DataRoot,
    name: str,
    *,
    at_once: int = 1,
    again: bool = False,
    on_progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> Everyone:
    """``rpa run NAME`` for every organization; one that fails or crashes keeps none of the others from running.

    Raises ``BadSettings`` if there are no organizations.
    """
    slugs = root.slugs()
    if not slugs:
        raise BadSettings("Ни одной организации не настроено.", hint="Выполните `rpa setup`.")
    found: dict[str, OneOfMany] = {}
    with ThreadPoolExecutor(max_workers=at_once) as pool:
        waiting = [pool.submit(_run_one, root.path, slug, name, again) for slug in slugs]
        for done in as_completed(waiting):
            one = done.result()
            found[one.slug] = one
            on_progress(len(found), len(slugs))
    return Everyone(tuple(found[slug] for slug in slugs))


def environment(slug: str, environ: Mapping[str, str]) -> dict[str, str]:
    """What one organization's process may see: of all pass phrases the one meant for it, and never the folder of the
    service's credentials or the fleet's keys, which would open the others too. Raises ``BadSettings``."""
    own = {name: value for name, value in environ.items() if name not in _OPENS_OTHERS}
    if (passphrase := machine_passphrase(slug, environ)) is not None:
        own[PASSPHRASE] = passphrase
    return own


def _run_one(data: Path, slug: str, name: str, again: bool) -> OneOfMany:
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
        )
    except OSError as error:
        return OneOfMany(slug, 1, f"Процесс не запустился: {type(error).__name__}.")
    with process:
        try:
            said, complained = process.communicate(timeout=LONGEST_SECONDS)
        except subprocess.TimeoutExpired:
            _end(process)
            told = f"Прогон шёл дольше {LONGEST_SECONDS / 3600:.0f} ч и остановлен; следующий продолжит с этого места."
            return OneOfMany(slug, Temporary.exit_code, told)
    try:
        summary = json.loads(said)
    except ValueError:
        summary = None
    code = process.returncode if process.returncode >= 0 else 1
    if summary is None and process.returncode < 0:
        return OneOfMany(slug, code, f"Процесс завершён сигналом {-process.returncode}.")
    sentence = _sentence(summary) if summary else " ".join(complained.split())[:_LAST_WORDS]
    return OneOfMany(slug, code, sentence, summary)


def _end(process: subprocess.Popen[str]) -> None:
    """Ask it to end, then end it. What it says is read meanwhile: a full pipe would keep it from ending."""
    process.terminate()
    try:
        process.communicate(timeout=ENDS_WITHIN_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()


def _sentence(summary: dict[str, Any]) -> str:
    if "stages" not in summary:
        return f"Не отвечено: {summary.get('waiting', 0)}, срок прошёл: {summary.get('overdue', 0)}."
    troubles = [trouble["what"] for stage in summary["stages"] for trouble in stage["troubles"]]
    sent = sum(stage["counts"].get("done", 0) for stage in summary["stages"] if stage["stage"] == "apply")
    return f"Отправлено: {sent}." + (f" {troubles[0]}" if troubles else "")
