"""Installs what only the tests need and a package index has not, where apt and root allow.

chromedriver, PostgreSQL, tmux, and a mail server with real mailboxes; the browser they prefer comes in the same call
(`rpa browser install` finds it then). Where they cannot be had, the tests that need them are skipped and say so.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

WANTED = {
    "chromium-headless-shell": lambda: shutil.which("chromium-headless-shell"),
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
    subprocess.run(("apt-get", "-qq", "update"), env=environment, check=False)
    had = [one for one in missing if subprocess.run(("apt-cache", "show", one), capture_output=True).returncode == 0]
    if absent := sorted({*missing} - {*had}):
        sys.stderr.write(f"Not packaged for this system: {', '.join(absent)}; the tests that need them are skipped.\n")
    sys.stderr.write(f"Installing for the tests: {', '.join(had)}\n")
    subprocess.run(("apt-get", "-qq", "install", "-y", "--no-install-recommends", *had), env=environment, check=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
