"""Notices of new обращения: real e-mail by SMTP, under the task's rule and never otherwise.

A letter goes out only when the organization's check box is set, and only to working employees who have an address and
hold «Распределение обращений по исполнителям». What is sent is also recorded in ``mails``.
"""

from __future__ import annotations

import asyncio
import smtplib
from dataclasses import dataclass, field
from email.message import EmailMessage

from rpa.stand.clock import Clock
from rpa.stand.organizations import DISTRIBUTE
from rpa.stand.store import Row, Store

SENDER = "noreply@stend.test"
_SMTP_SECONDS = 15


@dataclass(slots=True)
class Mailroom:
    """``server`` is where letters go; without one they are only recorded (``delivery`` = ``recorded``)."""

    store: Store
    clock: Clock
    server: tuple[str, int] | None = None
    _waiting: list[tuple[int, EmailMessage]] = field(default_factory=list)

    def announce(self, inquiry: Row) -> int:
        """Write a letter to every employee the rule names; how many. They leave with the next ``deliver``."""
        ogrn = inquiry["ogrn"]
        if not self.store.value("SELECT email_notifications FROM organizations WHERE ogrn = ?", ogrn):
            return 0
        employees = self.store.all(
            "SELECT email, rights FROM employees WHERE ogrn = ? AND email IS NOT NULL AND status = 'Действующий'"
            " ORDER BY position_no",
            ogrn,
        )
        addresses = [row["email"] for row in employees if DISTRIBUTE in row["rights"].split()]
        for address in addresses:
            self._write(inquiry, address)
        return len(addresses)

    def _write(self, inquiry: Row, address: str) -> None:
        message = EmailMessage()
        message["From"], message["To"] = SENDER, address
        message["Subject"] = f"Поступило обращение № {inquiry['number']}"
        text = (
            f"УЧЕБНЫЙ СТЕНД. В личный кабинет поступило обращение № {inquiry['number']}.\n"
            f"Тема: {inquiry['topic']}\nСрок исполнения: {inquiry['execution_end']}\n"
        )
        message.set_content(text)
        self.store.run(
            "INSERT INTO mails (at, ogrn, sender, recipient, subject, text, inquiry_number, delivery)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            self.clock.now().isoformat(), inquiry["ogrn"], SENDER, address, message["Subject"], text, inquiry["number"],
            "waiting" if self.server else "recorded",
        )  # fmt: skip
        if self.server:
            self._waiting.append((int(self.store.value("SELECT MAX(seq) FROM mails")), message))

    async def deliver(self) -> None:
        """Send what waits, in a thread, and record ``sent`` or ``failed``. Never raises for a dead mail server."""
        waiting, self._waiting = self._waiting, []
        if not waiting or self.server is None:
            return
        try:
            failed = await asyncio.to_thread(_send, self.server, [message for _, message in waiting])
        except (OSError, smtplib.SMTPException):
            failed = set(range(len(waiting)))
        for number, (seq, _) in enumerate(waiting):
            self.store.run("UPDATE mails SET delivery = ? WHERE seq = ?", "failed" if number in failed else "sent", seq)


def _send(server: tuple[str, int], messages: list[EmailMessage]) -> set[int]:
    """Send all over one connection; indexes of those refused."""
    failed = set()
    with smtplib.SMTP(*server, timeout=_SMTP_SECONDS) as smtp:
        for number, message in enumerate(messages):
            try:
                smtp.send_message(message)
            except smtplib.SMTPException:
                failed.add(number)
    return failed
