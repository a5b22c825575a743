"""``python -m MODULE`` in a process of its own that starts in no time: imported once in a parent, then forked.

    process = start("rpa.stand", "--json")          # much like subprocess.Popen
    done = run("rpa", "status", env={…})            # much like subprocess.run(capture_output=True, text=True)

The process has arguments, environment, working folder, streams and, if wanted, a session of its own. It is not for
tests of what comes before the first import (``sitecustomize``, ``-I``), of a terminal, or of the list of processes.
"""

from tests.forking.client import Forked, close, run, start

__all__ = ["Forked", "close", "run", "start"]
