"""What a day has to tell. Counts, dates and cures; an organization is named by its folder, never by its title.

(A sole trader's title is a person's name, and a notice leaves the machine.)
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date

from rpa.operate.day import AT_THE_SIGN_IN, Day, State, Trouble
from rpa.operate.guard import Guarded, Waiting
from rpa.operate.notices.message import Kind, Notice

_CHANGED = "PageChanged"
_MILD = frozenset({"Complaint", "AccessDenied"})
"""What the check found and no stage failed of."""


def from_day(day: Day, guarded: Guarded) -> list[Notice]:
    """The notices of one run, most urgent first; without the digest."""
    slug, found = day.organization, []
    kinds = {trouble.kind: trouble for trouble in reversed(day.troubles())}
    parked = next((kinds[kind] for kind in kinds if kind in AT_THE_SIGN_IN), None)
    if parked:
        found.append(_of_trouble(Kind.PARKED, slug, "вход в кабинет ждёт человека", [parked]))
    if _CHANGED in kinds:
        found.append(_of_trouble(Kind.SITE_CHANGED, slug, "сайт изменился", [kinds[_CHANGED]]))
    others = [trouble for trouble in day.troubles() if trouble.kind not in AT_THE_SIGN_IN | {_CHANGED}]
    mild = [trouble for trouble in others if trouble.kind in _MILD]
    if failed := [trouble for trouble in others if trouble not in mild]:
        found.append(_of_trouble(Kind.FAILED, slug, "прогон не удался", failed))
    if mild:
        found.append(_of_trouble(Kind.ATTENTION, slug, "проверка нашла недостатки", mild))
    found += from_guard(slug, guarded)
    if new := day.count("plan", "new"):
        text = _requests(day)
        same = _same(text, guarded.waiting)
        found.append(Notice(Kind.NEW_REQUESTS, _title(slug, f"новых запросов: {new}"), text, same_as=same))
    if undecided := [one for one in guarded.waiting if not one.approved]:
        cure = "Решить: `rpa debts approve` или на странице проверки."
        text = f"Ждут решения человека: {len(undecided)}. {_deadlines(undecided)}\n{cure}"
        title = _title(slug, f"ждут решения: {len(undecided)}")
        found.append(Notice(Kind.REVIEW, title, text, urgent=True, same_as=_same(text, undecided)))
    if day.exit_code == 0 and not (guarded.waiting or guarded.inquiries or guarded.blind):
        text = f"{day.day:%d.%m.%Y}: всё отвечено. {_requests(day)}"
        found.append(Notice(Kind.ALL_DONE, _title(slug, "всё отвечено"), text))
    return found


def from_guard(slug: str, guarded: Guarded) -> list[Notice]:
    """The warning of close and passed deadlines, if there is anything to warn of."""
    lines = []
    if guarded.overdue:
        lines.append(f"Срок прошёл: {len(guarded.overdue)}. Система отвечает «нет» сама и считает ответ просроченным.")
    if close := [one for one in guarded.close if not one.overdue]:
        lines.append(f"Срок близко: {len(close)}. {_deadlines(close)}")
        if approved := sum(one.approved for one in close):
            lines.append(f"Из них утверждены, но не отправлены: {approved} (`rpa debts apply`).")
    if guarded.inquiries:
        late = sum(one.overdue for one in guarded.inquiries)
        near = len(guarded.inquiries) - late
        lines.append(
            f"Обращения ждут ответа людей: срок близко — {near}, прошёл — {late}. {_deadlines(guarded.inquiries)} "
            "Какие: `rpa due`."
        )
    lines += guarded.blind
    if not lines:
        return []
    pressing = {*guarded.close, *guarded.overdue, *guarded.inquiries}
    title = _title(slug, f"сроки ответов: {len(pressing)}" if pressing else "сроки ответов не видны")
    text = "\n".join(lines)
    return [Notice(Kind.DEADLINE, title, text, urgent=True, same_as=_same(text, pressing))]


def missed(slug: str, last: date | None, today: date) -> Notice:
    """The schedule did not fire since ``last``."""
    since = f"последний прогон был {last:%d.%m.%Y}" if last else "прогонов ещё не было"
    text = f"На {today:%d.%m.%Y} {since}. Проверьте расписание: `rpa schedule status`."
    return Notice(Kind.MISSED, _title(slug, "ежедневный прогон не запускался"), text, urgent=True)


def digest(day: Day, guarded: Guarded, titles: dict[str, str]) -> Notice:
    """The day in one message, with the journal's checkpoint: kept outside the machine, it shows a cut tail."""
    lines = [f"Итог за {day.day:%d.%m.%Y}, код {day.exit_code}."]
    for outcome in day.outcomes.values():
        counts = in_words(outcome.counts)
        name = titles.get(outcome.stage, outcome.stage)
        lines.append(f"{name}: {_STATES[outcome.state]}" + (f" ({counts})" if counts else ""))
    if guarded.waiting:
        lines.append(f"Не отвечено: {len(guarded.waiting)}. {_deadlines(guarded.waiting)}")
    elif not guarded.blind:
        lines.append("Неотвеченных запросов нет.")
    lines += guarded.blind
    lines += [f"Нужен человек ({trouble.who}): {trouble.what}" for trouble in day.troubles()]
    if day.checkpoint:
        lines.append(f"Контрольная точка журнала: {day.checkpoint}")
    # The checkpoint moves with every run; a second digest of a day is worth sending only if the day looks different.
    told = "\n".join(line for line in lines if day.checkpoint not in line or not day.checkpoint)
    title = _title(day.organization, f"итог за {day.day:%d.%m.%Y}")
    return Notice(Kind.DIGEST, title, "\n".join(lines), same_as=told)


