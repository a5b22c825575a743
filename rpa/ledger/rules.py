"""The rules of exactly one answer; ``migrations/0001_intents.py`` says the same in the database's words."""

from __future__ import annotations

import sqlalchemy as sa

from rpa.errors import OrganizationBusy
from rpa.ledger.lease import database_time
from rpa.ledger.tables import intents, leases
from rpa.ledger.values import Intent, IntentConflict, IntentKind, Outcome, Record


def require_fence(connection: sa.Connection, organization: str, fence: int) -> None:
    """Raise ``OrganizationBusy`` unless ``fence`` is that of a living lease."""
    row = connection.execute(sa.select(leases).where(leases.c.organization == organization)).first()
    if row is None or row.fence != fence or row.expires_at <= database_time(connection):
        raise OrganizationBusy("Этот прогон больше не держит организацию: ничего не отправлено.")


def refuse_conflict(kind: IntentKind, request_number: str, standing: list[Record]) -> None:
    """Raise ``IntentConflict`` if one of ``standing`` (records that hold their place) forbids an intent of ``kind``."""
    answering = (IntentKind.SEND, IntentKind.REVOKE)
    rivals = answering if kind in answering else (kind,)
    for found in standing:
        if found.intent.kind not in rivals:
            continue
        if found.outcome is Outcome.DONE:
            if kind is IntentKind.REVOKE:
                continue
            raise IntentConflict(f"На запрос {request_number} ответ уже отправлен.", standing=found)
        raise IntentConflict(
            f"По запросу {request_number} есть действие с неизвестным итогом.",
            standing=found,
            hint="Сначала робот прочтёт кабинет: запустите прогон снова или выполните `rpa debts verify`.",
        )


def let_go(connection: sa.Connection, intent: Intent, outcome: Outcome) -> None:
    """Free the place an ended intent held. A sent answer keeps its place until it is withdrawn."""
    if outcome is Outcome.UNKNOWN or (intent.kind is IntentKind.SEND and outcome is Outcome.DONE):
        return
    connection.execute(intents.update().where(intents.c.id == intent.id).values(holds=False))
    if intent.kind is IntentKind.REVOKE and outcome is Outcome.DONE:
        connection.execute(
            intents.update()
            .where(
                intents.c.organization == intent.organization,
                intents.c.request_number == intent.request_number,
                intents.c.kind == IntentKind.SEND.value,
                intents.c.holds,
            )
            .values(holds=False)
        )
