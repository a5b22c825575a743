"""A stand with many requests, an organization's folder with a plan approved for all of them, and the stand's record."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing, nullcontext
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from rpa.audit import verify_journal
from rpa.audit.report.reading import records
from rpa.cabinet.payloads import subrequest
from rpa.debts.approval import Approval, ApprovedAnswer, approve, approved_answers
from rpa.debts.plan import Plan
from rpa.errors import RpaError
from rpa.job.keeping import save_session
from rpa.job.results import RunSummary
from rpa.ledger import Ledger, Record
from rpa.model import Decision, Subrequest
from rpa.operate.answering import Applied, apply_plan
from rpa.operate.place import Place
from rpa.operate.planning import load_prepared, make_plan, save_approval
from rpa.settings import DataRoot, OrganizationSettings, load_settings, save_settings
from rpa.stand.rest.debtreq import BASE
from rpa.stand.sessions import kept_by_a_browser
from tests.cheap_vault import cheap_vault
from tests.faults import protections
from tests.faults.crossings import Crossings, Listener
from tests.faults.ran import Ran, finished, kill_run, told
from tests.forking import Forked, start
from tests.kept_browser import in_kept_browser
from tests.no_pictures import no_pictures
from tests.stand.conftest import RunningStand

PASSPHRASE = "a made-up pass phrase"
APPROVER = "Проверка надёжности"


def open_place(folder: Path, changed: dict[str, dict[str, Any]] | None = None) -> Place:
    """The organization whose folder this is; with some settings changed, section by section."""
    found = DataRoot(folder).organization("uk")
    settings = load_settings(found.settings).model_dump(mode="json")
    for section, values in (changed or {}).items():
        settings[section] |= values
    # A test may wait longer than it lets an item last; whoever writes a settings file may not.
    pacing = settings.pop("pacing")
    wishes = OrganizationSettings.model_validate(settings)
    wishes = wishes.model_copy(update={"pacing": wishes.pacing.model_copy(update=pacing)})
    return Place(found, wishes, cheap_vault(found.vault, PASSPHRASE))


def only(approval: Approval, numbers: Iterable[str]) -> Approval:
    """The approval of some requests, in the plan's own order."""
    return replace(approval, items={number: approval.items[number] for number in numbers})


