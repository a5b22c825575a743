"""Secrets of a whole run are looked for in every file it leaves, in what it prints and in every process it starts."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import psutil

from rpa.job.keeping import load_session
from tests.scenarios.conftest import make_place
from tests.stand.conftest import ROOT, RunningStand, start_stand, stop_stand

PASSPHRASE = "a made-up pass phrase"


def command_lines(root: psutil.Process) -> set[str]:
    """Command lines of a process and of everything below it, as any user of the machine could list them."""
    found: set[str] = set()
    for process in [root, *root.children(recursive=True)]:
        try:
            found.add(" ".join(process.cmdline()))
        except psutil.Error:
            continue
    return found


def test_no_secret_of_a_run_is_in_a_file_an_output_or_a_process_list(tmp_path: Path) -> None:
    accounting, data = tmp_path / "accounting", tmp_path / "data"
    stand: RunningStand = start_stand("--requests", "5", "--inquiries", "2", "--accounting", str(accounting))
    try:
        files = {"file": accounting / "debts.xlsx", "served_houses": accounting / "served_houses.xlsx"}
        place = make_place(stand, data, dataset=files)
        place.folder.session.unlink()
        output = tmp_path / "output.txt"
        seen: set[str] = set()
        environment = {**os.environ, "RPA_VAULT_PASSPHRASE": PASSPHRASE, "RPA_DATA": str(data)}
        command = [sys.executable, "-m", "rpa", "debts", "plan"]
        with (
            output.open("wb") as sink,
            subprocess.Popen(
                command, cwd=ROOT, env=environment, stdout=sink, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL
            ) as process,
        ):
            watched = psutil.Process(process.pid)
            while True:
                if watched.is_running() and watched.status() != psutil.STATUS_ZOMBIE:
                    seen |= command_lines(watched)
                try:
                    process.wait(0.1)
                    break
                except subprocess.TimeoutExpired:
                    continue
        assert process.returncode == 0, output.read_text()
        assert stand.events("esia_role"), "the robot really signed in with the password"
        state = load_session(place.folder.session, place.secrets)
        assert state is not None
        [cookie] = [one["value"] for one in json.loads(state)["cookies"] if one["name"] == "sessionid"]
        account = stand.account
        secrets = {
            "password": account["password"], "totp": account["totp_secret"], "cookie": cookie, "vault": PASSPHRASE,
        }  # fmt: skip
        places = {
            path.relative_to(tmp_path).as_posix(): path.read_bytes() for path in data.rglob("*") if path.is_file()
        }
        places["output"] = output.read_bytes()
        places["process list"] = "\n".join(seen).encode()
        assert any("chrom" in line for line in seen), "the browser's command line was looked at"
        assert len(places) > 6
        leaks = [
            (name, where) for name, text in secrets.items() for where, data_ in places.items() if text.encode() in data_
        ]
        assert leaks == []
    finally:
        stop_stand(stand)
