"""The program's own log: every line redacted, no values of variables, and last words of a crash redacted too."""

from __future__ import annotations

import contextlib
import logging
import os
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from loguru import logger

from rpa.audit.folder import secure_folder
from rpa.audit.redaction import Redactor
from rpa.private_files import FILE_MODE


def configure_log(redactor: Redactor, file: Path) -> None:
    """Send loguru's messages to ``file`` (0600, rotated daily) and nowhere else.

    ``diagnose`` stays off: loguru would print the values of variables, passwords among them.
    """
    secure_folder(file.parent)
    logger.remove()
    logger.configure(patcher=redactor.patch_log)
    logger.add(
        file,
        level="INFO",
        rotation="1 day",
        retention="30 days",
        encoding="utf-8",
        backtrace=False,
        diagnose=False,
        opener=_owner_only,
    )
    # What libraries say (asyncio's forgotten exceptions among it) would otherwise go to stderr as it is.
    logging.basicConfig(handlers=[_Libraries()], level=logging.WARNING)


class _Libraries(logging.Handler):
    """Hands the standard library's log over to ours, where it is redacted."""

    def emit(self, record: logging.LogRecord) -> None:
        logger.opt(exception=record.exc_info).log(record.levelno, "{}: {}", record.name, record.getMessage())


def hook_exceptions(redactor: Redactor, say: Callable[[str], None]) -> None:
    """From now on an exception nobody caught, in any thread, is told through ``say`` as redacted text."""

    def last_words(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        say(redactor.exception(error.with_traceback(trace)))

    def thread_words(caught: threading.ExceptHookArgs) -> None:
        if caught.exc_value is not None and caught.exc_type is not SystemExit:
            say(redactor.exception(caught.exc_value))

    sys.excepthook = last_words
    threading.excepthook = thread_words


def forbid_core_dump() -> None:
    """No dump of this process's memory, nor of a browser it starts: passwords and people are in it (POSIX only)."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _owner_only(path: str, flags: int) -> int:
    return os.open(path, flags, FILE_MODE)
