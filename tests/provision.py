"""Installs what only the tests need and a package index has not, where apt and root allow.

chromedriver, PostgreSQL, tmux, and a mail server with real mailboxes. Where they cannot be had, the tests that need
them are skipped and say so.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

WANTED = {
    "chromium-driver": lambda: shutil.which("chromedriver"),
    "postgresql": lambda: next(Path("/usr/lib/postgresql").glob("*/bin/initdb"), None),
    "tmux": lambda: shutil.which("tmux"),
    "dovecot-imapd": lambda: shutil.which("dovecot", path=os.environ.get("PATH", "") + os.pathsep + "/usr/sbin"),
}


def main() -> int:
    missing = [package for package, found in WANTED.items() if not found()]
    if not missing:
        return 0
    if not shutil.which("apt-get") or os.geteuid() != 0:
        sys.stderr.write(
            f"Not installed (no apt or not root): {', '.join(missing)}; the tests that need them are skipped.\n"
        )
        return 0
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    sys.stderr.write(f"Installing for the tests: {', '.join(missing)}\n")
    subprocess.run(("apt-get", "-qq", "update"), env=environment, check=False)
    subprocess.run(
        ("apt-get", "-qq", "install", "-y", "--no-install-recommends", *missing), env=environment, check=True
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
