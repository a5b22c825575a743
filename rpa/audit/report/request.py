"""The report of one request: what happened to it, in every run, in the order it happened."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from rpa.audit.report import words
from rpa.audit.report.answers import Row
from rpa.audit.report.case import Case
from rpa.audit.report.reading import (
    Fields,
    Picture,
    at,
    day,
    number_of,
    picture_of,
    records,
    runs,
    text,
    texts,
)
from rpa.audit.report.standing import due_of, state_of
from rpa.errors import BadInput

_SITTING = "Между прогонами"
KEY_KINDS = frozenset({"decision", "approval", "act", "outcome", "verify", "correction"})


@dataclass(frozen=True, slots=True)
class Event:
    """One record. ``key``: one of the few that decide; ``said`` is Russian, ``seq`` its number in the journal."""

    seq: int
    at: datetime
    run_id: str
    title: str
    said: str
    key: bool


@dataclass(frozen=True, slots=True)
class Stretch:
    """Events of one run, or of one sitting of a person, in a row."""

    run_id: str
    title: str
    events: Sequence[Event]


@dataclass(frozen=True, slots=True)
class RequestReport:
    row: Row
    ogrn: str
    stand: bool
    stretches: Sequence[Stretch]
    pictures: Sequence[Picture]

    @property
    def case(self) -> Case:
        return self.row.case


def build_request(journal: Path, number: str, *, today: date) -> RequestReport:
    """Read one request's history, as of ``today`` (Moscow). Raises ``BadInput`` if the journal knows nothing of it."""
    known = runs(journal)
    case: Case | None = None
    stretches: list[tuple[str, list[Event]]] = []
    pictures = []
    ogrn = ""
    for record in records(journal):
        if number_of(record) != number:
            continue
        case = case or Case(number, at(record))
        case.take(record)
        ogrn, run_id = text(record["organization"]), text(record["run"])
        if not stretches or stretches[-1][0] != run_id:
            stretches.append((run_id, []))
        key = record["kind"] in KEY_KINDS
        stretches[-1][1].append(Event(record["seq"], at(record), run_id, titled(record), said(record), key))
        if (picture := picture_of(record)) is not None:
            pictures.append(picture)
    if case is None:
        raise BadInput(f"В журнале нет записей о запросе {number}.", hint="Проверьте номер запроса.")
    state = state_of(case)
    kept = sum(bool(picture.path) for picture in pictures)
    return RequestReport(
        row=Row(case, state, due_of(case, state, today), kept),
        ogrn=ogrn,
        stand=any(known[run_id].stand for run_id, _ in stretches if run_id in known),
        stretches=[
            Stretch(run_id, words.scenario(known[run_id].scenario) if run_id in known else _SITTING, events)
            for run_id, events in stretches
        ],
        pictures=pictures,
    )


def titled(record: Fields) -> str:
    """What a record is about, in a word or two."""
    kind = text(record["kind"])
    if kind == "approval" and not record.get("decision"):
        return "Не утверждено"
    return words.KINDS.get(kind, kind)


def said(record: Fields) -> str:
    """What one record says, as a Russian sentence."""
    speak = _SAY.get(text(record["kind"]))
    return speak(record) if speak is not None else ""


def _join(*parts: str) -> str:
    return "; ".join(part for part in parts if part)


def _word(known: dict[str, str], record: Fields, name: str) -> str:
    value = text(record.get(name))
    return known.get(value, value)


def _decision(value: object) -> str:
    return words.DECISIONS.get(text(value), (text(value),))[0]


def _decided(record: Fields) -> str:
    due = day(record.get("due"))
    return _join(
        f"{_decision(record.get('decision'))}, правило {text(record.get('rule'))}",
        text(record.get("sentence")).rstrip("."),
        f"срок {due:%d.%m.%Y}" if due else "срок неизвестен",
    )


def _approved(record: Fields) -> str:
    how = ", ".join(words.HOW.get(name, name) for name in texts(record.get("how")))
    who = ", ".join(texts(record.get("approvers")))
    if not record.get("decision"):
        by = text(record.get("by"))
        return _join(text(record.get("reason")) or "утверждение снято", f"решение: {by}" if by else "")
    return _join(_decision(record.get("decision")), f"{who} ({how})" if how else who, _ground(record))


def _ground(record: Fields, where: str = "в утверждении") -> str:
    """Why a person wanted it: older records repeat their words, later ones know only the hash of them."""
    if known := text(record.get("reason_sha256")):
        return f"основание записано {where}, SHA-256 {known[:12]}…"
    return text(record.get("reason"))


def _intended(record: Fields) -> str:
    action = text(record.get("action"))
    # A withdrawal needs no approval: its ground is a note of the request.
    where = "в заметке (review/notes)" if action == "revoke" else "в утверждении"
    by = text(record.get("by"))
    return _join(words.ACTIONS.get(action, action), f"решение: {by}" if by else "", _ground(record, where))


def _ended(record: Fields) -> str:
    name = text(record.get("ending"))
    known = words.BY_ENDING.get(name)
    return _join("сделано" if name == "done" else known.title.lower() if known else name, text(record.get("detail")))


_SAY: dict[str, Callable[[Fields], str]] = {
    "decision": _decided,
    "not_planned": lambda record: _join(
        f"правило {text(record.get('rule'))}", text(record.get("sentence")).rstrip(".")
    ),
    "approval": _approved,
    "step": lambda record: f"{text(record.get('title'))}, {text(record.get('ms'))} мс",
    "retry": lambda record: _join(
        f"{text(record.get('title'))}, попытка {text(record.get('attempt'))}", text(record.get("what"))
    ),
    "step_failed": lambda record: _join(text(record.get("title")), text(record.get("what"))),
    "intent": _intended,
    "act": lambda record: f"{_word(words.ACTIONS, record, 'action')}: одно нажатие",
    "read_back": lambda record: f"кабинет показывает: {_word(words.SHOWS, record, 'shows')}",
    "outcome": lambda record: _join(_word(words.OUTCOMES, record, "outcome"), text(record.get("detail"))),
    "item": _ended,
    "picture": lambda record: f"{words.stage(text(record.get('stage')))}, SHA-256 {text(record.get('sha256'))[:16]}…",
    "picture_refused": lambda record: _join(words.stage(text(record.get("stage"))), text(record.get("why"))),
    "verify": lambda record: _word(words.FINDINGS, record, "finding"),
    "correction": lambda record: _join(_ground(record), ", ".join(texts(record.get("approvers")))),
    "browser_replaced": lambda record: text(record.get("error")),
}
