"""A day from check to notices on a stand, judged by the stand's own record; and a day in which things fail."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from rpa.audit import verify_journal
from rpa.debts.approval import Approval, approve
from rpa.debts.deadline import MOSCOW
from rpa.debts.plan import Plan, PlanItem
from rpa.errors import InteractionNeeded, OrganizationBusy, PageChanged, RpaError, SiteUnavailable
from rpa.model import Decision
from rpa.operate import daily
from rpa.operate.daily import run_daily
from rpa.operate.day import Day, State
from rpa.operate.day_lock import day_lock, under_way
from rpa.operate.place import Place
from rpa.operate.planning import open_plan, save_approval
from rpa.operate.recording import journal_of
from rpa.operate.stage import Result, Stage
from rpa.operate.stages import STAGES
from tests.kept_browser import starts_counted
from tests.no_pictures import pictures_of_nothing
from tests.scenarios.conftest import make_place
from tests.stand.conftest import RunningStand
from tests.unit.notices.receivers import WebServer, web_server

pytestmark = pytest.mark.timeout(600)


PLANNING = tuple(one for one in STAGES if one.name in ("plan", "apply"))


def place_on(stands: Callable[..., RunningStand], folder: Path, server: WebServer, **decision: str) -> Any:
    accounting = folder / "accounting"
    # One dwelling without a debt and two with one.
    stand = stands("--requests", "3", "--inquiries", "1", "--seed", "50", "--accounting", str(accounting))
    place = make_place(
        stand, folder / "data",
        dataset={"file": str(accounting / "debts.xlsx"), "served_houses": str(accounting / "served_houses.xlsx"),
                 "acts": str(accounting / "acts")},
        decision=decision,
        notices={"urls": [f"json://{server.address}/"], "heartbeat_url": f"http://{server.address}/ping"},
    )  # fmt: skip
    return stand, place


def sent(stand: RunningStand) -> dict[str, int]:
    return {answer["request_number"]: answer["sends"] for answer in stand.state(only="answers")["answers"]
            if answer["sends"]}  # fmt: skip


def messages(server: WebServer) -> list[str]:
    return [body["title"] for method, _, body in server.requests if method == "POST"]


def test_a_day_answers_what_the_policy_allows_and_a_second_start_goes_on_where_it_ended(
    stands: Callable[..., RunningStand], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with web_server() as server, pictures_of_nothing():
        stand, place = place_on(stands, tmp_path, server, automatic="no_debt")
        began: list[str] = []
        started = starts_counted(monkeypatch)
        day = run_daily(replace(place, thread=None), on_stage=lambda name, outcome: outcome or began.append(name))
        assert len(started) == 1, "the browser whose version is asked is the day's own"
        plan, approval = open_plan(place)
        assert began == [stage.name for stage in STAGES]
        assert [one.kind for one in day.troubles()] == ["Complaint"] * 2, "no letters would come, and settings differ"
        proven = {item.request_number for item in plan.items if item.decision is Decision.NO_DEBT}
        assert sent(stand).keys() >= set(approval.items) and proven >= set(approval.items) and approval.items
        assert all(sent(stand)[number] == 1 for number in approval.items)
        assert day.count("apply", "done") == len(approval.items)
        record = json.loads(daily.day_path(place.folder.reports, day.day).read_text())
        assert record == json.loads(json.dumps(day.document(), default=str))
        assert [path for method, path, _ in server.requests if method == "GET"][-1] in ("/ping", "/ping/fail")
        digest = next(body for _, _, body in server.requests if body and "итог за" in body["title"])
        assert day.checkpoint in digest["message"]

        told, answers = len(messages(server)), sent(stand)
        began.clear()
        again = run_daily(place, on_stage=lambda name, outcome: outcome or began.append(name))
        assert began == [] and all(again.outcomes[stage.name].resumed for stage in STAGES)
        assert again.exit_code == day.exit_code
        assert (len(messages(server)), sent(stand)) == (told, answers)

        # A person decides in the meantime: only what rests on that runs again.
        first, second = (item for item in plan.items if item.decision is Decision.DEBT)
        assert not sent(stand).keys() & {first.request_number, second.request_number}
        approval = decided(place, plan, approval, first)
        third = run_daily(place, on_stage=lambda name, outcome: outcome or began.append(name))
        assert began == ["apply", "verify", "report"]
        assert sent(stand) == answers | {first.request_number: 1}
        assert third.count("apply", "done") == 1

        # And once more, before a day that plans anew: what was approved of the plan before is sent without another.
        decided(place, plan, approval, second)
        tomorrow = run_daily(place, again=True, stages=PLANNING)
        assert open_plan(place)[0].sha256 != plan.sha256
        assert (tomorrow.count("plan", "approved"), tomorrow.count("plan", "carried")) == (0, 1)
        assert sent(stand) == answers | {first.request_number: 1, second.request_number: 1}


def decided(place: Place, plan: Plan, approval: Approval, item: PlanItem) -> Approval:
    """The approval with what a person approved of one more request; on disk, too."""
    chosen = {item.request_number: item.decision}
    given = approve(plan, chosen, approver="Придуманная А. А.", at=place.moscow_now(), approval=approval)
    save_approval(place, plan, given)
    return given


def test_a_missing_dataset_fails_the_plan_and_nothing_else_and_sends_nothing(
    stands: Callable[..., RunningStand], tmp_path: Path
) -> None:
    with web_server() as server:
        stand, place = place_on(stands, tmp_path, server, automatic="no_debt")
        (tmp_path / "accounting" / "debts.xlsx").unlink()
        before = sent(stand)
        day = run_daily(place)
        states = {name: outcome.state for name, outcome in day.outcomes.items()}
        assert states["plan"] is State.FAILED and states["apply"] is State.BLOCKED
        assert states["sync"] is State.DONE and states["report"] is State.DONE and states["notices"] is State.DONE
        assert day.exit_code == 65 and sent(stand) == before
        about_data, *about_cabinet = day.outcomes["check"].troubles
        assert (about_data.kind, len(about_cabinet)) == ("Complaint", 2) and "debts.xlsx" in about_data.what, about_data
        assert any("прогон не удался" in title for title in messages(server))
        assert any("проверка нашла недостатки" in title for title in messages(server))
        assert [path for method, path, _ in server.requests if method == "GET"][-1] == "/ping/fail"


# --- the order of stages, without a site ---------------------------------------------------------------------------


def stage(name: str, calls: list[str], error: Exception | None = None, **fields: Any) -> Stage:
    def carry_out(_place: Place, _day: Day) -> Result:
        calls.append(name)
        if error is not None:
            raise error
        return Result()

    return Stage(name, name, carry_out, **fields)


@pytest.mark.parametrize(
    ("error", "code", "third"),
    [
        (SiteUnavailable("Сайт не отвечает."), 75, True),
        (PageChanged("Нет кнопки.", key="a.b"), 70, True),
        (ValueError("unexpected"), 71, True),
        (InteractionNeeded("Капча.", screen="captcha"), 77, False),
        (OrganizationBusy("Занято."), 73, False),
    ],
)
def test_one_failed_stage_hides_no_other_unless_a_person_must_sign_in_first(
    bare: Place, error: Exception, code: int, third: bool
) -> None:
    calls: list[str] = []
    stages = (
        stage("check", calls), stage("sync", calls, error), stage("plan", calls),
        stage("report", calls, in_cabinet=False),
    )  # fmt: skip
    day = run_daily(bare, stages=stages)
    assert calls == ["check", "sync", *(["plan"] if third else []), "report"]
    assert day.exit_code == code
    assert day.outcomes["plan"].state is (State.DONE if third else State.BLOCKED)


def test_a_second_start_repeats_what_failed_and_what_rests_on_it(bare: Place) -> None:
    calls: list[str] = []
    failing = (
        stage("check", calls), stage("plan", calls, SiteUnavailable("Нет связи.")),
        stage("apply", calls, rests_on=("plan",)), stage("verify", calls),
    )  # fmt: skip
    assert run_daily(bare, stages=failing).exit_code == 75
    calls.clear()
    healed = tuple(replace(one, carry_out=stage(one.name, calls).carry_out) for one in failing)
    assert run_daily(bare, stages=healed).outcomes["plan"].state is State.DONE
    assert calls == ["plan", "apply"]


def test_a_killed_run_leaves_what_had_ended_on_disk(bare: Place) -> None:
    calls: list[str] = []
    with pytest.raises(KeyboardInterrupt):
        run_daily(bare, stages=(stage("check", calls), stage("plan", calls, KeyboardInterrupt())))  # type: ignore[arg-type]
    calls.clear()
    run_daily(bare, stages=(stage("check", calls), stage("plan", calls)))
    assert calls == ["plan"]


def test_again_begins_anew_and_a_new_day_does_too(bare: Place) -> None:
    calls: list[str] = []
    stages = (stage("check", calls),)
    run_daily(bare, stages=stages)
    run_daily(bare, stages=stages, again=True)
    tomorrow = replace(bare, now=lambda: Place.now().replace(year=Place.now().year + 1))
    assert run_daily(tomorrow, stages=stages).day > date.today()
    assert calls == ["check"] * 3


def test_a_stop_between_stages_is_told_and_the_rest_waits_for_the_next_start(bare: Place) -> None:
    calls: list[str] = []

    def stopping(place: Place, _day: Day) -> Result:
        calls.append("check")
        place.stop.stop("Ctrl-C")
        return Result()

    day = run_daily(bare, stages=(Stage("check", "check", stopping), stage("plan", calls)))
    assert (day.stopped, calls) == ("Ctrl-C", ["check"])


def test_two_daily_runs_of_one_organization_never_work_at_once(bare: Place) -> None:
    def second(place: Place, _day: Day) -> Result:
        with pytest.raises(OrganizationBusy):
            run_daily(place, stages=())
        return Result()

    assert run_daily(bare, stages=(Stage("check", "check", second),)).exit_code == 0


def test_what_was_done_half_a_day_ago_is_done_again_although_moscow_has_the_same_date(bare: Place) -> None:
    """A start of the night, put off by a site that was away; then the regular one of a machine far in the east."""
    calls: list[str] = []
    night = datetime(2026, 11, 24, 0, 10, tzinfo=MOSCOW)
    for later in (0, 11, 22):
        place = replace(bare, now=lambda later=later: night + timedelta(hours=later))
        assert run_daily(place, stages=(stage("plan", calls),)).day == date(2026, 11, 24)
    assert calls == ["plan"] * 2


def test_somebody_who_only_looks_whether_a_run_is_under_way_keeps_none_from_beginning(bare: Place) -> None:
    with ThreadPoolExecutor(1) as pool, day_lock(bare.folder):
        begun = pool.submit(run_daily, bare, stages=())
        assert under_way(bare.folder)
        with pytest.raises(TimeoutError):
            begun.result(timeout=0.5)
    assert begun.result().exit_code == 0


def test_the_most_actionable_trouble_gives_the_code(bare: Place) -> None:
    errors: tuple[RpaError, ...] = (SiteUnavailable("Нет связи."), PageChanged("Нет кнопки.", key="a.b"))
    stages = tuple(stage(f"s{number}", [], error) for number, error in enumerate(errors))
    day = run_daily(bare, stages=stages)
    assert day.exit_code == 70 and [trouble.code for trouble in day.troubles()] == [70, 75]


AFTERWARDS = tuple(one for one in STAGES if one.name in ("report", "purge"))


@pytest.fixture
def worked(bare: Place) -> Place:
    """A place that has a run in its journal and a picture kept for two years."""
    with journal_of(bare) as journal:
        journal.record("run_started", scenario="verify_answers", target="http://my.dom.test", stand=True)
        journal.record("item", request_number="77-1", ending="done", detail="")
        journal.record("run_finished", scenario="verify_answers", counts={"done": 1}, left=0, stopped="", error="")
    old = bare.folder.evidence / "20240101-060000-a1b2" / "77-1-filled.jpg"
    old.parent.mkdir()
    old.write_bytes(b"picture")
    return bare


def test_a_journal_that_does_not_verify_fails_the_report_stage_and_nothing_is_destroyed(worked: Place) -> None:
    assert run_daily(worked, stages=AFTERWARDS).exit_code == 0
    journal = worked.folder.journal
    journal.write_bytes(journal.read_bytes().replace(b"77-1", b"77-2", 1))
    allowed = replace(worked, settings=worked.settings.model_validate(
        worked.settings.model_dump(mode="json") | {"retention": {"purge_daily": True}}
    ))  # fmt: skip
    day = run_daily(allowed, stages=AFTERWARDS, again=True)
    report = day.outcomes["report"]
    assert (report.state, report.code, day.exit_code) == (State.FAILED, 74, 74)
    assert [trouble.kind for trouble in report.troubles] == ["EvidenceBroken"]
    assert report.files, "the report is written all the same: it says what is wrong"
    assert day.outcomes["purge"].state is State.BLOCKED
    assert (worked.folder.evidence / "20240101-060000-a1b2" / "77-1-filled.jpg").exists()


def test_files_past_their_days_are_counted_and_destroyed_only_where_the_settings_say_so(worked: Place) -> None:
    picture = worked.folder.evidence / "20240101-060000-a1b2" / "77-1-filled.jpg"
    assert run_daily(worked, stages=AFTERWARDS).count("purge", "expired") == 1
    assert picture.exists()
    allowed = replace(worked, settings=worked.settings.model_validate(
        worked.settings.model_dump(mode="json") | {"retention": {"purge_daily": True}}
    ))  # fmt: skip
    day = run_daily(allowed, stages=AFTERWARDS)
    assert (day.count("purge", "deleted"), day.exit_code) == (1, 0)
    assert not picture.exists()
    assert verify_journal(worked.folder.journal, evidence_root=worked.folder.evidence).ok
    [act] = worked.folder.reports.glob("purge-*.html")
    assert day.outcomes["purge"].files == (str(act),)
