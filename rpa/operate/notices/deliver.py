"""Delivers notices by apprise: mail, Telegram, Mattermost, ntfy, webhooks and a hundred more, by address.

Each address is tried by itself: one that does not answer keeps nothing from the others and is tried anew next time.
"""

from __future__ import annotations

import hashlib
import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import quote

from loguru import logger

from rpa.audit.folder import disk_words
from rpa.errors import BadSettings, SiteUnavailable
from rpa.operate.notices.memory import Memory
from rpa.operate.notices.message import Notice
from rpa.settings import Secrets
from rpa.settings.needed import SIGN_IN_SECRETS
from rpa.settings.secrets import OWN

_WHOLE = re.compile(r"vault:([A-Za-z0-9_.-]+)\Z")
_PART = re.compile(r"\{vault:([A-Za-z0-9_.-]+)\}")
_KEPT_HERE = frozenset({*SIGN_IN_SECRETS, *OWN})


@dataclass(frozen=True, slots=True)
class Delivery:
    """``sent`` and ``collapsed`` count messages; ``failed`` counts addresses that took something not.

    ``refused``: their places in the settings, from 1; the addresses themselves are secrets.
    """

    sent: int = 0
    collapsed: int = 0
    failed: int = 0
    refused: tuple[int, ...] = field(default=(), compare=False)

    def require(self) -> Delivery:
        """Return self. Raises ``SiteUnavailable`` if an address did not take a message."""
        if self.failed:
            raise SiteUnavailable(
                f"Уведомления не доставлены: notices.urls, адрес {', '.join(map(str, self.refused))}.",
                hint="Проверьте адрес и связь: `rpa notices test`. Следующий прогон пошлёт их снова.",
            )
        return self


def resolve(address: str, secrets: Secrets | None) -> str:
    """Put secrets into an address: ``vault:NAME`` alone is a whole address, ``{vault:NAME}`` a part of one.

    Raises ``BadSettings`` if the secret is not there (or ``secrets`` is ``None``: the vault could not be opened), or is
    one that never leaves this machine.
    """
    if whole := _WHOLE.match(address):
        return _secret(whole.group(1), secrets)
    return _PART.sub(lambda found: quote(_secret(found.group(1), secrets), safe=""), address)


def address_id(address: str) -> str:
    """A name for an address of the settings that tells nothing of it."""
    return hashlib.sha256(address.encode()).hexdigest()[:12]


def deliver(
    notices: Sequence[Notice],
    addresses: Sequence[str],
    secrets: Secrets | None,
    memory_path: Path,
    now: datetime,
    *,
    repeat_hours: float,
) -> Delivery:
    """Send what was not sent lately. Raises ``BadSettings`` for an address apprise does not know, after trying all."""
    memory, window = Memory.load(memory_path), timedelta(hours=repeat_hours)
    sent = collapsed = 0
    refused: list[int] = []
    wrong: list[BadSettings] = []
    for number, address in enumerate(addresses, start=1):
        due = [one for one in notices if not memory.held_back(address_id(address), one.fingerprint, now, window)]
        collapsed += len(notices) - len(due)
        if not due:
            continue
        try:
            service = _service(address, secrets, number)
        except BadSettings as error:
            wrong.append(error)
            continue
        delivered = [one for one in due if service(one, memory.repeats(address_id(address), one.fingerprint))]
        for one in delivered:
            memory.note(address_id(address), one.fingerprint, now)
        sent += len(delivered)
        refused += [number] if len(delivered) < len(due) else []
    if notices and addresses:
        try:
            memory.keep(now)
        except OSError as error:
            # They went out; without a memory of it they go out twice, which is better than never.
            logger.warning("Не записано, что уведомления отправлены: {}.", disk_words(error))
    if wrong:
        raise wrong[0]
    return Delivery(sent, collapsed, len(refused), tuple(refused))


class _Service:
    """One address, ready to take messages."""

    def __init__(self, url: str, number: int) -> None:
        import apprise

        # Apprise tells addresses, though shortened, to the standard log; ours says what is needed.
        quiet = logging.getLogger("apprise")
        quiet.propagate, quiet.handlers = False, [logging.NullHandler()]
        self._types = apprise.NotifyType
        self._text = apprise.NotifyFormat.TEXT
        self._apprise = apprise.Apprise(asset=apprise.AppriseAsset(app_id="rpa", app_desc="rpa", app_url=""))
        if not self._apprise.add(url):
            raise BadSettings(
                f"notices.urls, адрес {number}: такого вида адреса нет или он записан с ошибкой.",
                hint="Виды адресов: mailto://, tgram://, mmost://, ntfy://, json:// — см. docs/operations.md.",
            )

    def __call__(self, notice: Notice, repeats: int) -> bool:
        text = f"{notice.text}\n(повторялось без уведомления: {repeats})" if repeats else notice.text
        kind = self._types.WARNING if notice.urgent else self._types.INFO
        return bool(self._apprise.notify(body=text, title=notice.title, notify_type=kind, body_format=self._text))


def _service(address: str, secrets: Secrets | None, number: int) -> _Service:
    return _Service(resolve(address, secrets), number)


def _secret(name: str, secrets: Secrets | None) -> str:
    if name in _KEPT_HERE:
        raise BadSettings(
            f"Настройки уведомлений (notices) ссылаются на vault:{name}: чем открывают кабинет или журнал, "
            "никуда не уходит.",
            hint="Сохраните пароль адреса под своим именем (`rpa secrets set notices_1`) и назовите его.",
        )
    value = secrets.get(name) if secrets is not None else None
    if not value:
        why = "хранилище закрыто" if secrets is None else "такого секрета нет"
        raise BadSettings(
            f"Настройки уведомлений (notices) ссылаются на vault:{name}, но {why}.",
            hint=f"Сохраните его: `rpa secrets set {name}`.",
        )
    return value
