"""The address that group captions give to the rows below them («г. Энск» → «ул. Мира» → «д. 5»)."""

from __future__ import annotations

from rpa.debts.dataset.lines import Level, caption_level


class GroupAddress:
    """Follows the captions from top to bottom; a caption of one level ends those below it."""

    def __init__(self) -> None:
        self._parts: dict[Level, str] = {}
        self._used = False

    def caption(self, text: str) -> None:
        """Take the caption of a group (already recognised as one)."""
        plain = text.strip(" ,;:")
        level = caption_level(plain)
        if level is None:
            return
        if level is Level.FULL:
            settlement = self._parts.get(Level.SETTLEMENT)
            # «г. Энск» above and again inside the caption is one town, not two.
            self._parts = {Level.SETTLEMENT: settlement} if settlement and settlement not in plain else {}
        self._parts = {known: part for known, part in self._parts.items() if known.value < level.value}
        self._parts[level] = plain
        self._used = False

    def row(self) -> None:
        """A row of the group was read."""
        self._used = True

    def total(self) -> None:
        """A total line after rows closes the innermost group: what follows no longer belongs to it."""
        if self._used and self._parts:
            del self._parts[max(self._parts, key=lambda level: level.value)]
        self._used = False

    def text(self) -> str | None:
        """The address so far, or ``None`` while no caption names a house (a street alone is returned: the row may
        hold the house)."""
        if not self._parts or set(self._parts) == {Level.SETTLEMENT}:
            return None
        return ", ".join(self._parts[level] for level in Level if level in self._parts)
