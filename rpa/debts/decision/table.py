"""The rule table as a page of documentation (Russian, Markdown). `docs/rules.md` is this text; a test compares them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import get_args

from rpa.debts.decision.rules import RULES
from rpa.debts.decision.ruling import RULES_VERSION, Kind, Rule
from rpa.debts.policy import DecisionPolicy
from rpa.model import Decision

_WORD = {Decision.DEBT: "имеется", Decision.NO_DEBT: "нет", Decision.REVIEW: "решает человек"}

_HEAD = f"""# Правила решения

Версия правил: {RULES_VERSION}. Эта страница печатается из программы (`rpa/debts/decision/rules.py`), руками её не
правят.

На каждый запрос итог один из трёх: **имеется**, **нет**, **решает человек**. «Нет» получается, только если доказано:
 дом обслуживается, данные свежие, адрес сравнен целиком, ни одна строка с ошибкой не может относиться к этому
жилью, и ни одна строка по жилью не говорит о долге. Всё недоказанное решает человек. Номера правил не меняются: на них
ссылаются отчёты.

Статьи законов названы, чтобы их можно было найти; действующую редакцию проверяет юрист организации.
"""

_PARTS = (
    (
        Kind.GATE,
        "Запрос целиком",
        "Проверяются все; если сработало хоть одно, ответ не предлагается, что бы ни говорили строки.",
    ),
    (Kind.NO_GATE, "Что запрещает только «нет»", "Долг, доказанный строкой, остаётся доказанным."),
    (Kind.ROW, "Одна строка данных", "Проверяются сверху вниз; решает первое подошедшее."),
    (Kind.WHOLE, "Строк нет", "Только если ни одно правило первых двух разделов не сработало."),
)

_COMBINED = """## Несколько строк по одному жилью

1. По одной из строк решает человек — он решает весь запрос; если другая строка доказывает долг, он показан как
   предложение.
2. Иначе есть строка «имеется» — «имеется», в ответе названы все должники этих строк, каждый один раз, со всеми актами.
3. Иначе все строки говорят «нет» — «нет».

Если портал показывает в запросе человека, должны сойтись и адрес, и человек; иначе решает человек (R10).

## Период

Если в запросе указан период, берётся он. Иначе — три календарных года до даты направления (29 февраля становится 28-м).
Период, который ещё не начался, и дата направления в будущем — не период: строки тогда решает человек (R37).
Сравниваются месяцы, за которые образовался долг, а не дата акта.
"""


def rule_table() -> str:
    """The whole page, ending in a newline."""
    parts = [_HEAD]
    for kind, title, how in _PARTS:
        parts.append(f"## {title}\n\n{how}\n\n{_table(rule for rule in RULES if rule.kind is kind)}")
    parts.append(_COMBINED)
    parts.append(f"## Настройки\n\nРаздел `decision` файла настроек.\n\n{_settings()}")
    return "\n".join(parts)


def _table(rules: Iterable[Rule]) -> str:
    lines = ["| № | случай | ответ | почему | настройка |", "|---|---|---|---|---|"]
    for rule in rules:
        setting = f"`{rule.setting}`" if rule.setting else ""
        lines.append(f"| {rule.number} | {rule.case} | {_WORD[rule.outcome]} | {rule.basis} | {setting} |")
    return "\n".join(lines) + "\n"


def _settings() -> str:
    lines = ["| настройка | по умолчанию | допустимо | что значит |", "|---|---|---|---|"]
    for name, field in DecisionPolicy.model_fields.items():
        choices = ", ".join(f"`{choice}`" for choice in get_args(field.annotation))
        allowed = choices or ("`true`, `false`" if field.annotation is bool else "от 0 до 30")
        default = str(field.default).lower() if isinstance(field.default, bool) else str(field.default)
        lines.append(f"| `{name}` | `{default}` | {allowed} | {field.description} |")
    return "\n".join(lines) + "\n"
