"""A training stand of a command's own, in a process that ends with the work."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rpa.errors import BadSettings


@contextmanager
def own_stand(accounting: Path, **options: int) -> Iterator[dict[str, Any]]:
    """What the stand says of itself once it runs; ``accounting`` is the folder for its prepared files, ``options`` are
    those of ``rpa stand``. Raises ``BadSettings`` if it does not start."""
    command = [sys.executable, "-m", "rpa.stand", "--json", "--accounting", str(accounting)]
    for name, value in options.items():
        command += [f"--{name}", str(value)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, encoding="utf-8") as process:
        try:
            line = process.stdout.readline() if process.stdout else ""
            if not line:
                raise BadSettings("Учебный стенд не запустился.", hint="Посмотрите сообщение выше.")
            yield json.loads(line)
        finally:
            process.terminate()
