"""Orders processes from the parent they are forked from; the parent is started on first use."""

from __future__ import annotations

import json
import os
import select
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import IO, Any

ROOT = Path(__file__).resolve().parents[2]


class Forked:
    """A process, with the part of ``subprocess.Popen`` that tests use. ``stdout`` and ``stderr`` are pipes or None."""

    def __init__(self, args: list[str], status: int, stdout: IO[Any] | None, stderr: IO[Any] | None) -> None:
        self.args, self.stdout, self.stderr = args, stdout, stderr
        self.returncode: int | None = None
        self._status = os.fdopen(status, "rb", buffering=0)
        self._readers: list[tuple[threading.Thread, list[Any]]] = []
        line = self._line()
        assert line, "the parent of forked processes ended"
        self.pid = int(line)

    def _line(self) -> bytes:
        found = b""
        while not found.endswith(b"\n") and (one := self._status.read(1)):
            found += one
        return found

    def poll(self) -> int | None:
        return self.ended(0)

    def ended(self, seconds: float | None) -> int | None:
        """Its exit code, as soon as it has one; ``None`` if it still runs after ``seconds``."""
        if self.returncode is None and select.select([self._status], [], [], seconds)[0]:
            self.returncode = int(self._line() or -signal.SIGKILL)
            self._status.close()
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        code = self.ended(timeout)
        if code is None:
            raise subprocess.TimeoutExpired(self.args, timeout or 0)
        return code

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def communicate(self, timeout: float | None = None) -> tuple[Any, Any]:
        """All it writes, and its end. May be called again after a ``TimeoutExpired``."""
        if not self._readers:
            for stream in (self.stdout, self.stderr):
                read: list[Any] = []
                reader = threading.Thread(target=_read_all, args=(stream, read), daemon=True)
                reader.start()
                self._readers.append((reader, read))
        for reader, _read in self._readers:
            reader.join(timeout)
            if reader.is_alive():
                raise subprocess.TimeoutExpired(self.args, timeout or 0)
        self.wait(timeout)
        output, errors = (read[0] for _reader, read in self._readers)
        return output, errors


def _read_all(stream: IO[Any] | None, into: list[Any]) -> None:
    if stream is None:
        into.append(None)
        return
    with stream:
        into.append(stream.read())


@cache
def _parent() -> tuple[socket.socket, subprocess.Popen[bytes]]:
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with theirs:
        command = [sys.executable, "-m", "tests.forking.server", str(theirs.fileno())]
        environ = {**os.environ, "PYTHONIOENCODING": "utf-8"}
        return ours, subprocess.Popen(
            command, cwd=ROOT, env=environ, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL
        )


def start(
    module: str,
    *arguments: str,
    env: Mapping[str, str] | None = None,
    cwd: Path = ROOT,
    text: bool = True,
    stdin: Path = Path(os.devnull),
    stderr: int | None = subprocess.PIPE,
    new_session: bool = False,
    log: Path | None = None,
) -> Forked:
    """Begin ``python -m MODULE ARGUMENTS``; its output comes through a pipe. ``env`` is the whole environment.

    It reads the file ``stdin``. With ``log`` all it writes goes into that file instead.
    """
    mode = {"mode": "r", "encoding": "utf-8"} if text else {"mode": "rb"}
    output = errors = None
    status, write_status = os.pipe()
    given = [os.open(stdin, os.O_RDONLY)]
    if log is not None:
        given.append(os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))
        given.append(os.dup(given[-1]))
    else:
        output, write_output = os.pipe()
        given.append(write_output)
        if stderr == subprocess.PIPE:
            errors, write_errors = os.pipe()
            given.append(write_errors)
        else:
            given.append(os.dup(2))
    given.append(write_status)
    order = {
        "module": module, "argv": arguments, "env": dict(os.environ if env is None else env), "cwd": str(cwd),
        "session": new_session,
    }  # fmt: skip
    try:
        socket.send_fds(_parent()[0], [json.dumps(order).encode()], given)
    finally:
        for descriptor in given:
            os.close(descriptor)
    pipes = [None if one is None else os.fdopen(one, **mode) for one in (output, errors)]  # type: ignore[call-overload]
    return Forked([module, *arguments], status, *pipes)


def run(
    module: str, *arguments: str, env: Mapping[str, str] | None = None, cwd: Path = ROOT, timeout: float = 240
) -> subprocess.CompletedProcess[str]:
    """Run it to its end. Raises ``subprocess.TimeoutExpired`` after ending it."""
    process = start(module, *arguments, env=env, cwd=cwd)
    try:
        output, errors = process.communicate(timeout)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate(timeout)
        raise
    return subprocess.CompletedProcess([module, *arguments], process.wait(), output, errors)


def close() -> None:
    """End the parent, if it was started. Processes that still run go on."""
    if _parent.cache_info().currsize:
        orders, parent = _parent()
        orders.close()
        parent.wait(30)
        _parent.cache_clear()
