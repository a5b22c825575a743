"""Proves that the cabinet's messages arrive: looks for one in a right holder's mailbox, by IMAP, changing nothing.

A message cannot be ordered from the portal. What can be known is whether one came for what arrived there: a message
that names a stored обращение proves the whole way; обращения without any message prove that the way is broken; with
neither, nothing can be told, and the next real обращение has to be waited for (``wait_seconds``).
"""

from __future__ import annotations

import email
import email.policy
import imaplib
import json
import re
import ssl
import time
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rpa.audit.backwards import backwards
from rpa.debts.deadline import MOSCOW
from rpa.errors import BadSettings, SiteUnavailable
from rpa.inquiries.words import folded
from rpa.operate.inquiries.store import InquiryStore
from rpa.operate.notices import resolve
from rpa.operate.place import Place

if TYPE_CHECKING:
    from rpa.settings.organization import MailProbe

SECONDS = 20
"""Patience with the mail server."""
LOOK_EVERY = 5.0
"""Seconds between two looks while waiting: IMAP's IDLE is not in ``imaplib`` of the oldest Python supported."""
LONGEST = 256 * 1024
"""Bytes of a message that are fetched: a notice is short, an attachment is none of our business."""
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_ARRIVED = re.compile(rb'INTERNALDATE "([^"]+)"')


class Proof(StrEnum):
    """What the mailbox proves."""

    ARRIVES = "arrives"
    SILENT = "silent"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Probed:
    """What was found. ``notices`` are messages of the portal, ``expected`` обращения of the days looked at.

    ``named`` is the newest обращение a message names, ``newest`` when that message (else: the newest one) came.
    """

    proof: Proof
    notices: int
    expected: int
    newest: datetime | None = None
    named: str | None = None
    days: int = 0

    @property
    def sentence(self) -> str:
        when = f"{self.newest.astimezone(MOSCOW):%d.%m.%Y %H:%M}" if self.newest else ""
        if self.named:
            return f"Письмо об обращении № {self.named} пришло {when}: доставка доказана от кабинета до ящика."
        if self.proof is Proof.ARRIVES:
            return f"Письма портала приходят (последнее {when}), обращение в них не названо или ещё не прочитано."
        if self.proof is Proof.SILENT:
            return (
                f"За {self.days} дн. поступило обращений: {self.expected}, а писем портала в ящике нет: "
                "доставка не работает."
            )
        return f"За {self.days} дн. обращений не поступало и писем нет: проверить можно только на следующем обращении."


@dataclass(frozen=True, slots=True)
class _Notice:
    came: datetime
    said: str


def probe_delivery(place: Place, *, wait_seconds: float = 0) -> Probed:
    """Look into the mailbox of ``notices.probe``; look again for ``wait_seconds`` while nothing is proven.

    Raises ``BadSettings`` without a mailbox or when it refuses the password, ``SiteUnavailable`` when the mail server
    does not answer.
    """
    wishes = place.settings.notices.probe
    if wishes is None:
        raise BadSettings(
            "Почтовый ящик для проверки не указан (notices.probe).",
            hint="Укажите host и user ящика сотрудника с правом распределения; пароль — vault:ИМЯ.",
        )
    since = place.now() - timedelta(days=wishes.days)
    # Before our own change of the settings nobody was due a message.
    first_day = max(since, changed_at(place.folder.journal, since) or since).astimezone(MOSCOW).date()
    expected = {
        one.inquiry.number
        for one in InquiryStore(place.folder.inquiries)
        if one.inquiry.created and one.inquiry.created > first_day
    }
    with _mailbox(wishes, resolve(wishes.password, place.secrets)) as mailbox:
        ends = time.monotonic() + wait_seconds
        while True:
            found = _judge(_notices(mailbox, wishes, since), expected, wishes.days)
            left = ends - time.monotonic()
            if found.proof is Proof.ARRIVES or left <= 0 or place.stop:
                return found
            place.stop.wait(min(LOOK_EVERY, left))
            mailbox.noop()


def changed_at(journal: Path, since: datetime) -> datetime | None:
    """When the robot last changed the box or a right, as its journal tells; ``None``: not after ``since``."""
    for line in backwards(journal):
        try:
            record = json.loads(line)
            at = datetime.fromisoformat(record["at"])
        except (ValueError, KeyError, TypeError):
            continue  # the last line may still be being written
        if at < since:
            return None
        if record.get("kind") == "setting":
            return at
    return None


