"""What a plan is made of. Everything needed to carry an answer out a day later, and to see that its ground moved.

A plan holds personal data and lies in the organization's protected folder; journals and reports carry its hashes.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, datetime
from functools import cached_property
from typing import Any

from pydantic import ConfigDict, TypeAdapter

from rpa.debts.canonical import canonical_bytes, digest
from rpa.debts.policy import DecisionPolicy
from rpa.model import Decision, HousingFundObject, Period, Person, ResponseStatus, Subrequest

FORMAT = 1
"""Version of the file's layout."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What the portal showed when the plan was made. ``object_sha256`` is of the dwelling, the period and the person.

    A field is ``None`` where the page did not show it; then it cannot have changed.
    """

    response_status: ResponseStatus
    version: int | None
    sent_date: date | None
    response_date: date | None
    draft: bool
    object_sha256: str

    def moved(self, now: Ground) -> tuple[str, ...]:
        """Russian names of what differs ``now``; empty if the ground holds.

        An answer is sent only onto unmoved ground. The one expected move is our own saved answer (``draft`` and
        ``version``): whoever resumes a saved answer knows it from the ledger.
        """
        found = []
        for field in fields(self):
            then, later = getattr(self, field.name), getattr(now, field.name)
            if then != later and not (then is None or later is None):
                found.append(_GROUND_NAMES[field.name])
        return tuple(found)


_GROUND_NAMES = {
    "response_status": "состояние ответа",
    "version": "версия запроса на портале",
    "sent_date": "дата направления",
    "response_date": "крайний срок ответа",
    "draft": "добавленный, но не отправленный ответ",
    "object_sha256": "адрес, помещение, период или человек в запросе",
}


def ground_of(subrequest: Subrequest) -> Ground:
    """The ground an answer to ``subrequest`` rests on, as the page shows it now."""
    home, period, person = subrequest.housing_fund_object, subrequest.period, subrequest.applicant
    shown = {
        "address": home.address,
        "address_details": home.address_details,
        "fias_house_guid": home.fias_house_guid.lower() if home.fias_house_guid else None,
        "period": [period.start_date.isoformat(), period.end_date.isoformat()] if period else None,
        "applicant": [person.last_name, person.first_name, person.middle_name] if person else None,
    }
    return Ground(
        subrequest.response_status,
        subrequest.version,
        subrequest.sent_date,
        subrequest.response_date,
        subrequest.draft,
        digest(shown),
    )


@dataclass(frozen=True, slots=True)
class ActFile:
    """A court act to attach. ``path`` is relative to the acts folder, with ``/``; ``size`` in bytes."""

    path: str
    name: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class PlannedDebtor:
    """A person an answer would name, with the acts to attach and the rows of the dataset behind them."""

    last_name: str
    first_name: str
    middle_name: str | None
    files: tuple[ActFile, ...]
    row_ids: tuple[str, ...]

    @property
    def person(self) -> Person:
        return Person(self.last_name, self.first_name, self.middle_name)


@dataclass(frozen=True, slots=True)
class ChosenActs:
    """Which ``files`` a person let somebody named in a request have, where the rules had ``given`` others.
    ``object_sha256``: of the dwelling it was chosen for, as ``Ground`` has it."""

    request_number: str
    object_sha256: str
    last_name: str
    first_name: str
    middle_name: str | None
    given: tuple[ActFile, ...]
    files: tuple[ActFile, ...]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A row that might belong to the dwelling: shown to the reviewer, decides nothing. ``reason`` says why it might."""

    row_id: str
    row: int
    address: str
    flat: str | None
    debtor: PlannedDebtor
    reason: str