@dataclass
class Terrain:
    """Take a request that nobody used yet, run the product on it, and ask the stand what it holds."""

    stand: RunningStand
    data: Path
    plan: Plan
    approval: Approval
    answers: dict[str, ApprovedAnswer]
    free: dict[Decision, deque[str]] = field(default_factory=dict)
    pictures: bool = True
    spawned: list[Forked] = field(default_factory=list)

    def __post_init__(self) -> None:
        if self.free:
            return
        for decision in (Decision.DEBT, Decision.NO_DEBT):
            self.free[decision] = deque(
                number for number, answer in self.answers.items() if answer.decision is decision
            )

    def take(
        self, decision: Decision = Decision.NO_DEBT, *, due_after: date | None = None, after: str | None = None
    ) -> str:
        """The number of an approved request nobody has touched; ``due_after``: with days left beyond this one;
        ``after``: that a run comes to later than to this one."""
        due = {number: self.plan.by_number[number].due or date.min for number in self.free[decision]}
        turn = list(self.answers).index
        number = next(
            number
            for number, day in due.items()
            if (due_after is None or day > due_after) and (after is None or turn(number) > turn(after))
        )
        self.free[decision].remove(number)
        return number

    def place(self, **changed: dict[str, Any]) -> Place:
        """The organization, with some settings changed: ``place(pacing={"item_timeout_seconds": 3})``."""
        return in_kept_browser(open_place(self.data, changed))

    def apply(self, *numbers: str, place: Place | None = None) -> Applied:
        """Apply some answers in this process."""
        chosen = place or self.place()
        with nullcontext() if self.pictures else no_pictures():
            applied: Applied = apply_plan(chosen, self.plan, only(self.approval, numbers))
        return applied

    def ending(self, number: str, place: Place | None = None) -> str:
        """Apply one answer in this process and say how it ended."""
        return self.endings(number, place=place)[number]

    def endings(self, *numbers: str, place: Place | None = None) -> dict[str, str]:
        """Apply some answers in this process and say how each ended."""
        summary = self.apply(*numbers, place=place).summary
        assert summary is not None
        found = {result.key: result.ending.value for result in summary.results}
        return {number: found.get(number, "not_begun") for number in numbers}

    def here(
        self,
        *numbers: str,
        place: Place | None = None,
        without: Iterable[str] = (),
        at: Mapping[tuple[str, str], Callable[[], object]] | None = None,
        hear: Listener | None = None,
    ) -> Ran:
        """As ``run``, in this process and the kept browser: for what ends neither of them.

        ``without`` takes protections out of this run alone; ``at`` does something at crossings of requests, once;
        ``hear`` is told of every crossing.
        """
        acts = dict(at or {})

        def crossed(where: str, number: str | None) -> None:
            if hear is not None:
                hear(where, number)
            if act := acts.pop((where, number or ""), None):
                act()

        with pytest.MonkeyPatch.context() as patch:
            for name in without:
                protections.take_out(name, patch.setattr)
            if acts or hear:
                Crossings(crossed, put=patch.setattr)
            try:
                summary = self.apply(*numbers, place=place).summary
            except RpaError as error:
                ran = Ran(error.exit_code, {"error": type(error).__name__, "results": {}}, error.what)
            else:
                assert summary is not None
                ran = Ran(summary.exit_code, told(summary), "")
        assert not acts, f"never crossed: {sorted(acts)}"
        return ran

    def copy(self, name: str) -> Terrain:
        """The same organization as it is on disk now, in a folder of its own: a machine that did what this one did."""
        return replace(self, data=Path(shutil.copytree(self.data, self.data.parent / name)))

    def without_pictures(self) -> Terrain:
        """The same one; its runs take none: half of the browser's work where nothing is asked of them."""
        return replace(self, pictures=False)

    def with_pictures(self) -> Terrain:
        """The same one; its runs take them."""
        return replace(self, pictures=True)

    def pictured(self, number: str) -> list[str]:
        """At which stages of this request a picture was kept, in order."""
        lines = [line for line in records(open_place(self.data).folder.journal) if line["kind"] == "picture"]
        return [line["stage"] for line in lines if line["request_number"] == number]

    def spawn(self, *numbers: str, **wish: Any) -> Forked:
        """Start a run in a process of its own."""
        told = {"data": str(self.data), "numbers": numbers, "pictures": self.pictures, **wish}
        document = json.dumps(told, ensure_ascii=False)
        self.spawned.append(start("tests.faults.robot", document, new_session=True))
        return self.spawned[-1]

    def end_what_was_left(self) -> None:
        """A test that failed on its way has ended neither its run nor the run's browser."""
        while self.spawned:
            if (process := self.spawned.pop()).poll() is None:
                kill_run(process)

    def run(self, *numbers: str, **wish: Any) -> Ran:
        """Run in a process of its own to its end, or to its death."""
        return finished(self.spawn(*numbers, **wish))

    def lose_the_organization(self) -> None:
        """Another machine took it over: the fence moved on."""
        with closing(sqlite3.connect(open_place(self.data).folder.ledger, timeout=30)) as database, database:
            database.execute("UPDATE leases SET fence = fence + 1, holder = 'another machine'")

    def kill_while_it_sends(self, number: str, **wish: Any) -> None:
        """End a run, browser and all, once its send is at the stand, where a fault has to be armed for it.

        Killed right after the click, the call might never have left the browser.
        """
        since, process = self.now(), self.spawn(number, **wish)
        met = self.stand.wait_for_event("fault", 120, since=since)
        assert met["path"].endswith(f"{self.answers[number].portal_id}/send")
        kill_run(process)

    def now(self) -> int:
        """The stand's last event: what comes later is new."""
        return max((event["seq"] for event in self.stand.events()), default=0)

    # ---- what is really there -----------------------------------------------------------------------------------
    def record(self, number: str) -> dict[str, Any]:
        """The stand's own record of one request's answer; zeros when there is none."""
        found = self.stand.answer(number)
        nothing = {"sends": 0, "send_attempts": 0, "status": "NOT_SENT", "saves": 0}
        return found if found is not None else nothing

    def ledger(self, number: str) -> list[Record]:
        place = open_place(self.data)
        with Ledger.open(place.folder.ledger, now=place.now) as ledger:
            return ledger.history(place.settings.organization.ogrn, number)

    def holds_what_was_planned(self, number: str) -> bool:
        """Whether the stand holds exactly the approved content: the answer, the debtors, the bytes of their acts."""
        held, planned = self.record(number), self.answers[number]
        persons = sorted(
            (person["last_name"], person["first_name"], person["middle_name"], tuple(sorted(person["files"])))
            for person in held.get("persons", ())
        )
        wanted = sorted(
            (debtor.last_name, debtor.first_name, debtor.middle_name, tuple(sorted(f.sha256 for f in debtor.files)))
            for debtor in planned.debtors
        )
        return held.get("has_debt") is planned.has_debt and persons == wanted

    def assert_sent_once(self, number: str) -> None:
        held = self.record(number)
        assert (held["sends"], held["status"]) == (1, "SENT"), held
        assert self.holds_what_was_planned(number)

    def assert_journal_tells(self, number: str) -> None:
        """The answer's outcome stands in the journal, once, whoever died before writing it."""
        outcomes = [line for line in records(open_place(self.data).folder.journal) if line["kind"] == "outcome"]
        done = [line for line in outcomes if line["request_number"] == number and line["outcome"] == "done"]
        assert len(done) == 1, done

    def assert_journal_sound(self) -> None:
        verdict = verify_journal(open_place(self.data).folder.journal)
        assert verdict.ok, verdict


