"""A real mailbox: letters come in by SMTP, lie in a Maildir, and are read by IMAP from Dovecot."""

from __future__ import annotations

import email
import email.policy
import mailbox
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller

DOVECOT = shutil.which("dovecot", path=os.environ.get("PATH", "") + os.pathsep + "/usr/sbin")
PASSWORD = "made-up-mailbox-password"
_CONFIGURATION = """
protocols = imap
listen = 127.0.0.1
base_dir = {folder}/run
state_dir = {folder}/state
log_path = /dev/stderr
ssl = no
auth_mechanisms = plain login
default_login_user = {user}
default_internal_user = {user}
default_internal_group = {group}
first_valid_uid = 1
mail_location = maildir:{folder}/Maildir
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service anvil {{
  chroot =
}}
"""


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


@dataclass
class PostOffice:
    """``letters`` are all that came, as (recipient, letter). The mailbox takes those for its ``owner`` alone."""

    maildir: Path | None = None
    owner: str = ""
    letters: list[tuple[str, EmailMessage]] = field(default_factory=list)

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        letter = email.message_from_bytes(envelope.content, policy=email.policy.default)
        self.letters += [(address, letter) for address in envelope.rcpt_tos]
        if self.maildir is not None and self.owner in envelope.rcpt_tos:
            self.put(envelope.content)
        return "250 OK"

    def put(self, content: bytes, folder: str = "") -> None:
        """Lay a letter into the mailbox, or a folder of it, as the mail system would."""
        assert self.maildir is not None
        box = self.maildir / f".{folder}" if folder else self.maildir
        key = mailbox.Maildir(box).add(content)
        if os.geteuid() == 0:
            os.chown(box / "new" / key, *_keeper()[1:])

    def add_folder(self, name: str) -> None:
        """Make a folder, by its name on the disk."""
        assert self.maildir is not None
        box = self.maildir / f".{name}"
        mailbox.Maildir(box)
        if os.geteuid() == 0:
            for path in [box, *box.iterdir()]:
                os.chown(path, *_keeper()[1:])


@contextmanager
def smtp(office: PostOffice) -> Iterator[str]:
    """Take letters; yields ``HOST:PORT``."""
    port = free_port()
    controller = Controller(office, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield f"127.0.0.1:{port}"
    finally:
        controller.stop()


@contextmanager
def imap(office: PostOffice, owner: str) -> Iterator[dict[str, Any]]:
    """Serve the mailbox of ``owner``; yields the settings ``notices.probe`` needs. Needs Dovecot."""
    assert DOVECOT is not None
    user, uid, gid = _keeper()
    # Dovecot's processes are not root: they could not enter pytest's own folder.
    with tempfile.TemporaryDirectory(prefix="post-") as made:
        folder, port = Path(made), free_port()
        folder.chmod(0o755)
        mailbox.Maildir(folder / "Maildir")
        if os.geteuid() == 0:
            for path in [folder / "Maildir", *(folder / "Maildir").iterdir()]:
                os.chown(path, uid, gid)
        configuration = folder / "dovecot.conf"
        group = _group_name(gid)
        configuration.write_text(
            _CONFIGURATION.format(folder=folder, user=user, group=group, uid=uid, gid=gid, port=port, password=PASSWORD)
        )
        with subprocess.Popen((DOVECOT, "-F", "-c", configuration), stderr=subprocess.PIPE, text=True) as server:
            try:
                assert server.stderr is not None
                line = next((line for line in server.stderr if "starting up" in line or "Fatal" in line), "")
                assert "starting up" in line, line
                office.maildir, office.owner = folder / "Maildir", owner
                yield {
                    "host": "127.0.0.1", "port": port, "tls": False, "user": owner, "sender": "stend.test",
                }  # fmt: skip
            finally:
                office.maildir = None
                server.terminate()
                server.stderr.close()


def _keeper() -> tuple[str, int, int]:
    """Who keeps the letters: ourselves, or nobody if we are root (Dovecot refuses mail to root)."""
    entry = pwd.getpwnam("nobody") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
    return entry.pw_name, entry.pw_uid, entry.pw_gid


def _group_name(gid: int) -> str:
    import grp

    return grp.getgrgid(gid).gr_name
