"""Anybody writes to a mailbox, and a mail server may refuse anything: neither ends the delivery probe unexpectedly."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from rpa.errors import SiteUnavailable
from rpa.operate.delivery import Proof, probe_delivery
from rpa.operate.place import Place
from tests.scenarios.conftest import place_without_site

NOTICE = "From: noreply@gosuslugi.ru\r\nSubject: Поступило обращение\r\n\r\nЗдравствуйте!".encode()
STRANGE = [
    b'From:> a@:b>.c,< "\r\n\r\nbody',
    b"From:' a\xff:t bt:t;\xd0\r\n\r\nbody",
    b"From: a@ [b?\r\nSubject: x\r\n\r\nbody",
    b"From:. a: =fb@a-:;;;\r\nFrom: t\t Zu\r:(]\r\n\r\nbody",
    b'From: a@[ \r\nFrom: a\n\x00>t"\xd0a\r\n\r\nbody',
    b'From: =?utf-[8\xd0?b?/wq<==?= <x@y>a\r\nFrom:"ba=) @,\\;;;:<\r\n\r\nbody',
]


@contextmanager
def mailbox(letters: list[bytes], refused: str = "") -> Iterator[int]:
    """An IMAP server that knows what the probe asks, and answers BAD to the command ``refused``; its port."""
    came = datetime.now(UTC).strftime("%d-%b-%Y %H:%M:%S +0000")

    class Talk(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.wfile.write(b"* OK ready\r\n")
            for line in self.rfile:
                tag, command, *words = line.decode().split()
                if command == refused:
                    self.wfile.write(f"{tag} BAD no\r\n".encode())
                    continue
                if command == "CAPABILITY":
                    self.wfile.write(b"* CAPABILITY IMAP4rev1\r\n")
                elif command == "SEARCH":
                    numbers = " ".join(str(number + 1) for number in range(len(letters)))
                    self.wfile.write(f"* SEARCH {numbers}\r\n".encode())
                elif command == "FETCH":
                    letter = letters[int(words[0]) - 1]
                    head = f'* {words[0]} FETCH (INTERNALDATE "{came}" BODY[]<0> {{{len(letter)}}}\r\n'
                    self.wfile.write(head.encode() + letter + b")\r\n")
                self.wfile.write(f"{tag} OK done\r\n".encode())

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Talk) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_address[1]
        server.shutdown()


def at(folder: Path, port: int) -> Place:
    probe = {"host": "127.0.0.1", "port": port, "tls": False, "user": "a@uk.test"}
    place = place_without_site(folder, notices={"probe": probe})
    place.secrets.set("probe_password", "made up")
    return place


def test_letters_no_parser_can_read_do_not_hide_the_one_of_the_portal(tmp_path: Path) -> None:
    with mailbox([*STRANGE, NOTICE]) as port:
        found = probe_delivery(at(tmp_path, port))
    assert (found.proof, found.notices) == (Proof.ARRIVES, 1)


@pytest.mark.parametrize("command", ["SEARCH", "FETCH"])
def test_a_server_that_refuses_a_command_is_told_and_no_unexpected_error(tmp_path: Path, command: str) -> None:
    with mailbox([NOTICE], refused=command) as port, pytest.raises(SiteUnavailable, match="Почтовый сервер"):
        probe_delivery(at(tmp_path, port))
