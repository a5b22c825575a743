"""The world a seed means, the clock that makes it live, and the door tests use."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from test_rest_debt_requests import SUB, fresh_requests, save, search, send

from tests.forking import run
from tests.stand.conftest import ROOT, RunningStand

NOW = ("--now", "2026-11-24T10:00:00")
THE_WORLD = "answers,requests,inquiries,settings,rights"


def test_the_first_line_of_json_holds_addresses_and_accounts(shared_stand: RunningStand) -> None:
    facts = shared_stand.facts
    assert set(facts) == {"esia", "dom", "my", "control", "accounts"}
    assert facts["esia"].startswith("http://esia.localhost:")
    assert facts["my"].startswith("http://my.dom.localhost:")
    assert facts["control"].startswith("http://127.0.0.1:")
    for account in facts["accounts"]:
        assert set(account) >= {"login", "password", "totp_secret", "ogrn", "name"}
        assert len(account["ogrn"]) == 13
    assert facts["accounts"][0]["position"] == "Генеральный директор"


def test_the_same_seed_gives_the_same_world_and_another_seed_another(stands: Callable[..., RunningStand]) -> None:
    first, second, third = (stands("--seed", seed, *NOW) for seed in ("5", "5", "6"))
    assert first.state(only=THE_WORLD) == second.state(only=THE_WORLD)
    numbers = {r["id"] for r in first.state(only="requests")["requests"]}
    assert not numbers & {r["id"] for r in third.state(only="requests")["requests"]}
    assert first.facts["accounts"] == second.facts["accounts"]


def test_several_organizations_have_their_own_requests_and_accounts(stands: Callable[..., RunningStand]) -> None:
    stand = stands("--organizations", "3", "--requests", "50")
    ogrns = list(dict.fromkeys(a["ogrn"] for a in stand.facts["accounts"]))
    assert len(ogrns) == 3
    for ogrn in ogrns:
        assert len(stand.state(only="requests", ogrn=ogrn)["requests"]) == 50
    assert len({a["login"] for a in stand.facts["accounts"]}) == len(stand.facts["accounts"])


def test_forty_requests_show_every_state_and_the_address_traps(shared_stand: RunningStand) -> None:
    requests = shared_stand.state(only="requests")["requests"]
    assert {r["status"] for r in requests} == {"NOT_SENT", "SENT", "AUTO_GENERATED"}
    assert any(r["status"] == "NOT_SENT" and r["version"] == 1 for r in requests)  # added, not sent
    assert any(r["fias_house_guid"] is None for r in requests)
    assert any("/" in r["address"].rpartition("д. ")[2] for r in requests)
    assert sum(r["status"] == "NOT_SENT" for r in requests) >= 30


def test_on_the_deadline_the_portal_answers_no_by_itself(stands: Callable[..., RunningStand]) -> None:
    stand = stands(*NOW)
    with stand.cabinet() as cabinet:
        done, late = fresh_requests(cabinet)[:2]
        save(cabinet, done, debtPresent=False)
        send(cabinet, done, 1)
        before = {r["request_number"]: r["status"] for r in stand.state(only="requests")["requests"]}
        due = stand.state(only="requests", request_number=late["number"])["requests"][0]["due_date"]
        stand.control.post("/__stand__/clock", json={"set": f"{due}T23:59:00"}).raise_for_status()
        assert stand.answer(late["number"]) is None
        stand.advance(seconds=120)
    answer = stand.answer(late["number"])
    assert answer is not None
    assert (answer["status"], answer["has_debt"]) == ("AUTO_GENERATED", False)
    assert (answer["sends"], answer["executor"]) == (0, None)
    assert stand.answer(done["number"])["status"] == "SENT"  # type: ignore[index]
    after = {r["request_number"]: r for r in stand.state(only="requests")["requests"]}
    for number, request in after.items():
        overdue = before[number] == "NOT_SENT" and request["due_date"] <= due
        assert (request["status"] == "AUTO_GENERATED") == (overdue or before[number] == "AUTO_GENERATED")
    with stand.cabinet() as cabinet:
        assert send(cabinet, late, 1).status_code == 409


@pytest.mark.parametrize(
    ("sent", "due"),
    [
        ("2026-11-24", "2026-12-01"),
        ("2026-12-29", "2027-01-14"),
        ("2026-02-20", "2026-03-02"),
        ("2025-10-31", "2025-11-10"),  # Saturday 1 November 2025 was worked
        ("2027-02-19", "2027-03-01"),  # so is Saturday 20 February 2027
    ],
)
def test_deadlines_are_the_fifth_working_day(stands: Callable[..., RunningStand], sent: str, due: str) -> None:
    stand = stands("--now", f"{sent}T12:00:00", "--requests", "0", "--inquiries", "0")
    number = stand.control.post("/__stand__/arrive", json={"requests": 1}).json()["requests"][0]
    request = stand.state(only="requests", request_number=number)["requests"][0]
    assert (request["sent_date"], request["due_date"]) == (sent, due)


def test_open_requests_are_never_overdue_at_the_start(stands: Callable[..., RunningStand]) -> None:
    for now in ("2027-01-05T00:00:10", "2026-11-22T23:00:00"):
        stand = stands("--now", now)
        opened = [r for r in stand.state(only="requests")["requests"] if r["status"] == "NOT_SENT"]
        assert len(opened) >= 30
        assert min(r["due_date"] for r in opened) >= now[:10]
        assert max(r["sent_date"] for r in opened) <= now[:10]


def test_requests_and_inquiries_arrive_on_demand(stand: RunningStand) -> None:
    arrived = stand.control.post("/__stand__/arrive", json={"requests": 2, "inquiries": 3}).json()
    with stand.cabinet() as cabinet:
        newest = search(cabinet, size=2)["debtSubReqList"]
        assert {i["number"] for i in newest} == set(arrived["requests"])
        assert all(i["status"] == "NOT_SENT" and i["version"] == 0 for i in newest)
    assert len(stand.state(only="inquiries")["inquiries"]) == 23


def test_arrivals_follow_the_clock_and_the_seed(stands: Callable[..., RunningStand]) -> None:
    arrived = []
    for _ in range(2):
        stand = stands(*NOW, "--arrivals", "24")
        stand.advance(days=3)
        events = stand.events("request_arrived") + stand.events("inquiry_arrived")
        arrived.append(sorted(e.get("request_number") or e["inquiry_number"] for e in events))
    assert arrived[0] == arrived[1]
    assert 40 <= len(arrived[0]) <= 105
    quiet = stands(*NOW)
    quiet.advance(days=3)
    assert quiet.events("request_arrived") == []


def test_an_idle_session_dies_by_the_clock_and_a_used_one_lives(stands: Callable[..., RunningStand]) -> None:
    stand = stands("--session-minutes", "15")
    with stand.cabinet() as cabinet:
        for _ in range(3):
            stand.advance(seconds=14 * 60)
            assert cabinet.get("/ppa/api/rest/services/ppa/current-user").status_code == 200
        stand.advance(seconds=16 * 60)
        assert cabinet.get("/ppa/api/rest/services/ppa/current-user").status_code == 403


def test_a_session_id_has_thirty_four_characters_and_a_stranger_gets_none(shared_stand: RunningStand) -> None:
    assert len(shared_stand.session()) == 34
    refused = shared_stand.control.post("/__stand__/session", json={"login": "nobody@stend.test", "ogrn": "1"})
    assert refused.status_code == 400


def test_a_colleague_can_answer_and_a_service_can_withdraw(stand: RunningStand) -> None:
    with stand.cabinet() as cabinet:
        first, second, third = fresh_requests(cabinet)[:3]
        body = {"request_number": first["number"], "has_debt": True, "send": True}
        stand.control.post("/__stand__/colleague", json=body).raise_for_status()
        assert save(cabinet, first, debtPresent=False).status_code == 409
        stand.control.post("/__stand__/colleague", json={**body, "request_number": second["number"], "send": False})
        card = cabinet.get(f"{SUB}/{second['id']}").json()
        assert (card["status"], card["responseAdded"], card["version"]) == ("NOT_SENT", True, 1)
        stand.control.post("/__stand__/withdraw-request", json={"request_number": third["number"]}).raise_for_status()
        assert search(cabinet, number=third["number"])["total"] == 0
        assert cabinet.get(f"{SUB}/{third['id']}").status_code == 404
    answer = stand.answer(first["number"])
    assert answer is not None
    assert (answer["has_debt"], answer["sends"], answer["executor"] != stand.account["person"]) == (True, 0, True)


def test_latency_is_added_to_rest_and_can_be_changed(stands: Callable[..., RunningStand]) -> None:
    stand = stands("--latency", "300")
    with stand.cabinet() as cabinet:
        begun = time.monotonic()
        cabinet.get("/ppa/api/rest/services/ppa/current-user").raise_for_status()
        took = time.monotonic() - begun
        assert took >= 0.3
        stand.control.post("/__stand__/settings", json={"latency_ms": 0}).raise_for_status()
        cabinet.get("/ppa/api/rest/services/ppa/current-user").raise_for_status()
        server_ms = stand.events("call")[0]["ms"]
    # Without the latency, on any machine; timers may end a little early.
    assert server_ms <= (took - 0.3) * 1000 + 5


@pytest.mark.skipif(not Path("/proc/net/tcp").exists(), reason="needs Linux's list of sockets")
def test_the_stand_listens_on_loopback_only(shared_stand: RunningStand) -> None:
    port = int(shared_stand.url.rpartition(":")[2])
    listening = [
        line.split()[1]
        for line in Path("/proc/net/tcp").read_text(encoding="ascii").splitlines()[1:]
        if line.split()[3] == "0A" and int(line.split()[1].partition(":")[2], 16) == port
    ]
    assert listening == [f"0100007F:{port:04X}"]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_the_stand_at_once_even_with_a_hanging_call(
    stands: Callable[..., RunningStand], number: signal.Signals
) -> None:
    stand = stands("--fault", "hang")
    session = stand.session()
    with socket.create_connection(("127.0.0.1", int(stand.url.rpartition(":")[2])), timeout=30) as hanging:
        path = "/ppa/api/rest/services/ppa/current-user"
        hanging.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\nCookie: sessionid={session}\r\n\r\n".encode("ascii"))
        assert stand.wait_for_event("fault")["name"] == "hang"
        stand.process.send_signal(number)
        assert stand.process.wait(timeout=5) == 0


def test_wrong_usage_ends_with_two_and_says_why() -> None:
    for arguments, word in ((["--fault", "no_such"], "no_such"), (["--requests", "-1"], "неотрицательное")):
        done = run("rpa.stand", *arguments)
        assert done.returncode == 2
        assert word in done.stderr


def test_control_refuses_nonsense_with_a_reason(shared_stand: RunningStand) -> None:
    post = shared_stand.control.post
    assert post("/__stand__/faults", json={"name": "no_such"}).status_code == 400
    assert post("/__stand__/clock", json={"advance": -1}).status_code == 400
    assert post("/__stand__/signin", json={"login": "*", "variants": ["no_such"]}).status_code == 400
    assert post("/__stand__/session", content=b"[]").status_code == 400
    assert post("/__stand__/colleague", json={"request_number": "1", "has_debt": False}).status_code == 404


def test_the_stand_imports_nothing_of_the_product() -> None:
    code = "import sys, rpa.stand.command; print(*[m for m in sys.modules if m.startswith('rpa.')])"
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=True)
    assert [name for name in done.stdout.split() if not f"{name}.".startswith("rpa.stand.")] == []


def test_a_person_sees_addresses_and_accounts() -> None:
    process = subprocess.Popen([sys.executable, "-m", "rpa.stand"], cwd=ROOT, stdout=subprocess.PIPE)
    try:
        assert process.stdout is not None
        text = b""
        while b"Ctrl+C" not in text:
            line = process.stdout.readline()
            assert line, text
            text += line
    finally:
        process.kill()
        process.wait()
        process.stdout.close()  # type: ignore[union-attr]
    assert "УЧЕБНЫЙ СТЕНД" in text.decode("utf-8")
    assert "admin1@stend.test" in text.decode("utf-8")


def test_due_dates_agree_with_an_independent_calendar(shared_stand: RunningStand) -> None:
    holidays = pytest.importorskip("holidays")
    calendar = holidays.country_holidays("RU", years=range(2025, 2028))
    from rpa.stand.workdays import add_working_days, is_working

    day = date(2025, 1, 1)
    while day < date(2027, 12, 20):
        assert is_working(day) == calendar.is_working_day(day), day
        assert add_working_days(day, 5) == calendar.get_nth_working_day(day, 5)
        day += timedelta(days=1)
