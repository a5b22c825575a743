"""Guessing passwords of the review page is slowed down, and nothing a guesser can do makes it fast again."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import httpx
import pytest

from rpa.web.accounts import Role
from rpa.web.throttle import FREE_TRIES, Throttle, source_of
from tests.web.conftest import Client, Served, hidden

Serve = Callable[..., Served]
RIGHT = "верный пароль 7"


@dataclass
class Door:
    """The sign-in form of one browser; ``from_address`` is where on this computer it calls from."""

    served: Served
    from_address: str = "127.0.0.1"

    def __post_init__(self) -> None:
        way = httpx.HTTPTransport(local_address=self.from_address, verify=False)
        self.http = httpx.Client(
            base_url=self.served.url, headers={"Origin": self.served.url}, timeout=60, transport=way, verify=False
        )
        self.served.clients.append(self.http)
        self.token = hidden(self.http.get("/enter").text)["csrf"]

    def tries(self, name: str, password: str) -> int:
        return self.http.post("/enter", data={"csrf": self.token, "name": name, "password": password}).status_code

    def enters(self, name: str) -> int:
        """With the right password, in a browser of its own."""
        return Door(self.served, self.from_address).tries(name, RIGHT)


def with_accounts(serve: Serve, *names: str) -> Served:
    served = serve()
    for name in names:
        served.page.site.accounts.add(name, Role.VIEWER)
        served.page.site.accounts.set_password(name, RIGHT)
    return served


def test_guessing_a_password_is_slowed_down_and_the_right_one_waits_too(serve: Serve) -> None:
    served = serve()
    served.page.site.accounts.add("Решающая", Role.REVIEWER)
    served.page.site.accounts.set_password("Решающая", "верный пароль 7")
    http = served.http()
    fields = {**hidden(http.get("/enter").text), "name": "Решающая"}
    answers = [http.post("/enter", data={**fields, "password": f"неверный {n}"}).status_code for n in range(FREE_TRIES)]
    assert answers == [403] * FREE_TRIES
    assert http.post("/enter", data={**fields, "password": "верный пароль 7"}).status_code == 429


def test_a_name_typed_otherwise_is_the_same_account_to_the_throttle(serve: Serve) -> None:
    door = Door(with_accounts(serve, "Седова Анна"))
    spellings = ("Седова Анна", "седова анна", "Седова, Анна", "Седова-Анна.", "СЕДОВААННА")
    for name in spellings[:FREE_TRIES]:
        assert door.tries(name, "неверный") == 403
        door.served.page.site.throttle.forget("from:loopback")
    assert door.tries("Седова  Анна!", RIGHT) == 429


def test_who_has_an_account_cannot_wipe_out_guesses_at_others(serve: Serve) -> None:
    served = with_accounts(serve, "Смотрящая", *(f"Жертва {n}" for n in "абвгд"))
    door = Door(served)
    for letter in "абвгд":
        assert door.tries(f"Жертва {letter}", "неверный") == 403
        if letter != "д":
            assert door.enters("Смотрящая") == 303
    assert door.tries("Жертва а", "неверный") == 429
    assert door.enters("Смотрящая") == 429, "the source waits, whoever it says it is"


def test_signing_in_rightly_makes_nobody_wait(serve: Serve) -> None:
    door = Door(with_accounts(serve, "Смотрящая"))
    assert [door.enters("Смотрящая") for _ in range(FREE_TRIES + 2)] == [303] * (FREE_TRIES + 2)


def test_guesses_at_one_moment_do_not_all_pass(serve: Serve) -> None:
    served = with_accounts(serve, "Седова Анна")
    doors = [Door(served) for _ in range(3 * FREE_TRIES)]
    with ThreadPoolExecutor(len(doors)) as crowd:
        answers = Counter(crowd.map(lambda door: door.tries("Седова Анна", "неверный"), doors))
    assert answers == {403: FREE_TRIES, 429: 2 * FREE_TRIES}


@pytest.mark.skipif(sys.platform == "darwin", reason="macOS has 127.0.0.1 alone unless somebody adds more")
def test_this_computer_is_one_source_under_all_its_addresses(serve: Serve) -> None:
    served = with_accounts(serve, *(f"Жертва {n}" for n in "абвгде"))
    for number, letter in enumerate("абвгд", start=1):
        assert Door(served, f"127.0.0.{number}").tries(f"Жертва {letter}", "неверный") == 403
    assert Door(served, "127.0.0.9").tries("Жертва е", "неверный") == 429


def test_other_computers_are_told_apart() -> None:
    assert {source_of(host) for host in ("127.0.0.1", "127.8.9.1", "::1", "::ffff:127.0.0.2")} == {"loopback"}
    assert source_of("::ffff:192.0.2.7") == source_of("192.0.2.7") == "192.0.2.7"
    assert len({source_of(host) for host in ("192.0.2.7", "192.0.2.8", "2001:db8::1", "testclient", "")}) == 5


def test_a_link_lets_in_whom_wrong_passwords_keep_waiting_and_costs_nobody_a_try(serve: Serve) -> None:
    served = with_accounts(serve, "Седова Анна", "Решающая")
    for _ in range(2 * FREE_TRIES):
        fields = hidden(served.http().get("/enter?link=made-up").text)
        assert served.http().post("/enter", data=fields).status_code == 403
    door = Door(served)
    assert door.enters("Решающая") == 303, "a used link counts against nobody"
    assert [door.tries("Седова Анна", "неверный") for _ in range(FREE_TRIES + 1)] == [403] * FREE_TRIES + [429]
    entered = Client(served, served.page.link("Седова Анна"))
    assert entered.get("/me").status_code == 200
    changed = entered.post("/me/password", seen=entered.get("/me").text, old=RIGHT, new=RIGHT + "8", again=RIGHT + "8")
    assert changed.status_code == 303, "the link proved who it is"


def test_guessing_the_old_password_of_an_open_browser_is_slowed_down_too(serve: Serve) -> None:
    served = with_accounts(serve, "Седова Анна")
    entered = Client(served, served.page.link("Седова Анна"))
    seen = entered.get("/me").text
    new = {"new": "очень длинный 1", "again": "очень длинный 1"}
    for _ in range(FREE_TRIES):
        assert entered.post("/me/password", seen=seen, old="неверный", **new).status_code == 403
    refused = entered.post("/me/password", seen=seen, old=RIGHT, **new)
    assert refused.status_code == 429 and "Подождите 1 мин" in refused.text


def test_the_wait_doubles_ends_and_is_forgotten_after_success() -> None:
    now = [0.0]
    throttle = Throttle(lambda: now[0])
    for _ in range(FREE_TRIES):
        assert throttle.begin("a") == 0
    first = throttle.begin("a")
    assert first > 0 and throttle.begin("b") == 0
    assert throttle.begin("a", "b") == first
    now[0] += first
    assert throttle.begin("a") == 0
    assert throttle.begin("a") == 2 * first
    throttle.forget("a")
    assert throttle.begin("a") == 0


def test_a_try_taken_back_leaves_the_wait_as_it_was() -> None:
    now = [0.0]
    throttle = Throttle(lambda: now[0])
    for _ in range(FREE_TRIES):
        throttle.begin("a")
    now[0] = 100.0
    assert throttle.begin("a") == 0
    throttle.take_back("a")
    assert throttle.begin("a") == 0, "the failures before it are as long ago as they were"
    assert throttle.begin("a") == 60.0
    for _ in range(2 * FREE_TRIES):
        throttle.take_back("a")
    assert throttle.begin("a") == 0
