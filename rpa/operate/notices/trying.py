"""Trying addresses: one message that asks nothing of anybody."""

from __future__ import annotations

from collections.abc import Sequence

from rpa.operate.notices.deliver import deliver
from rpa.operate.notices.message import Kind, Notice
from rpa.operate.place import Place


def send_test(place: Place, addresses: Sequence[str]) -> int:
    """Send a test message to each address and return how many were sent. Raises ``BadSettings``, ``SiteUnavailable``.

    The addresses need not be kept yet; their secrets are.
    """
    slug = place.folder.slug
    notice = Notice(Kind.TEST, f"ГИС ЖКХ, {slug}: проверка", "Это проверка уведомлений робота. Делать ничего не нужно.")
    memory, now = place.folder.notices, place.moscow_now()
    return deliver([notice], addresses, place.secrets, memory, now, repeat_hours=0).require().sent
