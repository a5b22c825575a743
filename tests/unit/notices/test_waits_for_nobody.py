"""That the sign-in waits for a person is said until somebody has signed in, not until the next daily run."""

from __future__ import annotations

import os
from datetime import date, timedelta
from pathlib import Path

from rpa.errors import InteractionNeeded
from rpa.operate.day import Day, Outcome, State, Trouble
from rpa.operate.standing import why_parked
from rpa.settings import DataRoot


def test_a_session_kept_since_ends_the_wait(tmp_path: Path) -> None:
    folder = DataRoot(tmp_path).organization("uk").create()
    refused = Trouble.of(InteractionNeeded("Нужно ввести логин и пароль.", screen="password"))
    day = Day("uk", date(2026, 11, 24), "2026-11-24T07:30:00+03:00")
    day.outcomes["sync"] = Outcome(
        "sync", State.FAILED, 77, troubles=(refused,), finished_at="2026-11-24T07:31:00+03:00"
    )
    assert why_parked(folder, day) == "Нужно ввести логин и пароль."
    folder.session.write_bytes(b"sealed")
    for minutes, told in ((-5, "Нужно ввести логин и пароль."), (5, "")):
        kept = (day.last_sign + timedelta(minutes=minutes)).timestamp()
        os.utime(folder.session, (kept, kept))
        assert why_parked(folder, day) == told
    assert why_parked(folder, None) == ""
