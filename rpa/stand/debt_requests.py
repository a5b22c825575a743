"""Debt requests as the portal treats them: search, card, save, send, revoke, and its own answer on the deadline.

Every write checks the optimistic ``version`` (0 fresh; save, send and revoke add one), as seen on the live site.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from rpa.stand.clock import MOSCOW, Clock
from rpa.stand.events import Events
from rpa.stand.refusal import Refusal
from rpa.stand.response_form import checked_response
from rpa.stand.sessions import Session
from rpa.stand.store import Row, Store

STATUSES = ("NOT_SENT", "SENT", "AUTO_GENERATED")
LONGEST_PERIOD = timedelta(days=184)  # sending period of at most 6 months (schema 14.0.0.0)


@dataclass(frozen=True, slots=True)
class Search:
    """Filters of the registry. ``answer_user_ids`` empty = everybody."""

    number: str = ""
    statuses: tuple[str, ...] = ()
    begin: date | None = None
    end: date | None = None
    answer_user_ids: tuple[str, ...] = ()
    ascending: bool = False


@dataclass(slots=True)
class DebtRequests:
    store: Store
    clock: Clock
    events: Events
    next_due: str | None = field(default=None)

    # ---- reading -------------------------------------------------------------------------------------------------
    def search(self, ogrn: str, search: Search, offset: int, limit: int) -> tuple[list[Row], int]:
        """One page and the total. Newest change first unless ``ascending``."""
        where, values = self._where(ogrn, search)
        total = int(self.store.value(f"SELECT COUNT(*) FROM requests WHERE {where}", *values))
        way = "ASC" if search.ascending else "DESC"
        order = f"ORDER BY last_update {way}, seq {way}"
        # The page's keys come out of the index alone; only its own rows are then read.
        keys = f"SELECT seq FROM requests WHERE {where} {order} LIMIT ? OFFSET ?"
        sql = f"SELECT * FROM requests WHERE seq IN ({keys}) {order}"
        return self.store.all(sql, *values, limit, offset), total

    def _where(self, ogrn: str, search: Search) -> tuple[str, list[Any]]:
        clauses, values = ["ogrn = ?", "withdrawn = 0"], [ogrn]
        if search.number:
            clauses.append("number = ?")
            values.append(search.number)
        if search.statuses and set(search.statuses) != set(STATUSES):
            clauses.append(f"status IN ({', '.join('?' * len(search.statuses))})")
            values += search.statuses
        if search.begin and search.end and search.end - search.begin > LONGEST_PERIOD:
            raise Refusal(422, "Период направления запроса не должен превышать 6 месяцев.")
        if search.begin:
            clauses.append("sent_date >= ?")
            values.append(search.begin.isoformat())
        if search.end:
            clauses.append("sent_date <= ?")
            values.append(search.end.isoformat())
        if search.answer_user_ids:
            clauses.append(f"(executor_id IS NULL OR executor_id IN ({', '.join('?' * len(search.answer_user_ids))}))")
            values += search.answer_user_ids
        return " AND ".join(clauses), values

    def get(self, ogrn: str, request_id: str) -> Row:
        """The request by its portal id. ``Refusal`` 404 if it is another's, unknown or withdrawn."""
        row = self.store.one("SELECT * FROM requests WHERE id = ? AND ogrn = ?", request_id, ogrn)
        if row is None:
            raise Refusal(404, "Запрос не найден.")
        if row["withdrawn"]:
            raise Refusal(404, "Запрос отозван отправителем.")
        return row

    def by_number(self, number: str) -> Row:
        row = self.store.one("SELECT * FROM requests WHERE number = ?", number)
        if row is None:
            raise Refusal(404, f"Запрос {number} не найден.")
        return row

    def revocable(self, row: Row) -> bool:
        """Invented: a sent answer may be withdrawn until the deadline's day ends."""
        return bool(row["status"] == "SENT" and row["due_date"] >= self.clock.now().date().isoformat())

    # ---- writing -------------------------------------------------------------------------------------------------
    def attempt(self, request_id: str, what: str) -> None:
        """Count a call that reached the portal, whatever becomes of it. ``what`` is ``save`` or ``send``."""
        column = {"save": "save_attempts", "send": "send_attempts"}[what]
        self.store.run(f"UPDATE requests SET {column} = {column} + 1 WHERE id = ?", request_id)

    def save(self, session: Session, request_id: str, body: dict[str, Any], *, discard: bool = False) -> Row:
        """«Сохранить ответ»: a draft. ``Refusal`` 409: wrong version, or answered already; 422: bad content."""
        response = checked_response(self.store, session.ogrn, body)
        with self.store.transaction(discard=discard):
            self._writable(session, request_id, body)
            self.store.run(
                "UPDATE requests SET version = version + 1, saves = saves + 1, debt_present = ?, information = ?,"
                " persons = ?, extra_files = ?, executor_id = ?, executor_fio = ?, saved_at = ?, last_update = ?"
                " WHERE id = ?",
                int(response.debt_present), response.information, json.dumps(response.persons, ensure_ascii=False),
                json.dumps(response.extra_files, ensure_ascii=False), session.employee_id, session.fio,
                *(self._stamp(),) * 2, request_id,
            )  # fmt: skip
            fresh = self.get(session.ogrn, request_id)
        self._stored("save", fresh, session.login, discard)
        return fresh

    def send(self, session: Session, request_id: str, body: dict[str, Any], *, discard: bool = False) -> Row:
        """«Отправить ответ»: the draft becomes the answer. ``Refusal`` 409 as above, 422 when nothing was saved."""
        with self.store.transaction(discard=discard):
            row = self._writable(session, request_id, body)
            if row["debt_present"] is None:
                raise Refusal(422, "Ответ на запрос не добавлен.")
            stamp = self._stamp()
            self.store.run(
                "UPDATE requests SET version = version + 1, sends = sends + 1, status = 'SENT', executor_id = ?,"
                " executor_fio = ?, sent_at = ?, last_update = ? WHERE id = ?",
                session.employee_id, session.fio, stamp, stamp, request_id,
            )  # fmt: skip
            fresh = self.get(session.ogrn, request_id)
        self._stored("send", fresh, session.login, discard)
        return fresh

    def revoke(self, session: Session, request_id: str, body: dict[str, Any], *, discard: bool = False) -> Row:
        """«Отозвать ответ»: back to a draft. The words of the refusal are the live site's."""
        with self.store.transaction(discard=discard):
            row = self._versioned(session, request_id, body)
            if row["status"] != "SENT":
                raise Refusal(
                    409, f'Ответ на запрос {row["number"]} не может быть отозван (не имеет статус "Ответ отправлен").'
                )
            if not self.revocable(row):
                raise Refusal(409, "Срок ответа на запрос истёк, отозвать ответ нельзя.")
            self.store.run(
                "UPDATE requests SET version = version + 1, revokes = revokes + 1, status = 'NOT_SENT', sent_at = NULL,"
                " last_update = ? WHERE id = ?",
                self._stamp(), request_id,
            )  # fmt: skip
            fresh = self.get(session.ogrn, request_id)
        self.next_due = None
        self._stored("revoke", fresh, session.login, discard)
        return fresh

    def answer_by_colleague(self, number: str, has_debt: bool, send: bool) -> Row:
        """Another employee of the same organization answers, past the robot. Does not count as received by REST."""
        row = self.by_number(number)
        if row["status"] != "NOT_SENT":
            raise Refusal(409, "Ответ на запрос уже отправлен.")
        colleague = self.store.one(
            "SELECT * FROM employees WHERE ogrn = ? AND login IS NULL ORDER BY position_no DESC LIMIT 1",
            row["ogrn"],
        )  # fmt: skip
        assert colleague is not None
        persons = (
            [{"lastName": "Коллегина", "firstName": "Ольга", "middleName": "Ивановна", "attachments": []}]
            if has_debt
            else []
        )
        stamp = self._stamp()
        self.store.run(
            "UPDATE requests SET version = version + ?, status = ?, debt_present = ?, information = NULL, persons = ?,"
            " extra_files = '[]', executor_id = ?, executor_fio = ?, saved_at = ?, sent_at = ?, last_update = ?"
            " WHERE id = ?",
            2 if send else 1, "SENT" if send else "NOT_SENT", int(has_debt), json.dumps(persons, ensure_ascii=False),
            colleague["id"], colleague["fio"], stamp, stamp if send else None, stamp, row["id"],
        )  # fmt: skip
        self.events.add("colleague_answered", request_number=number, has_debt=has_debt, sent=send)
        return self.by_number(number)

    def withdraw(self, number: str) -> None:
        """The social service takes its request back: it leaves the registry and its card."""
        self.by_number(number)
        self.store.run("UPDATE requests SET withdrawn = 1, version = version + 1 WHERE number = ?", number)
        self.events.add("request_withdrawn", request_number=number)

    def answer_overdue(self) -> int:
        """«Нет» by the portal itself for every request whose deadline day is over; how many."""
        today = self.clock.now().date().isoformat()
        if self.next_due is not None and self.next_due >= today:
            return 0
        late = self.store.all(
            "SELECT id, number, due_date FROM requests WHERE status = 'NOT_SENT' AND withdrawn = 0 AND due_date < ?",
            today,
        )
        for row in late:
            at = datetime.combine(date.fromisoformat(row["due_date"]) + timedelta(days=1), time(), MOSCOW).isoformat()
            self.store.run(
                "UPDATE requests SET version = version + 1, status = 'AUTO_GENERATED', debt_present = 0,"
                " information = NULL, persons = '[]', extra_files = '[]', executor_id = NULL, executor_fio = NULL,"
                " saved_at = ?, sent_at = ?, last_update = ? WHERE id = ?",
                at, at, at, row["id"],
            )  # fmt: skip
            self.events.add("answer_generated", request_number=row["number"])
        # Arrivals are due later than today; a revoke, which may bring back an earlier date, clears this.
        self.next_due = (
            self.store.value("SELECT MIN(due_date) FROM requests WHERE status = 'NOT_SENT' AND withdrawn = 0") or today
        )
        return len(late)

    def _writable(self, session: Session, request_id: str, body: dict[str, Any]) -> Row:
        row = self.get(session.ogrn, request_id)
        if row["status"] != "NOT_SENT":
            raise Refusal(409, "Ответ на запрос уже отправлен.")
        return self._versioned(session, request_id, body)

    def _versioned(self, session: Session, request_id: str, body: dict[str, Any]) -> Row:
        row = self.get(session.ogrn, request_id)
        if body.get("version") != row["version"]:
            raise Refusal(409, "Данные были изменены другим пользователем. Обновите страницу.")
        return row

    def _stored(self, what: str, row: Row, login: str, discard: bool) -> None:
        kind = "swallowed" if discard else "stored"
        self.events.add(kind, what=what, request_number=row["number"], account=login, version=row["version"])

    def _stamp(self) -> str:
        return self.clock.now().isoformat()
