"""The words, marks and order of a report: one table for the page, the spreadsheet and the charts.

Every state has a mark of its own shape, so that nothing hangs on colour alone.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class State:
    """``tone``: good, wait, bad or calm; ``mark``: the id of an icon in the page's sprite."""

    key: str
    title: str
    tone: str
    mark: str


SENT = State("sent", "Отправлен", "good", "check")
ALREADY = State("already", "Отправлен раньше", "good", "checks")
REVIEW = State("review", "Решает человек", "wait", "person")
PLANNED = State("planned", "Ждёт утверждения", "wait", "clock")
LEFT = State("left", "Утверждён, не отправлен", "wait", "clock")
SKIPPED = State("skipped", "Оставлен человеку", "wait", "person")
STALE = State("stale", "Карточка изменилась", "wait", "turn")
OTHER = State("answered_by_other", "Ответил другой", "wait", "person")
AUTOMATIC = State("automatic", "Ответила система", "bad", "gear")
REFUSED = State("refused", "Отклонён сайтом", "bad", "cross")
NOT_SENT = State("not_sent", "Не отправлен", "bad", "cross")
FAILED = State("failed", "Ошибка", "bad", "cross")
UNKNOWN = State("unknown", "Исход неизвестен", "bad", "question")
REVOKED = State("revoked", "Ответ отозван", "wait", "turn")
GONE = State("gone", "Отозван отправителем", "calm", "dot")
READ = State("read", "Прочитан", "calm", "dot")
DONE = State("done", "Выполнен", "good", "check")
SAME = State("unchanged", "Без изменений", "calm", "dot")

STATES = (
    SENT, ALREADY, DONE, READ, SAME, GONE, REVIEW, PLANNED, LEFT, SKIPPED, STALE, OTHER, REVOKED,
    AUTOMATIC, REFUSED, NOT_SENT, FAILED, UNKNOWN,
)  # fmt: skip
BY_ENDING = {
    "already": ALREADY,
    "skipped": SKIPPED,
    "refused": REFUSED,
    "answered_by_other": OTHER,
    "stale": STALE,
    "not_sent": NOT_SENT,
    "unknown": UNKNOWN,
    "failed": FAILED,
}
"""``item.ending`` of the journal → state; ``done`` depends on the scenario."""

ROWS_AT_ONCE = 300
SHOTS_AT_ONCE = 60
"""A page shows this many and offers more: laying out ten thousand rows takes a browser longer than a person waits."""

TONES = {"good": "Сделано", "wait": "Ждут человека", "bad": "Требуют внимания", "calm": "Без действия"}

TONE_MARKS = {"good": "check", "wait": "person", "bad": "cross", "calm": "dot"}

DECISIONS = {
    "debt": ("Задолженность имеется", "Имеется", "square"),
    "no_debt": ("Задолженности нет", "Нет", "ring"),
    "review": ("Решает человек", "Решает человек", "person"),
}
"""Full words, short words, mark."""

