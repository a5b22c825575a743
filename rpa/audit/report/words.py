"""Russian words of a report, each with a sign, so that a state is read by shape and text, not by colour alone."""

from __future__ import annotations

from collections.abc import Mapping

DECISIONS = {
    "debt": ("Задолженность имеется", "▲"),
    "no_debt": ("Задолженности нет", "✓"),
    "review": ("Решает человек", "?"),
    "": ("Нет в плане", "·"),
}
ENDINGS = {
    "done": ("Отправлен и подтверждён", "✓"),
    "already": ("Отправлен ранее", "✓"),
    "approved": ("Утверждён, ждёт отправки", "→"),
    "waiting": ("Ждёт решения человека", "?"),
    "skipped": ("Оставлен человеку", "?"),
    "stale": ("Карточка изменилась", "↺"),
    "not_sent": ("Не отправлен", "○"),
    "refused": ("Отклонён сайтом", "✗"),
    "answered_by_other": ("Ответил другой", "≠"),
    "unknown": ("Исход неизвестен", "!"),
    "failed": ("Ошибка", "✗"),
}
OUTCOMES = {key: value for key, value in ENDINGS.items() if key not in ("approved", "waiting", "skipped", "failed")}
STAGES = {
    "filled": ("Заполненная форма", ""),
    "result": ("Карточка после отправки", ""),
    "failure": ("Экран при ошибке", ""),
    "before": ("До изменения", ""),
    "after": ("После изменения", ""),
}
SCENARIOS = {
    "receive_debt_requests": ("Чтение запросов", ""),
    "answer_debt_requests": ("Отправка ответов", ""),
    "verify_answers": ("Сверка", ""),
    "withdraw_answers": ("Отзыв ответов", ""),
    "apply_cabinet_settings": ("Настройки кабинета", ""),
    "sync_inquiries": ("Чтение обращений", ""),
    "assign_inquiries": ("Назначение исполнителей", ""),
}


def told(words: Mapping[str, tuple[str, str]], kind: str) -> str:
    """The Russian word of ``kind``, or ``kind`` itself where a later version knows more than this one."""
    return words[kind][0] if kind in words else kind
