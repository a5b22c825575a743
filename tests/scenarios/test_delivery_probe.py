"""Whether messages arrive: the whole truth table against letters really sent, and the way into a real mailbox."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from rpa.errors import BadSettings, SiteUnavailable
from rpa.inquiries.notification import explain, receivers
from rpa.job import catalogue
from rpa.job.runner import prepared
from rpa.model import RIGHT_DISTRIBUTE
from rpa.operate.delivery import Proof, probe_delivery
from rpa.operate.inquiries import sync
from rpa.operate.place import Place, silent
from tests.scenarios.conftest import make_place
from tests.scenarios.post_office import DOVECOT, PASSWORD, PostOffice, free_port, imap, smtp
from tests.stand.conftest import RunningStand, start_stand, stop_stand

PPA = "/ppa/api/rest/services/ppa"
needs_dovecot = pytest.mark.skipif(DOVECOT is None, reason="Dovecot is not installed (tests/provision.py)")


@dataclass
class Office:
    stand: RunningStand
    post: PostOffice

    def allow(self, box: bool, holders: set[str]) -> None:
        """Set the check box, and give the right that brings messages to employees of these positions alone."""
        with self.stand.cabinet() as cabinet:
            settings = cabinet.get(f"{PPA}/organizations/settings").json()
            body = {"emailInquiryNotifications": box, "version": settings["version"]}
            cabinet.put(f"{PPA}/organizations/settings", json=body).raise_for_status()
            for one in cabinet.get(f"{PPA}/employees;page=1;itemsPerPage=100").json()["items"]:
                if (RIGHT_DISTRIBUTE in one["rights"]) is not (one["position"] in holders):
                    self._turn(cabinet, one["id"], one["position"] in holders)

    def _turn(self, cabinet: Any, employee: str, granted: bool) -> None:
        path = f"{PPA}/employees/{employee}/rights"
        rights = cabinet.get(path).json()
        held = {r["code"] for group in rights["groups"] for r in group["rights"] if r["granted"]}
        held = held | {"MSG_DISTRIBUTE"} if granted else held - {"MSG_DISTRIBUTE"}
        cabinet.put(path, json={"granted": sorted(held), "version": rights["version"]}).raise_for_status()

    def arrive(self) -> tuple[str, list[str]]:
        """One обращение arrives: its number, and to whom letters came by SMTP."""
        self.post.letters.clear()
        body = {"requests": 0, "inquiries": 1, "ogrn": self.stand.account["ogrn"]}
        number = self.stand.control.post("/__stand__/arrive", json=body).raise_for_status().json()["inquiries"][0]
        return number, sorted(to for to, _ in self.post.letters)


@contextmanager
def an_office() -> Iterator[Office]:
    post = PostOffice()
    with smtp(post) as address:
        stand = start_stand("--requests", "1", "--inquiries", "0", "--session-minutes", "600", "--smtp", address)
        try:
            yield Office(stand, post)
        finally:
            stop_stand(stand)


@pytest.fixture(scope="module")
def office() -> Iterator[Office]:
    """For the tests with a mailbox. Few обращения arrive there, for each is read by those that read the register."""
    with an_office() as found:
        yield found


REACHABLE, ADDRESSLESS = "Юрист", "Главный инженер"


def test_the_verdict_is_what_the_post_really_brings(tmp_path: Path) -> None:
    """The whole truth table in one run: the box, the right, the address; then one holder of each kind and a third."""
    scenario = catalogue.load("read_cabinet_settings")
    table = [
        (box, {REACHABLE if address else ADDRESSLESS} if right else set(), int(box and right and address))
        for box, right, address in itertools.product([False, True], repeat=3)
    ]
    table.append((True, {REACHABLE, ADDRESSLESS, "Бухгалтер"}, 2))

    async def in_one_run(office: Office, place: Place) -> None:
        async with prepared(place.wanted("read_cabinet_settings", given=None, on_progress=silent, pages=1)) as job:
            for box, holders, letters in table:
                office.allow(box, holders)
                state = await scenario.run(job.cabinet, job)
                _, came = office.arrive()
                assert came == sorted(one.email or "" for one in receivers(state)), (box, holders)
                assert len(came) == letters, (box, holders)
                assert explain(state).arrives is bool(came), (box, holders)

    with an_office() as office:
        place = make_place(office.stand, tmp_path)
        place.complete(in_one_run(office, place))


def with_mailbox(office: Office, folder: Path, probe: dict[str, Any]) -> Place:
    place = make_place(office.stand, folder, notices={"probe": probe})
    place.secrets.set("probe_password", PASSWORD)
    return place


def lawyer(office: Office) -> str:
    return next(
        str(one["email"])
        for one in office.stand.state(only="rights")["rights"]
        if one["email"] and "lawyer" in one["email"]
    )


@needs_dovecot
def test_a_letter_that_lies_in_the_mailbox_proves_the_whole_way(office: Office, tmp_path: Path) -> None:
    office.allow(True, {REACHABLE})
    with imap(office.post, lawyer(office)) as probe:
        place = with_mailbox(office, tmp_path, probe)
        number, came = office.arrive()
        assert came == [lawyer(office)]
        sync(place)
        found = probe_delivery(place)
    assert (found.proof, found.named) == (Proof.ARRIVES, number)
    assert number in found.sentence


@needs_dovecot
def test_inquiries_without_a_letter_prove_that_the_way_is_broken(office: Office, tmp_path: Path) -> None:
    office.allow(False, {REACHABLE})
    with imap(office.post, lawyer(office)) as probe:
        place = with_mailbox(office, tmp_path, probe)
        assert probe_delivery(place).proof is Proof.UNKNOWN  # nothing read yet: nothing to expect
        office.arrive()
        sync(place)
        assert probe_delivery(place).proof is Proof.SILENT
        # Other people's mail and mail of other senders prove nothing.
        for sender, subject in (("shop@market.test", "Поступило обращение"), ("noreply@stend.test", "Скидки")):
            letter = EmailMessage()
            letter["From"], letter["To"], letter["Subject"] = sender, lawyer(office), subject
            letter.set_content("Здравствуйте!")
            office.post.put(letter.as_bytes())
        assert probe_delivery(place).proof is Proof.SILENT


@needs_dovecot
def test_the_probe_waits_for_the_next_real_letter(office: Office, tmp_path: Path) -> None:
    office.allow(True, {REACHABLE})
    with imap(office.post, lawyer(office)) as probe:
        place = with_mailbox(office, tmp_path, probe)
        asked = []
        place.stop.wait = lambda seconds: asked.append(office.arrive()) or False  # type: ignore[method-assign,func-returns-value]
        assert probe_delivery(place, wait_seconds=60).proof is Proof.ARRIVES
    assert len(asked) == 1


@needs_dovecot
@pytest.mark.parametrize(
    ("named", "on_disk"),
    [
        ("Письма портала", "&BB8EOARBBEwEPAQw- &BD8EPgRABEIEMAQ7BDA-"),
        ("ГИС & ЖКХ", "&BBMEGAQh- &- &BBYEGgQl-"),
        ('日本 \\ "', '&ZeVnLA- \\ "'),
        ("&BBMEGAQh-", "&BBMEGAQh-"),
    ],
)
def test_a_folder_is_found_by_the_name_people_see_or_by_the_one_the_server_lists(
    office: Office, tmp_path: Path, named: str, on_disk: str
) -> None:
    with imap(office.post, lawyer(office)) as probe:
        place = with_mailbox(office, tmp_path, probe | {"folder": named})
        office.post.add_folder(on_disk)
        letter = EmailMessage()
        letter["From"], letter["To"], letter["Subject"] = "noreply@stend.test", lawyer(office), "Поступило обращение"
        letter.set_content("Здравствуйте!")
        office.post.put(letter.as_bytes(), on_disk)
        assert probe_delivery(place).proof is Proof.ARRIVES


@needs_dovecot
def test_a_folder_that_is_not_there_is_the_settings_fault(office: Office, tmp_path: Path) -> None:
    with imap(office.post, lawyer(office)) as probe:
        place = with_mailbox(office, tmp_path, probe | {"folder": "Нет такой"})
        with pytest.raises(BadSettings, match="нет такой папки"):
            probe_delivery(place)


@needs_dovecot
def test_reading_the_mailbox_leaves_its_letters_unread(office: Office, tmp_path: Path) -> None:
    office.allow(True, {REACHABLE})
    with imap(office.post, lawyer(office)) as probe:
        place = with_mailbox(office, tmp_path, probe)
        office.arrive()
        assert probe_delivery(place).notices == 1
        assert office.post.maildir is not None
        names = [path.name for part in ("new", "cur") for path in (office.post.maildir / part).iterdir()]
    assert len(names) == 1
    assert not names[0].partition(":2,")[2]


@needs_dovecot
def test_a_wrong_password_is_the_settings_fault_and_is_never_quoted(office: Office, tmp_path: Path) -> None:
    with imap(office.post, lawyer(office)) as probe:
        place = with_mailbox(office, tmp_path, probe)
        place.secrets.set("probe_password", "wrong-secret-word")
        with pytest.raises(BadSettings) as caught:
            probe_delivery(place)
    assert "wrong-secret-word" not in str(caught.value)


def test_no_mailbox_no_secret_and_no_server_say_what_to_do(office: Office, tmp_path: Path) -> None:
    place = make_place(office.stand, tmp_path)
    with pytest.raises(BadSettings, match="не указан"):
        probe_delivery(place)
    probe = {"host": "127.0.0.1", "port": free_port(), "tls": False, "user": "a@uk.test"}
    place = make_place(office.stand, tmp_path, notices={"probe": probe})
    with pytest.raises(BadSettings, match="probe_password"):
        probe_delivery(place)
    place.secrets.set("probe_password", PASSWORD)
    with pytest.raises(SiteUnavailable, match="не отвечает"):
        probe_delivery(place)
