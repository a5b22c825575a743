"""Withdraw an answer, or correct it: withdraw, decide anew on what the card then shows, send, link the evidence."""

from __future__ import annotations

from dataclasses import dataclass, replace

from loguru import logger

from rpa.cabinet.pages.debt_requests import Filter
from rpa.debts.approval import Approval, ApprovedAnswer, Choice, answer_to, approve, approved_answers
from rpa.debts.plan import ActsFolder, ChosenActs, Plan, PlannedDebtor, load_plan
from rpa.errors import PlanError
from rpa.job.answers import Approved
from rpa.job.results import RunSummary
from rpa.job.withdrawal import Withdraw, Withdrawals, Withdrawn
from rpa.model import ResponseStatus, Subrequest
from rpa.operate.answering import withheld_today
from rpa.operate.browser_thread import in_one_browser
from rpa.operate.causes import cause_of, note_cause, one_line
from rpa.operate.chosen_acts import with_chosen_acts
from rpa.operate.newest import newest_first
from rpa.operate.place import Place
from rpa.operate.planning import Prepared, acts_folder, draw_plan, keep_plan, load_prepared, plan_id
from rpa.operate.remembering import remembered

_ASKED = "почему отправленный ответ неверен"


@dataclass(frozen=True, slots=True)
class Corrected:
    """``sent`` is ``None`` when the old answer could not be withdrawn; then nothing else was done.

    Where the right answer stood there already, both are the one run that saw it.
    """

    withdrawn: RunSummary
    sent: RunSummary | None

    @property
    def exit_code(self) -> int:
        return self.withdrawn.exit_code or (self.sent.exit_code if self.sent else 1)


def withdraw(
    place: Place, number: str, *, reason: str, by: str, instead: ApprovedAnswer | None = None
) -> tuple[RunSummary, Withdrawn | None]:
    """Withdraw one sent answer. The summary, and what came of it if it went well.

    The reason is kept as a note of the request, which has a term; the journal has its hash. Nothing is withdrawn where
    ``instead``, the answer that is to replace it, stands already. Raises ``PlanError`` without a reason or a name:
    somebody has to answer for it.
    """
    cause = cause_of(reason, by, asked=_ASKED)
    note_cause(place, number, cause)
    given = Withdrawals((Withdraw(number, cause, instead),), remembered(place))
    finished = place.run("withdraw_answers", given=given, pages=1)
    return finished.summary, next(iter(finished.value or ()), None)


def correct(place: Place, number: str, choice: Choice, *, reason: str, by: str) -> Corrected:
    """Replace a sent answer by another. Run again after a crash, it goes on from what the cabinet shows.

    That the new answer can be given at all is checked before the old one is withdrawn; it carries the acts that people
    had chosen for the old one. Raises ``PlanError``, also where those are not to be had any more.
    """
    cause = cause_of(reason, by, asked=_ASKED)
    # The approval keeps the very text whose hash is journaled.
    choice, reason = replace(choice, reason=one_line(choice.reason) or cause.text), cause.text
    with in_one_browser(place) as place:
        prepared = load_prepared(place)
        drawn = _approved(place, _as_if_waiting(_card(place, number)), prepared, number, choice, reason, by)
        instead = answer_to(*drawn, number)
        withdrawn, freed = withdraw(place, number, reason=reason, by=by, instead=instead)
        # What became of another request's answer, read on the way, leaves this one no longer without any.
        if freed is None or withdrawn.error is not None or withdrawn.stopped:
            return Corrected(withdrawn, None)
        if freed.replaced:
            return Corrected(withdrawn, withdrawn)
        plan, approval = _approved(place, freed.card, prepared, number, choice, reason, by)
        keep_plan(place, plan, approval)
        given = Approved(
            plan.sha256,
            tuple(approved_answers(plan, approval)),
            acts_folder(place),
            withheld_today(place, plan, approval),
            remembered(place),
            reason=cause,
            after=freed.intent,
        )
        if not given.answers:
            key = f"--plan {plan_id(plan)}"
            raise PlanError(
                "Исправленный ответ ждёт второго утверждения.",
                hint=f"`rpa debts approve {number} {key}`, затем `rpa debts apply {key}`.",
            )
        return Corrected(withdrawn, place.run("correct_answers", given=given, pages=1).summary)


def _card(place: Place, number: str) -> Subrequest:
    finished = place.run("receive_debt_requests", given=Filter(number=number), pages=1)
    if finished.summary.error is not None:
        raise finished.summary.error
    cards: list[Subrequest] = finished.value or []
    card = next((found for found in cards if found.request_number == number), None)
    if card is None:
        raise PlanError(f"Запроса № {number} нет в кабинете.", hint="Проверьте номер.")
    return card


def _as_if_waiting(card: Subrequest) -> Subrequest:
    return replace(card, response_status=ResponseStatus.NOT_SENT, draft=False, response_data=None)


def _approved(
    place: Place, card: Subrequest, prepared: Prepared, number: str, choice: Choice, reason: str, by: str
) -> tuple[Plan, Approval]:
    plan: Plan = replace(draw_plan(place, [card], prepared), correction=True)
    if number not in plan.by_number:
        raise PlanError(f"Запрос № {number} нельзя ответить заново: {card.response_status.value}.")
    before = _planned_last(place, number)
    if before is not None and before.acts and prepared.acts is not None:
        plan = with_chosen_acts(plan, before, ActsFolder(prepared.acts))
    approval = approve(plan, {number: choice}, approver=by, at=place.moscow_now(), reason=reason)
    lost = [one for one in before.acts if one.request_number == number and one not in plan.acts] if before else []
    if {_named(one) for one in lost} & {_named(debtor) for debtor in answer_to(plan, approval, number).debtors}:
        raise PlanError(
            f"Акты, выбранные для запроса № {number} на странице проверки, в новый ответ не перенести: с тех пор "
            "изменились их файлы, данные или сам запрос.",
            hint=f"Если ответ ещё стоит, отзовите его: `rpa debts withdraw {number}`. Затем постройте план и решите "
            "запрос на странице проверки: там видно, какие акты уйдут.",
        )
    return plan, approval


def _named(one: ChosenActs | PlannedDebtor) -> tuple[str, str, str | None]:
    return one.last_name, one.first_name, one.middle_name


def _planned_last(place: Place, number: str) -> Plan | None:
    """The newest plan with an item for the request: those made since it was answered list it no more. By whatever rules
    it was made: what people chose there is compared with what today's give."""
    for path, _told in newest_first(place.folder):
        try:
            plan = load_plan(path, any_rules=True)
        except PlanError as error:
            logger.warning("План {} не прочитан, выбранные в нём акты не видны: {}", path.name, error.what)
            continue
        if plan.organization_ogrn == place.settings.organization.ogrn and number in plan.by_number:
            return plan
    return None
