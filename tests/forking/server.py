"""The parent of the forked processes: ``python -m tests.forking.server SOCKET``.

An order is one JSON message ``{"module", "argv", "env", "cwd", "session"}`` with four descriptors: the new process's
three streams and a pipe on which its id is told at once and its exit code at its end. The end of the socket ends it.
"""

from __future__ import annotations

import array
import atexit
import importlib
import json
import os
import pkgutil
import runpy
import selectors
import signal
import socket
import sys
import threading
from contextlib import suppress
from typing import Any

from tests import garbage

LONGEST = 1 << 20


def preload() -> None:
    """Import the whole product and what else takes long; nothing of it may start a thread."""
    import anyio._backends._asyncio
    import faker
    import httpx
    import playwright.sync_api
    import pytest
    import rich.progress
    import rich.table
    import sqlalchemy.dialects.sqlite
    import typer
    import uvicorn.protocols.websockets.auto

    import rpa.cli

    assert all((anyio, faker, httpx, playwright, pytest, rich, sqlalchemy, typer, uvicorn))
    for found in pkgutil.walk_packages(rpa.__path__, "rpa."):
        if not found.name.endswith("__main__"):
            with suppress(ImportError):  # of an extra
                importlib.import_module(found.name)
    rpa.cli.command()
    assert threading.active_count() == 1, "a process with threads must not be forked"
    garbage.freeze()


def serve(orders: socket.socket) -> dict[str, Any] | None:
    """Fork for every order; returns the order in the new process, and ``None`` in the parent when all is over."""
    woken, wake = os.pipe()
    for descriptor in (woken, wake):
        os.set_blocking(descriptor, False)
    signal.signal(signal.SIGCHLD, lambda _number, _frame: None)
    signal.set_wakeup_fd(wake, warn_on_full_buffer=False)
    told: dict[int, int] = {}
    with selectors.DefaultSelector() as ready:
        ready.register(orders, selectors.EVENT_READ)
        ready.register(woken, selectors.EVENT_READ)
        while True:
            found = {key.fileobj for key, _ in ready.select()}
            if woken in found:
                os.read(woken, 4096)
                _tell_the_dead(told)
            if orders in found:
                message, descriptors = _received(orders)
                if not message:
                    return None
                pid = os.fork()
                if pid == 0:
                    _become(descriptors)
                    order: dict[str, Any] = json.loads(message)
                    return order
                for descriptor in descriptors[:3]:
                    os.close(descriptor)
                told[pid] = descriptors[3]
                os.write(told[pid], f"{pid}\n".encode())


def _received(orders: socket.socket) -> tuple[bytes, list[int]]:
    descriptors = array.array("i")
    message, extra, _flags, _address = orders.recvmsg(LONGEST, socket.CMSG_SPACE(4 * descriptors.itemsize))
    for _level, kind, data in extra:
        if kind == socket.SCM_RIGHTS:
            descriptors.frombytes(data[: len(data) - len(data) % descriptors.itemsize])
    return message, list(descriptors)


def _tell_the_dead(told: dict[int, int]) -> None:
    while told:
        pid, status = os.waitpid(-1, os.WNOHANG)
        if pid == 0:
            return
        told_on = told.pop(pid)
        with suppress(BrokenPipeError):  # nobody wants to know
            os.write(told_on, f"{os.waitstatus_to_exitcode(status)}\n".encode())
        os.close(told_on)


def _become(descriptors: list[int]) -> None:
    """Nothing of the parent stays open in the new process."""
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    # As at a terminal: whoever started the tests in the background of a script has Ctrl-C ignored for all of them.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for number, descriptor in enumerate(descriptors[:3]):
        os.dup2(descriptor, number)
    os.closerange(3, 1024)


def _leave(code: object) -> None:
    """End as the interpreter does, but for tidying up memory that is the parent's: half of a short command's time."""
    if not isinstance(code, int | None):
        sys.stderr.write(f"{code}\n")
        code = 1
    threading._shutdown()  # type: ignore[attr-defined]
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code or 0)


def main() -> None:
    orders = socket.socket(fileno=int(sys.argv[1]))
    preload()
    order = serve(orders)
    if order is None:
        return
    orders.detach()
    if order["session"]:
        os.setsid()
    os.chdir(order["cwd"])
    os.environ.clear()
    os.environ.update(order["env"])
    # The parent's own know of another file: whether it can be sought in, for one.
    sys.stdout = os.fdopen(1, "w", encoding="utf-8", closefd=False)
    sys.stderr = os.fdopen(2, "w", encoding="utf-8", errors="backslashreplace", buffering=1, closefd=False)
    if "PYTHONUNBUFFERED" in order["env"]:
        sys.stdout.reconfigure(write_through=True)
    sys.argv[1:] = order["argv"]
    try:
        runpy.run_module(order["module"], run_name="__main__", alter_sys=True)
        code: object = 0
    except SystemExit as ended:
        code = ended.code
    _leave(code)
    # Any other error is the interpreter's business, as in a process of its own.


if __name__ == "__main__":
    main()
