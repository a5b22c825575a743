"""Runs ``rpa`` commands for the test, each in a process of its own that starts in no time: imported once, then forked.

Reads one JSON line an order: ``{"argv", "stdin", "stdout", "stderr", "patch"}`` (three paths), answers with
``{"pid"}`` and, when the command has ended, ``{"code"}``. ``patch`` names what to break before (see ``broken``).
"""

from __future__ import annotations

import json
import os
import sys

from tests.forking.server import preload


def child(order: dict[str, str]) -> None:
    os.setsid()
    for number, (name, flags) in enumerate(
        (("stdin", os.O_RDONLY), ("stdout", os.O_WRONLY | os.O_CREAT), ("stderr", os.O_WRONLY | os.O_CREAT))
    ):
        os.dup2(os.open(order[name], flags, 0o600), number)
    # Text layers of the parent hold its own buffers and its own descriptors.
    sys.stdin, sys.stdout, sys.stderr = (
        os.fdopen(number, mode, encoding="utf-8") for number, mode in ((0, "r"), (1, "w"), (2, "w"))
    )
    from rpa.cli import main
    from tests.canary.broken import apply

    for patch in order["patch"]:
        apply(patch)
    code = 1
    try:
        main(order["argv"])  # type: ignore[arg-type]
        code = 0
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    except BaseException as error:
        sys.excepthook(type(error), error, error.__traceback__)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def serve() -> None:
    orders, answers = os.fdopen(os.dup(0), "r"), os.fdopen(os.dup(1), "w")
    preload()
    for line in orders:
        order = json.loads(line)
        pid = os.fork()
        if pid == 0:
            child(order)
        answers.write(json.dumps({"pid": pid}) + "\n")
        answers.flush()
        _, status = os.waitpid(pid, 0)
        answers.write(json.dumps({"code": os.waitstatus_to_exitcode(status)}) + "\n")
        answers.flush()


if __name__ == "__main__":
    serve()
