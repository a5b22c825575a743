"""One organization in a world of canaries, and a way to run commands in it quickly."""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from fnmatch import fnmatch
from functools import cached_property
from pathlib import Path

import openpyxl
import psutil
import pytest

from rpa.job.keeping import load_session
from rpa.operate.place import Place
from rpa.settings.organization import load_settings, save_settings
from tests.canary.commands import FILES
from tests.canary.seeking import Canary, Hit, Looked, Seeker, files_below
from tests.canary.world import FIRST, FLAT, MIDDLE, SNILS, STAFF, SURNAME
from tests.forking import Forked, start
from tests.scenarios.conftest import PASS_PHRASE, make_place
from tests.stand.conftest import ROOT, RunningStand, start_stand, stop_stand
from tests.unit.notices.receivers import WebServer, web_server

PROBE_PASSWORD, UI_PASSWORD = "Попугай-ящика-7319", "Kanareika-ui-9137-xyz"
SECONDS = 240


@dataclass
class Ran:
    """One start of a command: its exit code and all it printed."""

    argv: tuple[str, ...]
    code: int
    output: bytes
    seconds: float = 0.0


@dataclass
class Aviary:
    """The world and everything to look through afterwards."""

    stand: RunningStand
    place: Place
    folder: Path
    mailed: WebServer
    environ: dict[str, str]
    cookies: set[str] = field(default_factory=set)
    ran: list[Ran] = field(default_factory=list)
    _looked: Looked = field(default_factory=dict)

    # --- running ---------------------------------------------------------------------------------------------------
    def start(self, *argv: str, typed: str = "", patch: tuple[str, ...] = ()) -> Forked:
        """Begin a command; ``end`` waits for it. ``patch`` names what to break in it before."""
        self.keep_cookie()
        given = self.folder / "given.txt"
        given.write_text(typed, encoding="utf-8")
        command = ("tests.canary.patched", json.dumps(patch), *argv)
        return start(*command, env=self.environ, stdin=given, log=self.folder / "said", new_session=True)

    def end(self, process: Forked, *argv: str) -> Ran:
        code, output = process.wait(SECONDS), (self.folder / "said").read_bytes()
        (self.folder / "given.txt").unlink()
        self.keep_cookie()
        self.ran.append(Ran(argv, code, output))
        return self.ran[-1]

    def run(self, *argv: str, typed: str = "", patch: tuple[str, ...] = ()) -> Ran:
        begun = time.monotonic()
        ran = self.end(self.start(*argv, typed=typed, patch=patch), *argv)
        ran.seconds = time.monotonic() - begun
        return ran

    def watched(self, *argv: str, typed: str = "") -> Ran:
        """Run a command; the command lines of all its processes, as any user of the machine could list them, are kept
        as an output of their own."""
        process, seen = self.start(*argv, typed=typed), set[str]()
        while process.ended(0.1) is None:
            with suppress(psutil.Error):
                started = psutil.Process(process.pid)
                for one in (started, *started.children(recursive=True)):
                    with suppress(psutil.Error):
                        seen.add(" ".join(one.cmdline()))
        ran = self.end(process, *argv)
        self.ran.append(Ran(("process", "list"), 0, "\n".join(sorted(seen)).encode()))
        return ran

    def keep_cookie(self) -> None:
        """Remember the session's cookie before the next sign-in replaces it."""
        state = load_session(self.place.folder.session, self.place.secrets)
        if state:
            self.cookies |= {one["value"] for one in json.loads(state)["cookies"] if one["name"] == "sessionid"}

    def words(self) -> dict[str, str]:
        """What stands for the ``{names}`` of an entry now."""
        answers = [one for one in self.stand.state(only="answers")["answers"] if one["sends"]]
        ours = [one["request_number"] for one in answers] or ["0"]
        return {
            "accounting": str(self.folder / "accounting"), "out": str(self.folder / "out"),
            "organization": str(self.place.folder.root), "sent": ours[0], "sent_too": ours[-1],
            "inquiry": self.stand.state(only="inquiries")["inquiries"][0]["number"],
            "month": f"{self.place.moscow_now():%Y-%m}", "house": self.house, "flat": "8801ж",
            "person": "Канарейкоперов Небылослав Выдумьевич", "cookie": self.stand.session(),
            "probe_password": PROBE_PASSWORD, "ui_password": UI_PASSWORD,
        }  # fmt: skip

    @cached_property
    def house(self) -> str:
        """One that the accountant's list has; the list stays as it is."""
        sheet = openpyxl.load_workbook(self.folder / "accounting" / "served_houses.xlsx").active
        return str(sheet.cell(2, 1).value)

    # --- looking ---------------------------------------------------------------------------------------------------
    def canaries(self) -> list[Canary]:
        account, secrets = self.stand.account, self.place.secrets
        kept = {name: secrets.get(name) for name in ("session_key", "journal_key", "notices_1")}
        pem = "".join((kept.pop("journal_key") or "").splitlines()[1:-1])
        return [
            *(Canary("person", stem) for stem in (SURNAME, FIRST, MIDDLE)),
            Canary("staff", STAFF),
            *(Canary("flat", FLAT.format(number), whole=True) for number in range(100)),
            *(Canary("snils", text) for text in self.snils()),
            *(Canary("contact", text) for text in ("888-77-", "99988877", "kanareika")),
            *(Canary("secret", text) for text in (pem, *kept.values(), *self.cookies) if text),
            *(Canary("secret", text) for text in (PROBE_PASSWORD, UI_PASSWORD, PASS_PHRASE)),
            Canary("secret", account["password"]), Canary("secret", account["totp_secret"]),
        ]  # fmt: skip

    def snils(self) -> list[str]:
        groups = sorted({SNILS.format(number // 1000, number % 1000) for number in range(1, 40)})
        return [*groups, *(group.replace("-", "") for group in groups)]

    def places(self) -> list[tuple[str, bytes]]:
        """Everything the product wrote, said or sent. The accounting folder is the accountant's own."""
        said = [(f"output {number} rpa {' '.join(one.argv)[:60]}", one.output) for number, one in enumerate(self.ran)]
        sent = [
            ("notice", json.dumps(body, ensure_ascii=False).encode()) for _, _, body in self.mailed.requests if body
        ]
        folders = (self.folder / name for name in ("data", "out", "home", "temporary"))
        return [*said, *sent, *files_below(*folders)]

    def search(self) -> tuple[Seeker, list[Hit]]:
        """Look everywhere; hits that no file is meant to hold. What outputs may show is taken out by the caller."""
        seeker = Seeker(self.canaries(), known=self._looked)
        for name, content in self.places():
            seeker.look(name, content)
        return seeker, [hit for hit in seeker.hits if not meant(hit)]

    def forget(self) -> None:
        self.ran.clear()
        self.mailed.requests.clear()


def meant(hit: Hit) -> bool:
    """Whether this file is one of those listed as meant to hold it."""
    return any(hit.kind in kinds and fnmatch(hit.where, f"{pattern}*") for pattern, kinds in FILES.items())


@pytest.fixture(scope="module")
def aviary(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Aviary]:
    folder = tmp_path_factory.mktemp("aviary")
    for name in ("accounting", "out", "home", "temporary"):
        (folder / name).mkdir()
    arguments = ("--requests", "7", "--inquiries", "2", "--session-minutes", "600", "--seed", "6")
    stand = start_stand(*arguments, "--accounting", str(folder / "accounting"), module="tests.canary.world")
    try:
        with web_server() as mailed:
            place = _place(stand, folder, mailed)
            yield Aviary(stand, place, folder, mailed, _environ(folder))
    finally:
        stop_stand(stand)


def _place(stand: RunningStand, folder: Path, mailed: WebServer) -> Place:
    accounting = folder / "accounting"
    _add_snils(accounting / "debts.xlsx")
    (accounting / "broken.csv").write_text(
        "Адрес;Кв.;ФИО;СНИЛС;Остаток основной долг\n"
        "г. Синегорск, ул. Мира, д. 5;8801ж;Канарейкоперов Небылослав Выдумьевич;700-001-001 00;сто рублей\n",
        encoding="utf-8",
    )
    shutil.copy(ROOT / "selectors.yaml", folder / "out" / "selectors.yaml")
    place = make_place(
        stand, folder / "data",
        dataset={"file": str(accounting / "debts.xlsx"), "served_houses": str(accounting / "served_houses.xlsx"),
                 "acts": str(accounting)},
        notices={"urls": [f"json://{mailed.address}/"]},
        pacing={"answers_per_minute": 0, "settle_seconds": 0.1},
    )  # fmt: skip
    with stand.cabinet() as cabinet:
        staff = cabinet.get("/ppa/api/rest/services/ppa/employees;page=1;itemsPerPage=100").json()["items"]
    settings = load_settings(place.folder.settings).model_dump(mode="json", exclude_defaults=True)
    settings["cabinet"] = {"employees": [{"name": one["fio"], "position": one["position"]} for one in staff[1:3]]}
    settings["inquiries"] = {"assign": [{"executor": staff[1]["fio"]}]}
    save_settings(place.folder.settings, type(place.settings).model_validate(settings))
    return place


def _add_snils(path: Path) -> None:
    """The stand's register has no СНИЛС; an accountant's may."""
    book = openpyxl.load_workbook(path)
    sheet = book.active
    caption = next(cell for row in sheet.iter_rows() for cell in row if cell.value == "ФИО")
    column, number = sheet.max_column + 1, 0
    sheet.cell(caption.row, column, "СНИЛС")
    for row in range(caption.row + 1, sheet.max_row + 1):
        if sheet.cell(row, caption.column).value:
            number += 1
            digits = SNILS.format(number // 1000, number % 1000).replace("-", "")
            total = sum(int(digit) * weight for digit, weight in zip(digits, range(9, 0, -1), strict=True))
            sheet.cell(row, column, f"{digits[:3]}-{digits[3:6]}-{digits[6:]} {total % 101 % 100:02d}")
    book.save(path)


def _environ(folder: Path) -> dict[str, str]:
    environ = {
        **os.environ, "RPA_VAULT_PASSPHRASE": PASS_PHRASE, "RPA_DATA": str(folder / "data"), "COLUMNS": "80",
        "HOME": str(folder / "home"), "TMPDIR": str(folder / "temporary"),
    }  # fmt: skip
    return {name: value for name, value in environ.items() if name not in ("RPA_FLEET", "DISPLAY", "WAYLAND_DISPLAY")}
