"""What becomes of answers after they were sent: verified by an independent reading, withdrawn, corrected."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from rpa.cabinet.pages.base import CabinetPage
from rpa.cli import main
from rpa.cli.context import locate
from rpa.debts.approval import Choice
from rpa.errors import PlanError
from rpa.job.checking import Check, Finding
from rpa.job.commitment import Cause
from rpa.job.withdrawal import Withdraw, Withdrawals
from rpa.ledger import IntentKind, Ledger, Outcome
from rpa.model import Decision
from rpa.operate.notes import Notes
from rpa.operate.purging import VERIFY_DAYS
from rpa.operate.remembering import remembered
from rpa.operate.verifying import Verified, verify_answers, verify_lately
from rpa.operate.withdrawing import Corrected, correct, withdraw
from tests.faults.terrain import PASSPHRASE, Terrain, build_terrain, open_place
from tests.kept_browser import in_kept_browser, starts_counted
from tests.no_pictures import pictures_of_nothing
from tests.stand.conftest import RunningStand, start_stand, stop_stand

pytestmark = pytest.mark.xdist_group("afterwards")

WHY, WHO = "долг погашен до запроса", "Проверка Надёжности"
DEBTS = ("right", "corrected", "withdrawn")
NONE = ("gone", "other", "reply_lost", "answer_refused", "swallowed")


PICTURE = CabinetPage.picture


@pytest.fixture(scope="module", autouse=True)
def evidence_is_linked_whatever_it_shows() -> Iterator[None]:
    """Of one correction it shows what there was: that each of its pictures can be taken is asked there."""
    with pictures_of_nothing():
        yield


@pytest.fixture(scope="module")
def terrains(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[int], Terrain]]:
    running: list[RunningStand] = []

    def build(requests: int) -> Terrain:
        folder: Path = tmp_path_factory.mktemp("terrain")
        options = ("--requests", str(requests), "--inquiries", "0", "--seed", "150", "--session-minutes", "60000")
        running.append(start_stand(*options, "--accounting", str(folder / "accounting")))
        return build_terrain(running[-1], folder)

    yield build
    for stand in running:
        stop_stand(stand)


@pytest.fixture(scope="module")
def terrain(terrains: Callable[[int], Terrain]) -> Terrain:
    # Three dwellings have a debt, seven have none.
    return terrains(12)


@pytest.fixture(scope="module")
def answered(terrain: Terrain) -> dict[str, str]:
    """What one run answered: the number of the request that each test takes for its own, by what is done to it."""
    taken = {name: terrain.take(Decision.DEBT if name in DEBTS else Decision.NO_DEBT) for name in DEBTS + NONE}
    assert set(terrain.endings(*taken.values()).values()) == {"done"}
    return taken


def in_the_cabinet(terrain: Terrain, number: str, act: str) -> None:
    """A person does something in the cabinet, past the robot."""
    address = f"/debtreq/api/rest/services/debtreq/sub/{terrain.answers[number].portal_id}"
    with terrain.stand.cabinet() as client:
        card = client.get(address).raise_for_status().json()
        client.post(f"{address}/{act}", json={"version": card["version"]}).raise_for_status()


def journal(terrain: Terrain, kind: str) -> list[dict[str, Any]]:
    lines = open_place(terrain.data).folder.journal.read_text(encoding="utf-8").splitlines()
    return [record for record in map(json.loads, lines) if record["kind"] == kind]


def of(terrain: Terrain, kind: str, number: str) -> list[dict[str, Any]]:
    return [record for record in journal(terrain, kind) if record["request_number"] == number]


def corrected(terrain: Terrain, number: str, decision: Decision) -> Corrected:
    place = terrain.place()
    found: Corrected = correct(place, number, Choice(decision, WHY), reason=WHY, by=WHO)
    return found


@dataclass(frozen=True)
class Checked:
    """Answers of which one was corrected and two touched by people; verified when all of them had grown old."""

    correction: Corrected
    browsers: int
    by_hand: dict[str, Finding]
    daily: dict[str, Finding]


@pytest.fixture(scope="module")
def checked(terrain: Terrain, answered: dict[str, str]) -> Checked:
    with pytest.MonkeyPatch.context() as patched:
        started, place = starts_counted(patched), open_place(terrain.data)
        patched.setattr(CabinetPage, "picture", PICTURE)
        choice = Choice(Decision.NO_DEBT, WHY)
        correction: Corrected = correct(place, answered["corrected"], choice, reason=WHY, by=WHO)
    for name in ("gone", "other"):
        in_the_cabinet(terrain, answered[name], "revoke")
    body = {"request_number": answered["other"], "has_debt": True, "send": True}
    terrain.stand.control.post("/__stand__/colleague", json=body).raise_for_status()
    # Two cards at a time: in the other tests of verification one page reads them all.
    place = terrain.place(browser={"pages": 2})
    later = replace(place, now=lambda: place.now() + timedelta(days=VERIFY_DAYS + 1))
    runs: tuple[Verified, Verified] = verify_answers(later), verify_lately(later)
    by_hand, daily = ({check.request_number: check.finding for check in run.checks} for run in runs)
    return Checked(correction, len(started), by_hand, daily)


def test_verify_tells_right_answers_from_those_that_are_not_what_was_approved(
    terrain: Terrain, answered: dict[str, str], checked: Checked
) -> None:
    wanted = {
        "right": Finding.RIGHT, "corrected": Finding.RIGHT, "gone": Finding.NOT_THERE, "other": Finding.DIFFERENT,
    }  # fmt: skip
    assert {name: checked.by_hand[answered[name]] for name in wanted} == wanted
    listed = {request["request_number"] for request in terrain.stand.state(only="requests")["requests"]}
    assert set(checked.by_hand) == listed
    told = {record["request_number"]: record["finding"] for record in journal(terrain, "verify")}
    assert (told[answered["gone"]], told[answered["other"]]) == ("not_there", "different")


def test_the_daily_verification_opens_no_card_of_an_old_answer_and_the_one_by_hand_does(
    answered: dict[str, str], checked: Checked
) -> None:
    number = answered["right"]
    assert (checked.daily.get(number), checked.by_hand[number]) == (None, Finding.RIGHT)


def test_a_correction_replaces_the_answer_and_links_the_evidence_of_both(
    terrain: Terrain, answered: dict[str, str], checked: Checked
) -> None:
    number = answered["corrected"]
    withdrawn, sent = checked.correction.withdrawn, checked.correction.sent
    # Not by its exit code: it also tells what became of a withdrawal that another test left undecided.
    assert sent is not None
    endings = [result.ending.value for run in (withdrawn, sent) for result in run.results if result.key == number]
    assert endings == ["done", "done"]
    assert checked.browsers == 1, "its runs share one browser of their own"
    held = terrain.record(number)
    assert (held["status"], held["has_debt"], held["persons"], held["sends"]) == ("SENT", False, [], 2)
    first, revoke, second = terrain.ledger(number)
    [link] = of(terrain, "correction", number)
    assert (link["withdrawn_intent"], link["withdrawal_intent"], link["sent_intent"]) == (
        [first.intent.id],
        [revoke.intent.id],
        [second.intent.id],
    )
    assert link["withdrawn_evidence"]
    assert link["sent_evidence"]
    taken, folder = of(terrain, "picture", number)[2:], open_place(terrain.data).folder.evidence
    assert [one["stage"] for one in taken] == ["before-withdrawal", "withdrawn", "filled", "result"]
    assert all((folder / one["path"]).stat().st_size > 1000 for one in taken), "of the screens, not of nothing"


def test_an_unknown_end_and_a_passed_deadline_are_exit_codes_of_their_own(
    terrains: Callable[[int], Terrain],
) -> None:
    terrain = terrains(2)
    number, waiting = terrain.take(), terrain.take()
    terrain.stand.arm("swallowed", path=f"{terrain.answers[number].portal_id}/send")
    assert terrain.ending(number) == "unknown"
    found: Verified = verify_answers(terrain.place())
    assert Check(number, Finding.UNCERTAIN) in found.findings()
    assert waiting not in {check.request_number for check in found.findings()}
    assert found.exit_code == 77
    terrain.stand.advance(days=30)
    found = verify_answers(terrain.place())
    assert {check.finding for check in found.findings() if check.request_number == waiting} == {Finding.AUTOMATIC}
    assert found.exit_code == 69


def test_a_withdrawn_answer_is_sent_again_by_a_correction_alone_also_by_one_that_was_interrupted(
    terrain: Terrain, answered: dict[str, str]
) -> None:
    number, place = answered["withdrawn"], terrain.place()
    summary, card = withdraw(place, number, reason=WHY, by=WHO)
    # Beside it the run may tell what became of a withdrawal another test left undecided.
    assert {one.key: one.ending.value for one in summary.results}[number] == "done"
    assert card is not None
    held = terrain.record(number)
    assert (held["status"], held["revokes"]) == ("NOT_SENT", 1)
    last = terrain.ledger(number)[-1]
    assert (last.intent.kind, last.outcome) == (IntentKind.REVOKE, Outcome.DONE)
    [note] = Notes(place.folder.notes).of(number)
    assert (note.text, note.by) == (WHY, WHO), "the reason lies where it has a term"
    assert terrain.ending(number) == "skipped", "the plan that had sent it"
    assert terrain.record(number)["sends"] == 1
    for _ in range(2):
        # The second time all is done already, and nothing more is.
        assert corrected(terrain, number, Decision.NO_DEBT).exit_code == 0
        held = terrain.record(number)
        assert (held["status"], held["has_debt"], held["revokes"], held["sends"]) == ("SENT", False, 1, 2)
    assert len(of(terrain, "correction", number)) == 1


def test_what_cannot_be_answered_anew_is_not_withdrawn(terrain: Terrain, answered: dict[str, str]) -> None:
    # Its withdrawal, tried by another test, is refused: it stays what it is.
    number = answered["answer_refused"]
    with pytest.raises(PlanError, match="нет должников"):
        corrected(terrain, number, Decision.DEBT)
    assert terrain.record(number)["revokes"] == 0


def test_a_withdrawal_is_believed_only_when_it_is_read(terrain: Terrain, answered: dict[str, str]) -> None:
    """Three in one run, and another fault for each of them."""
    revokes = {"reply_lost": 1, "answer_refused": 0, "swallowed": 0}
    for fault in revokes:
        terrain.stand.arm(fault, path=f"{terrain.answers[answered[fault]].portal_id}/revoke")
    place = terrain.place()
    wanted = tuple(Withdraw(answered[fault], Cause(WHY, WHO)) for fault in revokes)
    since = terrain.now()
    summary = place.run("withdraw_answers", given=Withdrawals(wanted, remembered(place)), pages=1).summary
    met = [event["name"] for event in terrain.stand.events("fault") if event["seq"] > since]
    assert met == list(revokes)
    assert {fault: terrain.record(answered[fault])["revokes"] for fault in revokes} == revokes
    good = {result.key: result.good for result in summary.results}
    assert {fault: good[answered[fault]] for fault in revokes} == {fault: bool(n) for fault, n in revokes.items()}
    assert summary.exit_code != 0


def test_an_answer_whose_plan_is_lost_is_closed_by_the_name_and_ground_of_a_person(
    terrain: Terrain, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    number = terrain.take()
    place = open_place(terrain.data)
    organization = place.settings.organization.ogrn
    with Ledger.open(place.folder.ledger, now=place.now) as ledger, ledger.lease(organization, "died") as lease:
        ledger.intend(
            organization=organization, request_number=number, kind=IntentKind.SEND, content_sha256="c" * 64,
            plan_sha256="p" * 64, run_id="20260101-000000-0000", fence=lease.fence,
        )  # fmt: skip
    monkeypatch.setenv("RPA_VAULT_PASSPHRASE", PASSPHRASE)
    monkeypatch.setenv("COLUMNS", "200")
    # The command's own, but for the browser.
    monkeypatch.setattr("rpa.cli.answers.locate", lambda *given: in_kept_browser(locate(*given)))

    def settle(*words: str) -> tuple[object, str]:
        with pytest.raises(SystemExit) as ended:
            main(["debts", "settle", number, *words, "--data", str(terrain.data)])
        said = capsys.readouterr()
        return ended.value.code, said.out + said.err

    code, said = settle()
    assert code == 77 and "На портале: ответа нет." in said and "not-sent (не отправлено)" in said, said
    words = ("--by", WHO, "--reason", WHY)
    assert settle("--as", "not-sent")[0] == 65, "nobody stands for it"
    assert settle("--as", "lost", *words)[0] == 2
    assert settle("--as", "not-sent", *words) == (
        0,
        f"Запрос {number}. На портале: ответа нет.\nИсход записан: не отправлено.\n",
    )
    [told] = of(terrain, "outcome", number)
    assert WHO in told["detail"] and WHY not in json.dumps(told, ensure_ascii=False)
    assert terrain.ending(number) == "done", "what was approved may be sent now"
