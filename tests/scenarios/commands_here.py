"""``rpa …`` in this process and in the kept browser: what it prints and what it exits with, without a start of its own.

That the product as a process has a browser of its own, and ends with it, is proven by the tests that interrupt one.
"""

from __future__ import annotations

import asyncio
import io
import subprocess
import sys
from collections.abc import Callable, Coroutine, Iterator, Mapping
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import replace
from typing import Any, cast

import pytest

from rpa.cabinet.kept_browser import KeptBrowser
from rpa.cli import main, output
from rpa.operate import place
from tests.kept_browser import in_kept_browser

Works = Callable[[place.Place], place.Place]


class _MainThread:
    """A browser for several commands whose runs stay in the main thread, as without one: there signals are heard."""

    def __init__(self, loop: asyncio.Runner) -> None:
        self.browser, self._loop = KeptBrowser(), loop

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        return self._loop.run(work)


@contextmanager
def browser_of_the_main_thread() -> Iterator[Works]:
    """Puts a place into such a browser, which ends with the body."""
    with asyncio.Runner() as loop:
        here = _MainThread(loop)
        try:
            yield lambda made: replace(made, thread=cast(Any, here))
        finally:
            loop.run(here.browser.close())


def run_here(
    *arguments: str, env: Mapping[str, str], columns: int = 200, works: Works = in_kept_browser
) -> subprocess.CompletedProcess[str]:
    """Much like ``subprocess.run(["rpa", …], capture_output=True, text=True)`` on a terminal of so many columns."""
    said, complained = io.StringIO(), io.StringIO()
    made = place.Place

    def kept(*given: Any, **named: Any) -> place.Place:
        return works(made(*given, **named))

    with pytest.MonkeyPatch.context() as patch, redirect_stdout(said), redirect_stderr(complained):
        for name, value in env.items():
            patch.setenv(name, value)
        # A command looks for the class when it begins; what it makes is the real one.
        patch.setattr(place, "Place", kept)
        patch.setattr(sys, "excepthook", sys.excepthook)
        for console in (output.out, output.err):
            patch.setattr(console, "_width", columns)
        try:
            main(list(arguments))
            code: Any = 0
        except SystemExit as ended:
            code = ended.code or 0
    return subprocess.CompletedProcess(list(arguments), code, said.getvalue(), complained.getvalue())
