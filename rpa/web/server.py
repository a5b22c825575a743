"""Serves the page: on this computer alone, unless a certificate protects it on the way."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import uvicorn

from rpa.errors import BadSettings
from rpa.operate.place import Place
from rpa.web.application import create_app, create_site
from rpa.web.site import Site
from rpa.web.whereabouts import forget_where, tell_where

LONGEST_GOODBYE_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Address:
    """Where the page listens. ``names`` are further names people open it by (with TLS)."""

    host: str = "127.0.0.1"
    port: int = 8600
    certificate: Path | None = None
    key: Path | None = None
    names: tuple[str, ...] = ()

    @property
    def secure(self) -> bool:
        return self.certificate is not None and self.key is not None

    @property
    def url(self) -> str:
        """What to open."""
        host = self.names[0] if self.names else self.host
        return f"{'https' if self.secure else 'http'}://{_bracketed(host)}:{self.port}"

    def check(self) -> None:
        """Raises ``BadSettings`` for an address others can reach without TLS, and for half of a certificate."""
        if (self.certificate is None) != (self.key is None):
            raise BadSettings("Для TLS нужны и сертификат, и ключ.", hint="Укажите --certificate и --key вместе.")
        for file in (self.certificate, self.key):
            if file is not None and not file.is_file():
                raise BadSettings("Нет файла сертификата или ключа.", hint=f"Проверьте путь {file}.")
        if not self.secure and not is_loopback(self.host):
            raise BadSettings(
                f"Адрес {self.host} виден другим компьютерам, а сертификата нет: "
                "персональные данные ушли бы открытыми.",
                hint="Оставьте 127.0.0.1 или укажите --certificate и --key.",
            )

    @property
    def origins(self) -> list[str]:
        scheme = "https" if self.secure else "http"
        hosts = {self.host, *self.names} | ({"127.0.0.1", "localhost"} if is_loopback(self.host) else set())
        default = 443 if self.secure else 80
        found = [f"{scheme}://{_bracketed(host)}:{self.port}" for host in hosts]
        return found + ([f"{scheme}://{_bracketed(host)}" for host in hosts] if self.port == default else [])


def is_loopback(host: str) -> bool:
    """Whether only this computer can reach it. A name other than ``localhost`` may resolve to anything."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


class Page:
    """The page of one organization, ready to be served."""

    def __init__(self, place: Place, address: Address) -> None:
        address.check()
        self.socket = _listening(address)
        # Port 0 asks the system for any free one.
        port = self.socket.getsockname()[1]
        self.address = Address(address.host, port, address.certificate, address.key, address.names)
        self.site: Site = create_site(place, secure=address.secure)
        config = uvicorn.Config(
            create_app(self.site, self.address.origins),
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            ssl_certfile=str(address.certificate) if address.certificate else None,
            ssl_keyfile=str(address.key) if address.key else None,
            timeout_graceful_shutdown=5,
        )
        self.server = _Server(config)

    def serve(self, on_ready: Callable[[], None] = lambda: None) -> None:
        """Until told to end; a run in progress finishes its item in hand. ``on_ready``: from now on Ctrl-C is heard."""
        folder, url = self.site.desk.last_place.folder, self.address.url

        def ready() -> None:
            tell_where(folder, url)
            on_ready()

        self.server.on_ready = ready
        try:
            self.server.run(sockets=[self.socket])
        finally:
            forget_where(folder, url)
            self.site.runs.close(LONGEST_GOODBYE_SECONDS)
            self.socket.close()

    def stop(self) -> None:
        """End ``serve`` from another thread."""
        self.server.should_exit = True
        self.site.runs.say_goodbye()

    def link(self, name: str) -> str:
        """A one-time address that lets ``name`` in."""
        return f"{self.address.url}/enter?link={self.site.accounts.issue_link(name)}"


class _Server(uvicorn.Server):
    """Tells when it answers and hears signals: whoever reads where to open it may end it at once."""

    on_ready: Callable[[], None]

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        if self.started:
            self.on_ready()


def _listening(address: Address) -> socket.socket:
    family = socket.AF_INET6 if ":" in address.host else socket.AF_INET
    found = socket.socket(family, socket.SOCK_STREAM)
    # A port just left is taken again; on Windows that option would let any other program share the one in use.
    option = getattr(socket, "SO_EXCLUSIVEADDRUSE", socket.SO_REUSEADDR)
    found.setsockopt(socket.SOL_SOCKET, option, 1)
    try:
        found.bind((address.host, address.port))
        # From now on a browser may come: it waits in the line until the page is ready.
        found.listen(128)
    except OSError as error:
        found.close()
        raise BadSettings(
            f"Порт {address.port} занят или адрес {address.host} не наш.", hint="Выберите другой: --port."
        ) from error
    return found


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host