def in_words(counts: Mapping[str, int]) -> str:
    """``имеется 3, нет 5``."""
    return ", ".join(f"{_WORDS.get(name, name)} {count}" for name, count in counts.items() if count)


_STATES = {
    State.DONE: "выполнено",
    State.ATTENTION: "выполнено, нужен человек",
    State.FAILED: "не удалось",
    State.BLOCKED: "не начато",
}
_WORDS = {
    "debt": "имеется", "no_debt": "нет", "review": "решает человек", "new": "новых", "unread": "не прочитано",
    "approved": "утверждено", "carried": "утверждений перенесено", "unapproved": "не утверждено", "done": "отправлено",
    "already": "отправлены ранее", "refused": "отклонено сайтом", "answered_by_other": "ответил другой",
    "stale": "карточка изменилась", "not_sent": "не отправлено", "unknown": "исход неизвестен", "failed": "ошибок",
    "skipped": "оставлено человеку", "listed": "в списке", "opened": "прочитано", "left": "не начато",
    "records": "записей журнала", "differences": "расхождений с настройками", "requests": "запросов", "sent": "послано",
    "collapsed": "повторов не послано", "right": "верно", "waiting": "ждут, срок не прошёл", "by_others": "без робота",
    "sent_afterwards": "отправлены позже или человеком",
    "different": "не то, что утверждено", "missing_act": "нет акта", "not_there": "не дошло",
    "automatic": "ответила система", "overdue": "просрочено", "uncertain": "исход неизвестен",
    "unprovable": "сравнить не с чем", "plan_destroyed": "план уже уничтожен",
    "withdrawn_by_sender": "отозваны отправителем", "letters": "письма придут",
    "vanished": "больше нет в списке",
    "expired": "файлов пора уничтожить", "deleted": "файлов уничтожено", "kept": "файлов не удалось удалить",
}  # fmt: skip


def _title(slug: str, what: str) -> str:
    return f"ГИС ЖКХ, {slug}: {what}"


def _of_trouble(kind: Kind, slug: str, what: str, troubles: list[Trouble]) -> Notice:
    text = "\n".join(dict.fromkeys(f"{one.what} Что делать ({one.who}): {one.hint}" for one in troubles))
    return Notice(kind, _title(slug, what), text, urgent=True)


def _same(text: str, waiting: Iterable[Waiting]) -> str:
    """Equal counts and dates of other requests are another notice; which ones they are stays on this machine."""
    return "\n".join([text, *sorted(one.request_number for one in waiting)])


def _requests(day: Day) -> str:
    parts = [("имеется", "debt"), ("нет", "no_debt"), ("решает человек", "review")]
    planned = ", ".join(f"{word} — {day.count('plan', name)}" for word, name in parts)
    return f"В плане: {planned}. Отправлено: {day.count('apply', 'done')}."


def _deadlines(waiting: list[Waiting] | tuple[Waiting, ...]) -> str:
    """``Сроки: 25.11.2026 — 3, 26.11.2026 — 5.`` The five nearest."""
    by_date = Counter(one.due for one in waiting if one.due)
    shown = [f"{due:%d.%m.%Y} — {by_date[due]}" for due in sorted(by_date)[:5]]
    if unknown := sum(one.due is None for one in waiting):
        shown.append(f"срок неизвестен — {unknown}")
    return f"Сроки: {', '.join(shown)}." if shown else ""
