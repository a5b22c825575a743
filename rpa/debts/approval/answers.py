"""From approvals to answers, checked once more: what is sent is never more than the plan and its approval say."""

from __future__ import annotations

from datetime import datetime
from itertools import combinations
from pathlib import Path

from pydantic import ValidationError

from rpa.debts.approval.approve import automatic, complete
from rpa.debts.approval.values import (
    APPROVAL,
    FORMAT,
    Approval,
    ApprovedAnswer,
    ApprovedItem,
    How,
    Signature,
    content_sha256,
)
from rpa.debts.canonical import digest, parse_canonical
from rpa.debts.plan.values import ActFile, Plan, PlanItem, PlannedDebtor
from rpa.errors import PlanError
from rpa.model import Decision

_AGAIN = "Утвердите план заново."
_MOST_PEOPLE = 8
"""Of so many people every choice is tried."""


def load_approval(path: Path) -> Approval:
    """The approval in ``path``. Raises ``PlanError`` if it is missing, unreadable, changed, or of another version."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise PlanError(f"Файл {path.name} не читается: {type(error).__name__}.", hint=_AGAIN) from error
    return parse_approval(data, path.name)


def parse_approval(data: bytes, name: str) -> Approval:
    """The approval in a file's bytes. Raises ``PlanError`` as ``load_approval`` does."""
    try:
        document = parse_canonical(data)
        plain, sha256 = document["approval"], document["sha256"]
        if digest(plain) != sha256:
            raise PlanError(f"Файл {name} изменён: его контрольная сумма не сходится.", hint=_AGAIN)
        if plain["format"] != FORMAT:
            raise PlanError(f"Файл {name} записан другой версией программы.", hint=_AGAIN)
        return APPROVAL.validate_python(plain)
    except (ValidationError, ValueError, TypeError, KeyError):
        raise PlanError(f"Файл {name} — не утверждение или изменён вручную.", hint=_AGAIN) from None


def approved_answers(plan: Plan, approval: Approval) -> list[ApprovedAnswer]:
    """Answers to send, most urgent first. What waits for a second person is left out.

    Raises ``PlanError`` if the approval is of another plan, or says anything the plan or its policy does not allow.
    """
    if approval.plan_sha256 != plan.sha256:
        raise PlanError("Утверждение относится к другому плану.", hint=_AGAIN)
    for number, given in approval.items.items():
        _check(plan, plan.by_number.get(number), given, number)
    ready = ((item, approval.items.get(item.request_number)) for item in plan.items)
    return [_answer(item, given) for item, given in ready if given is not None and complete(plan, given)]


def answer_ready(plan: Plan, number: str, given: ApprovedItem) -> ApprovedAnswer | None:
    """What ``approved_answers`` would send on one request if that alone were approved; ``None`` while it waits for a
    second person. Looks at no other item: whoever asks for each of thousands asks this. Raises ``PlanError`` alike."""
    item = plan.by_number.get(number)
    _check(plan, item, given, number)
    return _answer(item, given) if item is not None and complete(plan, given) else None


def answer_to(plan: Plan, approval: Approval, number: str) -> ApprovedAnswer:
    """What would be sent on one approved request, also while it waits for a second person."""
    return _answer(plan.by_number[number], approval.items[number])


def answer_of_content(plan: Plan, number: str, sha256: str) -> ApprovedAnswer | None:
    """The answer «имеется» of this content that ``plan`` could give, whoever approved it; ``None`` if there is none.

    The hash proves that it is the one: an approval may have been taken back after it was sent.
    """
    item = plan.by_number.get(number)
    people = [*item.debtors, *(candidate.debtor for candidate in item.candidates)] if item else []
    if item is None or len(people) > _MOST_PEOPLE:
        return None
    for size in range(len(people), 0, -1):
        for chosen in combinations(people, size):
            debtors = _debtors(item, tuple(row_id for debtor in chosen for row_id in debtor.row_ids))
            if content_sha256(number, True, debtors, item.description) == sha256:
                return ApprovedAnswer(
                    number, item.portal_id, True, debtors, item.description, item.ground, sha256, item.rule, ()
                )
    return None


def _check(plan: Plan, item: PlanItem | None, given: ApprovedItem, number: str) -> None:
    wrong = None
    if item is None or given.item_sha256 != item.sha256:
        wrong = "утверждено не то, что стоит в плане"
    elif given.decision is Decision.REVIEW:
        wrong = "утвердить можно только ответ «имеется» или «нет»"
    elif How.AUTOMATIC in {given.first.how, given.second.how if given.second else None}:
        if given.decision is not Decision.NO_DEBT or not automatic(plan, item):
            wrong = "политика организации не утверждает такой ответ без человека"
    elif not given.first.approver.strip():
        wrong = "не указано, кто утвердил"
    elif given.decision is Decision.NO_DEBT and item.decision is not Decision.NO_DEBT and not given.reason.strip():
        wrong = "для ответа «нет» не указано основание"
    elif given.decision is Decision.DEBT and not _debtors(item, given.row_ids):
        wrong = "ответ «имеется» никого не называет"
    elif given.decision is Decision.DEBT and not set(given.row_ids) <= _row_ids(item):
        wrong = "назван должник, которого нет в плане"
    if wrong is not None:
        raise PlanError(f"Запрос № {number}: {wrong}.", hint=_AGAIN)


def _answer(item: PlanItem, given: ApprovedItem) -> ApprovedAnswer:
    has_debt = given.decision is Decision.DEBT
    debtors = _debtors(item, given.row_ids) if has_debt else ()
    # The plan's text explains a debt; a «нет» says nothing beyond itself.
    description = item.description if has_debt else None
    return ApprovedAnswer(
        request_number=item.request_number,
        portal_id=item.portal_id,
        has_debt=has_debt,
        debtors=debtors,
        description=description,
        ground=item.ground,
        content_sha256=content_sha256(item.request_number, has_debt, debtors, description),
        rule=item.rule,
        approvers=tuple(signed.approver for signed in _signatures(given)),
        decided_at=_decided_at(given),
    )


def _signatures(given: ApprovedItem) -> list[Signature]:
    return [signed for signed in (given.first, given.second) if signed is not None]


def _decided_at(given: ApprovedItem) -> datetime | None:
    """Where two have to sign, what happened between them was not before the eyes of the first."""
    signed = _signatures(given)
    if any(signature.how is How.AUTOMATIC for signature in signed):
        return None
    return min(signature.at for signature in signed)


def _row_ids(item: PlanItem) -> set[str]:
    offered = {row_id for debtor in item.debtors for row_id in debtor.row_ids}
    return offered | {candidate.row_id for candidate in item.candidates}


def _debtors(item: PlanItem, row_ids: tuple[str, ...]) -> tuple[PlannedDebtor, ...]:
    """The chosen debtors, each once. A candidate who bears a chosen debtor's very name adds acts, not a person."""
    chosen = set(row_ids)
    offered = [debtor for debtor in item.debtors if chosen & set(debtor.row_ids)]
    offered += [candidate.debtor for candidate in item.candidates if candidate.row_id in chosen]
    merged: dict[tuple[str, str, str | None], PlannedDebtor] = {}
    for debtor in offered:
        key = (debtor.last_name, debtor.first_name, debtor.middle_name)
        before = merged.get(key)
        if before is None:
            merged[key] = debtor
            continue
        files: dict[str, ActFile] = {file.path: file for file in (*before.files, *debtor.files)}
        rows = tuple(sorted({*before.row_ids, *debtor.row_ids}))
        merged[key] = PlannedDebtor(*key, tuple(files[path] for path in sorted(files)), rows)
    return tuple(merged.values())
