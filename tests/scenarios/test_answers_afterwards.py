"""What becomes of answers after they were sent: verified by an independent reading, withdrawn, corrected."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from rpa.debts.approval import Choice
from rpa.errors import PlanError
from rpa.job.checking import Check, Finding
from rpa.ledger import IntentKind, Ledger, Outcome
from rpa.model import Decision
from rpa.operate.notes import Notes
from rpa.operate.purging import VERIFY_DAYS
from rpa.operate.verifying import Verified, verify_answers, verify_lately
from rpa.operate.withdrawing import Corrected, correct, withdraw
from tests.faults.terrain import PASSPHRASE, Terrain, build_terrain, open_place
from tests.forking import run
from tests.kept_browser import starts_counted
from tests.stand.conftest import RunningStand, start_stand, stop_stand

pytestmark = pytest.mark.xdist_group("afterwards")

WHY, WHO = "долг погашен до запроса", "Проверка Надёжности"


@pytest.fixture(scope="module")
def terrains(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Terrain]]:
    running: list[RunningStand] = []

    def build(requests: int = 28) -> Terrain:
        folder: Path = tmp_path_factory.mktemp("terrain")
        options = ("--requests", str(requests), "--inquiries", "0", "--seed", "7", "--session-minutes", "60000")
        running.append(start_stand(*options, "--accounting", str(folder / "accounting")))
        return build_terrain(running[-1], folder)

    yield build
    for stand in running:
        stop_stand(stand)


@pytest.fixture(scope="module")
def terrain(terrains: Callable[..., Terrain]) -> Terrain:
    return terrains()


def sent(terrain: Terrain, decision: Decision = Decision.NO_DEBT) -> str:
    number = terrain.take(decision)
    assert terrain.ending(number) == "done"
    return number


def verified(terrain: Terrain, *, pages: int = 1) -> Verified:
    place = terrain.place(browser={"pages": pages})
    found: Verified = verify_answers(place)
    return found


def finding(terrain: Terrain, number: str) -> Finding:
    return {check.request_number: check for check in verified(terrain).checks}[number].finding


def in_the_cabinet(terrain: Terrain, number: str, act: str) -> None:
    """A person does something in the cabinet, past the robot."""
    address = f"/debtreq/api/rest/services/debtreq/sub/{terrain.answers[number].portal_id}"
    with terrain.stand.cabinet() as client:
        card = client.get(address).raise_for_status().json()
        client.post(f"{address}/{act}", json={"version": card["version"]}).raise_for_status()


def journal(terrain: Terrain, kind: str) -> list[dict[str, Any]]:
    lines = open_place(terrain.data).folder.journal.read_text(encoding="utf-8").splitlines()
    return [record for record in map(json.loads, lines) if record["kind"] == kind]


def corrected(terrain: Terrain, number: str, decision: Decision) -> Corrected:
    place = terrain.place()
    found: Corrected = correct(place, number, Choice(decision, WHY), reason=WHY, by=WHO)
    return found


def test_verify_tells_right_answers_from_those_that_are_not_what_was_approved(terrain: Terrain) -> None:
    right, gone, other = sent(terrain, Decision.DEBT), sent(terrain), sent(terrain)
    in_the_cabinet(terrain, gone, "revoke")
    in_the_cabinet(terrain, other, "revoke")
    body = {"request_number": other, "has_debt": True, "send": True}
    terrain.stand.control.post("/__stand__/colleague", json=body).raise_for_status()
    found = {check.request_number: check.finding for check in verified(terrain, pages=3).checks}
    assert (found[right], found[gone], found[other]) == (Finding.RIGHT, Finding.NOT_THERE, Finding.DIFFERENT)
    assert set(found) == {request["request_number"] for request in terrain.stand.state(only="requests")["requests"]}
    told = {record["request_number"]: record["finding"] for record in journal(terrain, "verify")}
    assert (told[gone], told[other]) == ("not_there", "different")


def test_the_daily_verification_opens_no_card_of_an_old_answer_and_the_one_by_hand_does(terrain: Terrain) -> None:
    number = sent(terrain)
    place = terrain.place()
    later = replace(place, now=lambda: place.now() + timedelta(days=VERIFY_DAYS + 1))
    daily: Verified = verify_lately(later)
    by_hand: Verified = verify_answers(later)
    told = [{check.request_number: check.finding for check in one.checks} for one in (daily, by_hand)]
    assert (told[0].get(number), told[1][number]) == (None, Finding.RIGHT)


def test_an_answer_whose_end_nobody_knows_is_an_exit_code_of_its_own(terrains: Callable[..., Terrain]) -> None:
    terrain = terrains(requests=8)
    number = terrain.take()
    terrain.stand.arm("swallowed", path=f"{terrain.answers[number].portal_id}/send")
    assert terrain.ending(number) == "unknown"
    found = verified(terrain)
    assert Check(number, Finding.UNCERTAIN) in found.findings()
    assert found.exit_code == 77


def test_a_passed_deadline_is_an_exit_code_of_its_own(terrains: Callable[..., Terrain]) -> None:
    terrain = terrains(requests=8)
    waiting = terrain.take()
    before = verified(terrain)
    assert waiting not in {check.request_number for check in before.findings()}
    terrain.stand.advance(days=30)
    after = verified(terrain)
    assert {check.finding for check in after.findings() if check.request_number == waiting} == {Finding.AUTOMATIC}
    assert after.exit_code == 69


def test_a_withdrawn_answer_is_not_sent_again_by_the_plan_that_had_sent_it(terrain: Terrain) -> None:
    number = sent(terrain)
    place = terrain.place()
    summary, card = withdraw(place, number, reason=WHY, by=WHO)
    assert summary.exit_code == 0
    assert card is not None
    held = terrain.record(number)
    assert (held["status"], held["revokes"]) == ("NOT_SENT", 1)
    last = terrain.ledger(number)[-1]
    assert (last.intent.kind, last.outcome) == (IntentKind.REVOKE, Outcome.DONE)
    [note] = Notes(place.folder.notes).of(number)
    assert (note.text, note.by) == (WHY, WHO), "the reason lies where it has a term"
    assert terrain.ending(number) == "skipped"
    assert terrain.record(number)["sends"] == 1


@pytest.mark.parametrize(("reason", "by"), [(" ", WHO), (WHY, " ")])
def test_nothing_is_withdrawn_without_a_reason_and_a_name(terrain: Terrain, reason: str, by: str) -> None:
    number = sent(terrain)
    place = terrain.place()
    with pytest.raises(PlanError):
        withdraw(place, number, reason=reason, by=by)
    assert terrain.record(number)["revokes"] == 0


def test_a_correction_replaces_the_answer_and_links_the_evidence_of_both(
    terrain: Terrain, monkeypatch: pytest.MonkeyPatch
) -> None:
    number, started = sent(terrain, Decision.DEBT), starts_counted(monkeypatch)
    place = open_place(terrain.data)
    done = correct(place, number, Choice(Decision.NO_DEBT, WHY), reason=WHY, by=WHO)
    assert (done.exit_code, len(started)) == (0, 1), "its three runs share one browser of their own"
    held = terrain.record(number)
    assert (held["status"], held["has_debt"], held["persons"], held["sends"]) == ("SENT", False, [], 2)
    first, revoke, second = terrain.ledger(number)
    [link] = [record for record in journal(terrain, "correction") if record["request_number"] == number]
    assert (link["withdrawn_intent"], link["withdrawal_intent"], link["sent_intent"]) == (
        [first.intent.id],
        [revoke.intent.id],
        [second.intent.id],
    )
    assert link["withdrawn_evidence"]
    assert link["sent_evidence"]
    assert finding(terrain, number) is Finding.RIGHT


def test_what_cannot_be_answered_anew_is_not_withdrawn(terrain: Terrain) -> None:
    number = sent(terrain)
    with pytest.raises(PlanError, match="нет должников"):
        corrected(terrain, number, Decision.DEBT)
    assert terrain.record(number)["revokes"] == 0


def test_a_correction_interrupted_after_the_withdrawal_is_finished_by_the_same_command(terrain: Terrain) -> None:
    number = sent(terrain, Decision.DEBT)
    place = terrain.place()
    withdraw(place, number, reason=WHY, by=WHO)
    for _ in range(2):
        # The second time all is done already, and nothing more is.
        assert corrected(terrain, number, Decision.NO_DEBT).exit_code == 0
        held = terrain.record(number)
        assert (held["status"], held["has_debt"], held["revokes"], held["sends"]) == ("SENT", False, 1, 2)
    assert len([record for record in journal(terrain, "correction") if record["request_number"] == number]) == 1


def test_an_answer_withdrawn_by_hand_can_still_be_corrected(terrain: Terrain) -> None:
    number = sent(terrain, Decision.DEBT)
    in_the_cabinet(terrain, number, "revoke")
    assert corrected(terrain, number, Decision.NO_DEBT).exit_code == 0
    assert terrain.record(number)["sends"] == 2


@pytest.mark.parametrize(("fault", "revokes"), [("reply_lost", 1), ("answer_refused", 0), ("swallowed", 0)])
def test_a_withdrawal_is_believed_only_when_it_is_read(terrain: Terrain, fault: str, revokes: int) -> None:
    number = sent(terrain)
    terrain.stand.arm(fault, path=f"{terrain.answers[number].portal_id}/revoke")
    place = terrain.place()
    summary, _card = withdraw(place, number, reason=WHY, by=WHO)
    assert terrain.record(number)["revokes"] == revokes
    assert (summary.exit_code == 0) is bool(revokes)


def test_an_answer_whose_plan_is_lost_is_closed_by_the_name_and_ground_of_a_person(
    terrains: Callable[..., Terrain],
) -> None:
    terrain = terrains(requests=8)
    number = terrain.take()
    place = open_place(terrain.data)
    organization = place.settings.organization.ogrn
    with Ledger.open(place.folder.ledger, now=place.now) as ledger, ledger.lease(organization, "died") as lease:
        ledger.intend(
            organization=organization, request_number=number, kind=IntentKind.SEND, content_sha256="c" * 64,
            plan_sha256="p" * 64, run_id="20260101-000000-0000", fence=lease.fence,
        )  # fmt: skip
    environment = os.environ | {"RPA_DATA": str(terrain.data), "RPA_VAULT_PASSPHRASE": PASSPHRASE, "COLUMNS": "200"}

    def settle(*words: str) -> tuple[int, str]:
        done = run("rpa", "debts", "settle", number, *words, env=environment)
        return done.returncode, done.stdout + done.stderr

    code, said = settle()
    assert code == 77 and "На портале: ответа нет." in said and "not-sent (не отправлено)" in said, said
    words = ("--by", WHO, "--reason", WHY)
    assert settle("--as", "not-sent")[0] == 65, "nobody stands for it"
    assert settle("--as", "sent", *words)[0] == 65, "the card says otherwise"
    assert settle("--as", "lost", *words)[0] == 2
    assert settle("--as", "not-sent", *words) == (
        0,
        f"Запрос {number}. На портале: ответа нет.\nИсход записан: не отправлено.\n",
    )
    [told] = [record for record in journal(terrain, "outcome") if record["request_number"] == number]
    assert WHO in told["detail"] and WHY not in json.dumps(told, ensure_ascii=False)
    assert terrain.ending(number) == "done", "what was approved may be sent now"
    assert settle()[0] == 0
