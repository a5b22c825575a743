"""Delivery over real SMTP and HTTP: what arrives, what is held back, and that no secret is told."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from loguru import logger

from rpa.errors import BadSettings, SiteUnavailable
from rpa.operate.heartbeat import Beat, ping
from rpa.operate.notices import Delivery, Kind, Notice, deliver, resolve
from tests.secrets_in_memory import SecretsInMemory
from tests.unit.notices.receivers import PASSWORD, mail_server, web_server

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
HTTP_ERRORS = ("BadStatusLine", "HTTPException", "LineTooLong")
REVIEW = Notice(Kind.REVIEW, "ГИС ЖКХ, uk: ждут решения: 3", "Ждут решения человека: 3. <b> & «сроки»", urgent=True)


def send(
    folder: Path,
    notices: list[Notice],
    addresses: list[str],
    at: datetime = NOW,
    secrets: SecretsInMemory | None = None,
) -> Delivery:
    return deliver(notices, addresses, secrets, folder / "notices.json", at, repeat_hours=20)


def test_a_letter_arrives_by_smtp_with_a_password_from_the_vault(tmp_path: Path) -> None:
    with mail_server() as (mailbox, port):
        address = (
            f"mailto://robot:{{vault:mail_password}}@127.0.0.1:{port}"
            "?from=robot@uk.test&to=buh@uk.test&mode=insecure&smtp=127.0.0.1"
        )
        delivery = send(tmp_path, [REVIEW], [address], secrets=SecretsInMemory(mail_password=PASSWORD))
    assert delivery == Delivery(sent=1)
    assert mailbox.recipients == [["buh@uk.test"]]
    assert mailbox.messages[0]["Subject"] == REVIEW.title
    assert "Ждут решения человека: 3." in mailbox.text()
    assert PASSWORD not in (tmp_path / "notices.json").read_text()


def test_a_letter_with_a_wrong_password_is_a_failure_that_is_tried_again(tmp_path: Path) -> None:
    with mail_server() as (mailbox, port):
        wrong = f"mailto://robot:no@127.0.0.1:{port}?from=r@uk.test&to=b@uk.test&mode=insecure&smtp=127.0.0.1"
        first = send(tmp_path, [REVIEW], [wrong])
        assert first.failed == 1 and not mailbox.messages
        with pytest.raises(SiteUnavailable) as caught:
            first.require()
        assert "127.0.0.1" not in str(caught.value)
        assert send(tmp_path, [REVIEW], [wrong]).collapsed == 0


def test_a_webhook_gets_title_text_and_kind(tmp_path: Path) -> None:
    with web_server() as server:
        send(tmp_path, [REVIEW], [f"json://{server.address}/hook"])
    ((method, path, body),) = server.requests
    assert (method, path) == ("POST", "/hook")
    assert (body["title"], body["message"], body["type"]) == (REVIEW.title, REVIEW.text, "warning")


def test_the_same_text_goes_to_an_address_once_in_twenty_hours_and_then_tells_how_often(tmp_path: Path) -> None:
    with web_server() as server:
        hook = [f"json://{server.address}/"]
        assert send(tmp_path, [REVIEW], hook) == Delivery(sent=1)
        for hours in (1, 19):
            assert send(tmp_path, [REVIEW], hook, NOW + timedelta(hours=hours)) == Delivery(collapsed=1)
        assert send(tmp_path, [REVIEW], hook, NOW + timedelta(hours=20)) == Delivery(sent=1)
    assert [body["message"].count("повторялось без уведомления: 2") for _, _, body in server.requests] == [0, 1]


def test_another_number_is_another_notice(tmp_path: Path) -> None:
    four = Notice(Kind.REVIEW, REVIEW.title, REVIEW.text.replace("3", "4"))
    with web_server() as server:
        hook = [f"json://{server.address}/"]
        send(tmp_path, [REVIEW], hook)
        assert send(tmp_path, [four], hook, NOW + timedelta(minutes=1)) == Delivery(sent=1)


def test_an_address_that_is_down_keeps_nothing_from_the_others_and_gets_it_later_alone(tmp_path: Path) -> None:
    with web_server() as down, web_server() as up:
        hooks = [f"json://{down.address}/", f"json://{up.address}/"]
        down.status = 503
        delivery = send(tmp_path, [REVIEW], hooks)
        assert delivery == Delivery(sent=1, failed=1)
        with pytest.raises(SiteUnavailable, match=r"notices\.urls, адрес 1\."):
            delivery.require()
        down.status = 200
        assert send(tmp_path, [REVIEW], hooks, NOW + timedelta(hours=1)) == Delivery(sent=1, collapsed=1)
        assert (len(down.requests), len(up.requests)) == (2, 1)


@pytest.mark.parametrize("address", ["nonsense://x", "vault:absent", "json://{vault:absent}@127.0.0.1/"])
def test_a_wrong_address_is_an_error_after_the_right_ones_were_served(tmp_path: Path, address: str) -> None:
    with web_server() as server:
        with pytest.raises(BadSettings):
            send(tmp_path, [REVIEW], [address, f"json://{server.address}/"], secrets=SecretsInMemory())
        assert len(server.requests) == 1


def test_errors_about_an_address_tell_neither_it_nor_its_secret(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with web_server() as server:
        server.status = 500
        send(
            tmp_path,
            [REVIEW],
            [f"json://robot:{{vault:hook}}@{server.address}/"],
            secrets=SecretsInMemory(hook="s3cret-word"),
        )
    said = capfd.readouterr()
    assert "s3cret" not in said.out + said.err + (tmp_path / "notices.json").read_text()
    assert server.address not in said.out + said.err


def test_a_secret_fills_a_part_of_an_address_or_all_of_it() -> None:
    secrets = SecretsInMemory(hook="json://h/", word="a/b@c")
    assert resolve("vault:hook", secrets) == "json://h/"
    assert resolve("json://u:{vault:word}@h/", secrets) == "json://u:a%2Fb%40c@h/"
    with pytest.raises(BadSettings, match="хранилище закрыто"):
        resolve("vault:hook", None)


@pytest.mark.parametrize("name", ["login", "password", "totp_secret", "journal_key", "session_key"])
def test_what_opens_the_cabinet_or_the_journal_is_sent_to_no_address(name: str) -> None:
    secrets = SecretsInMemory(**{name: "s3cret-word"})
    for address in (f"vault:{name}", f"json://u:{{vault:{name}}}@h/"):
        with pytest.raises(BadSettings, match="никуда не уходит"):
            resolve(address, secrets)


def test_a_damaged_memory_means_that_nothing_was_sent(tmp_path: Path) -> None:
    (tmp_path / "notices.json").write_text("{broken")
    with web_server() as server:
        assert send(tmp_path, [REVIEW], [f"json://{server.address}/"]) == Delivery(sent=1)


def test_heartbeat_tells_start_success_and_failure_apart() -> None:
    with web_server() as server:
        url = f"http://{server.address}/ping/uuid?rid=1"
        assert [ping(url, beat) for beat in (Beat.START, Beat.SUCCESS, Beat.FAIL)] == ["ok"] * 3
    assert [path for _, path, _ in server.requests] == [
        "/ping/uuid/start?rid=1", "/ping/uuid?rid=1", "/ping/uuid/fail?rid=1",
    ]  # fmt: skip


def test_a_heartbeat_that_fails_is_a_word_and_no_error() -> None:
    with web_server() as server:
        server.status = 404
        assert ping(f"http://{server.address}/", Beat.START) == "HTTP 404"
        gone = server.address
    assert ping(f"http://{gone}/", Beat.START, timeout=5) not in ("", "ok")


@contextmanager
def answering(line: bytes) -> Iterator[str]:
    """A server that is no web server: it says ``line`` to whoever comes."""

    def serve() -> None:
        with suppress(OSError):
            while True:
                caller, _ = listener.accept()
                with caller:
                    caller.recv(1000)
                    caller.sendall(line)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"127.0.0.1:{listener.getsockname()[1]}"
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
    thread.join(10)


@pytest.mark.parametrize(
    "line", [b"SSH-2.0-OpenSSH_9.9\r\n", b"HTTP/x 2\r\n\r\n", b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 200]
)
def test_an_answer_that_is_no_http_fails_no_run_and_tells_no_address(line: bytes) -> None:
    with answering(line) as address, told_to_the_log() as said:
        assert ping(f"http://{address}/ping/secret-uuid", Beat.START, timeout=5) in HTTP_ERRORS
    assert len(said) == 1 and "secret-uuid" not in said[0] and address not in said[0]


@pytest.mark.parametrize(
    "place", ["127.0.0.1:1/secret uuid", "127.0.0.1:port-secret/", "127.0.0.1/\x7fsecret", "я" * 70]
)
def test_an_address_written_wrong_fails_no_run_and_is_not_told(place: str) -> None:
    with told_to_the_log() as said:
        why = ping(f"http://{place}", Beat.START, timeout=5)
    assert why.isidentifier() and "secret" not in why
    assert len(said) == 1 and "secret" not in said[0]


@pytest.mark.parametrize("url", ["http://[secret", "http://sec\u2100ret/", "secret", ""])
def test_what_is_no_web_address_is_a_matter_of_the_settings_and_is_not_told(url: str) -> None:
    with pytest.raises(BadSettings) as caught:
        ping(url, Beat.START)
    error = caught.value
    assert "heartbeat_url" in error.what and "secret" not in str(error)
    assert error.__cause__ is None and error.__context__ is None, "a traceback would tell the address"


@contextmanager
def told_to_the_log() -> Iterator[list[str]]:
    said: list[str] = []
    sink = logger.add(said.append, format="{message}{exception}")
    try:
        yield said
    finally:
        logger.remove(sink)


def test_a_heartbeat_opens_no_file() -> None:
    with pytest.raises(BadSettings):
        ping("file:///etc/passwd", Beat.START)
