"""Where the page of an organization is open, told to commands in another terminal: it may have any port and name."""

from __future__ import annotations

from contextlib import suppress

from rpa.private_files import store_private
from rpa.settings import OrganizationFolder

_FILE = "page.url"


def tell_where(folder: OrganizationFolder, url: str) -> None:
    """The page answers at ``url`` from now on. A disk that does not take it costs only the short form of a command."""
    with suppress(OSError):
        store_private(folder.root / _FILE, url.encode())


def forget_where(folder: OrganizationFolder, url: str) -> None:
    """The page at ``url`` has ended; one opened since stays known."""
    if known_where(folder) == url:
        with suppress(OSError):
            (folder.root / _FILE).unlink(missing_ok=True)


def known_where(folder: OrganizationFolder) -> str | None:
    """The address of the page opened last; ``None`` if none is open (or it was killed before it told)."""
    try:
        url = (folder.root / _FILE).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return None
    return url if url.startswith(("http://", "https://")) and url.isprintable() else None
