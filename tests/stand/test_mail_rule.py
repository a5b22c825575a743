"""Mail goes out under the task's rule only, checked at a real SMTP server."""

from __future__ import annotations

import email
import email.policy
import socket
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from tests.stand.conftest import RunningStand

PPA = "/ppa/api/rest/services/ppa"


class Box:
    """Keeps what arrives; refuses recipients of ``refused``."""

    def __init__(self) -> None:
        self.letters: list[tuple[str, Any]] = []
        self.refused: set[str] = set()

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if address in self.refused:
            return "550 no such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        letter = email.message_from_bytes(envelope.content, policy=email.policy.default)
        self.letters += [(address, letter) for address in envelope.rcpt_tos]
        return "250 OK"


@pytest.fixture
def post_office() -> Iterator[tuple[Box, str]]:
    box = Box()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    yield box, f"127.0.0.1:{port}"
    controller.stop()


def set_check_box(stand: RunningStand, on: bool) -> None:
    with stand.cabinet() as cabinet:
        settings = cabinet.get(f"{PPA}/organizations/settings").json()
        body = {"emailInquiryNotifications": on, "version": settings["version"]}
        cabinet.put(f"{PPA}/organizations/settings", json=body).raise_for_status()


def grant_distribution(stand: RunningStand, position: str) -> str | None:
    """Give «Распределение обращений по исполнителям» to the employee of this position; the address, if any."""
    with stand.cabinet() as cabinet:
        items = cabinet.get(f"{PPA}/employees;page=1;itemsPerPage=100").json()["items"]
        employee = next(e for e in items if e["position"] == position)
        rights = cabinet.get(f"{PPA}/employees/{employee['id']}/rights").json()
        held = [r["code"] for g in rights["groups"] for r in g["rights"] if r["granted"]]
        body = {"granted": [*held, "MSG_DISTRIBUTE"], "version": rights["version"]}
        cabinet.put(f"{PPA}/employees/{employee['id']}/rights", json=body).raise_for_status()
        address: str | None = employee["email"]
        return address


def arrive(stand: RunningStand, **what: int) -> dict[str, list[str]]:
    numbers: dict[str, list[str]] = stand.control.post("/__stand__/arrive", json=what).raise_for_status().json()
    return numbers


def test_a_letter_needs_the_check_box_the_right_and_an_address(
    stands: Callable[..., RunningStand], post_office: tuple[Box, str]
) -> None:
    box, smtp = post_office
    stand = stands("--smtp", smtp)
    arrive(stand, inquiries=1)
    assert (box.letters, stand.state(only="mails")["mails"]) == ([], [])  # neither

    # «Начальник участка» holds the right from the start, and has no address.
    set_check_box(stand, True)
    arrive(stand, inquiries=1)
    assert box.letters == []  # the box alone

    set_check_box(stand, False)
    address = grant_distribution(stand, "Юрист")
    assert address is not None
    arrive(stand, inquiries=1)
    assert box.letters == []  # the right alone

    set_check_box(stand, True)
    number = arrive(stand, inquiries=1, requests=1)["inquiries"][0]
    assert [to for to, _ in box.letters] == [address]
    letter = box.letters[0][1]
    assert number in letter["Subject"]
    assert "УЧЕБНЫЙ СТЕНД" in letter.get_content()
    mails = stand.control.get("/__stand__/mails").json()
    assert [(m["recipient"], m["inquiry_number"], m["delivery"]) for m in mails] == [(address, number, "sent")]
    assert mails == stand.state(only="mails")["mails"]


def test_a_debt_request_is_never_announced_by_this_mail(
    stands: Callable[..., RunningStand], post_office: tuple[Box, str]
) -> None:
    box, smtp = post_office
    stand = stands("--smtp", smtp)
    set_check_box(stand, True)
    grant_distribution(stand, "Юрист")
    arrive(stand, requests=3)
    assert box.letters == []


def test_letters_leave_by_themselves_when_the_clock_brings_inquiries(
    stands: Callable[..., RunningStand], post_office: tuple[Box, str]
) -> None:
    box, smtp = post_office
    stand = stands("--smtp", smtp, "--arrivals", "20")
    set_check_box(stand, True)
    address = grant_distribution(stand, "Юрист")
    stand.advance(days=2)
    arrived = stand.events("inquiry_arrived")
    assert arrived
    assert [to for to, _ in box.letters] == [address] * len(arrived)


def test_a_refused_or_dead_mail_server_stops_nothing(
    stands: Callable[..., RunningStand], post_office: tuple[Box, str]
) -> None:
    box, smtp = post_office
    stand = stands("--smtp", smtp)
    set_check_box(stand, True)
    refused, accepted = grant_distribution(stand, "Юрист"), grant_distribution(stand, "Бухгалтер")
    assert refused is not None
    box.refused.add(refused)
    arrive(stand, inquiries=1)
    delivery = {m["recipient"]: m["delivery"] for m in stand.state(only="mails")["mails"]}
    assert delivery == {refused: "failed", accepted: "sent"}

    dead = stands("--smtp", "127.0.0.1:9")
    set_check_box(dead, True)
    grant_distribution(dead, "Юрист")
    arrive(dead, inquiries=1)
    assert [m["delivery"] for m in dead.state(only="mails")["mails"]] == ["failed"]


def test_without_a_mail_server_letters_are_only_recorded(stand: RunningStand) -> None:
    set_check_box(stand, True)
    grant_distribution(stand, "Юрист")
    arrive(stand, inquiries=2)
    assert [m["delivery"] for m in stand.state(only="mails")["mails"]] == ["recorded", "recorded"]