def waiting(stand: RunningStand) -> list[Subrequest]:
    """Every request that waits, as its card tells of it. No browser reads them here: what breaks is the answering, and
    an apply reads each card on the screen before it touches it, and skips what does not stand there as in the plan."""
    with stand.cabinet() as cabinet:

        def listed(page: int) -> list[dict[str, Any]]:
            address = f"{BASE}/search;page={page};itemsPerPage=100"
            found = cabinet.post(address, json={"statuses": ["NOT_SENT"]}).raise_for_status().json()
            items: list[dict[str, Any]] = found["debtSubReqList"]
            return items if found["total"] <= page * 100 else items + listed(page + 1)

        cards = [cabinet.get(f"{BASE}/{item['id']}").raise_for_status().json() for item in listed(1)]
    return sorted(map(subrequest, cards), key=lambda card: card.request_number)


def build_terrain(stand: RunningStand, folder: Path, **settings: Any) -> Terrain:
    """An organization on this stand, signed in by a ready session, with everything a rule proved approved."""
    account, accounting = stand.account, folder / "accounting"
    document = {
        "organization": {"name": account["name"], "ogrn": account["ogrn"]},
        "site": {name: stand.facts[name] for name in ("dom", "my", "esia")} | {"stand": True},
        "browser": {"pages": 1, "timeout_seconds": 12},
        "sign_in": {"method": "totp"},
        "pacing": {"answers_per_minute": 0, "settle_seconds": 1, "item_timeout_seconds": 90},
        "dataset": {
            "file": accounting / "debts.xlsx",
            "served_houses": accounting / "served_houses.xlsx",
            "acts": accounting / "acts",
        },
    }
    for section, values in settings.items():
        document[section] |= values
    data = folder / "data"
    found = DataRoot(data).organization("uk").create()
    save_settings(found.settings, OrganizationSettings.model_validate(document))
    vault = cheap_vault(found.vault, PASSPHRASE)
    for name in ("login", "password", "totp_secret"):
        vault.set(name, account[name])
    save_session(kept_by_a_browser(stand.session()), found.session, vault)
    place = open_place(data)
    made = make_plan(place, waiting(stand), load_prepared(place), RunSummary("read-beside"))
    plan = made.plan
    proven = {i.request_number: i.decision for i in plan.items if i.decision is not Decision.REVIEW}
    approval = approve(plan, proven, approver=APPROVER, at=place.moscow_now(), approval=made.approval)
    save_approval(place, plan, approval)
    drafted = {item.request_number for item in plan.items if item.ground.draft}
    answers = {a.request_number: a for a in approved_answers(plan, approval) if a.request_number not in drafted}
    return Terrain(stand, data, plan, approval, answers)