@dataclass(frozen=True)
class PlanItem:
    """One request to answer. ``due`` is the date to work to: the portal's or our own count, whichever is earlier.

    ``balances_as_of`` is the oldest balance date that the answer rests on, ``None`` if it rests on no balance.
    ``debtors`` are whom an answer «имеется» would name, also in review; of ``candidates`` the likest come first.
    ``description`` goes into the answer's «Дополнительная информация» (at most 1000 characters).
    ``fias_house_guid`` is the house's identifier where the portal showed one, and written only there.
    """

    __pydantic_config__ = ConfigDict(extra="forbid")

    request_number: str
    portal_id: str | None
    address: str
    address_details: str | None
    organization_name: str | None
    period: Period | None
    ground: Ground
    due: date | None
    due_counted: date | None
    overdue: bool
    decision: Decision
    proposal: Decision | None
    rule: str
    sentence: str
    notes: tuple[str, ...]
    debtors: tuple[PlannedDebtor, ...]
    candidates: tuple[Candidate, ...]
    balances_as_of: date | None
    description: str | None = None
    fias_house_guid: str | None = None

    @cached_property
    def sha256(self) -> str:
        """Of the whole item; an approval is given to this and to nothing else."""
        return digest(_written(_ITEM.dump_python(self, mode="json")))

    @property
    def home(self) -> HousingFundObject:
        """The dwelling as the request named it, to be matched again."""
        return HousingFundObject(self.address, self.address_details, self.fias_house_guid)


@dataclass(frozen=True, slots=True)
class NotPlanned:
    """A request the plan has nothing to answer to: answered already, or answered by the system itself (overdue)."""

    request_number: str
    response_status: ResponseStatus
    rule: str
    sentence: str
    response_date: date | None


@dataclass(frozen=True, slots=True)
class Basis:
    """The inputs a plan rests on, by hash. An empty hash means that the input was absent.

    ``mapping_sha256`` is written only where there was a mapping of columns; a plan of an earlier version has none.
    """

    dataset_sha256: str
    dataset_content_sha256: str
    dataset_as_of: date | None
    served_houses_sha256: str
    aliases_sha256: str
    policy_sha256: str
    rules_version: str
    mapping_sha256: str = ""


@dataclass(frozen=True)
class Plan:
    """A plan. ``items`` are sorted by ``due``, then number; equal inputs give equal bytes.

    ``correction``: made for the one request whose sent answer is being replaced. It says nothing of the others, so it
    never counts as the newest plan. ``read_at``: when the requests were read, of a plan that a person changed later.
    ``unread``: numbers of requests whose cards could not be read; their deadlines run, and no item speaks of them.
    ``acts``: what people chose on the page, which the items already have; a later plan has it, too (``chosen_acts``).
    These are written only where they say something: files and hashes of other plans do not know them.
    """

    __pydantic_config__ = ConfigDict(extra="forbid")

    format: int
    organization_ogrn: str
    built_at: datetime
    today: date
    basis: Basis
    policy: DecisionPolicy
    items: tuple[PlanItem, ...]
    not_planned: tuple[NotPlanned, ...]
    correction: bool = False
    read_at: datetime | None = None
    unread: tuple[str, ...] = ()
    acts: tuple[ChosenActs, ...] = ()

    @property
    def last_read(self) -> datetime:
        """What was done or came later than this the plan does not know."""
        return self.read_at or self.built_at

    @cached_property
    def _plain(self) -> object:
        plain = PLAN.dump_python(self, mode="json")
        if not self.correction:
            del plain["correction"]
        if self.read_at is None:
            del plain["read_at"]
        for name in ("unread", "acts"):
            if not getattr(self, name):
                del plain[name]
        if not self.basis.mapping_sha256:
            del plain["basis"]["mapping_sha256"]
        plain["items"] = [_written(item) for item in plain["items"]]
        return plain

    @cached_property
    def sha256(self) -> str:
        return digest(self._plain)

    def to_bytes(self) -> bytes:
        """The plan's file: canonical JSON ``{"plan": …, "sha256": …}``."""
        return canonical_bytes({"plan": self._plain, "sha256": self.sha256})

    @cached_property
    def by_number(self) -> dict[str, PlanItem]:
        return {item.request_number: item for item in self.items}


def _written(plain: dict[str, Any]) -> dict[str, Any]:
    """An item's fields as they are written and hashed."""
    if plain["fias_house_guid"] is None:
        del plain["fias_house_guid"]
    return plain


_ITEM = TypeAdapter(PlanItem)
PLAN = TypeAdapter(Plan)
