"""Words of the ledger: what may be intended, how it may end, and the values handed out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from rpa.errors import BadSettings, NeedsOperator


class IntentKind(StrEnum):
    """What is about to change in the cabinet."""

    SEND = "send"
    REVOKE = "revoke"
    ASSIGN = "assign"


ANSWERING = (IntentKind.SEND, IntentKind.REVOKE)
"""What is done to answers of debt requests."""


class Outcome(StrEnum):
    """How an intent ended. All but ``UNKNOWN`` are final and never change."""

    DONE = "done"
    """Read back from the cabinet: it is there."""
    REFUSED = "refused"
    """The cabinet said no; its words are in ``detail``."""
    NOT_SENT = "not_sent"
    """Read back from the cabinet: it surely is not there."""
    ANSWERED_BY_OTHER = "answered_by_other"
    """Somebody else's answer was found in its place."""
    UNKNOWN = "unknown"
    """Nobody can tell yet. The intent stays uncertain; a later reading or a person ends it."""
    STALE = "stale"
    """The ground of the decision had moved; nothing was clicked."""


@dataclass(frozen=True, slots=True)
class Intent:
    """One thing about to be done, on disk before it is done.

    ``outcome`` is the last one recorded: ``None`` if none was, ``UNKNOWN`` if somebody looked and could not tell.
    """

    id: int
    organization: str
    request_number: str
    kind: IntentKind
    content_sha256: str
    plan_sha256: str | None
    run_id: str
    fence: int
    at: datetime
    outcome: Outcome | None = None


GONE = "запроса на портале больше нет"
"""The detail of an ``UNKNOWN`` for which nobody waits: there is nothing left to be read or answered."""


@dataclass(frozen=True, slots=True)
class Record:
    """An intent with its last outcome, if it has one."""

    intent: Intent
    outcome: Outcome | None
    detail: str = ""
    evidence: tuple[str, ...] = ()
    concluded_at: datetime | None = None

    @property
    def open(self) -> bool:
        """Whether nobody knows how it ended."""
        return self.outcome in (None, Outcome.UNKNOWN)

    @property
    def gone(self) -> bool:
        """Open, and its request was not shown any more when it was last looked for."""
        return self.outcome is Outcome.UNKNOWN and self.detail == GONE


class IntentConflict(NeedsOperator):
    """This may not be intended, or not concluded so: the ledger already says otherwise. Nothing was written.

    ``standing`` is the record in the way, where there is one.
    """

    hint = "Откройте запрос в кабинете и сравните с `rpa debts verify`: робот не отправит второй ответ сам."

    def __init__(self, what: str, *, standing: Record | None = None, hint: str | None = None) -> None:
        super().__init__(what, hint=hint)
        self.standing = standing


class LedgerUnavailable(BadSettings):
    """The ledger cannot be opened or written: place, rights, disk, version. Nothing was done half."""

    hint = "Проверьте путь к журналу намерений в настройках, права на папку и место на диске."
