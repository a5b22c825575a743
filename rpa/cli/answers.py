"""``rpa debts verify``, ``withdraw``, ``correct`` and ``settle``: what became of the answers that were sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from rpa.cli.context import DataOption, JsonOption, OrganizationOption, locate
from rpa.cli.output import as_day, print_json, print_line, print_table, progress_bar, warn

if TYPE_CHECKING:
    from rpa.job.closing import Closed
    from rpa.job.results import RunSummary
    from rpa.operate.verifying import Verified

NumberArgument = Annotated[str, typer.Argument(help="Номер запроса.")]
ReasonOption = Annotated[str, typer.Option("--reason", help="Основание: почему отправленный ответ неверен.")]
ENDS = {"sent": "done", "not-sent": "not_sent", "by-other": "answered_by_other"}
"""What a person may say of an answer, and the outcome it is recorded as."""
ByOption = Annotated[str, typer.Option("--by", help="Кто принял решение (имя).")]


def verify(
    days: Annotated[
        int | None,
        typer.Option(min=1, max=180, help="Список портала за столько дней; по умолчанию весь.", show_default=False),
    ] = None,
    data: DataOption = None,
    organization: OrganizationOption = None,
    as_json: JsonOption = False,
) -> None:
    """Сверить отправленное с кабинетом, ничего не меняя: что не так, что просрочено, чей исход неизвестен.

    Код 0 — всё верно; 1 — есть расхождения; 69 — пропущен срок; 77 — исход отправки неизвестен.
    """
    from rpa.operate.verifying import verify_answers

    place = locate(data, organization)
    with progress_bar("Сверка", quiet=as_json) as bar:
        verified = verify_answers(place, days, lambda done, total, _key: bar.update(done, total))
    if as_json:
        print_json(_verified_document(verified))
    else:
        _show_verified(verified)
    raise typer.Exit(verified.exit_code)


def withdraw(
    number: NumberArgument,
    reason: ReasonOption,
    by: ByOption,
    data: DataOption = None,
    organization: OrganizationOption = None,
    as_json: JsonOption = False,
) -> None:
    """Отозвать отправленный ответ. Основание и имя решившего записываются в журнал."""
    from rpa.operate.withdrawing import withdraw as take_back

    summary, _card = take_back(locate(data, organization), number, reason=reason, by=by)
    if as_json:
        print_json({"withdrawn": _summary_document(summary)})
    else:
        _show_withdrawn(summary)
    raise typer.Exit(summary.exit_code)


def correct(
    number: NumberArgument,
    reason: ReasonOption,
    by: ByOption,
    decision: Annotated[str, typer.Option(help="Какой ответ верен: debt или no_debt.")],
    rows: Annotated[
        list[str] | None,
        typer.Option("--row", help="Строка данных с должником; по умолчанию все найденные.", show_default=False),
    ] = None,
    data: DataOption = None,
    organization: OrganizationOption = None,
    as_json: JsonOption = False,
) -> None:
    """Отозвать ответ и отправить верный: с основанием, решением человека и связанными доказательствами обоих."""
    from rpa.debts.approval import Choice
    from rpa.model import Decision
    from rpa.operate.withdrawing import correct as replace_answer

    if decision not in (Decision.DEBT, Decision.NO_DEBT):
        raise typer.BadParameter("нужно debt или no_debt", param_hint="--decision")
    choice = Choice(Decision(decision), reason, tuple(rows) if rows else None)
    corrected = replace_answer(locate(data, organization), number, choice, reason=reason, by=by)
    if as_json:
        sent = _summary_document(corrected.sent) if corrected.sent else None
        print_json({"withdrawn": _summary_document(corrected.withdrawn), "sent": sent})
    else:
        _show_summary("Отзыв", corrected.withdrawn)
        # Where the right answer stood there already, both are one run.
        if corrected.sent and corrected.sent is not corrected.withdrawn:
            _show_summary("Новый ответ", corrected.sent)
    raise typer.Exit(corrected.exit_code)


def settle(
    number: NumberArgument,
    ended: Annotated[
        str | None,
        typer.Option("--as", help="Чем кончилось: sent, not-sent или by-other (ответил другой).", show_default=False),
    ] = None,
    by: Annotated[str, typer.Option("--by", help="Кто это говорит (имя).", show_default=False)] = "",
    reason: Annotated[str, typer.Option(help="Основание: откуда это известно.", show_default=False)] = "",
    data: DataOption = None,
    organization: OrganizationOption = None,
    as_json: JsonOption = False,
) -> None:
    """Закрыть неизвестный исход отправки, когда план ответа утрачен. Ничего не отправляет.

    Без --as показывает карточку и чем могло кончиться. Что противоречит карточке, не записывает. Имя и основание
    записываются. Код 77 — исход ещё неизвестен.
    """
    from rpa.errors import UnknownOutcome
    from rpa.ledger import Outcome
    from rpa.operate.closing import settle as close

    if ended is not None and ended not in ENDS:
        raise typer.BadParameter(f"есть: {', '.join(ENDS)}", param_hint="--as")
    outcome = Outcome(ENDS[ended]) if ended is not None else None
    closed = close(locate(data, organization), number, outcome, reason=reason, by=by)
    if as_json:
        print_json(_closed_document(number, closed))
    else:
        _show_closed(number, closed)
    raise typer.Exit(UnknownOutcome.exit_code if closed.record.open else 0)


def _show_verified(verified: Verified) -> None:
    from rpa.audit.report.words import FINDINGS

    rows = [(FINDINGS[finding], count) for finding, count in verified.counts().items()]
    print_table(f"Сверка {verified.summary.run_id}", ("Что", "Запросов"), rows)
    findings = [(check.request_number, FINDINGS[check.finding], as_day(check.due)) for check in verified.findings()]
    summary = verified.summary
    if findings:
        print_table("Требуют внимания", ("Номер", "Что", "Срок"), findings)
    elif not (summary.left or summary.error):
        print_line("Расхождений нет.")
    if summary.left:
        warn(f"Сверено не всё ({summary.stopped or 'прервано'}), осталось: {summary.left}. Повторите сверку.")
    if summary.error:
        raise summary.error


def _verified_document(verified: Verified) -> dict[str, object]:
    return {
        "run": verified.summary.run_id,
        "counts": {finding.value: count for finding, count in verified.counts().items()},
        "findings": [
            {"request_number": check.request_number, "finding": check.finding, "due": check.due}
            for check in verified.findings()
        ],
        "left": verified.summary.left,
        "error": verified.summary.error.what if verified.summary.error else None,
    }


def _show_summary(title: str, summary: RunSummary) -> None:
    from rpa.job.results import RUSSIAN, Ending

    for result in summary.results:
        said = {Ending.DONE: "выполнено", Ending.ALREADY: "ничего не изменено"}
        print_line(f"{title}, запрос {result.key}: {said.get(result.ending, RUSSIAN[result.ending])}.")
        if result.detail and result.ending is not Ending.DONE:
            warn(result.detail)
    if summary.error:
        raise summary.error


def _show_withdrawn(summary: RunSummary) -> None:
    from rpa.job.results import Ending

    _show_summary("Отзыв", summary)
    if any(result.ending is Ending.DONE for result in summary.results):
        print_line("Он снова ждёт ответа, срок прежний: `rpa debts plan`, затем решите его и отправьте.")


def _summary_document(summary: RunSummary) -> dict[str, object]:
    return {
        "run": summary.run_id,
        "results": [
            {"request_number": result.key, "ending": result.ending, "detail": result.detail}
            for result in summary.results
        ],
        "error": summary.error.what if summary.error else None,
    }


def _show_closed(number: str, closed: Closed) -> None:
    from rpa.audit.report.words import OUTCOMES

    print_line(f"Запрос {number}. На портале: {_shown(closed)}.")
    if not closed.record.open:
        print_line(f"Исход записан: {OUTCOMES[closed.record.outcome or '']}.")
        return
    warn("Исход отправки неизвестен.")
    if closed.possible:
        words = [f"{word} ({OUTCOMES[outcome]})" for word, outcome in ENDS.items() if outcome in closed.possible]
        print_line(f"Могло кончиться: {', '.join(words)}. Назовите: --as, --by и --reason.")


def _shown(closed: Closed) -> str:
    from rpa.model import ResponseStatus

    card = closed.card
    if card is None:
        return "запроса больше нет"
    if card.response_status is ResponseStatus.AUTO_GENERATED:
        return "система ответила сама"
    if card.response_status is ResponseStatus.NOT_SENT:
        return "ответ сохранён, не отправлен" if card.draft else "ответа нет"
    held = card.response_data
    if held is None:
        return "ответ отправлен"
    said = f"задолженность имеется, должников: {len(held.debt_info)}" if held.has_debt else "задолженности нет"
    return f"ответ отправлен: {said}" + (f"; ответил {held.executor}" if held.executor else "")


def _closed_document(number: str, closed: Closed) -> dict[str, object]:
    return {
        "request_number": number,
        "shows": _shown(closed),
        "outcome": closed.record.outcome,
        "open": closed.record.open,
        "possible": [word for word, outcome in ENDS.items() if outcome in closed.possible],
    }
