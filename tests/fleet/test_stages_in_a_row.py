"""Which stages a run goes through when one fails, and whether that counts against its organization."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from rpa.debts.approval import Approval, ApprovedItem, How, Signature
from rpa.errors import DatasetError, InteractionNeeded, PageChanged, RpaError, SiteUnavailable
from rpa.fleet import engine
from rpa.fleet import stages as stages_module
from rpa.fleet.configuration import FleetSettings
from rpa.fleet.crew import Crew
from rpa.fleet.stages import SCENARIOS, Stages
from rpa.fleet.worker import FleetWork
from rpa.job.entry import LIVED_SECONDS
from rpa.job.results import RunSummary
from rpa.model import Decision
from rpa.operate.answering import Applied
from rpa.operate.place import silent
from rpa.operate.stage import Result
from rpa.settings import DataRoot, OrganizationSettings, save_settings

pytest.importorskip("dbos")
SLUG = "uk-primer"


def signed(how: How) -> ApprovedItem:
    signature = Signature("Смирнова Анна (вымышлена)", datetime(2026, 11, 24, 9, 0, tzinfo=UTC), how)
    return ApprovedItem("a" * 64, Decision.NO_DEBT, "проверено", (), signature)


APPROVAL = Approval("p" * 64, {"9900000001": signed(How.SHEET), "9900000002": signed(How.AUTOMATIC)})


class Run:
    """A workflow on the true stages, whose work is told here: ``fails`` says which of it raises what."""

    def __init__(self, crew: Crew, monkeypatch: pytest.MonkeyPatch) -> None:
        self.crew, self.fails = crew, dict[str, RpaError]()
        self.began, self.applied, self.told = list[str](), list[set[str]](), dict[str, dict[str, Any]]()
        work = FleetWork(crew, Stages(crew))

        def stage(name: str, slug: str, plan: str | None, _attempt: int) -> dict[str, Any]:
            self.began.append(name)
            return work.carry_out(name, slug, plan)

        def conclude(slug: str, tick: str, code: int, reason: str) -> None:
            work.failed(slug, reason) if reason else work.succeeded(slug, tick, code)

        def tell(_slug: str, ended: dict[str, dict[str, Any]]) -> dict[str, int]:
            self.told = ended
            return {}

        def apply(_place: object, _plan: object, approval: Approval) -> Applied:
            self._may("apply")
            self.applied.append(set(approval.items))
            return Applied(RunSummary("run"), ())

        plan = SimpleNamespace(sha256="p" * 64)
        for name, does in (("_stage", stage), ("_conclude", conclude), ("_tell", tell)):
            monkeypatch.setattr(engine, name, does)
        monkeypatch.setattr(engine.DBOS, "sleep", lambda _seconds: None)
        for name, does in (
            ("plan_anew", self._doing("plan", (plan, Result(counts={"new": 1})))),
            ("plan_id", lambda _plan: "made-today"),
            ("open_plan", lambda _place, _name: (plan, APPROVAL)),
            ("apply_plan", apply),
            ("verify_lately", self._doing("verify", SimpleNamespace(
                summary=RunSummary("run"), exit_code=0, counts=dict
            ))),
            ("sync_anew", self._doing("sync", Result(counts={"listed": 2}))),
        ):  # fmt: skip
            monkeypatch.setattr(stages_module, name, does)

    def _may(self, name: str) -> None:
        if name in self.fails:
            raise self.fails[name]

    def _doing(self, name: str, answer: Any) -> Callable[..., Any]:
        def do(*_: object) -> Any:
            self._may(name)
            return answer

        return do

    def __call__(self, scenario: str = "debts", plan: str | None = None) -> dict[str, Any]:
        self.began.clear()
        stages = list(SCENARIOS[scenario])
        return dict(engine._run_organization.__wrapped__(SLUG, scenario, "t1", stages, plan, 2, 0))

    @property
    def failures(self) -> int:
        [member] = self.crew.records.members()
        return member.failures


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    monkeypatch.setenv("RPA_VAULT_PASSPHRASE", "made up")
    settings = {"organization": {"name": "УК Пример (вымышлена)", "ogrn": "1200000000000"}}
    folder = DataRoot(tmp_path).organization(SLUG).create()
    save_settings(folder.settings, OrganizationSettings.model_validate(settings))
    crew = Crew.open(FleetSettings(work=tmp_path / "work"), DataRoot(tmp_path))
    yield Run(crew, monkeypatch)
    crew.records.close()


def test_a_run_plans_answers_looks_again_and_reads_the_inquiries(run: Run) -> None:
    assert run()["done"]
    assert run.began == ["plan", "apply", "verify", "sync"]
    assert run.applied == [set(APPROVAL.items)], "the policy approved the plan that was made just now"
    assert run.told["sync"]["counts"] == {"listed": 2}


@pytest.mark.parametrize(
    "trouble", [DatasetError("Файла нет."), PageChanged("Список другой.", key="debt_requests.row")]
)
def test_what_people_approved_is_sent_though_no_plan_could_be_made(run: Run, trouble: RpaError) -> None:
    run.fails["plan"] = trouble
    ended = run()
    assert run.began == ["plan", "apply", "verify", "sync"]
    assert run.applied == [{"9900000001"}], "nothing that the policy approved of an earlier plan"
    assert (ended["done"], ended["code"]) == (False, trouble.exit_code)
    assert ended["reason"] == f"plan: {type(trouble).__name__}"
    assert run.failures == 1


def test_who_has_to_sign_in_is_not_asked_again_by_the_next_stage(run: Run) -> None:
    run.fails["plan"] = InteractionNeeded("Нужен код.", screen="sms")
    assert not run()["done"]
    assert run.began == ["plan"] and list(run.told) == ["plan"]


def test_a_site_that_stays_away_ends_the_run_after_its_attempts(run: Run) -> None:
    run.fails["plan"] = SiteUnavailable("Не отвечает.")
    assert run()["reason"] == "plan: SiteUnavailable"
    assert run.began == ["plan", "plan"]


@pytest.mark.parametrize(
    "trouble", [SiteUnavailable("Не отвечает."), PageChanged("Список другой.", key="debt_requests.row")]
)
def test_inquiries_that_cannot_be_read_are_told_and_put_nobody_aside(run: Run, trouble: RpaError) -> None:
    run.fails["sync"] = trouble
    ended = run()
    assert (ended["done"], ended["reason"], run.failures) == (True, "", 0)
    assert run.told["sync"]["reason"] == type(trouble).__name__
    assert ended["code"] == trouble.exit_code


def test_who_asks_to_send_without_naming_a_plan_sends_what_people_approved(run: Run) -> None:
    assert run("apply")["done"] and run("apply", "20261124-090000-aaaaaaaa")["done"]
    assert run.applied == [{"9900000001"}, set(APPROVAL.items)]


def test_an_organization_set_up_while_the_worker_runs_is_in_the_next_tick(run: Run) -> None:
    run.crew.data.organization("uk-second").create().settings.write_text("organization: {}\n", encoding="utf-8")
    assert FleetWork(run.crew, Stages(run.crew)).organizations(parked=False) == [SLUG, "uk-second"]


def test_passwords_are_counted_over_all_stages_and_attempts_of_a_worker(run: Run) -> None:
    """Each has a place of its own; a session that dies at once had two more typed for each attempt."""
    first, second = run.crew.place(SLUG), run.crew.place(SLUG)
    first.typed_at.extend([time.monotonic() - LIVED_SECONDS, time.monotonic()])
    wanted = run.crew.place(SLUG).wanted("verify_answers", given=None, on_progress=silent, pages=1)
    assert wanted.typed_at is second.typed_at and len(wanted.typed_at) == 1
    run.crew.data.organization("uk-second").create().settings.write_text(
        "organization: {name: УК Вторая, ogrn: '1200000000001'}\n", encoding="utf-8"
    )
    other = run.crew.place("uk-second").wanted("verify_answers", given=None, on_progress=silent, pages=1)
    assert other.typed_at == []