def _judge(notices: list[_Notice], expected: set[str], days: int) -> Probed:
    newest_first = sorted(notices, key=lambda one: one.came, reverse=True)
    for notice in newest_first:
        named = next((number for number in sorted(expected) if _names(notice.said, number)), None)
        if named is not None:
            return Probed(Proof.ARRIVES, len(notices), len(expected), notice.came, named, days)
    if newest_first:
        return Probed(Proof.ARRIVES, len(notices), len(expected), newest_first[0].came, None, days)
    return Probed(Proof.SILENT if expected else Proof.UNKNOWN, 0, len(expected), days=days)


def _names(said: str, number: str) -> bool:
    return re.search(rf"(?<![\w-]){re.escape(number)}(?![\w-])", said) is not None


@contextmanager
def _mailbox(wishes: MailProbe, password: str) -> Iterator[imaplib.IMAP4]:
    """The folder, opened read-only. Errors never hold what the server said: it may repeat the password."""
    try:
        box: imaplib.IMAP4
        if wishes.tls:
            box = imaplib.IMAP4_SSL(wishes.host, wishes.port, ssl_context=ssl.create_default_context(), timeout=SECONDS)
        else:
            box = imaplib.IMAP4(wishes.host, wishes.port, timeout=SECONDS)
    except (OSError, imaplib.IMAP4.error) as error:
        raise SiteUnavailable(
            f"Почтовый сервер не отвечает ({type(error).__name__}).", hint="Проверьте notices.probe: host и port."
        ) from None
    try:
        try:
            box.login(wishes.user, password)
        except (imaplib.IMAP4.error, UnicodeError):
            raise BadSettings(
                "Почтовый ящик не принял имя или пароль.",
                hint="Проверьте notices.probe.user и пароль в хранилище секретов; робот не повторяет вход.",
            ) from None
        answer, _ = box.select(_quoted(wishes.folder), readonly=True)
        if answer != "OK":
            raise BadSettings("В почтовом ящике нет такой папки.", hint="Проверьте notices.probe.folder.")
        yield box
    except (OSError, imaplib.IMAP4.error) as error:
        raise SiteUnavailable(f"Почтовый сервер прервал разговор ({type(error).__name__}).") from None
    finally:
        with suppress(OSError, imaplib.IMAP4.error):
            box.logout()


def _shifted(found: re.Match[str]) -> str:
    said = "" if found[0] == "&" else b64encode(found[0].encode("utf-16-be")).decode("ascii")
    return f"&{said.rstrip('=').replace('/', ',')}-"


def _notices(box: imaplib.IMAP4, wishes: MailProbe, since: datetime) -> list[_Notice]:
    """Messages of the portal that came after ``since``. IMAP searches by days, in the server's own zone."""
    day = (since - timedelta(days=1)).astimezone(UTC)
    _, found = box.search(None, "SINCE", f"{day.day:02d}-{MONTHS[day.month - 1]}-{day.year}")
    notices = []
    for number in (found[0] or b"").split():
        _, parts = box.fetch(number.decode("ascii"), f"(INTERNALDATE BODY.PEEK[]<0.{LONGEST}>)")
        notice = _read(parts, wishes)
        if notice is not None and notice.came >= since:
            notices.append(notice)
    return notices


def _read(parts: list[Any], wishes: MailProbe) -> _Notice | None:
    pair = next((part for part in parts if isinstance(part, tuple)), None)
    told = b" ".join(part[0] if isinstance(part, tuple) else part for part in parts if part)
    arrived = _ARRIVED.search(told)
    if pair is None or arrived is None:
        return None
    try:
        letter = email.message_from_bytes(pair[1], policy=email.policy.default)
        subject, sender = str(letter.get("Subject", "")), str(letter.get("From", ""))
        if folded(wishes.subject) not in folded(subject) or folded(wishes.sender) not in folded(sender):
            return None
        came = datetime.strptime(arrived.group(1).decode("ascii").strip(), "%d-%b-%Y %H:%M:%S %z")
        return _Notice(came, f"{subject}\n{_text(letter)}")
    except Exception:
        # Anybody writes to a mailbox, and the parser fails in a dozen ways on headers that are none: not the portal's.
        return None


def _text(letter: EmailMessage) -> str:
    body = letter.get_body(("plain", "html"))
    try:
        return str(body.get_content()) if body is not None else ""
    except (LookupError, UnicodeError):
        # A charset nobody knows: the subject is enough.
        return ""


def _quoted(folder: str) -> str:
    """The folder's name as IMAP writes it (RFC 3501, 5.1.3): what is no ASCII in UTF-16 and base64, between & and -.

    A name copied as the server lists it is left as it is.
    """
    folder = re.sub(r"&(?![A-Za-z0-9+,]*-)|[^\x20-\x7e]+", _shifted, folder)
    return '"' + folder.replace("\\", "\\\\").replace('"', '\\"') + '"'
