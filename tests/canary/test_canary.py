"""Nothing about a person and no secret leaves the places meant for it, whatever command is run and whatever breaks.

People, flats, СНИЛС, password, TOTP seed and cookie are made up so that they cannot be anything else; then every
command is run, under faults and crashes, and everything it left behind is searched in every encoding.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator, Sequence

import pytest

from tests.canary.commands import ENTRIES, Entry, all_commands
from tests.canary.conftest import Aviary, Ran
from tests.canary.seeking import Hit, Seeker

pytestmark = [pytest.mark.timeout(1500), pytest.mark.skipif(os.name != "posix", reason="commands are forked")]
CODES = {0, 1, 65, 69, 70, 71, 73, 74, 75, 77, 78}
"""Anything the product promises; wrong usage (2) would mean that the test does not run what it says."""
COMMANDS = all_commands()
SIGNS_IN, IS_REFUSED = ("debts", "plan"), ("debts", "apply")
"""In a run of all commands this one finds no session and signs in with the password, watched by the process list; the
site refuses the first answer of that one."""


def test_every_command_has_an_entry_and_every_entry_a_command() -> None:
    assert set(ENTRIES) == set(COMMANDS)
    assert all(entry.why or not entry.shows for entry in ENTRIES.values())


def starts(path: tuple[str, ...], entry: Entry, *, whole: bool) -> Iterator[tuple[str, ...]]:
    """Each start of a command: plain and with ``--json``; in the short form a browser is opened for the first alone."""
    for run in entry.runs:
        yield (*path, *run)
        if COMMANDS[path] and (whole or not entry.cabinet):
            yield (*path, *run, "--json")


def carry_out(aviary: Aviary, path: tuple[str, ...], entry: Entry, *, whole: bool) -> None:
    for argv in starts(path, entry, whole=whole):
        words = aviary.words()
        begin = aviary.watched if argv == SIGNS_IN else aviary.run
        ran = begin(*(part.format(**words) for part in argv), typed=entry.typed.format(**words))
        assert ran.code in CODES, (argv, ran.code, ran.output.decode())
        if argv == SIGNS_IN:
            assert ran.code == 0
            assert b"chrom" in aviary.ran[-1].output, "the browser's command line was looked at"
            assert aviary.stand.events("esia_role"), "the robot really signed in with the password"


def not_shown(hits: list[Hit], ran: list[Ran]) -> list[Hit]:
    """Without what an output is for."""
    allowed: set[tuple[str, str]] = set()
    for number, one in enumerate(ran):
        path = max((path for path in ENTRIES if one.argv[: len(path)] == path), key=len, default=None)
        speaks = path is not None and ("--json" not in one.argv or path == ("match", "explain"))
        shows = ENTRIES[path].shows if path is not None and speaks else frozenset()
        allowed |= {(f"output {number}", kind) for kind in shows}
    return [hit for hit in hits if (hit.where.partition(" rpa")[0], hit.kind) not in allowed]


def judged(aviary: Aviary) -> str:
    """Assert that nothing was found where it should not be; what was looked through."""
    seeker, hits = aviary.search()
    register = Seeker(aviary.canaries()).look("register", (aviary.folder / "accounting" / "debts.xlsx").read_bytes())
    assert {hit.kind for hit in register} == {"person", "flat", "snils"}, "the search finds what is there"
    told = f"{len(aviary.ran)} starts, {seeker.artefacts} artefacts, {seeker.size / 1e6:.1f} MB"
    leaks = not_shown(hits, aviary.ran)
    sys.stdout.write(f"{told}; hits where meant {len(seeker.hits) - len(leaks)}, elsewhere {len(leaks)}\n")
    assert leaks == []
    return told


@pytest.mark.parametrize("whole", [False, pytest.param(True, marks=pytest.mark.slow)], ids=["once", "whole"])
def test_no_command_lets_a_canary_out(aviary: Aviary, whole: bool) -> None:
    for path, entry in ENTRIES.items():
        if path == SIGNS_IN:
            forget_session(aviary)
        elif path == IS_REFUSED:
            aviary.stand.arm("answer_refused")
        if not entry.apart and (whole or entry.short or not entry.cabinet):
            carry_out(aviary, path, entry, whole=whole)
    assert "answer_refused" in [one["name"] for one in aviary.stand.events("fault")]
    sent = [one for one in aviary.stand.state(only="answers")["answers"] if one["sends"]]
    assert len(sent) > 1, "one to withdraw and one to correct"
    assert any(person for one in sent for person in one["persons"]), "debtors' names really went to the portal"
    assert list(aviary.place.folder.reports.glob("*.pdf"))
    assert whole == (aviary.folder / "out" / "captured").is_dir()
    judged(aviary)


FAULTS = {
    "attention": {"path": "/debtreq", "count": "always"},
    "answer_refused": {"count": "always"},
    "maintenance": {},
    "waf_page": {"path": "/debtreq", "count": "always"},
    "session_lost": {"path": "/debtreq", "count": 2},
    "label_renamed": {},
    "error_500_always": {"path": "/messages"},
    "cut_after": {"count": 2},
}
MEETING = (
    ("debts", "plan"), ("debts", "apply"), ("debts", "verify"), ("inquiries", "sync"), ("inquiries", "assign"),
    ("cabinet", "apply"), ("run",), ("selectors", "check"), ("doctor",),
)  # fmt: skip
APPROVE = ("debts", "approve", "--all-proven", "--by", "Проверяющий")
EVERY = [(fault, path) for fault in FAULTS for path in MEETING]


def arm(aviary: Aviary, fault: str) -> None:
    options = dict(FAULTS[fault])
    if fault == "label_renamed":
        options |= {"label": "Найти"}
    aviary.stand.arm(fault, **options)


def meet(aviary: Aviary, fault: str, path: tuple[str, ...]) -> None:
    ready(aviary)
    arm(aviary, fault)
    try:
        words = aviary.words() if fault != "maintenance" else {}
        argv = (*path, *{("inquiries", "assign"): ("--yes",), ("cabinet", "apply"): ("--yes",),
                         ("run",): ("daily", "--again"), ("selectors", "check"): ("--all",)}.get(path, ()))  # fmt: skip
        ran = aviary.run(*argv)
        assert ran.code in CODES, (argv, words, ran.output.decode())
    finally:
        aviary.stand.control.delete("/__stand__/faults").raise_for_status()


def ready(aviary: Aviary) -> None:
    """A plan whose proven items are approved, and something new to answer and to assign."""
    arrive(aviary)
    for argv in (("debts", "plan"), APPROVE):
        assert aviary.run(*argv).code in (0, 1)


def arrive(aviary: Aviary) -> None:
    arrival = {"requests": 4, "inquiries": 1, "ogrn": aviary.stand.account["ogrn"]}
    aviary.stand.control.post("/__stand__/arrive", json=arrival).raise_for_status()


def forget_session(aviary: Aviary) -> None:
    """The next command signs in anew."""
    aviary.keep_cookie()
    aviary.place.folder.session.unlink(missing_ok=True)


@pytest.mark.slow
@pytest.mark.timeout(5400)
def test_no_fault_in_any_command_brings_a_canary_out(aviary: Aviary) -> None:
    for fault, path in EVERY:
        meet(aviary, fault, path)
    assert {one["name"] for one in aviary.stand.events("fault")} >= set(FAULTS) - {"label_renamed"}
    judged(aviary)


@pytest.mark.slow
def test_a_sign_in_that_ends_on_an_unknown_screen_tells_no_secret(aviary: Aviary) -> None:
    forget_session(aviary)
    signin = {"login": aviary.stand.account["login"], "variants": ["unknown_screen"]}
    aviary.stand.control.post("/__stand__/signin", json=signin).raise_for_status()
    assert aviary.run("debts", "plan").code == 77
    aviary.stand.control.post("/__stand__/signin", json=signin | {"variants": []}).raise_for_status()
    judged(aviary)


CRASHES = {
    "rpa.debts.matching:Matcher.match": ("debts", "plan"),
    "rpa.debts.dataset.line:LineReader.read": ("dataset", "check", "{accounting}/debts.xlsx"),
    "rpa.operate.planning:load_dataset": ("debts", "plan"),
    "rpa.cabinet.pages.answer_form:AnswerForm.fill": ("debts", "apply"),
    "rpa.operate.inquiries.store:InquiryStore.put": ("inquiries", "sync"),
    "rpa.debts.person:compare_persons": ("match", "explain", "--request", "Энск, Мира 5", "--row", "Энск, Мира 5",
                                         "--person", "{person}", "--row-person", "{person}"),
    "rpa.operate.inquiries.assigning:propose": ("inquiries", "assign"),
    "rpa.operate.stages:load_prepared": ("run", "daily", "--again"),
}  # fmt: skip


SHORT_CRASHES = ("rpa.debts.matching:Matcher.match", "rpa.debts.dataset.line:LineReader.read")


@pytest.mark.parametrize(
    "places",
    [SHORT_CRASHES, *(pytest.param([one], marks=pytest.mark.slow) for one in CRASHES if one not in SHORT_CRASHES)],
    ids=lambda places: ",".join(places),
)
def test_no_crash_brings_a_canary_out(aviary: Aviary, places: Sequence[str]) -> None:
    for place in places:
        argv = CRASHES[place]
        if argv[:2] in (("debts", "apply"), ("inquiries", "sync")):
            ready(aviary)
        words, log = aviary.words(), aviary.place.folder.log
        before = log.stat().st_size if log.exists() else 0
        ran = aviary.run(*(part.format(**words) for part in argv), patch=(f"crash:{place}",))
        told = ran.output + (log.read_bytes()[before:] if log.exists() else b"")
        assert b"Planted" in told, f"the crash in {place} really happened, deep inside"
    judged(aviary)


@pytest.mark.slow
def test_a_run_killed_in_the_middle_of_an_answer_leaves_no_canary(aviary: Aviary) -> None:
    ready(aviary)
    last = aviary.stand.events()[-1]["seq"]
    aviary.stand.arm("hang", path="/send")
    process = aviary.start("debts", "apply")
    query = {"kind": "fault", "since": last, "wait": 60}
    assert aviary.stand.control.get("/__stand__/events", params=query, timeout=70).json(), "the send is held"
    os.killpg(process.pid, signal.SIGKILL)
    assert aviary.end(process, "debts", "apply").code == -signal.SIGKILL
    judged(aviary)
    assert aviary.run("debts", "apply").code in (0, 1)
    judged(aviary)


def test_a_place_that_is_not_redacted_is_found(aviary: Aviary) -> None:
    """The search is no ornament: leave the redaction out of one place, and it says where and what."""
    register = str(aviary.folder / "accounting" / "debts.xlsx")
    crash, blind = "crash:rpa.debts.dataset.line:LineReader.read", "blind:rpa.audit.redaction:Redactor.exception"
    aviary.forget()
    assert aviary.run("dataset", "check", register, patch=(crash, blind)).code == 71
    leaks = not_shown(aviary.search()[1], aviary.ran)
    assert {hit.where.split(" rpa")[0] for hit in leaks} == {"output 0"}
    assert {hit.kind for hit in leaks} >= {"person", "flat", "snils"}
    aviary.forget()
