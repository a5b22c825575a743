"""Which charts a report shows."""

from __future__ import annotations

from collections.abc import Sequence

from rpa.audit.report import words
from rpa.audit.report.charts import Chart, Slice, bars, columns, share
from rpa.audit.report.month import ANSWER_DAYS, MonthReport


def of_states(states: Sequence[tuple[words.State, int]]) -> Chart | None:
    """How requests ended, as one bar in the order of the legend below it."""
    return (
        share("Чем кончилось", [Slice(state.title, count, state.tone) for state, count in states]) if states else None
    )


def of_month(report: MonthReport) -> list[Chart]:
    """The month's four pictures."""
    fates = [
        Slice("Отвечено в срок", report.on_time, "good"),
        Slice("Отвечено поздно", report.late, "bad"),
        *([Slice("Отвечено, в срок ли — неизвестно", report.undated, "calm")] if report.undated else []),
        Slice("Ответила система", report.automatic, "bad"),
        Slice("Без ответа, срок прошёл", report.open_overdue, "bad"),
        Slice("Ответили без робота или отозван", report.others, "calm"),
        Slice("Ждут ответа, срок не прошёл", report.waiting, "wait"),
    ]
    decided = [
        Slice(words.DECISIONS[key][0], report.decisions[key], tone)
        for key, tone in (("debt", "accent"), ("no_debt", "good"), ("review", "wait"))
    ]
    took = report.took_counts()
    days = [str(day.day) for day in report.month.days()]
    return [
        bars("Как ответили", fates, column="Исход"),
        bars("Что решило правило", decided, column="Решение"),
        columns(
            "Рабочих дней до ответа",
            [label for label, _ in took],
            [("Ответов", [count for _, count in took], "accent")],
            column="Рабочих дней",
            limit=ANSWER_DAYS + 1,
        ),
        columns(
            "По дням месяца",
            days,
            [("Получено", report.received_by_day, "outline"), ("Отправлено", report.sent_by_day, "accent")],
            column="День",
        ),
    ]
