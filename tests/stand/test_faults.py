"""Each fault is shown to happen when armed, and not to happen otherwise; what was stored is read from the stand."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from test_rest_debt_requests import SUB, fresh_requests, save, search, send

from tests.stand.conftest import RunningStand

USER = "/ppa/api/rest/services/ppa/current-user"


@pytest.fixture(scope="module")
def stand(shared_stand: RunningStand) -> RunningStand:
    """One stand for all: every test takes a request of its own and clears its faults by using them up."""
    return shared_stand


@pytest.fixture(autouse=True)
def _calm(stand: RunningStand) -> Any:
    stand.control.delete("/__stand__/faults").raise_for_status()
    yield
    stand.control.delete("/__stand__/faults").raise_for_status()


def counts(stand: RunningStand, number: str) -> tuple[int, int]:
    answer = stand.answer(number)
    return (answer["saves"], answer["sends"]) if answer else (0, 0)


def test_nothing_is_broken_by_default(stand: RunningStand) -> None:
    assert stand.control.get("/__stand__/faults").json() == []
    assert stand.control.get("/__stand__/ui-faults").json() == {"faults": []}
    with stand.cabinet() as cabinet:
        numbers = [i["number"] for i in search(cabinet)["debtSubReqList"]]
        assert [i["number"] for i in search(cabinet)["debtSubReqList"]] == numbers
        item = fresh_requests(cabinet)[0]
        assert save(cabinet, item, debtPresent=False).status_code == 200
        assert send(cabinet, item, 1).status_code == 200
    assert counts(stand, item["number"]) == (1, 1)


@pytest.mark.parametrize(
    ("name", "status", "kind"),
    [
        ("error_500_once", 500, "application/json"),
        ("gateway_504", 504, "text/html"),
        ("waf_page", 200, "text/html"),
        ("attention", 500, "application/json"),
    ],
)
def test_a_reading_call_fails_once_and_then_works(stand: RunningStand, name: str, status: int, kind: str) -> None:
    with stand.cabinet() as cabinet:
        stand.arm(name)
        broken = cabinet.get(USER)
        assert (broken.status_code, broken.headers["content-type"].partition(";")[0]) == (status, kind)
        assert cabinet.get(USER).json()["fio"]
    if name == "attention":
        assert broken.json()["message"]
    assert [e["name"] for e in stand.events("fault")][-1] == name


def test_a_lasting_error_lasts_until_it_is_switched_off(stand: RunningStand) -> None:
    with stand.cabinet() as cabinet:
        stand.arm("error_500_always")
        assert [cabinet.get(USER).status_code for _ in range(3)] == [500] * 3
        stand.control.delete("/__stand__/faults")
        assert cabinet.get(USER).status_code == 200


def test_slow_answers_late_and_hang_never(stand: RunningStand) -> None:
    with stand.cabinet() as cabinet:
        stand.arm("slow", seconds=0.5, count=1)
        begun = time.monotonic()
        assert cabinet.get(USER).status_code == 200
        assert time.monotonic() - begun >= 0.5
        stand.arm("hang")
        with pytest.raises(httpx.ReadTimeout):
            cabinet.get(USER, timeout=0.5)
        assert cabinet.get(USER).status_code == 200


def test_a_slow_write_is_carried_out_though_its_client_is_gone_by_then(stand: RunningStand) -> None:
    """What has reached the site happens, whatever becomes of who asked for it."""
    with stand.cabinet() as cabinet:
        item = fresh_requests(cabinet)[0]
        since = stand.events()[-1]["seq"]
        stand.arm("slow", path=item["id"], seconds=1, count=1)
        with pytest.raises(httpx.ReadTimeout):
            cabinet.put(f"{SUB}/{item['id']}", json={"version": 0, "debtPresent": False}, timeout=0.3)
    assert counts(stand, item["number"]) == (0, 0)
    waited = stand.control.get("/__stand__/events", params={"kind": "stored", "since": since, "wait": 30}, timeout=40)
    assert [event["request_number"] for event in waited.json()] == [item["number"]]
    assert counts(stand, item["number"]) == (1, 0)


@pytest.mark.parametrize(
    ("name", "stored"), [("cut_before", (0, 0)), ("cut_after", (1, 0)), ("reply_lost", (1, 0)), ("swallowed", (0, 0))]
)
def test_a_save_is_broken_before_or_after_it_is_stored(stand: RunningStand, name: str, stored: tuple[int, int]) -> None:
    with stand.cabinet() as cabinet:
        item = fresh_requests(cabinet)[0]
        stand.arm(name)
        if name.startswith("cut"):
            with pytest.raises((httpx.ReadError, httpx.RemoteProtocolError)):
                save(cabinet, item, debtPresent=False)
        else:
            assert save(cabinet, item, debtPresent=False).status_code == (500 if name == "reply_lost" else 200)
        assert counts(stand, item["number"]) == stored
        repeated = save(cabinet, item, debtPresent=False)
        assert repeated.status_code == (409 if stored[0] else 200)
        assert counts(stand, item["number"]) == (1, 0)


@pytest.mark.parametrize(
    ("name", "sends"), [("cut_before", 0), ("cut_after", 1), ("reply_lost", 1), ("swallowed", 0), ("answer_refused", 0)]
)
def test_a_fault_aimed_at_sending_leaves_saving_alone(stand: RunningStand, name: str, sends: int) -> None:
    with stand.cabinet() as cabinet:
        item = fresh_requests(cabinet)[0]
        stand.arm(name, path="/send")
        assert save(cabinet, item, debtPresent=False).status_code == 200
        try:
            answer = send(cabinet, item, 1)
        except httpx.TransportError:
            assert name.startswith("cut")
        else:
            assert answer.status_code == {"reply_lost": 500, "swallowed": 200, "answer_refused": 422}[name]
            if name == "swallowed":
                assert answer.json()["status"] == "SENT"  # it lies
        assert counts(stand, item["number"]) == (1, sends)
        card = cabinet.get(f"{SUB}/{item['id']}").json()
        assert card["status"] == ("SENT" if sends else "NOT_SENT")
        # Saying it again never makes a second answer.
        assert send(cabinet, item, 1).status_code == (409 if sends else 200)
        assert counts(stand, item["number"]) == (1, 1)


def test_a_revoke_can_be_aimed_at(stand: RunningStand) -> None:
    with stand.cabinet() as cabinet:
        item = fresh_requests(cabinet)[0]
        stand.arm("swallowed", path="/revoke")
        save(cabinet, item, debtPresent=False)
        send(cabinet, item, 1)
        assert cabinet.post(f"{SUB}/{item['id']}/revoke", json={"version": 2}).json()["status"] == "NOT_SENT"
        assert cabinet.get(f"{SUB}/{item['id']}").json()["status"] == "SENT"


def test_write_faults_spare_reading_and_uploading(stand: RunningStand) -> None:
    with stand.cabinet() as cabinet:
        item = fresh_requests(cabinet)[0]
        stand.arm("cut_before")
        search(cabinet)
        cabinet.get(f"{SUB}/{item['id']}").raise_for_status()
        cabinet.post("/filestore/upload?context=debtreq", files={"file": ("a.pdf", b"x")}).raise_for_status()
        with pytest.raises(httpx.TransportError):
            save(cabinet, item, debtPresent=False)


def test_a_refusal_and_a_conflict_carry_a_text(stand: RunningStand) -> None:
    with stand.cabinet() as cabinet:
        item = fresh_requests(cabinet)[0]
        stand.arm("answer_refused", text="Фамилия указана неверно")
        refused = save(cabinet, item, debtPresent=False)
        assert (refused.status_code, refused.json()["message"]) == (422, "Фамилия указана неверно")
        stand.arm("version_conflict")
        conflict = save(cabinet, item, debtPresent=False)
        assert conflict.status_code == 409
        assert "изменены" in conflict.json()["message"]
        assert counts(stand, item["number"]) == (0, 0)
        assert save(cabinet, item, debtPresent=False).status_code == 200


def test_a_colleague_answers_meanwhile(stand: RunningStand) -> None:
    with stand.cabinet() as cabinet:
        item = fresh_requests(cabinet)[0]
        stand.arm("colleague_answered", path="/send")
        assert save(cabinet, item, debtPresent=False).status_code == 200
        assert send(cabinet, item, 1).status_code == 409
    answer = stand.answer(item["number"])
    assert answer is not None
    assert (answer["sends"], answer["status"], answer["executor"] != stand.account["person"]) == (0, "SENT", True)


def test_a_session_is_lost_in_the_middle(stand: RunningStand) -> None:
    with stand.cabinet() as cabinet:
        stand.arm("session_lost")
        assert [cabinet.get(USER).status_code for _ in range(2)] == [403, 403]
    with stand.cabinet() as cabinet:
        assert cabinet.get(USER).status_code == 200


def test_maintenance_closes_every_address(stand: RunningStand) -> None:
    stand.arm("maintenance", count=4)
    with stand.cabinet() as cabinet:
        for host in ("esia.localhost", "dom.localhost", "my.dom.localhost", "127.0.0.1"):
            page = cabinet.get("/", headers={"Host": host})
            assert page.status_code == 503
            assert "технические работы" in page.text
            assert "УЧЕБНЫЙ СТЕНД" in page.text
        assert cabinet.get(USER).status_code == 200


def test_a_row_is_inserted_between_two_pages(stand: RunningStand) -> None:
    with stand.cabinet() as cabinet:
        stand.arm("row_inserted_between_pages")
        first = search(cabinet, 1, 10)
        second = search(cabinet, 2, 10)
        assert second["total"] == first["total"] + 1
        # The last row of page one has slid onto page two.
        assert second["debtSubReqList"][0]["number"] == first["debtSubReqList"][-1]["number"]


def test_the_order_is_shuffled_and_the_list_empty(stand: RunningStand) -> None:
    with stand.cabinet() as cabinet:
        straight = [i["number"] for i in search(cabinet)["debtSubReqList"]]
        stand.arm("order_shuffled", count=1)
        shuffled = [i["number"] for i in search(cabinet)["debtSubReqList"]]
        assert shuffled != straight
        assert sorted(shuffled) == sorted(straight)
        stand.arm("empty_list")
        assert search(cabinet)["total"] == 0
        assert [i["number"] for i in search(cabinet)["debtSubReqList"]] == straight


def test_faults_wait_count_and_choose_their_account(stand: RunningStand) -> None:
    accountant = next(a for a in stand.facts["accounts"] if a["login"].startswith("specialist"))
    with stand.cabinet() as ours, stand.cabinet(accountant) as theirs:
        stand.arm("error_500_once", count=2, after=1, account=accountant["login"], path="/ppa/")
        assert ours.get(USER).status_code == 200
        assert [theirs.get(USER).status_code for _ in range(4)] == [200, 500, 500, 200]
    armed = stand.control.get("/__stand__/faults").json()
    assert [(f["fired"], f["count"]) for f in armed] == [(2, 0)]


def test_the_favicon_uses_no_fault_up(stand: RunningStand) -> None:
    with stand.cabinet() as cabinet:
        stand.arm("maintenance", count=1)
        cabinet.get("/favicon.ico")
        assert stand.events("fault")[-1:] == [] or stand.events("fault")[-1]["path"] != "/favicon.ico"
        assert cabinet.get(USER).status_code == 503


@pytest.mark.parametrize("name", ["results_late", "label_renamed", "button_doubled", "overlay"])
def test_faults_of_the_page_are_told_to_it_and_counted_when_played(stand: RunningStand, name: str) -> None:
    stand.arm(name, count=1, caption="Найти", text="Искать")
    told = stand.control.get("/__stand__/ui-faults").json()["faults"]
    assert [(f["name"], f["caption"], f["text"]) for f in told] == [(name, "Найти", "Искать")]
    assert stand.control.post(f"/__stand__/ui-faults/{name}/hit").json() == {"hit": True}
    assert stand.control.get("/__stand__/ui-faults").json() == {"faults": []}
    assert stand.control.post(f"/__stand__/ui-faults/{name}/hit").json() == {"hit": False}


def test_the_command_line_arms_faults_too(stands: Callable[..., RunningStand]) -> None:
    stand = stands("--fault", "error_500_once:path=/ppa/,count=2", "empty_list", "--fault", "hang:path=/404")
    with stand.cabinet() as cabinet:
        assert search(cabinet)["total"] == 0
        assert [cabinet.get(USER).status_code for _ in range(3)] == [500, 500, 200]
