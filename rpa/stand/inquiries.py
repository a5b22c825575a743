"""«Обращения» as the stand treats them: making, search, card, performer, extension. No source shows the real screens.

Statuses, terms and limits are those of the integration schema (appeals 15.11.0.0), all behaviour is invented.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from rpa.stand.clock import Clock
from rpa.stand.events import Events
from rpa.stand.inquiry_texts import make_letter
from rpa.stand.organizations import ADMINISTRATOR, DISTRIBUTE, Organization
from rpa.stand.refusal import Refusal
from rpa.stand.sessions import Session
from rpa.stand.store import Row, Store
from rpa.stand.world import World

STATUSES = ("SENT", "IN_WORK", "EXECUTED", "WITHDRAWN")
TERM_DAYS = 30  # invented: the real term comes from the topic
SHORTEST_COMMENT, LONGEST_COMMENT = 20, 1000
_INSERT = (
    "INSERT INTO inquiries (id, ogrn, number, version, status, created, topic, address, apartment, text, applicant,"
    " attachments, history, performer_id, performer_fio, execution_end, appointed, kind)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)


@dataclass(slots=True)
class Inquiries:
    store: Store
    clock: Clock
    events: Events
    world: World

    # ---- arriving ------------------------------------------------------------------------------------------------
    def fill(self, count: int) -> None:
        """``count`` letters for each organization, received during the last ten days; the older ones partly handled."""
        for organization in self.world.busy():
            with self.store.transaction():
                for index in range(count):
                    self._add(organization, index, None)
            self.store.run("UPDATE organizations SET next_inquiry = ? WHERE ogrn = ?", count, organization.ogrn)

    def arrive(self, organization: Organization) -> Row:
        """One more letter, now."""
        index = int(self.store.value("SELECT next_inquiry FROM organizations WHERE ogrn = ?", organization.ogrn))
        self.store.run("UPDATE organizations SET next_inquiry = next_inquiry + 1 WHERE ogrn = ?", organization.ogrn)
        return self.by_number(self._add(organization, index, self.clock.now()))

    def _add(self, organization: Organization, index: int, arrival: datetime | None) -> str:
        rng = Random(f"{self.world.seed}:{organization.ogrn}:inquiry:{index}")
        inquiry_id = str(UUID(int=rng.getrandbits(128), version=4))
        houses = self.world.cases[organization.ogrn].houses.apartment_houses
        house, flat = houses[rng.randrange(len(houses))], str(rng.randrange(1, 90))
        letter = make_letter(rng, index, house, flat)
        number = f"{self.world.start.year % 100:02d}-{organization.index + 1:03d}-{index + 1:06d}"
        created = arrival or self.world.start - timedelta(hours=rng.randrange(1, 240))
        status, performer, history = "SENT", None, [_event(created, "Обращение поступило", letter.applicant)]
        if arrival is None and index % 6 == 5:
            status = ("IN_WORK", "EXECUTED", "WITHDRAWN")[index // 6 % 3]
        if status in ("IN_WORK", "EXECUTED"):
            performer = organization.employees[2]
            history.append(_event(created + timedelta(minutes=40), "Назначен исполнитель", None, performer.fio))
        if status == "EXECUTED":
            history.append(
                _event(created + timedelta(minutes=55), "Ответ", None, performer.fio if performer else "", "Выполнено.")
            )
        for file in letter.files:
            self.store.run(
                "INSERT INTO files (guid, ogrn, context, name, size, sha256, content)"
                " VALUES (?, ?, 'messages', ?, ?, ?, ?)",
                file.guid, organization.ogrn, file.name, len(file.content), file.sha256, file.content,
            )  # fmt: skip
        self.store.run(
            _INSERT, inquiry_id, organization.ogrn, number, 0, status, created.isoformat(), letter.topic,
            house.portal(), flat,
            letter.text, _json(letter.applicant), _json([f.reference() for f in letter.files]), _json(history),
            performer.id if performer else None, performer.fio if performer else None,
            (created.date() + timedelta(days=TERM_DAYS)).isoformat(), None, letter.kind,
        )  # fmt: skip
        return number

    # ---- reading -------------------------------------------------------------------------------------------------
    def search(self, session: Session, *, number: str, statuses: tuple[str, ...], begin: date | None, end: date | None,
               performers: tuple[str, ...], offset: int, limit: int) -> tuple[list[Row], int]:  # fmt: skip
        """One page, newest first, and the total. Without the right to distribute one sees one's own only."""
        clauses, values = ["ogrn = ?"], [session.ogrn]
        if number:
            clauses.append("number = ?")
            values.append(number)
        if statuses:
            clauses.append(f"status IN ({', '.join('?' * len(statuses))})")
            values += statuses
        if begin:
            clauses.append("created >= ?")
            values.append(begin.isoformat())
        if end:
            clauses.append("created < ?")
            values.append((end + timedelta(days=1)).isoformat())
        if performers:
            clauses.append(f"performer_id IN ({', '.join('?' * len(performers))})")
            values += performers
        if not self._sees_all(session):
            clauses.append("performer_id = ?")
            values.append(session.employee_id)
        where = " AND ".join(clauses)
        total = int(self.store.value(f"SELECT COUNT(*) FROM inquiries WHERE {where}", *values))
        rows = self.store.all(f"SELECT * FROM inquiries WHERE {where} ORDER BY created DESC, seq DESC LIMIT ? OFFSET ?",
                              *values, limit, offset)  # fmt: skip
        return rows, total

    def get(self, session: Session, inquiry_id: str) -> Row:
        row = self.store.one("SELECT * FROM inquiries WHERE id = ? AND ogrn = ?", inquiry_id, session.ogrn)
        if row is None or not (self._sees_all(session) or row["performer_id"] == session.employee_id):
            raise Refusal(404, "Обращение не найдено.")
        return row

    def by_number(self, number: str) -> Row:
        row = self.store.one("SELECT * FROM inquiries WHERE number = ?", number)
        if row is None:
            raise Refusal(404, f"Обращение {number} не найдено.")
        return row

    @staticmethod
    def _sees_all(session: Session) -> bool:
        return session.role == ADMINISTRATOR or DISTRIBUTE in session.rights

    # ---- writing -------------------------------------------------------------------------------------------------
    def assign(self, session: Session, inquiry_id: str, performer_id: str, appointed: date | None, version: Any, *,
               discard: bool = False) -> Row:  # fmt: skip
        """Назначить/изменить исполнителя. ``appointed`` (planned date) is required the first time, as in the schema."""
        performer = self.store.one("SELECT * FROM employees WHERE id = ? AND ogrn = ?", performer_id, session.ogrn)
        if performer is None or performer["status"] != "Действующий":
            raise Refusal(422, "Укажите действующего сотрудника организации.")
        with self.store.transaction(discard=discard):
            row = self._open(session, inquiry_id, version)
            if row["performer_id"] is None and appointed is None:
                raise Refusal(422, "Укажите планируемую дату исполнения.")
            planned = appointed.isoformat() if appointed else row["appointed"]
            title = "Изменён исполнитель" if row["performer_id"] else "Назначен исполнитель"
            self._update(
                row, title, session.fio, performer["fio"],
                "status = 'IN_WORK', performer_id = ?, performer_fio = ?, appointed = ?",
                performer["id"], performer["fio"], planned,
            )  # fmt: skip
            fresh = self.get_any(session.ogrn, inquiry_id)
        self._stored("performer", fresh, session, discard)
        return fresh

    def roll_over(self, session: Session, inquiry_id: str, until: date | None, comment: str, version: Any, *,
                  discard: bool = False) -> Row:  # fmt: skip
        """Продлить срок: a later date and a comment of 20–1000 characters."""
        with self.store.transaction(discard=discard):
            row = self._open(session, inquiry_id, version)
            if row["performer_id"] is None:
                raise Refusal(422, "Сначала назначьте исполнителя.")
            if until is None or until.isoformat() <= row["execution_end"]:
                raise Refusal(422, "Новая дата должна быть позже текущего срока исполнения.")
            if not SHORTEST_COMMENT <= len(comment) <= LONGEST_COMMENT:
                raise Refusal(422, f"Длина комментария — от {SHORTEST_COMMENT} до {LONGEST_COMMENT} символов.")
            self._update(row, "Продлён срок рассмотрения", session.fio, comment, "execution_end = ?", until.isoformat())
            fresh = self.get_any(session.ogrn, inquiry_id)
        self._stored("rollover", fresh, session, discard)
        return fresh

    def get_any(self, ogrn: str, inquiry_id: str) -> Row:
        row = self.store.one("SELECT * FROM inquiries WHERE id = ? AND ogrn = ?", inquiry_id, ogrn)
        assert row is not None
        return row

    def _open(self, session: Session, inquiry_id: str, version: Any) -> Row:
        row = self.get(session, inquiry_id)
        if row["status"] not in ("SENT", "IN_WORK"):
            raise Refusal(409, "Обращение уже исполнено или отозвано.")
        if version != row["version"]:
            raise Refusal(409, "Данные были изменены другим пользователем. Обновите страницу.")
        return row

    def _update(self, row: Row, event: str, who: str, text: str, assignments: str, *values: Any) -> None:
        history = [*json.loads(row["history"]), _event(self.clock.now(), event, None, who, text)]
        self.store.run(
            f"UPDATE inquiries SET {assignments}, version = version + 1, history = ? WHERE id = ?",
            *values,
            _json(history),
            row["id"],
        )

    def _stored(self, what: str, row: Row, session: Session, discard: bool) -> None:
        kind = "swallowed" if discard else "stored"
        self.events.add(kind, what=what, inquiry_number=row["number"], account=session.login, version=row["version"])


def _event(
    at: datetime, kind: str, applicant: dict[str, Any] | None, executor: str = "", text: str = ""
) -> dict[str, Any]:
    who = executor or (applicant or {}).get("fio") or (applicant or {}).get("organization") or ""
    return {"at": at.strftime("%d.%m.%Y %H:%M"), "kind": kind, "text": text, "executor": who}


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