DUE = {
    "overdue": ("Просрочено", "alarm"),
    "today": ("Срок сегодня", "alarm"),
    "soon": ("Срок в ближайшие 3 дня", "clock"),
    "later": ("Срок позже", "calendar"),
    "met": ("Закрыто в срок", "check"),
    "over": ("Закрыто, в срок ли — неизвестно", "question"),
    "unknown": ("Срок неизвестен", "question"),
}
CLOSED = ("закрыто", "check")
"""What an обращение that waits no more says of its deadline."""
HOW = {"sheet": "таблицей", "cli": "командой", "page": "на странице", "automatic": "политикой, автоматически"}
STAGES = {
    "filled": "форма перед отправкой",
    "result": "карточка после отправки",
    "failure": "экран в момент ошибки",
    "before": "до изменения",
    "after": "после изменения",
    "before-withdrawal": "карточка до отзыва",
    "withdrawn": "карточка после отзыва",
    "settled": "карточка, когда исход назвал человек",
    "screen": "экран кабинета",
}
SCENARIOS = {
    "answer_debt_requests": "Отправка ответов на запросы о задолженности",
    "receive_debt_requests": "Чтение запросов о задолженности и план",
    "verify_answers": "Сверка отправленных ответов с кабинетом",
    "withdraw_answers": "Отзыв ответов",
    "correct_answers": "Исправление ответов",
    "settle_answer": "Выяснение исхода отправки",
    "sync_inquiries": "Чтение обращений",
    "assign_inquiries": "Назначение исполнителей обращений",
    "extend_inquiry": "Продление срока обращения",
    "read_cabinet_settings": "Чтение настроек кабинета",
    "apply_cabinet_settings": "Настройки уведомлений и права доступа",
    "check_selectors": "Сверка селекторов с экранами",
}
SENDING = frozenset({"answer_debt_requests", "correct_answers"})
READING = frozenset({"receive_debt_requests", "verify_answers", "sync_inquiries", "read_cabinet_settings"})
ABOUT_DEBTS = frozenset({"receive_debt_requests", "answer_debt_requests"})
"""Runs that are shown with the whole plan they worked for."""
KINDS = {
    "run_started": "Прогон начат",
    "run_finished": "Прогон закончен",
    "sign_in": "Экран входа",
    "plan": "План построен",
    "decision": "Решение по правилу",
    "not_planned": "Ответ не нужен",
    "approval": "Утверждено",
    "step": "Шаг",
    "retry": "Шаг повторён",
    "step_failed": "Шаг не удался",
    "intent": "Намерение записано",
    "act": "Нажата кнопка",
    "read_back": "Прочитано из кабинета",
    "outcome": "Исход",
    "item": "Итог по запросу",
    "picture": "Снимок",
    "picture_refused": "Снимок не сохранён",
    "verify": "Сверка с кабинетом",
    "correction": "Исправление связано",
    "setting": "Настройка изменена",
    "extension": "Продление срока обращения",
    "dataset": "Приняты новые данные",
    "register_read": "Список прочитан",
    "daily": "Ежедневный прогон",
    "assignment_plan": "План назначений",
    "assignment_approved": "Назначения утверждены",
    "browser_replaced": "Браузер перезапущен",
    "browser_ended": "Браузер закрыт",
    "signature": "Подпись",
    "purge": "Уничтожение по сроку",
    "purge_finished": "Уничтожение закончено",
    "torn_tail": "Обрыв записи",
    "parked": "Ждёт человека у входа",
    "unparked": "Человек вошёл",
}
OUTCOMES = {
    "done": "подтверждено чтением из кабинета",
    "refused": "отклонено сайтом",
    "not_sent": "не отправлено",
    "answered_by_other": "ответил другой",
    "unknown": "неизвестно",
    "stale": "карточка изменилась, ничего не нажато",
}
SHOWS = {
    "absent": "ответа нет",
    "draft": "ответ сохранён, не отправлен",
    "done": "утверждённый ответ отправлен",
    "other": "отправлен другой ответ",
    "automatic": "система ответила сама",
    "foreign_draft": "чужой неотправленный ответ",
    "changed": "карточка изменилась",
    "gone": "запроса нет",
}
ACTIONS = {
    "send": "отправить ответ",
    "revoke": "отозвать ответ",
    "assign": "назначить",
}
FINDINGS = {
    "right": "отправлено то, что утверждено",
    "waiting": "ещё не отвечено, срок не прошёл",
    "by_others": "ответили без робота",
    "sent_afterwards": "отправлено то, что утверждено, но позже, чем робот ждал, или человеком",
    "different": "на портале не то, что утверждено",
    "missing_act": "на портале не хватает судебного акта",
    "not_there": "отправлен роботом, но на портале не отправлен",
    "automatic": "система ответила сама: срок пропущен",
    "overdue": "не отвечено, срок прошёл",
    "uncertain": "исход отправки неизвестен",
    "unprovable": "сравнить не с чем: план не найден",
    "plan_destroyed": "сравнить не с чем: срок хранения плана истёк",
    "withdrawn_by_sender": "запроса больше нет: отправитель отозвал",
    "unread": "карточка не прочитана",
}
DISAGREEMENTS = frozenset({"different", "missing_act", "not_there", "uncertain", "unprovable"})
"""Findings in which the portal and our record say different things, or cannot be compared."""


def stage(name: str) -> str:
    """What a picture shows."""
    return STAGES.get(name, name)


def scenario(name: str) -> str:
    """A scenario's title; one this version doesn't know keeps its own name."""
    return SCENARIOS.get(name, name or "Прогон")


def ending(name: str, scenario: str) -> str:
    """How an item ended, in a word; ``done`` means different things in different scenarios."""
    if name == "done":
        return "отправлен" if scenario in SENDING else "прочитан" if scenario in READING else "выполнен"
    return BY_ENDING[name].title if name in BY_ENDING else name


def plural(count: int, one: str, few: str, many: str) -> str:
    """«1 запрос», «2 запроса», «5 запросов»."""
    tail, tens = count % 10, count % 100
    word = one if tail == 1 and tens != 11 else few if 2 <= tail <= 4 and not 12 <= tens <= 14 else many
    return f"{count} {word}"
