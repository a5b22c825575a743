"""``rpa inquiries assign`` in a process of its own that dies at a chosen moment of the first assignment.

    python -m tests.scenarios.assigning_robot DATA PLAN before|after

``before`` dies with the intent on disk and nothing clicked, ``after`` when the click went through unread.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from rpa.job.assignments import AssignInquiry
from rpa.job.commitment import Shot
from rpa.operate.inquiries.assigning import assign, open_assignments
from rpa.operate.place import Place
from rpa.settings import DataRoot, load_settings
from tests.cheap_vault import cheap_vault
from tests.no_pictures import no_pictures
from tests.scenarios.conftest import PASS_PHRASE


def main() -> None:
    data, plan_id, moment = sys.argv[1:]
    real = AssignInquiry.fire

    async def fire(work: AssignInquiry) -> Shot:
        if moment == "after":
            await real(work)
        os.kill(os.getpid(), signal.SIGKILL)
        raise AssertionError("dead")

    AssignInquiry.fire = fire  # type: ignore[method-assign]
    folder = DataRoot(Path(data)).organization("uk")
    place = Place(folder, load_settings(folder.settings), cheap_vault(folder.vault, PASS_PHRASE))
    with no_pictures():
        assign(place, open_assignments(place, plan_id))


if __name__ == "__main__":
    main()
