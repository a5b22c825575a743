"""Destroys an organization's files whose days are over, as its settings say. Shown first, done only when asked."""

from __future__ import annotations

from collections.abc import Sequence

from rpa.audit.retention import Expired, Purged, find_expired, purge
from rpa.operate.place import Place
from rpa.operate.recording import journal_of


def expired_files(place: Place) -> list[Expired]:
    """What is past its days today, Moscow time."""
    return find_expired(place.folder.root, place.settings.retention.days(), today=place.moscow_now().date())


def destroy(place: Place, expired: Sequence[Expired]) -> Purged:
    """Destroy it, with an act and a record in the chain. Raises as ``purge`` does."""
    name = place.settings.organization.name
    with journal_of(place) as journal:
        return purge(place.folder.root, expired, journal, organization_name=name, now=place.moscow_now())
